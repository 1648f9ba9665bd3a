"""Words about ways, branches and gateways: key -> ((what, to do) in Indonesian, (what, to do) in English)."""

from __future__ import annotations

TEXTS = {
    "no_process": (
        ("Berkas tidak memuat proses.", "Tambahkan proses."),
        ("The file holds no process.", "Add a process."),
    ),
    "not_executable": (
        (
            'Proses "{name}" tidak ditandai dapat dijalankan.',
            'Tandai isExecutable="true" pada proses, atau jangan terbitkan gambar yang hanya untuk dibaca.',
        ),
        (
            'The process "{name}" is not marked executable.',
            'Mark it isExecutable="true", or do not publish a drawing that is only to be read.',
        ),
    ),
    "process_unused": (
        ('Proses "{name}" tidak dipanggil siapa pun.', "Panggil dari proses utama atau hapus."),
        ('Nothing calls the process "{name}".', "Call it from the main process or remove it."),
    ),
    "no_start": (
        ('"{name}" tidak memiliki peristiwa mulai.', "Tambahkan satu peristiwa mulai."),
        ('"{name}" has no start event.', "Add one start event."),
    ),
    "second_start": (
        ('"{name}" adalah peristiwa mulai kedua.', "Sisakan satu peristiwa mulai."),
        ('"{name}" is a second start event.', "Keep one start event."),
    ),
    "no_end": (
        ('"{name}" tidak memiliki peristiwa akhir.', "Tambahkan peristiwa akhir."),
        ('"{name}" has no end event.', "Add an end event."),
    ),
    "flow_into_start": (
        ('Ada aliran masuk ke {kind} "{name}".', "Arahkan aliran ke langkah sesudahnya."),
        ('A flow enters the {kind} "{name}".', "Lead the flow to the step behind it."),
    ),
    "flow_out_of_end": (
        (
            'Ada aliran keluar dari peristiwa akhir "{name}".',
            "Hapus aliran itu atau ganti jenis peristiwanya.",
        ),
        ('A flow leaves the end event "{name}".', "Remove the flow or change the event's type."),
    ),
    "dead_end": (
        ('"{name}" tidak memiliki jalan keluar.', "Hubungkan ke langkah berikut atau ke peristiwa akhir."),
        ('There is no way on from "{name}".', "Join it to a next step or an end event."),
    ),
    "unreachable": (
        ('"{name}" tidak dapat dicapai dari peristiwa mulai.', "Hubungkan, atau hapus."),
        ('No way leads from the start to "{name}".', "Join it, or remove it."),
    ),
    "no_way_out": (
        ('Dari "{name}" tidak ada jalan menuju akhir.', "Tambahkan cabang keluar dari putaran."),
        ('No end can be reached from "{name}".', "Add a branch out of the loop."),
    ),
    "endless_loop": (
        (
            'Putaran melalui "{name}" tidak meminta siapa pun dan tidak menunggu apa pun.',
            "Beri tugas di dalamnya.",
        ),
        ('The loop through "{name}" asks nobody and waits for nothing.', "Put a task into it."),
    ),
    "branch_unnamed": (
        ('Cabang dari "{gateway}" tidak berlabel.', "Tulis jawabannya, misalnya Ya atau Tidak."),
        ('A branch of "{gateway}" has no label.', "Write the answer it stands for, such as Ya or Tidak."),
    ),
    "question_unnamed": (
        ("Gerbang keputusan tanpa pertanyaan.", 'Tulis pertanyaannya sebagai nama, misalnya "Sesuai?".'),
        ("A deciding gateway asks no question.", "Write the question as its name."),
    ),
    "no_condition": (
        (
            'Cabang "{name}" dari "{gateway}" tanpa syarat dan bukan bawaan.',
            "Isi syaratnya atau jadikan bawaan.",
        ),
        ('The branch "{name}" of "{gateway}" has no condition and is not the default.', "Give it either."),
    ),
    "same_answer": (
        ('Dua cabang memberi jawaban "{answer}".', "Bedakan namanya."),
        ('Two branches give the answer "{answer}".', "Name them differently."),
    ),
    "stray_condition": (
        (
            'Syarat pada aliran dari "{source}" tidak dibaca.',
            "Pindahkan ke cabang gerbang eksklusif atau inklusif.",
        ),
        ('The condition on the flow from "{source}" is not read.', "Move it behind a gateway."),
    ),
    "stray_default": (
        ('Aliran bawaan "{ref}" pada "{name}" tidak berlaku.', "Pilih aliran yang keluar dari gerbang itu."),
        ('The default flow "{ref}" on "{name}" has no effect.', "Choose a flow that leaves that gateway."),
    ),
    "asks_nobody": (
        ('Syarat menanyakan keputusan "{asked}" yang tidak ada.', "Sebut id tugas yang memutuskan."),
        (
            'The condition asks for a decision of "{asked}", which does not exist.',
            "Name the deciding task's id.",
        ),
    ),
    "no_such_answer": (
        ('"{asked}" tidak pernah menjawab "{answer}".', "Pakai salah satu jawaban: {answers}."),
        ('"{asked}" never answers "{answer}".', "Use one of the answers: {answers}."),
    ),
    "two_timers": (
        ('Gerbang peristiwa "{name}" memiliki dua pewaktu; yang kedua hilang.', "Sisakan satu pewaktu."),
        ('The event gateway "{name}" has two timers; the second is lost.', "Keep one timer."),
    ),
    "event_gateway_target": (
        (
            'Gerbang peristiwa "{name}" menuju "{target}" yang tidak menunggu apa pun.',
            "Arahkan ke peristiwa.",
        ),
        ('The event gateway "{name}" leads to "{target}", which waits for nothing.', "Lead it to an event."),
    ),
}
