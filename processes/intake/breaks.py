"""Finds words that a narrow column broke in two ("Sekreta" / "ris"), so that they are read as one."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from processes.intake.paper import SOFT, Cell, Line, Page
from processes.intake.vocabulary import starts_item, without_marker

_FULL = 0.6  # of a cell's inner width: a broken word has filled its line
_ROOM = 1.25  # letters' widths that are left in a full line at most
_TAIL = 6  # letters of the rest of an unknown word at most
_PADDING = 8.0
_TOKEN = re.compile(r"[^\W\d_]+")
_SHORT = frozenset(_TOKEN.findall("ap dg di dr hp hr ii it iv ke pp rt rw sd sk tk tu uu vi ya yg"))
_KNOWN = frozenset(
    _TOKEN.findall(
        """
    administrasi alat anggaran apabila arsip arsiparis atas atau badan bagian bahan barang bendahara beserta
    bidang bukti buku bulan cuti daerah dan dana dari data dengan dinas diparaf direktur diri disetujui
    disposisi ditandatangani diterima dokumen draf draft dua elektronik fungsi fungsional hari hasil hukum
    informasi ini internet itu izin jabatan jadwal jam jaringan kabag kabid kantor kartu kasi kasubag
    kasubbag kasubbid kasubsi kecil kegiatan kelengkapan keluar kepada kepala kepegawaian kerja kertas
    keterangan ketua keuangan komputer konsep koordinator kotor laporan lembar lengkap luar masuk melalui
    memo menit minggu muda nama negara nomor nota notulen oleh operator orang pada paraf pegawai pejabat
    pelaksana pelayanan pembinaan pemohon pengadministrasi pengelola pengguna penilaian penyedia peralatan
    perencanaan perintah permohonan persetujuan persyaratan petugas pimpinan printer rapat register resmi
    revisi rincian salinan satu sekda sekretariat sekretaris seksi selesai seluruh sesuai setelah setiap
    siap sistem staf sub subbag subbagian subbid subseksi surat tahun tanda tata telaah telah tentang
    tercatat terima terkait terkoreksi tidak tim tindak tugas umum undangan unit untuk urusan usulan
    verifikasi verifikator wakil waktu yang
        """
    )
)


def with_whole_words(pages: Iterable[Page]) -> tuple[Page, ...]:
    """The pages with a SOFT mark at the end of each line inside a word."""
    found = tuple(pages)
    words = _KNOWN | _lexicon(found)
    return tuple(
        replace(
            page,
            grids=tuple(
                replace(grid, cells=tuple(_mended(cell, words) for cell in grid.cells)) for grid in page.grids
            ),
        )
        for page in found
    )


def _lexicon(pages: tuple[Page, ...]) -> frozenset[str]:
    """Words that stand whole somewhere: neither alone in a line nor right after such a line."""
    words: set[str] = set()
    for page in pages:
        for lines in (*(cell.lines for grid in page.grids for cell in grid.cells), page.loose):
            alone = False
            for line in lines:
                tokens = _TOKEN.findall(line.text.lower())
                words.update(
                    token for token in tokens[alone : None if len(tokens) > 1 else 0] if len(token) > 2
                )
                alone = len(_words(line)) == 1
    return frozenset(words)


def _words(line: Line) -> list[str]:
    text = without_marker(line.text) if starts_item(line.text) else line.text
    return text.split()


def _mended(cell: Cell, words: frozenset[str]) -> Cell:
    if len(cell.lines) < 2:
        return cell
    lines = [
        Line(upper.text + SOFT, upper.box) if _is_broken(cell, upper, lower, words) else upper
        for upper, lower in zip(cell.lines, cell.lines[1:], strict=False)
    ]
    return replace(cell, lines=(*lines, cell.lines[-1]))


def _is_broken(cell: Cell, upper: Line, lower: Line, words: frozenset[str]) -> bool:
    """Whether a word goes on in the next line: the line is that word alone and full, and the rest is no word."""
    first = _words(upper)
    if (
        len(first) != 1
        or not first[0][-1:].isalpha()
        or not lower.text[:1].isalpha()
        or starts_item(lower.text)
    ):
        return False
    if upper.box.width < _FULL * (cell.box.width - _PADDING):
        return False
    head, rest = _TOKEN.findall(first[0].lower())[-1:], _TOKEN.findall(lower.text.lower())[:1]
    if not head or not rest or (lower.text[:1].isupper() and not first[0].isupper()):
        return False
    if head[0] + rest[0] in words:
        return True
    if rest[0] in words or rest[0] in _SHORT:
        return False
    return len(rest[0]) <= 2 or (head[0] not in words and len(rest[0]) <= _TAIL and _is_full(cell, upper))


def _is_full(cell: Cell, line: Line) -> bool:
    """Whether hardly another letter would have fitted into the line."""
    margin = min(_PADDING, *(max(one.box.x0 - cell.box.x0, 0.0) for one in cell.lines))
    left = cell.box.width - 2 * margin - line.box.width
    return left < _ROOM * line.box.width / max(len(line.text), 1)
