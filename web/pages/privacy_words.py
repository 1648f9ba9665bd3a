"""Words about people's data: classes of records, tables, states, kinds of data."""

from __future__ import annotations

from collections.abc import Mapping

from web.shell.i18n import gettext, mark

_CLASSES = {
    "cases": mark("Requests and forms"),
    "documents": mark("Files"),
    "documents_specific": mark("Files of specific data"),
    "complaints": mark("Complaints"),
    "surveys": mark("Comments of surveys"),
    "messages": mark("Messages to applicants"),
    "accounts": mark("Accounts of the public"),
    "access": mark("Sign-ins, codes and attempts"),
    "simulations": mark("Simulations"),
    "reports": mark("Saved reports that were replaced"),
    "money": mark("Bills and payments"),
    "privacy": mark("Decisions about people's data"),
    "trail": mark("Audit trail"),
    "staff": mark("People of the office"),
    "rules": mark("Rules of the office"),
}
_TABLES = {
    "instances": mark("Requests"),
    "tasks": mark("Forms"),
    "attachments": mark("Files"),
    "comments": mark("Comments"),
    "shortfalls": mark("Notes on documents"),
    "decisions_taken": mark("Inputs of decisions"),
    "incidents": mark("Incidents"),
    "surveys": mark("Surveys"),
    "complaints": mark("Complaints"),
    "outbox": mark("Messages"),
    "applications": mark("Applications"),
    "pauses": mark("Pauses"),
    "breaches": mark("Breaches"),
    "accounts": mark("Accounts"),
    "applicants": mark("Persons on accounts"),
    "account_codes": mark("One-time codes"),
    "account_sessions": mark("Sessions of the public"),
    "account_attempts": mark("Attempts of the public"),
    "sessions": mark("Sessions"),
    "login_attempts": mark("Attempts to sign in"),
    "simulations": mark("Simulations"),
    "saved_reports": mark("Saved reports"),
    "bills": mark("Bills"),
    "payments": mark("Payments"),
    "bookings": mark("Arrival dates"),
    "tickets": mark("Queue numbers"),
    "waits": mark("Waits"),
    "clocks": mark("Clocks"),
    "unmaskings": mark("Looks at personal data"),
    "holds": mark("Legal holds"),
    "erasures": mark("Erasures"),
}
_STATES = {
    "asked": mark("Waits to be decided"),
    "done": mark("Done"),
    "refused": mark("Refused"),
    "running": mark("Running"),
    "stopped": mark("Stopped"),
}
_KINDS = {
    "name": mark("name and number"),
    "contact": mark("e-mail address"),
    "answers": mark("answers of forms"),
    "files": mark("files"),
    "specific": mark("specific data"),
}
_PROCESSING = {
    "cases": mark("Serving the request; law obliges the office to decide on it"),
    "documents": mark("Comparing with the originals while the request is decided"),
    "documents_specific": mark(
        "Only where a document proves a right; health and biometrics are never stored"
    ),
    "complaints": mark("Answering complaints"),
    "surveys": mark("Measuring satisfaction"),
    "messages": mark("Telling applicants where their request stands"),
    "accounts": mark("Applying without coming; rests on consent"),
    "access": mark("Keeping accounts safe"),
    "simulations": mark("Planning; no data of applicants"),
    "reports": mark("Proving what was filed; no data of applicants"),
    "money": mark("Accounting for state revenue"),
    "privacy": mark("Proving what was decided about people's data"),
    "trail": mark("Proving what was done; holds no personal values of applicants"),
    "staff": mark("Rights and duties of officers"),
    "rules": mark("Who changed which rule"),
}
WHOM = {
    "subjects": mark("Notice to the people"),
    "agency": mark("Notice to the agency"),
    "list": mark("List of whose data was touched"),
}


def classes() -> dict[str, str]:
    """Classes of records in words."""
    return _said(_CLASSES)


def tables() -> dict[str, str]:
    """Tables in words; one without words is shown by its name."""
    return _said(_TABLES)


def states() -> dict[str, str]:
    """States of erasures and runs in words."""
    return _said(_STATES)


def kinds() -> dict[str, str]:
    """Kinds of data in words."""
    return _said(_KINDS)


def processing() -> dict[str, str]:
    """What each class of records is for."""
    return _said(_PROCESSING)


def _said(found: Mapping[str, str]) -> dict[str, str]:
    return {code: gettext(words) for code, words in found.items()}
