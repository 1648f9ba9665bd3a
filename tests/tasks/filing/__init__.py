"""The reports an office files."""
