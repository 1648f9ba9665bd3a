"""Words about size, repetition, timers and messages: key -> ((what, to do) in Indonesian, (what, to do) in English)."""

from __future__ import annotations

TEXTS = {
    "too_long": (
        ('Proses "{name}" memuat {count} elemen, batasnya {limit}.', "Pecah dengan aktivitas panggil."),
        ('The process "{name}" holds {count} nodes, the limit is {limit}.', "Split it with call activities."),
    ),
    "parallel_blocks": (
        (
            'Cabang paralel berurutan di "{name}" menjadi {count} jalur, batasnya {limit}.',
            "Kurangi atau pecah.",
        ),
        (
            'Parallel blocks in "{name}" multiply to {count} ways, the limit is {limit}.',
            "Use fewer, or split.",
        ),
    ),
    "lonely_join": (
        (
            'Gerbang paralel "{name}" menunggu cabang yang tidak pernah dibuka.',
            "Ganti dengan gerbang eksklusif.",
        ),
        ('The parallel gateway "{name}" waits for branches nothing opens.', "Use an exclusive gateway."),
    ),
    "call_unknown": (
        ('"{name}" tidak menyebut proses yang dipanggilnya.', "Pilih proses atau isi kunci SOP-nya."),
        ('"{name}" does not say which process it calls.', "Choose one, or give the key of an SOP."),
    ),
    "call_elsewhere": (
        ('"{name}" memanggil SOP lain, "{called}".', "Terbitkan SOP itu lebih dahulu."),
        ('"{name}" calls another SOP, "{called}".', "Publish that one first."),
    ),
    "self_call": (
        ('"{name}" membuat proses "{called}" memanggil dirinya sendiri.', "Ganti dengan putaran biasa."),
        ('"{name}" makes the process "{called}" call itself.', "Use a plain loop."),
    ),
    "nested_too_deep": (
        ('Subproses "{name}" bersarang lebih dari {limit} tingkat.', "Keluarkan ke proses tersendiri."),
        ('The subprocess "{name}" is nested deeper than {limit} levels.', "Move it to a process of its own."),
    ),
    "loop_without_number": (
        ('Perulangan pada "{name}" tidak menyebut berapa kali.', "Isi jumlah perulangan atau koleksi."),
        ('The repetition at "{name}" does not say how often.', "Give a cardinality or a collection."),
    ),
    "loop_unbounded": (
        ('Putaran pada "{name}" tanpa syarat dan tanpa batas.', "Isi syarat atau batas putaran."),
        ('The loop at "{name}" has no condition and no limit.', "Give a condition or a maximum."),
    ),
    "loop_number": (
        ('Jumlah perulangan {value} pada "{name}" tidak sah.', "Isi angka 1 sampai {limit}."),
        ('The number of rounds {value} at "{name}" is not valid.', "Give a number from 1 to {limit}."),
    ),
    "data_in_subprocess": (
        ('Objek data di dalam subproses "{name}" dapat menggantung mesin.', "Pindahkan ke luar atau hapus."),
        ('A data object inside a subprocess ("{name}") can hang the engine.', "Move it out or remove it."),
    ),
    "timer_empty": (
        ('Pewaktu "{name}" kosong atau berisi lebih dari satu waktu.', "Isi satu durasi, misalnya P14D."),
        ('The timer "{name}" is empty or holds several times.', "Give one duration, such as P14D."),
    ),
    "timer_cycle": (
        ('Pewaktu berulang "{text}" pada "{name}" tidak didukung.', "Gunakan satu durasi."),
        ('The repeating timer "{text}" at "{name}" is not supported.', "Use one duration."),
    ),
    "timer_date": (
        (
            '"{text}" pada "{name}" bukan tanggal-jam ISO 8601 dengan zona.',
            "Tulis seperti 2026-03-16T08:00+08:00.",
        ),
        ('"{text}" at "{name}" is no ISO 8601 instant with a zone.', "Write it like 2026-03-16T08:00+08:00."),
    ),
    "timer_duration": (
        (
            '"{text}" pada "{name}" bukan durasi ISO 8601.',
            'Tulis seperti PT15M atau P14D, atau FEEL diawali "=".',
        ),
        ('"{text}" at "{name}" is no ISO 8601 duration.', 'Write PT15M or P14D, or FEEL after "=".'),
    ),
    "message_unnamed": (
        ("Pesan tanpa nama.", "Beri nama, misalnya kelengkapan."),
        ("A message has no name.", "Name it, such as kelengkapan."),
    ),
    "receive_nothing": (
        ('Tugas terima "{name}" tidak menyebut pesan dan akan langsung selesai.', "Pilih pesannya."),
        ('The receive task "{name}" names no message and would complete at once.', "Choose its message."),
    ),
    "catch_nothing": (
        ('Peristiwa pesan "{name}" tidak menyebut pesan.', "Pilih pesannya."),
        ('The message event "{name}" names no message.', "Choose its message."),
    ),
    "boundary_unattached": (
        ('Peristiwa tepi "{name}" tidak menempel pada aktivitas.', "Tempelkan pada tugas."),
        ('The boundary event "{name}" sits on no activity.', "Attach it to a task."),
    ),
    "boundary_host": (
        ('Peristiwa tepi "{name}" tidak berlaku pada {host}.', "Tempelkan pada aktivitas yang sesuai."),
        ('The boundary event "{name}" does not work on a {host}.', "Attach it to a fitting activity."),
    ),
}
