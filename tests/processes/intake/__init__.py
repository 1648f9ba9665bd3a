"""Tests of the import of SOP tables, with a corpus of files as offices make them."""
