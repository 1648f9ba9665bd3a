"""The life of a version."""
