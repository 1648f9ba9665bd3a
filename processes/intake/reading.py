"""The one door of the import: bytes of a file to the SOP it holds."""

from __future__ import annotations

from processes.intake.docx_reader import read_docx
from processes.intake.kinds import DOCX, PDF, recognise_kind
from processes.intake.model import Intake
from processes.intake.paper import Paper, Tell
from processes.intake.pdf_reader import read_pdf
from processes.intake.recogniser import recognise
from processes.intake.xlsx_reader import read_xlsx


def read(content: bytes, tell: Tell = lambda done, of: None) -> Intake:
    """The SOP in a PDF, DOCX or XLSX file; `tell` hears of each page of a PDF. Raises Unreadable."""
    return recognise(read_paper(content, tell))


def read_paper(content: bytes, tell: Tell = lambda done, of: None) -> Paper:
    """What stands in a file, before it is understood. Raises Unreadable."""
    kind = recognise_kind(content)
    if kind == PDF:
        return read_pdf(content, tell)
    return read_docx(content) if kind == DOCX else read_xlsx(content)
