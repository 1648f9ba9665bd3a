"""Words about a file that may not be read: key -> ((what, to do) in Indonesian, (what, to do) in English)."""

from __future__ import annotations

TEXTS = {
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
