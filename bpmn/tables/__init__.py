"""The SOP tables as data (YAML), one file per SOP, with a source code on every cell."""
