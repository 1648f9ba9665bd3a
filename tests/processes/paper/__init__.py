"""The documents made of an SOP."""
