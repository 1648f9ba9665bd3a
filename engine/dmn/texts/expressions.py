"""Words of findings about types, expressions and boxes."""

from __future__ import annotations

from engine.dmn.texts.kinds import Said

TYPES: dict[str, Said] = {
    "unknown_type": (
        ("Tidak ada tipe {type}.", "Pilih tipe yang ada, atau buat tipe itu."),
        ("There is no type {type}.", "Choose a type that exists, or make it."),
    ),
    "type_taken": (
        ("Nama tipe {type} sudah dipakai.", "Beri nama lain."),
        ("The type name {type} is taken.", "Choose another name."),
    ),
    "type_twice": (
        ("Tipe {type} memiliki tipe dasar dan sekaligus bagian.", "Sisakan salah satu."),
        ("The type {type} has both a base type and components.", "Leave one of them."),
    ),
    "type_cycle": (
        ("Tipe {type} memuat dirinya sendiri.", "Putuskan lingkaran itu."),
        ("The type {type} holds itself.", "Break that circle."),
    ),
    "bad_allowed": (
        (
            "Daftar nilai {text} tidak dapat dibaca pada huruf ke-{position}: {reason}.",
            'Tulis misalnya "biasa", "percepatan" atau [0..120].',
        ),
        (
            "The list of values {text} cannot be read at character {position}: {reason}.",
            'Write for example "biasa", "percepatan" or [0..120].',
        ),
    ),
}

TEXTS: dict[str, Said] = {
    "not_feel": (
        (
            'Ungkapan "{name}" tidak dapat dibaca pada huruf ke-{position}: {reason}. Tertulis: {text}',
            "Perbaiki ungkapan FEEL itu; teks diapit tanda kutip.",
        ),
        (
            'The expression of "{name}" cannot be read at character {position}: {reason}. It reads: {text}',
            "Mend that FEEL expression; texts stand in quotation marks.",
        ),
    ),
    "bad_condition": (
        (
            "Aturan {rule}, kolom {column}: {text} tidak dapat dibaca pada huruf ke-{position}: {reason}.",
            "Perbaiki isi sel; teks diapit tanda kutip.",
        ),
        (
            "Rule {rule}, column {column}: {text} cannot be read at character {position}: {reason}.",
            "Mend the cell; texts stand in quotation marks.",
        ),
    ),
    "bad_result": (
        (
            "Aturan {rule}, hasil {column}: {text} tidak dapat dibaca pada huruf ke-{position}: {reason}.",
            "Perbaiki isi sel; teks diapit tanda kutip.",
        ),
        (
            "Rule {rule}, result {column}: {text} cannot be read at character {position}: {reason}.",
            "Mend the cell; texts stand in quotation marks.",
        ),
    ),
    "empty_box": (
        ('Bagian {kind} dari "{name}" kosong.', "Isi dengan sebuah ungkapan."),
        ('A {kind} of "{name}" is empty.', "Fill it with an expression."),
    ),
    "box_missing": (
        ('{kind} pada "{name}" tidak memiliki {part}.', "Lengkapi bagian itu."),
        ('A {kind} of "{name}" has no {part}.', "Complete it."),
    ),
    "function_kind": (
        ("Fungsi jenis {kind} tidak didukung.", "Tulis isi fungsi dalam FEEL."),
        ("Functions of kind {kind} are not supported.", "Write the function in FEEL."),
    ),
    "bad_parameter": (
        ('Parameter "{name}" tanpa nama atau disebut dua kali.', "Beri setiap parameter nama sendiri."),
        ('The parameter "{name}" has no name or comes twice.', "Give each parameter a name of its own."),
    ),
    "unknown_binding": (
        ("Tidak ada parameter {binding}; yang ada: {params}.", "Samakan nama parameter."),
        ("There is no parameter {binding}; there are: {params}.", "Use the function's names."),
    ),
    "missing_binding": (
        ("Pemanggilan {called} tidak mengisi {missing}.", "Isi setiap parameter."),
        ("The call of {called} leaves out {missing}.", "Give every parameter."),
    ),
    "entry_twice": (
        ("Isian {name} muncul dua kali.", "Beri nama yang berbeda."),
        ("The entry {name} appears twice.", "Choose another name."),
    ),
    "result_not_last": (
        ("Isian tanpa nama berdiri sebelum yang terakhir.", "Beri nama, atau pindahkan ke akhir."),
        ("An entry without a name stands before the last.", "Name it, or move it to the end."),
    ),
    "bad_columns": (
        ("Kolom tanpa nama atau bernama sama.", "Beri setiap kolom nama sendiri."),
        ("Columns have no name or the same name.", "Give each column a name of its own."),
    ),
}
