"""Tests of conformance: nets, alignments, deviations, variants."""
