"""The words by which columns and fields of the form are known (PermenPANRB 35/2012, and how offices vary them)."""

from __future__ import annotations

import re
from difflib import get_close_matches
from enum import StrEnum


class Kind(StrEnum):
    """What a column or a heading over columns is."""

    NUMBER = "number"
    ACTIVITY = "activity"
    ACTORS = "actors"
    QUALITY = "quality"
    REQUIREMENTS = "requirements"
    TIME = "time"
    OUTPUT = "output"
    REMARK = "remark"


_MORE = r"(?:\s*[/(,&].*| dan .*)?"
_COLUMNS = {
    Kind.NUMBER: r"(?:no|nomor|nomer|no urut|nomor urut|num|#)",
    Kind.ACTIVITY: (
        r"(?:(?:(?:uraian|rincian|nama|tahapan|jenis|langkah|alur|proses)[ /]*)*"
        r"(?:kegiatan|aktivitas|aktifitas|prosedur|pekerjaan|tugas)(?: kerja| pokok| pelaksanaan| kegiatan)?"
        r"|uraian|langkah(?:[ -]langkah)?(?: kerja| kegiatan)?|tahap(?:an)?(?: kegiatan| proses)?|proses"
        r"|aktivity|activity)" + _MORE
    ),
    Kind.ACTORS: (
        r"(?:(?:unit |pejabat |aktor |nama )?pelaksana(?:an)?(?: kegiatan| tugas| prosedur)?"
        r"|aktor|pelaku|penanggung ?jawab|pihak terkait|unit kerja(?: terkait)?|actor)" + _MORE
    ),
    Kind.QUALITY: r"(?:mutu ?baku|baku ?mutu|standar mutu(?: baku)?|mutu)" + _MORE,
    Kind.REQUIREMENTS: (
        r"(?:(?:per)?syarat(?:an)?|kelengkapan|perlengkapan|peralatan|bahan|input|berkas|dokumen)"
        r"(?: administrasi| berkas| dokumen)?" + _MORE
    ),
    Kind.TIME: r"(?:waktu|durasi|jangka waktu|lama(?: waktu)?|time|target waktu)(?: penyelesaian| pelaksanaan)?"
    + _MORE,
    Kind.OUTPUT: r"(?:out ?put|hasil(?: kerja| kegiatan)?|keluaran|produk)" + _MORE,
    Kind.REMARK: r"(?:ket|keterangan|catatan|remarks?)" + _MORE,
}
_SPELT = {
    "kegiatan": Kind.ACTIVITY,
    "aktivitas": Kind.ACTIVITY,
    "uraiankegiatan": Kind.ACTIVITY,
    "pelaksana": Kind.ACTORS,
    "mutubaku": Kind.QUALITY,
    "kelengkapan": Kind.REQUIREMENTS,
    "persyaratan": Kind.REQUIREMENTS,
    "perlengkapan": Kind.REQUIREMENTS,
    "output": Kind.OUTPUT,
    "keterangan": Kind.REMARK,
}  # as they should be spelt
_CLOSE, _LONG_ENOUGH = 0.86, 6
_COLUMN_PATTERNS = {kind: re.compile(pattern) for kind, pattern in _COLUMNS.items()}

_DATE = r"(?:tanggal|tgl|tang ?gal)\.?\s*"
_FIELDS = {
    "number": r"(?:nomor|no)\.?\s*(?:sop(?:[ -]?ap)?|pos|dokumen|prosedur|standar operasional prosedur)\b"
    r"|nomor(?=\s*:)",
    "created_on": _DATE + r"(?:pembuatan|di ?buat|penyusunan|penetapan|ditetapkan|terbit)|dibuat tanggal",
    "revised_on": _DATE + r"(?:revisi|perubahan|perbaikan)|revisi(?=\s*:|\s*$)|revisi ke\b",
    "effective_on": _DATE + r"(?:efektif|epektif|effektif|mulai berlaku|berlaku|pemberlakuan)",
    "signed_on": _DATE + r"(?:pengesahan|di ?sahkan)",
    "approved_by": r"di ?s(?:a|y)h?ahkan\s*oleh|di ?sahkan\s*oleh|disyahkan\s*oleh|disahkan(?=\s*:|\s*$)"
    r"|ditetapkan\s*oleh|disetujui\s*oleh|mengesahkan(?=\s*:|\s*$)",
    "title": r"(?:nama|judul)\s*(?:sop(?:[ -]?ap)?\b|pos\b|prosedur|standar operasional prosedur)|judul(?=\s*:|\s*$)",
    "legal_basis": r"dasar\s*hukum|landasan hukum",
    "qualifications": r"kuali?fikasi\s*pelaksana(?:an)?|kuali?fikasi(?=\s*:|\s*$)|klasifikasi pelaksana",
    "related": r"ketertaitan"
    r"|keterkaitan(?:\s*(?:dengan\s*)?(?:sop(?:[ -]?ap)?)?(?:\s*(?:lain(?:nya)?))?(?=\s*:|\s*$))?",
    "equipment": r"peralatan\s*(?:(?:dan|&|/)?\s*perlengkapan(?:an)?)?(?=\s*:|\s*$|\s*[/&])|perlengkapan(?=\s*:|\s*$)"
    r"|peralatan\s*(?:dan|&|/)\s*\w+",
    "warnings": r"peringatan(?=\s*:|\s*$|\s)",
    "page": r"(?:halaman|hal)\.?(?=\s*:)",  # read past: it ends the value before it
    "records": r"pencatatan\s*(?:(?:dan|&|/|,)?\s*pendataan)?|pendataan(?=\s*:|\s*$)",
}
_LABEL = re.compile(
    r"^\s*(?:(?:\d{1,2}|[a-zA-Z])[.)]\s*)?(?:"
    + "|".join(f"(?P<{name}>{pattern})" for name, pattern in _FIELDS.items())
    + r")\s*(?P<colon>[:;.]?)\s*",
    re.IGNORECASE,
)


def plain(text: str) -> str:
    """Lower case, one space between words, without marks at the ends; letters set apart are put together."""
    words = text.lower().split()
    if len(words) > 3 and all(len(word) == 1 for word in words):
        words = ["".join(words)]
    return re.sub(r"\s*/\s*", "/", " ".join(words)).strip(" .:;*-–_")


def column_kind(text: str) -> Kind | None:
    """Which column a heading names."""
    words = plain(text)
    if not words or len(words) > 60:
        return None
    solid = words.replace(" ", "")
    for kind, pattern in _COLUMN_PATTERNS.items():
        if pattern.fullmatch(words) or pattern.fullmatch(solid):
            return kind
    close = get_close_matches(solid, _SPELT, 1, _CLOSE) if len(solid) >= _LONG_ENOUGH else []
    return _SPELT[close[0]] if close else None


def field_label(line: str) -> tuple[str, str] | None:
    """(field, what follows the label in the line) of a line that begins with a label of the identity block."""
    found = _LABEL.match(line)
    if found is None:
        return None
    name = next(name for name in _FIELDS if found[name])
    rest = line[found.end() :]
    if not found["colon"] and rest[:1].isalpha() and name in _NEEDS_COLON and not rest[:1].isupper():
        return None  # a sentence that happens to begin with the word
    return name, rest.strip()


_NEEDS_COLON = ("warnings", "related", "equipment", "records", "legal_basis", "qualifications", "approved_by")
_ITEM = re.compile(
    r"^\s*(?:\(?(?:\d{1,2}|[a-z]|[ivx]{1,4})[.)](?!\d)\s*|[-–•●▪◦‣➢✓√*·]\s+|o\s+)(?=\S)|^\s*\(?\d{1,2}[.)]\s*$"
)


def starts_item(line: str) -> bool:
    """Whether a line begins an item of a list: "1.", "a)", a dash or a bullet."""
    return _ITEM.match(line) is not None


def without_marker(line: str) -> str:
    """An item without its number or bullet."""
    return _ITEM.sub("", line).strip()
