"""Makes the virtual environment, with a plain word when this Python cannot."""

from __future__ import annotations

import subprocess
import sys

LEAST = (3, 11)


def main(folder: str) -> None:
    """Make `folder`; ends with a message when Python is too old or lacks venv."""
    if sys.version_info < LEAST:
        sys.exit("Alur needs Python 3.11 or newer; name one with: make PYTHON=python3.12 run")
    made = subprocess.run([sys.executable, "-m", "venv", "--clear", folder], check=False)
    if made.returncode:
        sys.exit("This Python has no venv; on Debian and Ubuntu: apt-get install python3-venv")


if __name__ == "__main__":
    main(sys.argv[1])
