"""Words about BPMN that would not run as it reads: key -> ((what, to do) in Indonesian, (what, to do) in English)."""

from __future__ import annotations

TEXTS = {
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
    "rule_without_decision": (
        (
            'Tugas aturan "{name}" tidak menyebut model keputusannya.',
            "Isi camunda:decisionRef, misalnya biaya/jumlah.",
        ),
        (
            'The business rule task "{name}" names no decision model.',
            "Fill camunda:decisionRef, for example biaya/jumlah.",
        ),
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
            'Eskalasi tidak dijalankan ({where} "{name}").',
            "Pakai galat pada akhir subproses, atau pengatur waktu di tepi langkah.",
        ),
        (
            'An escalation is not carried out ({where} "{name}").',
            "Use an error at a subprocess's end, or a timer on the step's edge.",
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
        (
            'Tugas "{name}" tanpa jenis: di sini petugas mengerjakannya, aplikasi lain melewatinya.',
            "Jadikan tugas pengguna.",
        ),
        (
            'The task "{name}" has no type: here an officer does it, other engines pass it.',
            "Make it a user task.",
        ),
    ),
}
