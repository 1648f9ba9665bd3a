"""Whole journeys in a real browser: an applicant, the office, the tracking page and the auditor see one case."""
