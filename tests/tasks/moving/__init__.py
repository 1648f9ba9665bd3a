"""Tests of moving running cases to another version."""
