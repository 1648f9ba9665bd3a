"""Words of findings about decision tables."""

from __future__ import annotations

from engine.dmn.texts.kinds import Said

TABLES: dict[str, Said] = {
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
    "column_type": (
        (
            'Kolom "{column}" bertipe {type}, sedangkan {variable} bertipe {other}.',
            "Samakan tipe kolom dengan tipe yang diperiksa.",
        ),
        (
            'The column "{column}" is of type {type}, but {variable} of type {other}.',
            "Give the column the type of what it asks.",
        ),
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
