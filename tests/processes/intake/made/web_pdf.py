"""Makes SOPs as web pages and prints them with a browser, as e-office systems do."""

# ruff: noqa: E501 - markup and texts read best in one line

from __future__ import annotations

import subprocess
import tempfile
from dataclasses import dataclass
from html import escape
from pathlib import Path

from tests.processes.intake.made.contents import LABELS, Content

CHROMIUM = "/usr/bin/chromium"
STYLE = """@page{size:A4 landscape;margin:12mm}body{font:8pt sans-serif}table{border-collapse:collapse;width:100%}
td,th{border:1px solid #000;padding:3px;vertical-align:top}tr{break-inside:avoid}h1{font-size:11pt;text-align:center}
.box{display:inline-block;border:1px solid #000;width:34px;height:16px}.capsule{border-radius:9px}
.diamond{display:inline-block;border:1px solid #000;width:15px;height:15px;transform:rotate(45deg);margin:4px}
table.id td{width:25%}.c{text-align:center}"""


@dataclass(frozen=True)
class Web:
    """How a page is laid out."""

    repeat: bool = False
    symbols: str = "css"
    colour: str = ""
    unit_rows: bool = False


def write(content: Content, manner: Web, path: Path) -> None:
    """Print the page into a PDF file."""
    with tempfile.TemporaryDirectory() as folder:
        page = Path(folder) / "sop.html"
        page.write_text(_page(content, manner), encoding="utf-8")
        command = [
            CHROMIUM,
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--no-pdf-header-footer",
            f"--print-to-pdf={path}",
            str(page),
        ]
        subprocess.run(command, check=True, capture_output=True, timeout=90)


def _page(content: Content, manner: Web) -> str:
    identity = "".join(
        f"<tr>{first}<td>{label}</td><td>{escape(value)}</td></tr>"
        for first, label, value in (
            (
                f'<td rowspan="6" colspan="2" class="c">{escape(content.unit)}</td>',
                "Nomor SOP",
                content.number,
            ),
            ("", "Tanggal Pembuatan", content.dates[0]),
            ("", "Tanggal Revisi", content.dates[1]),
            ("", "Tanggal Pengesahan", content.dates[2]),
            ("", "Disahkan oleh", content.approved),
            ("", "Nama SOP", content.title),
        )
    )
    for left, right in (("legal_basis", "qualifications"), ("related", "equipment"), ("warnings", "records")):
        cells = "".join(
            f'<td colspan="2"><b>{LABELS[name].title()}</b><ol>{"".join(f"<li>{escape(item)}</li>" for item in content.lists[name])}</ol></td>'
            for name in (left, right)
        )
        identity += f"<tr>{cells}</tr>"
    head = "thead" if manner.repeat else "tbody"
    shade = f' style="background:{manner.colour}"' if manner.colour else ""
    actors = "".join(f"<th>{escape(actor)}</th>" for actor in content.actors)
    rows = "".join(
        f"<tr><td>{n}</td><td>{escape(row.activity)}</td>"
        + "".join(
            f'<td class="c">{_symbol(row.shape if place == row.who[0] else "box", manner) if place in row.who else ""}</td>'
            for place in range(len(content.actors))
        )
        + f"<td>{'<br>'.join(f'- {escape(one)}' for one in row.needs)}</td><td>{escape(row.time)}</td><td>{'<br>'.join(map(escape, row.output))}</td><td>{escape(row.remark)}</td></tr>"
        for n, row in enumerate(content.rows, 1)
    )
    return (
        f"<meta charset=utf-8><style>{STYLE}</style><h1>STANDAR OPERASIONAL PROSEDUR</h1><table class=id>{identity}</table><p style='break-after:page'></p>"
        f"<table><{head}{shade}><tr{shade}><th rowspan=2>No</th><th rowspan=2>Kegiatan</th><th colspan={len(content.actors)}>Pelaksana</th><th colspan=3>Mutu Baku</th><th rowspan=2>Keterangan</th></tr>"
        f"<tr{shade}>{actors}<th>Kelengkapan</th><th>Waktu</th><th>Output</th></tr></{head}>{rows}</table>"
    )


def _symbol(shape: str, manner: Web) -> str:
    if manner.symbols == "css":
        return f'<span class="{"diamond" if shape == "diamond" else f"box {shape}"}"></span>'
    inner = {
        "box": '<rect x="1" y="1" width="36" height="18"',
        "capsule": '<rect x="1" y="1" width="36" height="18" rx="9"',
        "diamond": '<path d="M19 1 L37 10 L19 19 L1 10 Z"',
    }[shape]
    return f'<svg width="38" height="20">{inner} fill="#fff" stroke="#000"/></svg>'
