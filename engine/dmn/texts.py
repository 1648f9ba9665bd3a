"""The words of findings about decision models: (what is wrong, what to do), in Indonesian and in English."""

from __future__ import annotations

Said = tuple[tuple[str, str], tuple[str, str]]

_FILE: dict[str, Said] = {
    "too_large": (
        ("Berkas lebih besar dari {limit}.", "Pecah model menjadi beberapa berkas."),
        ("The file is larger than {limit}.", "Split the model into several files."),
    ),
    "not_xml": (
        ("Berkas bukan XML yang utuh.", "Buka di penyunting DMN lalu simpan ulang."),
        ("The file is not well-formed XML.", "Open it in a DMN editor and save it again."),
    ),
    "encoding": (
        ("Pengodean {encoding} tidak diterima.", "Simpan berkas sebagai UTF-8."),
        ("The encoding {encoding} is not accepted.", "Save the file as UTF-8."),
    ),
    "doctype": (
        ("Berkas memuat DOCTYPE atau entitas.", "Hapus deklarasi itu; DMN tidak memerlukannya."),
        ("The file holds a DOCTYPE or entities.", "Remove that declaration; DMN needs none."),
    ),
    "too_deep": (
        ("Elemen bersarang lebih dari {limit} tingkat.", "Ratakan susunan berkas."),
        ("Elements are nested deeper than {limit} levels.", "Flatten the file."),
    ),
    "too_many_elements": (
        ("Berkas memuat lebih dari {limit} elemen.", "Pecah menjadi beberapa model."),
        ("The file holds more than {limit} elements.", "Split it into several models."),
    ),
    "not_dmn": (
        ("Elemen pertama ialah {root}, bukan dmn:definitions.", "Unggah berkas DMN (.dmn)."),
        ("The first element is {root}, not dmn:definitions.", "Upload a DMN file (.dmn)."),
    ),
    "dmn_version": (
        ("Versi DMN ini tidak dikenal: {namespace}.", "Simpan ulang sebagai DMN 1.3."),
        ("This version of DMN is not known: {namespace}.", "Save it again as DMN 1.3."),
    ),
    "model_too_large": (
        ("Model memuat lebih dari {limit} keputusan dan masukan.", "Pecah menjadi beberapa model."),
        ("The model holds more than {limit} decisions and inputs.", "Split it into several models."),
    ),
    "import_refused": (
        ("Model mengimpor berkas lain.", "Salin isi yang diperlukan ke dalam berkas ini."),
        ("The model imports another file.", "Copy what is needed into this file."),
    ),
    "not_feel_language": (
        ("Bahasa ungkapan {language} tidak didukung.", "Tulis ungkapan dalam FEEL."),
        ("The expression language {language} is not supported.", "Write expressions in FEEL."),
    ),
    "unknown_element": (
        ("Elemen {kind} tidak didukung di sini.", "Hapus elemen itu, atau nyatakan dengan tabel atau FEEL."),
        ("The element {kind} is not supported here.", "Remove it, or say it with a table or FEEL."),
    ),
}

_GRAPH: dict[str, Said] = {
    "no_id": (
        ("Elemen {kind} tidak memiliki id.", "Beri id yang unik."),
        ("The element {kind} has no id.", "Give it a unique id."),
    ),
    "id_taken": (
        ("Id {id} dipakai lebih dari sekali.", "Beri setiap elemen id sendiri."),
        ("The id {id} is used more than once.", "Give each element an id of its own."),
    ),
    "no_name": (
        ("Elemen {kind} tidak memiliki nama.", "Beri nama."),
        ("The element {kind} has no name.", "Give it a name."),
    ),
    "name_taken": (
        ("Nama {name} sudah dipakai elemen {other}.", "Beri nama yang berbeda."),
        ("The name {name} is already that of element {other}.", "Choose another name."),
    ),
    "no_decision": (
        ("Model tidak memuat keputusan.", "Tambahkan sedikitnya satu keputusan."),
        ("The model holds no decision.", "Add at least one decision."),
    ),
    "no_logic": (
        ('"{name}" tidak memiliki logika.', "Isi dengan tabel keputusan atau ungkapan."),
        ('"{name}" has no logic.', "Fill it with a decision table or an expression."),
    ),
    "several_logics": (
        ('"{name}" memiliki lebih dari satu logika.', "Sisakan satu."),
        ('"{name}" has more than one logic.', "Leave one."),
    ),
    "no_reference": (
        ("Rujukan {kind} tidak menunjuk ke mana pun.", "Hubungkan dengan sebuah elemen, atau hapus."),
        ("A reference of kind {kind} points nowhere.", "Connect it to an element or remove it."),
    ),
    "foreign_reference": (
        ("Rujukan ke berkas lain: {href}.", "Salin elemen itu ke dalam berkas ini."),
        ("A reference to another file: {href}.", "Copy that element into this file."),
    ),
    "reference_broken": (
        (
            '"{name}" merujuk {href}, yang tidak ada atau bukan jenis yang cocok.',
            "Perbaiki atau hapus panahnya.",
        ),
        ('"{name}" refers to {href}, which is missing or of another kind.', "Mend or remove the arrow."),
    ),
    "cycle": (
        ('"{name}" pada akhirnya memerlukan dirinya sendiri.', "Putuskan lingkaran panah."),
        ('"{name}" in the end requires itself.', "Break the circle of arrows."),
    ),
    "service_without_output": (
        ('Layanan "{name}" tidak memiliki keputusan hasil.', "Pilih keputusan hasilnya."),
        ('The service "{name}" has no output decision.', "Choose its output decision."),
    ),
    "service_input_missing": (
        ('Layanan "{name}" memakai {input}, tetapi tidak mencantumkannya.', "Cantumkan data masukan itu."),
        ('The service "{name}" uses {input} without listing it.', "List that input data."),
    ),
    "not_required": (
        (
            '"{owner}" memakai {variable}, tetapi tidak ada panah dari sana.',
            "Tarik panah prasyarat dari {variable}.",
        ),
        (
            '"{owner}" uses {variable}, but no arrow comes from there.',
            "Draw the requirement arrow from {variable}.",
        ),
    ),
    "undeclared": (
        (
            '"{owner}" membaca {variable}, yang bukan masukan model ini.',
            "Tambahkan data masukan {variable} dengan panahnya, atau perbaiki ejaannya.",
        ),
        (
            '"{owner}" reads {variable}, which is no input of this model.',
            "Add an input data {variable} with its arrow, or mend the spelling.",
        ),
    ),
    "unknown_function": (
        ('"{owner}" memanggil fungsi {variable}, yang tidak ada.', "Perbaiki ejaannya, atau buat fungsinya."),
        ('"{owner}" calls the function {variable}, which does not exist.', "Mend the spelling, or make it."),
    ),
}

_TYPES: dict[str, Said] = {
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

_TEXTS: dict[str, Said] = {
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

_TABLES: dict[str, Said] = {
    "table_too_large": (
        ("Tabel melebihi {rules} aturan atau {columns} kolom.", "Pecah tabel."),
        ("The table exceeds {rules} rules or {columns} columns.", "Split the table."),
    ),
    "no_outputs": (
        ("Tabel tidak memiliki kolom hasil.", "Tambahkan kolom hasil."),
        ("The table has no result column.", "Add a result column."),
    ),
    "no_rules": (
        ("Tabel tidak memiliki aturan.", "Tambahkan aturan."),
        ("The table has no rules.", "Add rules."),
    ),
    "output_unnamed": (
        ("Tabel dengan beberapa hasil memiliki kolom tanpa nama.", "Beri setiap kolom hasil nama."),
        ("A table of several results has a column without a name.", "Name each result column."),
    ),
    "output_twice": (
        ("Dua kolom hasil bernama {name}.", "Beri nama yang berbeda."),
        ("Two result columns are named {name}.", "Choose another name."),
    ),
    "input_empty": (
        ('Kolom "{name}" tidak mengatakan apa yang diperiksa.', "Isi ungkapan kolom, misalnya usia."),
        ('The column "{name}" does not say what it asks.', "Fill in its expression, such as usia."),
    ),
    "cells_missing": (
        ("Aturan {rule} memiliki {found} sel, seharusnya {expected}.", "Lengkapi baris itu."),
        ("Rule {rule} has {found} cells where {expected} belong.", "Complete that row."),
    ),
    "unknown_policy": (
        ("Hit policy {policy} tidak dikenal.", "Pilih salah satu dari U, A, F, P, R, O, C."),
        ("The hit policy {policy} is not known.", "Choose one of U, A, F, P, R, O, C."),
    ),
    "unknown_aggregation": (
        ("Agregasi {aggregation} tidak dikenal.", "Pilih SUM, MIN, MAX, atau COUNT."),
        ("The aggregation {aggregation} is not known.", "Choose SUM, MIN, MAX or COUNT."),
    ),
    "aggregation_misplaced": (
        ("Agregasi hanya berlaku untuk COLLECT, bukan {policy}.", "Hapus agregasi atau ganti hit policy."),
        ("Only COLLECT aggregates, not {policy}.", "Remove the aggregation or change the hit policy."),
    ),
    "aggregation_of_many": (
        ("Agregasi tidak tertentu untuk {outputs} kolom hasil.", "Sisakan satu kolom hasil."),
        ("An aggregation of {outputs} result columns is not defined.", "Leave one result column."),
    ),
    "no_priorities": (
        ("{policy} memerlukan urutan nilai hasil.", "Isi daftar nilai kolom hasil, yang utama lebih dulu."),
        ("{policy} needs the order of the result's values.", "List them, the most important first."),
    ),
    "overlap": (
        (
            '"{table}": aturan {rule} dan {other} berlaku bersamaan, misalnya {example}.',
            "Persempit salah satunya, atau pilih hit policy lain.",
        ),
        (
            '"{table}": rules {rule} and {other} both apply, for example {example}.',
            "Narrow one of them, or choose another hit policy.",
        ),
    ),
    "any_conflict": (
        (
            '"{table}": aturan {rule} dan {other} berlaku bersamaan dengan hasil berbeda, misalnya {example}.',
            "Samakan hasilnya, atau persempit salah satunya.",
        ),
        (
            '"{table}": rules {rule} and {other} both apply with different results, for example {example}.',
            "Make the results equal, or narrow one of them.",
        ),
    ),
    "gap": (
        (
            '"{table}": tidak ada aturan untuk {example}.',
            "Tambahkan aturan, atau nilai bawaan pada kolom hasil.",
        ),
        ('"{table}": no rule answers {example}.', "Add a rule, or a default result."),
    ),
    "unreachable": (
        (
            '"{table}": aturan {rule} tidak pernah dipakai; aturan yang didahulukan mencakup semuanya.',
            "Hapus aturan itu, atau ubah urutan.",
        ),
        (
            '"{table}": rule {rule} never answers; rules that go before it take all its cases.',
            "Remove the rule, or change the order.",
        ),
    ),
    "never_matches": (
        (
            '"{table}": aturan {rule} tidak pernah cocok, karena kolom {column}.',
            "Periksa isi sel itu terhadap tipe dan daftar nilai kolom.",
        ),
        (
            '"{table}": rule {rule} never applies, because of column {column}.',
            "Hold that cell against the column's type and list of values.",
        ),
    ),
    "too_large_to_judge": (
        ('"{table}" terlalu besar untuk dicari celahnya.', "Periksa sendiri kelengkapannya."),
        ('"{table}" is too large for its gaps to be looked for.', "Check by hand that it is complete."),
    ),
}

FINDINGS: dict[str, Said] = _FILE | _GRAPH | _TYPES | _TEXTS | _TABLES
"""Finding key -> words; the gaps are filled from the finding's values."""

_EDGES = {
    "given": ("masukan", "the input"),
    "input": ("yang diperiksa", "what is asked"),
    "result": ("hasil", "the result"),
    "parameter": ("parameter", "the parameter"),
}
_MISFITS = {
    "wrong_type": (
        "{edge}{path} harus {expected}, bukan {found}",
        "{edge}{path} must be {expected}, not {found}",
    ),
    "missing_entry": ("{edge}{path} tidak ada", "{edge}{path} is missing"),
    "not_whole": ("{edge}{path} harus bilangan bulat", "{edge}{path} must be a whole number"),
    "not_allowed": (
        "{edge}{path} tidak termasuk nilai yang diizinkan untuk {type}",
        "{edge}{path} is not among the values allowed for {type}",
    ),
}

NOTES: dict[str, tuple[str, str]] = {
    "not_given": ("masukan {name} tidak diberikan", "the input {name} was not given"),
    "no_rule": ("tidak ada aturan yang berlaku", "no rule applies"),
    "input_not_listed": (
        "nilainya tidak ada dalam daftar nilai kolom",
        "the value is not in the column's list of values",
    ),
    "result_not_listed": (
        "hasilnya tidak ada dalam daftar nilai kolom",
        "the result is not in the column's list of values",
    ),
    "unique_broken": (
        "aturan {rules} berlaku bersamaan, padahal hanya satu yang boleh",
        "rules {rules} all apply where only one may",
    ),
    "any_broken": (
        "aturan {rules} berlaku bersamaan dengan hasil berbeda",
        "rules {rules} all apply, with different results",
    ),
    "not_aggregable": (
        "{aggregation} tidak dapat dihitung dari {found}",
        "{aggregation} cannot be made of {found}",
    ),
    "not_boolean": ("diperlukan benar atau salah, bukan {found}", "true or false is needed, not {found}"),
    **{
        f"{edge}_{key}": (misfit[0].replace("{edge}", words[0]), misfit[1].replace("{edge}", words[1]))
        for edge, words in _EDGES.items()
        for key, misfit in _MISFITS.items()
    },
}
"""Key of an error or warning of an evaluation -> words; keys that are not here are FEEL's."""
