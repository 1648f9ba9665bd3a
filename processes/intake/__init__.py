"""Import of an SOP table from XLSX, DOCX or PDF: bytes -> Intake; a reader per format, one recogniser for all."""
