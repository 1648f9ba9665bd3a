"""Words about SOP cells and form fields: key -> ((what, to do) in Indonesian, (what, to do) in English)."""

from __future__ import annotations

TEXTS = {
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
        (
            'Kode isian "{field}" pada "{name}" tidak boleh dipakai.',
            "Pakai huruf, angka dan garis bawah, dan bukan kata yang sudah dipakai sistem (misalnya catatan).",
        ),
        (
            'The field id "{field}" at "{name}" cannot be used.',
            "Use letters, digits and underscores, and no word the system already uses (such as catatan).",
        ),
    ),
    "field_label": (
        ('Isian "{field}" pada "{name}" tidak bernama.', "Tulis apa yang harus diisi petugas."),
        ('The field "{field}" at "{name}" has no label.', "Write what people are to fill in."),
    ),
    "field_type": (
        ('Jenis "{type}" pada isian "{field}" tidak didukung.', "Pilih salah satu: {types}."),
        ('The type "{type}" of field "{field}" is not supported.', "Choose one of: {types}."),
    ),
    "field_file_at_start": (
        (
            'Isian berkas "{field}" tidak dapat diminta saat permohonan dimulai.',
            "Minta berkas itu pada langkah pertama; permohonan yang dilampiri baru ada sesudah dimulai.",
        ),
        (
            'The file field "{field}" cannot be asked for when a request begins.',
            "Ask for the file in the first step: the request it is attached to exists from there on.",
        ),
    ),
    "enum_empty": (
        ('Pilihan "{field}" pada "{name}" kosong.', "Isi daftar pilihannya."),
        ('The choice "{field}" at "{name}" offers nothing.', "Fill in its values."),
    ),
    "enum_codes": (
        (
            'Pilihan "{field}" pada "{name}" memuat kode kosong atau kembar.',
            "Beri tiap pilihan kode sendiri.",
        ),
        (
            'The choice "{field}" at "{name}" has an empty or repeated code.',
            "Give every value a code of its own.",
        ),
    ),
    "field_default": (
        (
            'Nilai awal "{default}" pada isian "{field}" tidak sesuai jenisnya.',
            "Isi nilai yang boleh dijawab, atau kosongkan.",
        ),
        (
            'The default "{default}" of field "{field}" does not fit its type.',
            "Give a value people could answer, or none.",
        ),
    ),
    "field_pattern": (
        ('Pola "{pattern}" pada isian "{field}" tidak sah atau terlalu rumit.', "Tulis pola yang sederhana."),
        ('The pattern "{pattern}" of field "{field}" is invalid or too complex.', "Write a simpler one."),
    ),
    "field_limit": (
        (
            'Batas "{limit}" pada isian "{field}" tidak terbaca.',
            "Isi angka yang sesuai jenisnya.",
        ),
        ('The limit "{limit}" of field "{field}" cannot be read.', "Give a number of its type."),
    ),
    "unknown_constraint": (
        (
            'Aturan "{constraint}" pada isian "{field}" tidak diperiksa.',
            "Hapus, atau pakai required, min, max, maxlength, pattern.",
        ),
        (
            'The constraint "{constraint}" of field "{field}" is not checked.',
            "Remove it, or use required, min, max, maxlength, pattern.",
        ),
    ),
    "constraint_unused": (
        (
            'Aturan "{constraint}" pada isian "{field}" tidak berlaku untuk jenis {type}.',
            "Hapus aturannya atau ubah jenis isiannya.",
        ),
        (
            'The constraint "{constraint}" of field "{field}" has no meaning for type {type}.',
            "Remove it or change the type.",
        ),
    ),
}
