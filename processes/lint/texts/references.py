"""Words about ids, references and lanes: key -> ((what, to do) in Indonesian, (what, to do) in English)."""

from __future__ import annotations

TEXTS = {
    "duplicate_id": (
        ('Id "{id}" dipakai lebih dari sekali (pertama di baris {first}).', "Beri id yang berbeda."),
        ('The id "{id}" is used more than once (first in line {first}).', "Give it another id."),
    ),
    "bad_id": (
        ('Elemen {kind} tidak memiliki id yang sah ("{id}").', "Beri id dari huruf, angka dan garis bawah."),
        ('The {kind} has no valid id ("{id}").', "Give it an id of letters, digits and underscores."),
    ),
    "name_too_long": (
        (
            'Nama {kind} "{name}" lebih panjang dari {limit} huruf.',
            "Singkatkan; rinciannya tulis di keterangan.",
        ),
        (
            'The name of the {kind} "{name}" has more than {limit} characters.',
            "Shorten it; details go into the remark.",
        ),
    ),
    "id_not_a_name": (
        (
            'Id "{id}" memuat titik atau tanda hubung.',
            "Ganti dengan garis bawah agar dapat dipakai dalam syarat.",
        ),
        ('The id "{id}" holds a dot or hyphen.', "Use underscores, so that conditions can name it."),
    ),
    "dangling": (
        (
            '{attribute} pada "{name}" menunjuk "{ref}" yang tidak ada atau salah jenis.',
            "Perbaiki rujukannya.",
        ),
        ('{attribute} on "{name}" points to "{ref}", which is missing or of a wrong kind.', "Mend it."),
    ),
    "flow_leaves_scope": (
        ('Aliran "{name}" menyeberangi batas proses atau subproses.', "Hubungkan di dalam batas yang sama."),
        ('The flow "{name}" crosses a process or subprocess border.', "Join nodes inside the same border."),
    ),
    "lane_space": (
        ('Rujukan "{ref}" di lajur "{name}" memuat spasi, sehingga lajurnya hilang.', "Hapus spasi itu."),
        ('The reference "{ref}" in lane "{name}" holds space, which loses the lane.', "Remove the space."),
    ),
    "two_lanes": (
        ('"{name}" berada di dua lajur.', "Tetapkan satu pelaksana."),
        ('"{name}" stands in two lanes.', "Decide on one performer."),
    ),
    "lane_is_a_right": (
        ('Lajur "{name}" bernama seperti hak akses sistem.', "Beri nama jabatan pelaksananya."),
        ('The lane "{name}" is named like a right of the system.', "Name it after its performer's post."),
    ),
    "lane_unnamed": (
        ("Lajur tanpa nama.", "Beri nama pelaksananya."),
        ("A lane has no name.", "Name its performer."),
    ),
}
