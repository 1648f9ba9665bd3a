"""What warnings and syntax errors say, in Indonesian and in English."""

from __future__ import annotations

from collections.abc import Mapping

_OPERATORS: dict[str, tuple[str, str]] = {
    "not_comparable": (
        "{left} dan {right} tidak dapat dibandingkan dengan {sign}",
        "{left} and {right} cannot be compared with {sign}",
    ),
    "not_in_range": (
        "{value} tidak dapat dicari dalam rentang {range}",
        "{value} cannot be looked for in a range of {range}",
    ),
    "no_arithmetic": (
        "{sign} tidak dapat dihitung antara {left} dan {right}",
        "{sign} has no meaning between {left} and {right}",
    ),
    "no_negation": ("{value} tidak dapat diberi tanda minus", "{value} cannot be negated"),
    "division_by_zero": ("pembagian dengan nol", "division by zero"),
    "out_of_range": (
        "hasil {sign} di luar batas angka atau tanggal",
        "the result of {sign} is beyond what numbers or dates can hold",
    ),
    "not_boolean": (
        "{where} memerlukan benar atau salah, bukan {found}",
        "{where} needs true or false, not {found}",
    ),
    "range_of_null": ("ujung rentang kosong (null)", "an end of the range is null"),
    "range_of_kinds": (
        "ujung rentang tidak dapat dibandingkan: {low} dan {high}",
        "the ends of the range cannot be compared: {low} and {high}",
    ),
}

_READING: dict[str, tuple[str, str]] = {
    "unknown_variable": ("tidak ada variabel {name}", "there is no variable {name}"),
    "no_entry": ("tidak ada isian {name}", "there is no entry {name}"),
    "no_path": ("{value} tidak memiliki bagian {name}", "{value} has no part {name}"),
    "filter_of_null": ("yang disaring kosong (null)", "what is filtered is null"),
    "no_such_element": (
        "tidak ada unsur ke-{index} dalam daftar berisi {size}",
        "there is no element {index} in a list of {size}",
    ),
    "loop_over_null": ("daftar yang ditelusuri kosong (null)", "the list to go through is null"),
    "loop_over_range": (
        "rentang ini tidak dapat ditelusuri: ujungnya harus bilangan bulat atau tanggal dan termasuk",
        "this range cannot be gone through: its ends must be whole numbers or dates, and included",
    ),
}

_CALLS: dict[str, tuple[str, str]] = {
    "unknown_function": ("tidak ada fungsi {name}", "there is no function {name}"),
    "no_function": ("{found} bukan fungsi", "{found} is no function"),
    "wrong_arguments": (
        "{function} tidak menerima ({found}); yang diterima: {expected}",
        "{function} does not take ({found}); it takes: {expected}",
    ),
    "wrong_count": (
        "fungsi memerlukan {expected} nilai, diberi {found}",
        "the function takes {expected} values and was given {found}",
    ),
    "wrong_names": (
        "fungsi memerlukan nama {expected}, diberi {found}",
        "the function takes the names {expected} and was given {found}",
    ),
    "wrong_parameter": (
        "{name} harus {expected}, bukan {found}",
        "{name} must be {expected}, not {found}",
    ),
    "wrong_element": (
        "{function}: unsur daftar harus {expected}, bukan {found}",
        "{function}: elements must be {expected}, not {found}",
    ),
    "wrong_keys": ("kunci dan nilai tidak lengkap", "keys and values are not complete"),
    "empty_list": ("{function}: daftar tidak berisi", "{function}: the list is empty"),
    "too_few": (
        "{function} memerlukan sedikitnya {least} unsur",
        "{function} needs at least {least} elements",
    ),
    "bad_position": (
        "posisi atau panjang di luar batas (ukuran {size})",
        "the position or length is out of bounds (size {size})",
    ),
    "bad_scale": ("jumlah desimal tidak sah", "the number of decimals is not valid"),
    "bad_separators": ("pemisah angka tidak sah", "the separators are not valid"),
    "bad_pattern": ("pola (regular expression) tidak sah", "the regular expression is not valid"),
    "not_a_number": ("teks ini bukan angka", "the text is not a number"),
    "not_a_range": ("teks ini bukan rentang", "the text is not a range"),
    "not_temporal": (
        "{text} bukan tanggal, waktu, atau durasi yang dimaksud",
        "{text} is not a date, time or duration as needed",
    ),
    "no_such_date": ("tidak ada tanggal atau jam seperti itu", "there is no such date or time of day"),
    "no_such_time": ("tidak ada jam seperti itu", "there is no such time of day"),
    "no_such_zone": ("tidak ada zona waktu {text}", "there is no time zone {text}"),
}

_LIMITS: dict[str, tuple[str, str]] = {
    "limit_steps": ("dihentikan setelah {limit} langkah", "stopped after {limit} steps"),
    "limit_time": ("dihentikan setelah {limit} milidetik", "stopped after {limit} milliseconds"),
    "limit_list": ("daftar melebihi {limit} unsur", "the list exceeds {limit} elements"),
    "limit_text": ("teks melebihi {limit} karakter", "the text exceeds {limit} characters"),
    "limit_calls": (
        "pemanggilan fungsi bertingkat lebih dari {limit}",
        "function calls are nested more than {limit} deep",
    ),
    "limit_depth": ("nilai bertingkat terlalu dalam", "values are nested too deep"),
    "limit_result_depth": (
        "hasil bertingkat lebih dari {limit}",
        "the result is nested more than {limit} deep",
    ),
    "limit_pattern": ("pola melebihi {limit} karakter", "the pattern exceeds {limit} characters"),
    "limit_pattern_time": (
        "pola dihentikan setelah {limit} milidetik",
        "the pattern was stopped after {limit} milliseconds",
    ),
}

_SYNTAX: dict[str, tuple[str, str]] = {
    "text_too_long": ("ungkapan melebihi {limit} karakter", "the expression exceeds {limit} characters"),
    "too_many_tokens": ("ungkapan melebihi {limit} unsur", "the expression exceeds {limit} tokens"),
    "too_deep": (
        "ungkapan bertingkat lebih dari {limit}",
        "the expression is nested more than {limit} deep",
    ),
    "too_complex": ("ungkapan terlalu rumit", "the expression is too complex"),
    "string_not_closed": ("tanda kutip penutup tidak ada", "the closing quotation mark is missing"),
    "comment_not_closed": ("penutup komentar */ tidak ada", "the closing */ of the comment is missing"),
    "unknown_character": (
        "karakter {character} tidak dikenal di sini",
        "the character {character} has no meaning here",
    ),
    "unknown_escape": ("{escape} tidak sah dalam teks", "{escape} is not valid in a text"),
    "number_too_large": ("angka terlalu besar", "the number is too large"),
    "unexpected_end": ("ungkapan belum selesai", "the expression is not finished"),
    "unexpected_token": ("{found} tidak diharapkan di sini", "{found} does not belong here"),
    "expected": ("diharapkan {expected}, ditemukan {found}", "expected {expected}, found {found}"),
    "expected_before_end": (
        "diharapkan {expected} sebelum akhir",
        "expected {expected} before the end",
    ),
    "external_function": ("fungsi luar tidak diizinkan", "external functions are not allowed"),
    "input_outside_test": (
        "? hanya berlaku dalam sel tabel keputusan",
        "? has a meaning only in a decision table's cell",
    ),
    "key_twice": ("kunci {name} muncul dua kali", "the key {name} appears twice"),
    "unknown_type": ("tidak ada tipe {found}", "there is no type {found}"),
}

MESSAGES: dict[str, tuple[str, str]] = {**_OPERATORS, **_READING, **_CALLS, **_LIMITS, **_SYNTAX}
"""Message key -> (Indonesian, English); the gaps are filled from the values of a warning or error."""

_KINDS: dict[str, str] = {
    "null": "kosong (null)",
    "number": "angka",
    "string": "teks",
    "boolean": "benar/salah",
    "list": "daftar",
    "context": "kumpulan isian",
    "range": "rentang",
    "function": "fungsi",
    "date": "tanggal",
    "time": "jam",
    "date and time": "tanggal dan jam",
    "days and time duration": "durasi hari/jam",
    "years and months duration": "durasi tahun/bulan",
}
_KIND_GAPS = frozenset(("left", "right", "value", "range", "low", "high", "found", "expected"))


def kind_in_words(kind: str) -> str:
    """The Indonesian word for a kind of value as FEEL names it; any other text as it is."""
    return _KINDS.get(kind, kind)


def describe(key: str, values: Mapping[str, str | int], language: str = "id") -> str:
    """The sentence for a warning or syntax error in "id" or "en"; KeyError for a key that has none."""
    indonesian, english = MESSAGES[key]
    if language != "id":
        return english.format_map(values)
    translated = {
        name: kind_in_words(str(value)) if name in _KIND_GAPS else value for name, value in values.items()
    }
    return indonesian.format_map(translated)
