"""The roles people hold: one per lane of an SOP, and six that belong to the product."""

from __future__ import annotations

SUPERVISOR = "supervisor"
PROCESS_OWNER = "process_owner"
AUDITOR = "auditor"
ADMINISTRATOR = "administrator"
INSPECTOR = "inspector"  # reads figures of every office, and visits one as its auditor (Inspektorat)
DATA_PROTECTION = "data_protection"  # sees to people's data (Pejabat Pelindungan Data, UU 27/2022)

# Somebody of the public: sees their own applications, and nothing of the office.
APPLICANT = "applicant"

# Programs may be given every lane at once, lanes of later SOPs included.
ALL_LANES = "all_lanes"

PRODUCT_ROLES = (SUPERVISOR, PROCESS_OWNER, AUDITOR, ADMINISTRATOR, INSPECTOR, DATA_PROTECTION)

_ALIASES = {
    "admin": ADMINISTRATOR,
    "pemilik": PROCESS_OWNER,
    "owner": PROCESS_OWNER,
    "process-owner": PROCESS_OWNER,
}


def canonical(name: str) -> str:
    """The role a name stands for: product roles by alias, any other word is a lane's slug."""
    slug = name.strip().lower().replace(" ", "_")
    return _ALIASES.get(slug, slug)


def is_staff(roles: frozenset[str]) -> bool:
    """Whether any lane's role is held: staff work tasks, product roles alone do not."""
    return bool(roles - set(PRODUCT_ROLES) - {"system", APPLICANT})
