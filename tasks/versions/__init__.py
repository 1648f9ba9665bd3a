"""The life of a version: sent to others, talked over, approved, merged, scheduled, withdrawn."""
