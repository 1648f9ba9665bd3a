"""Draws a page of a PDF as a picture, in a child process with limits."""

from __future__ import annotations

import subprocess
import sys
from io import BytesIO
from pathlib import Path

from processes.intake.limited import limit_memory

_ROOT = Path(__file__).parents[2]
_SERVE = "from processes.intake.pictures import serve; serve()"
_LONGEST = 10.0  # seconds
_MOST_SCALE = 3.0


def picture(content: bytes, page: int, width: int = 1100) -> bytes | None:
    """A page (from 1) as PNG, about `width` pixels wide; None when it cannot be drawn."""
    command = [sys.executable, "-c", _SERVE, str(page), str(width)]
    try:
        made = subprocess.run(
            command, input=content, capture_output=True, timeout=_LONGEST, cwd=_ROOT, check=False
        )
    except subprocess.TimeoutExpired:
        return None
    return made.stdout if made.returncode == 0 and made.stdout else None


def serve() -> None:
    """The child: a PDF on standard input, its picture on standard output."""
    import pypdfium2  # noqa: PLC0415 - only the child draws

    limit_memory()
    page, width = int(sys.argv[1]), int(sys.argv[2])
    document = pypdfium2.PdfDocument(sys.stdin.buffer.read())
    sheet = document[page - 1]
    scale = min(width / max(sheet.get_width(), 1), _MOST_SCALE)
    out = BytesIO()
    sheet.render(scale=scale).to_pil().convert("L").save(out, "PNG")
    sys.stdout.buffer.write(out.getvalue())
