"""An SOP on paper: the official document as PDF, DOCX and XLSX, and its diagram as SVG and PNG; pure functions."""
