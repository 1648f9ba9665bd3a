"""Words of findings about a file as a whole, and about its requirement graph."""

from __future__ import annotations

from engine.dmn.texts.kinds import Said

FILE: dict[str, Said] = {
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
    "model_key": (
        (
            "Model tidak memiliki id yang dapat menjadi kuncinya.",
            "Beri dmn:definitions id dari huruf dan angka.",
        ),
        ("The model has no id that could be its key.", "Give dmn:definitions an id of letters and digits."),
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

GRAPH: dict[str, Said] = {
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
