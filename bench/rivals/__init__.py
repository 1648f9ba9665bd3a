"""Other systems that work M11, each run by the Python of a virtual environment of its own; see bench/beside.py."""
