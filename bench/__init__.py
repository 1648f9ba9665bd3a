"""Measurements of speed and size beside plain SpiffWorkflow and the bare database; run `python -m bench`."""
