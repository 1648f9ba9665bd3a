"""Tests of complaints and the satisfaction survey."""
