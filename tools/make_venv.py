"""Makes the virtual environment, with a plain word when this Python or this folder cannot.

Written so that a Python too old for Alur can still read it and say so.
"""

import importlib.util
import os
import shutil
import subprocess
import sys

LEAST = (3, 11)
KNOWN = ("python3.14", "python3.13", "python3.12", "python3.11")


def main(folder: str) -> None:
    """Make `folder`; ends with a message when Python is too old or lacks venv, or the place is not writable."""
    found = "%d.%d" % sys.version_info[:2]  # noqa: UP031
    if sys.version_info < LEAST:
        sys.exit("Alur needs Python 3.11 or newer; %s is %s. %s" % (sys.executable, found, _another()))  # noqa: UP031
    if importlib.util.find_spec("venv") is None or importlib.util.find_spec("ensurepip") is None:
        sys.exit(
            f"{sys.executable} comes without venv. "
            f"On Debian and Ubuntu: apt-get install python{found}-venv. {_another()}"
        )
    if os.path.islink(folder):  # making it would empty a folder that belongs to somebody else
        sys.exit(
            f"{os.path.abspath(folder)} is a link to another folder; remove the link and run make again."
        )
    place = os.path.dirname(os.path.abspath(folder))
    if not os.access(place, os.W_OK):
        sys.exit(f"You may not write to {place}: clone Alur into a folder of your own and run make there.")
    made = subprocess.run([sys.executable, "-m", "venv", "--clear", folder], check=False)
    if made.returncode:
        sys.exit(f"{sys.executable} could not make {os.path.abspath(folder)}; what it said stands above.")


def _another() -> str:
    other = next((name for name in KNOWN if _runs(name)), None)
    if other:
        return "Here is another: make PYTHON=" + other + " run"
    return "Name another with: make PYTHON=/path/to/python3.12 run"


def _runs(name: str) -> bool:
    # A version manager's stand-in lies on PATH also for versions that are not there.
    found = shutil.which(name)
    return bool(found) and subprocess.call([found, "-c", "import ensurepip"], stderr=subprocess.DEVNULL) == 0


if __name__ == "__main__":
    main(sys.argv[1])
