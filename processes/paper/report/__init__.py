"""A report an office files, as data, and its renderers: PDF, DOCX and XLSX hold the same cells; pure functions."""
