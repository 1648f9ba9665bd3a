"""The words of the import: fields of the identity block, cells of a row, and why one must be looked at."""

from __future__ import annotations

from processes.intake.model import Doubt
from web.shell.i18n import N_

FIELDS = (
    ("unit", N_("Office")),
    ("number", N_("SOP number")),
    ("title", N_("Name of the SOP")),
    ("created_on", N_("Made on")),
    ("revised_on", N_("Revised on")),
    ("effective_on", N_("Effective on")),
    ("approved_by", N_("Approved by")),
    ("legal_basis", N_("Legal basis")),
    ("qualifications", N_("Qualifications")),
    ("related", N_("Related SOPs")),
    ("equipment", N_("Equipment")),
    ("warnings", N_("Warning")),
    ("records", N_("Records")),
)
CELLS = (
    ("number", N_("No"), False),
    ("performer", N_("Performer"), False),
    ("time", N_("Time"), False),
    ("activity", N_("Activity"), True),
    ("requirements", N_("Requirements"), True),
    ("output", N_("Output"), True),
    ("remark", N_("Remark"), True),
)
REASONS = {
    Doubt.MISSING: N_("Nothing was found here."),
    Doubt.GUESSED: N_("No symbol was found in this row; taken from the row above."),
    Doubt.SEVERAL: N_("There are several readings; the first was taken."),
    Doubt.SHARED: N_("One cell of the file covers several rows."),
    Doubt.FORMULA: N_("The result of a formula when the file was saved."),
    Doubt.UNPARSED: N_("These words state no length of time; they are kept as they are."),
    Doubt.JOINED: N_("Put together over a page break."),
    Doubt.NUMBERED: N_("The number was counted, not read."),
    Doubt.BRANCH: N_("Where “Tidak” leads could not be read."),
}
