"""The words of all findings: key -> ((what, to do) in Indonesian, (what, to do) in English)."""

from __future__ import annotations

Pair = tuple[str, str]

_FILE: dict[str, tuple[Pair, Pair]] = {
    "too_large": (
        ("Berkas lebih besar dari {limit}.", "Pecah proses atau hapus gambar yang ditanam di berkas."),
        ("The file is larger than {limit}.", "Split the process or remove embedded pictures."),
    ),
    "not_xml": (
        ("Berkas bukan XML yang utuh.", "Buka di penyunting BPMN lalu simpan ulang."),
        ("The file is not well-formed XML.", "Open it in a BPMN editor and save it again."),
    ),
    "encoding": (
        ("Pengodean {encoding} tidak diterima.", "Simpan berkas sebagai UTF-8."),
        ("The encoding {encoding} is not accepted.", "Save the file as UTF-8."),
    ),
    "doctype": (
        ("Berkas memuat DOCTYPE atau entitas.", "Hapus deklarasi itu; BPMN tidak memerlukannya."),
        ("The file holds a DOCTYPE or entities.", "Remove that declaration; BPMN needs none."),
    ),
    "too_deep": (
        ("Elemen bersarang lebih dari {limit} tingkat.", "Ratakan susunan berkas."),
        ("Elements are nested deeper than {limit} levels.", "Flatten the file."),
    ),
    "too_many_elements": (
        ("Berkas memuat lebih dari {limit} elemen.", "Pecah menjadi beberapa proses."),
        ("The file holds more than {limit} elements.", "Split it into several processes."),
    ),
    "not_bpmn": (
        ("Elemen pertama ialah {root}, bukan bpmn:definitions.", "Unggah berkas BPMN 2.0 (.bpmn)."),
        ("The first element is {root}, not bpmn:definitions.", "Upload a BPMN 2.0 file (.bpmn)."),
    ),
    "schema": (
        (
            "Tidak sesuai skema BPMN 2.0: {message}",
            "Perbaiki di baris ini, atau simpan ulang dari penyunting BPMN.",
        ),
        (
            "Does not follow the BPMN 2.0 schema: {message}",
            "Mend this line, or save again from a BPMN editor.",
        ),
    ),
}
_WORDS: dict[str, tuple[Pair, Pair]] = {
    "unknown_element": (
        ("Elemen {kind} tidak dikenal Alur.", "Ganti dengan tugas pengguna, gerbang, atau peristiwa biasa."),
        ("Alur does not know the element {kind}.", "Use a user task, a gateway or a plain event."),
    ),
    "script_task": (
        (
            'Tugas skrip "{name}" tidak dijalankan.',
            "Ganti dengan tugas pengguna; perhitungan ditulis sebagai FEEL.",
        ),
        ('The script task "{name}" is not run.', "Use a user task; write calculations as FEEL."),
    ),
    "script": (
        ('Skrip di "{name}" tidak dijalankan.', "Hapus skrip; tulis syarat sebagai FEEL."),
        ('The script in "{name}" is not run.', "Remove the script; write conditions as FEEL."),
    ),
    "service_task": (
        ('Tugas layanan "{name}" tidak ada pelaksananya.', "Ganti dengan tugas pengguna atau tugas terima."),
        ('Nothing carries out the service task "{name}".', "Use a user task or a receive task."),
    ),
    "rule_task": (
        (
            'Tugas aturan "{name}" belum dapat dijalankan.',
            "Ganti dengan tugas pengguna diikuti gerbang keputusan.",
        ),
        ('The business rule task "{name}" cannot be run.', "Use a user task followed by a gateway."),
    ),
    "send_task": (
        (
            'Tugas kirim "{name}" tidak mengirim apa pun.',
            "Ganti dengan tugas pengguna yang melakukan pengiriman.",
        ),
        ('The send task "{name}" would send nothing.', "Use a user task whose performer sends."),
    ),
    "complex_gateway": (
        (
            'Gerbang kompleks "{name}" tidak didukung.',
            "Susun dengan gerbang eksklusif, paralel atau inklusif.",
        ),
        ('The complex gateway "{name}" is not supported.', "Use exclusive, parallel or inclusive gateways."),
    ),
    "transaction": (
        ('Transaksi "{name}" tidak didukung.', "Ganti dengan subproses biasa."),
        ('The transaction "{name}" is not supported.', "Use a plain subprocess."),
    ),
    "ad_hoc": (
        ('Subproses ad hoc "{name}" tidak didukung.', "Gambarkan urutan langkahnya."),
        ('The ad hoc subprocess "{name}" is not supported.', "Draw the order of its steps."),
    ),
    "link_event": (
        ('Peristiwa tautan "{name}" akan dilewati begitu saja.', "Hubungkan dengan aliran langsung."),
        ('The link event "{name}" would simply be passed.', "Join the two places with a flow."),
    ),
    "compensation": (
        ('Kompensasi di "{name}" akan diabaikan.', "Gambarkan langkah pembatalan sebagai cabang biasa."),
        ('Compensation at "{name}" would be ignored.', "Draw the undoing as a plain branch."),
    ),
    "signal_event": (
        ('Peristiwa sinyal "{name}" tidak didukung.', "Gunakan peristiwa pesan dengan nama pesan."),
        ('The signal event "{name}" is not supported.', "Use a message event with a message name."),
    ),
    "conditional_event": (
        ('Peristiwa bersyarat "{name}" tidak didukung.', "Gunakan gerbang dengan syarat, atau pesan."),
        ('The conditional event "{name}" is not supported.', "Use a gateway with conditions, or a message."),
    ),
    "cancel_event": (
        ('Peristiwa batal "{name}" tidak didukung.', "Gunakan peristiwa galat di subproses biasa."),
        ('The cancel event "{name}" is not supported.', "Use an error event in a plain subprocess."),
    ),
    "definition_ref": (
        (
            'Rujukan definisi peristiwa di "{name}" akan diabaikan.',
            "Tulis definisinya langsung pada peristiwa.",
        ),
        (
            'The event definition reference at "{name}" would be ignored.',
            "Write the definition in the event.",
        ),
    ),
    "data_association": (
        (
            'Asosiasi data di "{name}" tidak dijalankan.',
            "Hapus; data setiap langkah sudah tersimpan per langkah.",
        ),
        ('The data association at "{name}" is not carried out.', "Remove it; each step keeps its own data."),
    ),
    "loop_data": (
        ('Data perulangan di "{name}" tidak didukung.', "Pakai jumlah perulangan atau camunda:collection."),
        ('The loop data at "{name}" is not supported.', "Use a loop cardinality or camunda:collection."),
    ),
    "potential_owner": (
        ('Penugasan {kind} di "{name}" akan diabaikan.', "Letakkan tugas di lajur pelaksananya."),
        ('The assignment {kind} at "{name}" would be ignored.', "Put the task in its performer's lane."),
    ),
    "choreography": (
        ("Koreografi tidak dapat dijalankan.", "Gambarkan sebagai proses dengan lajur."),
        ("A choreography cannot be run.", "Draw a process with lanes."),
    ),
    "multiple_event": (
        (
            'Peristiwa "{name}" memiliki lebih dari satu pemicu.',
            "Pisahkan menjadi satu peristiwa per pemicu.",
        ),
        ('The event "{name}" has more than one trigger.', "Use one event per trigger."),
    ),
    "event_without_definition": (
        ('Peristiwa "{name}" tidak menunggu apa pun.', "Pilih pewaktu atau pesan."),
        ('The event "{name}" waits for nothing.', "Choose a timer or a message."),
    ),
    "event_timer_here": (
        ('Pewaktu tidak berlaku pada {where} "{name}".', "Mulai permohonan dari halaman atau API."),
        ('A timer does not work on the {where} "{name}".', "Start requests from the page or the API."),
    ),
    "event_message_here": (
        (
            'Pesan tidak berlaku pada {where} "{name}": tidak ada yang menerimanya.',
            "Gunakan peristiwa biasa.",
        ),
        ('A message does not work on the {where} "{name}": nobody would get it.', "Use a plain event."),
    ),
    "event_error_here": (
        ('Galat tidak berlaku pada {where} "{name}".', "Letakkan pada peristiwa akhir atau tepi subproses."),
        ('An error does not work on the {where} "{name}".', "Put it on an end event or a subprocess's edge."),
    ),
    "event_escalation_here": (
        (
            'Eskalasi tidak berlaku pada {where} "{name}".',
            "Letakkan pada akhir, lemparan, atau tepi subproses.",
        ),
        (
            'An escalation does not work on the {where} "{name}".',
            "Put it on an end, throw or boundary event.",
        ),
    ),
    "event_terminate_here": (
        (
            'Penghentian hanya berlaku pada peristiwa akhir, bukan {where} "{name}".',
            "Ganti jenis peristiwanya.",
        ),
        ('Terminate works on end events only, not on the {where} "{name}".', "Change the event's type."),
    ),
    "event_subprocess": (
        ('Subproses peristiwa "{name}" berjalan sendiri tanpa pemicu.', "Gunakan peristiwa tepi pada tugas."),
        ('The event subprocess "{name}" would run untriggered.', "Use a boundary event on the activity."),
    ),
    "ignored_attribute": (
        ('{attribute}="{value}" pada "{name}" akan diabaikan.', "Hapus atribut itu."),
        ('{attribute}="{value}" on "{name}" would be ignored.', "Remove that attribute."),
    ),
    "foreign_action": (
        ('{action} pada "{name}" milik mesin lain dan tidak akan berjalan.', "Hapus dari berkas."),
        ('{action} on "{name}" belongs to another engine and would not run.', "Remove it from the file."),
    ),
    "message_flow": (
        ('Aliran pesan "{name}" hanya gambar.', "Tidak perlu apa-apa bila pesan memang datang dari luar."),
        ('The message flow "{name}" is drawing only.', "Nothing, if the message does come from outside."),
    ),
    "plain_task": (
        ('Tugas "{name}" tanpa jenis dilewati tanpa dikerjakan siapa pun.', "Jadikan tugas pengguna."),
        ('The task "{name}" has no type and is passed without anybody.', "Make it a user task."),
    ),
}
_REFERENCES: dict[str, tuple[Pair, Pair]] = {
    "duplicate_id": (
        ('Id "{id}" dipakai lebih dari sekali (pertama di baris {first}).', "Beri id yang berbeda."),
        ('The id "{id}" is used more than once (first in line {first}).', "Give it another id."),
    ),
    "bad_id": (
        ('Elemen {kind} tidak memiliki id yang sah ("{id}").', "Beri id dari huruf, angka dan garis bawah."),
        ('The {kind} has no valid id ("{id}").', "Give it an id of letters, digits and underscores."),
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
    "lane_unnamed": (
        ("Lajur tanpa nama.", "Beri nama pelaksananya."),
        ("A lane has no name.", "Name its performer."),
    ),
}
_WAY: dict[str, tuple[Pair, Pair]] = {
    "no_process": (
        ("Berkas tidak memuat proses.", "Tambahkan proses."),
        ("The file holds no process.", "Add a process."),
    ),
    "not_executable": (
        ('Proses "{name}" tidak ditandai dapat dijalankan.', "Tandai isExecutable pada proses."),
        ('The process "{name}" is not marked executable.', "Mark it isExecutable."),
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
_SIZE: dict[str, tuple[Pair, Pair]] = {
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
        ('"{name}" memanggil proses "{called}" yang tidak ada di berkas ini.', "Tambahkan proses itu."),
        ('"{name}" calls the process "{called}", which is not in this file.', "Add that process."),
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
_CELLS: dict[str, tuple[Pair, Pair]] = {
    "no_lane": (
        ('"{name}" tidak berada di lajur pelaksana.', "Letakkan di lajur yang mengerjakannya."),
        ('"{name}" stands in no lane.', "Put it in the lane of its performer."),
    ),
    "no_cells": (
        ('"{name}" tidak memiliki sel SOP.', "Isi nomor, waktu dan output di panel SOP."),
        ('"{name}" has no SOP cells.', "Fill in number, time and output in the SOP panel."),
    ),
    "bad_cell": (
        (
            'Sel "{attribute}" pada "{name}" berisi "{value}" yang tidak dikenal.',
            "Pilih dari daftar di panel SOP.",
        ),
        ('The cell "{attribute}" of "{name}" holds "{value}", which is unknown.', "Choose from the list."),
    ),
    "no_time": (
        ('"{name}" tidak memiliki waktu baku.', "Isi waktu, misalnya 5 menit."),
        ('"{name}" has no time standard.', "Fill in the time, such as 5 menit."),
    ),
    "time_not_understood": (
        ('Waktu "{text}" pada "{name}" tidak terbaca, jadi tidak dihitung.', "Tulis jumlah dan satuannya."),
        ('The time "{text}" of "{name}" is not understood and not counted.', "Write amount and unit."),
    ),
    "time_without_amount": (
        ('Waktu "{text}" pada "{name}" tidak memiliki jumlah atau satuan.', "Isi jumlah dan satuannya."),
        ('The time "{text}" of "{name}" lacks an amount or unit.', "Fill in amount and unit."),
    ),
    "time_unit": (
        (
            'Satuan {unit} tidak cocok dengan jenis waktu {time_kind} pada "{name}".',
            "Pilih satuan yang cocok.",
        ),
        ('The unit {unit} does not fit the time kind {time_kind} of "{name}".', "Choose a fitting unit."),
    ),
    "no_output": (
        ('"{name}" tidak memiliki output.', "Isi hasil langkah ini."),
        ('"{name}" has no output.', "Fill in what this step yields."),
    ),
    "no_number": (
        ('"{name}" tidak memiliki nomor langkah.', "Isi nomornya."),
        ('"{name}" has no step number.', "Fill in its number."),
    ),
    "same_number": (
        ('Nomor {number} pada "{name}" sudah dipakai "{other}".', "Beri nomor lain."),
        ('The number {number} of "{name}" is taken by "{other}".', "Give another number."),
    ),
    "unknown_document": (
        ('Kode dokumen "{code}" pada "{name}" tidak ada di katalog.', "Pilih dari katalog dokumen."),
        ('The document code "{code}" of "{name}" is not in the catalogue.', "Choose from the catalogue."),
    ),
    "cells_misplaced": (
        ('Sel SOP menempel pada {kind} "{name}".', "Pindahkan ke tugas."),
        ('SOP cells sit on the {kind} "{name}".', "Move them to a task."),
    ),
    "sop_unnamed": (
        ("SOP tidak bernama.", "Isi nama proses."),
        ("The SOP has no name.", "Fill in the process's name."),
    ),
    "task_unnamed": (
        ("Tugas tanpa nama kegiatan.", "Tulis kegiatannya, diawali kata kerja."),
        ("A task has no name.", "Write the activity, starting with a verb."),
    ),
    "too_many_fields": (
        ('Formulir "{name}" memuat lebih dari {limit} isian.', "Kurangi isiannya."),
        ('The form of "{name}" holds more than {limit} fields.', "Use fewer fields."),
    ),
    "field_twice": (
        ('Isian "{field}" ada dua kali pada "{name}".', "Beri id lain."),
        ('The field "{field}" occurs twice at "{name}".', "Give it another id."),
    ),
    "field_name": (
        ('Id isian "{field}" pada "{name}" tidak boleh dipakai.', "Pakai huruf, angka dan garis bawah."),
        ('The field id "{field}" at "{name}" cannot be used.', "Use letters, digits and underscores."),
    ),
    "field_type": (
        ('Jenis "{type}" pada isian "{field}" tidak didukung.', "Pilih salah satu: {types}."),
        ('The type "{type}" of field "{field}" is not supported.', "Choose one of: {types}."),
    ),
    "enum_empty": (
        ('Pilihan "{field}" pada "{name}" kosong.', "Isi daftar pilihannya."),
        ('The choice "{field}" at "{name}" offers nothing.', "Fill in its values."),
    ),
    "field_pattern": (
        ('Pola "{pattern}" pada isian "{field}" tidak sah atau terlalu rumit.', "Tulis pola yang sederhana."),
        ('The pattern "{pattern}" of field "{field}" is invalid or too complex.', "Write a simpler one."),
    ),
    "field_limit": (
        (
            'Batas "{limit}" pada isian "{field}" tidak terbaca.',
            "Isi angka atau tanggal yang sesuai jenisnya.",
        ),
        ('The limit "{limit}" of field "{field}" cannot be read.', "Give a number or date of its type."),
    ),
    "unknown_constraint": (
        ('Aturan isian "{constraint}" tidak diperiksa.', "Hapus, atau pakai required, min, max, pattern."),
        ('The constraint "{constraint}" is not checked.', "Remove it, or use required, min, max, pattern."),
    ),
}
TEXTS: dict[str, tuple[Pair, Pair]] = _FILE | _WORDS | _REFERENCES | _WAY | _SIZE | _CELLS
