"""Writes the corpus: `python -m tests.processes.intake.made [name …]`, with LibreOffice the PDFs too."""

from __future__ import annotations

import shutil
import subprocess
import sys

from tests.processes.intake.made.catalogue import SAMPLES
from tests.processes.intake.place import FILES


def main(names: list[str]) -> None:
    """Make the files named, or all."""
    FILES.mkdir(exist_ok=True)
    for sample in SAMPLES:
        if names and sample.name not in names:
            continue
        path = FILES / sample.name
        sample.make(sample.content, path)
        if sample.printed and shutil.which("soffice"):
            command = ["soffice", "--headless", "--convert-to", "pdf", "--outdir", str(FILES), str(path)]
            subprocess.run(command, check=True, capture_output=True, timeout=120)
            path.with_suffix(".pdf").replace(path.with_name(f"{path.name}.pdf"))


main(sys.argv[1:])
