"""Conformance: cases held against a version of their SOP, what deviates from it, and the distinct ways cases went."""
