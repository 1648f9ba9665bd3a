"""Replay: past cases of an SOP judged by another version of it, or by another working calendar; nothing is changed."""
