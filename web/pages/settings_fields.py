"""Settings as fields of a form: their words, how their values are written, and how they are read back."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from engine.settings import Setting
from processes.words import slug
from web.shell.i18n import gettext, mark

_UNITS = {
    "M": mark("minutes"),
    "H": mark("hours"),
    "D": mark("days"),
    "MO": mark("months"),
}
_DURATION = re.compile(r"P(?:T?(\d+)([HM])|(\d+)([DM]))")


@dataclass(frozen=True, slots=True)
class Area:
    """A group of settings."""

    title: str
    lead: str


@dataclass(frozen=True, slots=True)
class Field:
    """One setting as shown: `value` as text (a duration's number), `unit` and `units` for durations."""

    key: str
    kind: str
    label: str
    help: str
    value: str
    unit: str = ""
    units: tuple[tuple[str, str], ...] = ()


AREAS: Mapping[str, Area] = {
    "office": Area(mark("Office"), mark("Letterhead, number series and zone.")),
    "words": Area(mark("Words in SOP texts"), mark("What stands in the gaps of SOP texts.")),
    "roles": Area(
        mark("Names of the roles"), mark("How roles are called on screens; empty keeps the SOP's own name.")
    ),
    "limits": Area(mark("Limits"), mark("How long the office waits, and how large files may be.")),
    "reasons": Area(mark("Lists to choose from"), mark("One choice on each line: code = words.")),
    "portal": Area(mark("Public pages"), mark("What applicants may do by themselves.")),
    "quota": Area(
        mark("Arrival dates and bills"),
        mark(
            "Places, seats per day, billing codes. Numbers of seats are assumed: no source gives this office's quota."
        ),
    ),
    "counters": Area(mark("Waiting room"), mark("Counters, whose turn it is, priority numbers.")),
    "voice": Area(
        mark("Complaints and survey"), mark("How soon complaints are answered, how the survey is kept.")
    ),
    "privacy": Area(
        mark("Personal data"), mark("What auditors see for how long, and how long what is kept.")
    ),
    "sop": Area(mark("Changes of SOPs"), mark("What has to happen before a version is published.")),
    "standard": Area(
        mark("Standard of service"),
        mark("What UU 25/2009 asks each standard of service to say and no SOP says; also the pledge."),
    ),
    "demo": Area(mark("Demonstration"), mark("Only for an office that shows Alur.")),
}
_AFTER_THE_END = mark("After the end of the request; sources say 3 or 5 years. Assumed")
_ASSUMED_SEATS = mark("Assumed; holds until a rule is made on the page of quotas")
_WORDS: Mapping[str, tuple[str, str]] = {
    "office.name": (mark("Name of the office"), mark("On letters and at the foot of each page")),
    "office.unit": (mark("Parent body"), mark("First line of the letterhead")),
    "office.address": (mark("Address"), mark("On the letterhead; may be empty")),
    "office.city": (mark("City"), mark("Before the date of letters")),
    "office.head_title": (mark("Head of the office"), mark("Who signs SOPs, for example Kepala Kantor")),
    "office.head_name": (mark("Name of the head"), mark("Under the signature; may be empty")),
    "office.head_number": (mark("NIP of the head"), mark("Under the signature; may be empty")),
    "paper.size": (mark("Paper of SOP documents"), mark("a4, or f4 for folio of 215 x 330 mm")),
    "office.zone": (mark("Time zone"), mark("Name of the IANA database, for example Asia/Makassar")),
    "office.zone_label": (mark("Short name of the zone"), mark("Behind times, for example WITA")),
    "office.key_prefix": (mark("Beginning of request numbers"), mark("MD gives MD-2026-00001")),
    "words.nama_sistem_paspor": (
        mark("Name of the passport system"),
        mark("In step 4; the scanned table reads SIP4i, which is doubtful"),
    ),
    "words.no_hp_layanan": (mark("Telephone number of the service"), mark("In the remark of step 1")),
    "role.petugas": (mark("Officer"), ""),
    "role.koordinator": (mark("Coordinator"), mark("For example Kasubsi Lalintalkim")),
    "role.ketua_tim": (mark("Team leader"), mark("For example Kasi Lalintalkim")),
    "role.pengawas": (mark("Field supervisor"), ""),
    "roles.names": (
        mark("Names of further roles"),
        mark("For the lanes of other SOPs, one on each line: role = words; empty keeps the lane's own name"),
    ),
    "limit.batas_kelengkapan": (
        mark("Wait for missing documents"),
        mark("After that the request counts as withdrawn"),
    ),
    "limit.batas_pembayaran": (mark("Wait for the payment"), mark("After that the bill has lapsed")),
    "rules.batas_lansia": (
        mark("Age from which somebody is elderly"),
        mark("UU 13/1998: 60 years; the paper's abstract says above 65"),
    ),
    "attachment.max_bytes": (mark("Largest file in bytes"), mark("5,000,000 is about 5 MB")),
    "reasons.late": (mark("Why a step was late"), mark("Asked of whoever completes late")),
    "reasons.pause": (mark("Why a task pauses"), mark("Asked when a task is paused")),
    "outage.systems": (mark("Systems that can be down"), mark("Asked when an outage is declared")),
    "sop.review_required": (
        mark("Another person approves each new version"),
        mark("A process owner or supervisor who is not its author; administrators still publish directly"),
    ),
    "portal.family_limit": (
        mark("People on one account"),
        mark("How many family members one account may apply for"),
    ),
    "office.places": (
        mark("Places of service"),
        mark("One on each line: code = words; the first is the office itself, the others are booths"),
    ),
    "quota.office_regular": (mark("Seats a day at the office, regular"), _ASSUMED_SEATS),
    "quota.office_priority": (mark("Seats a day at the office, priority"), _ASSUMED_SEATS),
    "quota.booth_regular": (mark("Seats a day at a booth, regular"), _ASSUMED_SEATS),
    "quota.booth_priority": (mark("Seats a day at a booth, priority"), _ASSUMED_SEATS),
    "slots.lead_days": (
        mark("Days between choosing and arriving"),
        mark("Assumed; 1 means from tomorrow on"),
    ),
    "slots.horizon_days": (mark("Days ahead that can be chosen"), mark("Assumed")),
    "billing.prefix": (mark("Beginning of billing codes"), mark("1 to 6 digits; a code has 15")),
    "billing.bank_zone": (
        mark("Time zone of the banks"),
        mark("Payments are shown in it beside the office's"),
    ),
    "billing.bank_zone_label": (mark("Short name of the banks' zone"), mark("Behind times, for example WIB")),
    "billing.online_limit": (
        mark("Time to pay a bill from the applicant's pages"),
        mark("M-Paspor gives 2 hours; after that the seat goes back"),
    ),
    "counters.list": (mark("Counters"), mark("One on each line: code = words; the same at every place")),
    "counters.priority_first": (
        mark("Priority numbers always first"),
        mark("Otherwise one of them after so many regular numbers"),
    ),
    "counters.regular_per_priority": (
        mark("Regular numbers before a priority one"),
        mark("Assumed; used when priority is not always first"),
    ),
    "counters.priority_hours": (
        mark("When priority numbers are given"),
        mark("To people without a booking, like 07.30-10.00"),
    ),
    "counters.priority_quota": (
        mark("Priority numbers a day"),
        mark("To people without a booking; 30 as in Batam is assumed"),
    ),
    "complaint.days": (
        mark("Working days until a complaint is answered"),
        mark(
            "14 is an assumption: the usual limit without inspection; 5 for information, 60 with inspection"
        ),
    ),
    "survey.days": (mark("Days the survey's link opens it"), mark("Counted from the end of the service")),
    "survey.least": (
        mark("Fewest answers shown to staff"),
        mark("Below it figures are for supervisors and auditors alone"),
    ),
    "monitoring.late_percent": (
        mark("Monitoring form: late, in hundredths"),
        mark("A step surely above it does not go well; an assumption, the rule names no measure"),
    ),
    "monitoring.deviation_percent": (
        mark("Monitoring form: deviating from the SOP, in hundredths"),
        mark("A step surely above it does not go well; an assumption, the rule names no measure"),
    ),
    "monitoring.lacking_percent": (
        mark("Monitoring form: lacking a document, in hundredths"),
        mark("A step surely above it does not go well; an assumption, the rule names no measure"),
    ),
    "portal.upload_max_bytes": (
        mark("Largest photo or PDF of an applicant, in bytes"),
        mark("Before it is made smaller; phones take photos of 3 to 12 MB"),
    ),
    "standard.products": (
        mark("Products of the services"),
        mark("One on each line: key of the SOP = what the applicant gets"),
    ),
    "standard.staff": (
        mark("Number of officers"),
        mark("One on each line: key of the SOP = how many of whom"),
    ),
    "standard.legal_basis": (mark("Legal basis of the services"), mark("Where an SOP names none")),
    "standard.competence": (mark("Competence of officers"), mark("Where an SOP names none")),
    "standard.facilities": (mark("Facilities"), mark("Beside the equipment an SOP names")),
    "standard.oversight": (mark("Internal supervision"), ""),
    "standard.complaints": (mark("Where complaints go"), mark("Beside the public pages")),
    "standard.guarantee": (mark("Guarantee of the service"), ""),
    "standard.safety": (mark("Guarantee of security and safety"), ""),
    "standard.evaluation": (mark("Evaluation of officers' work"), ""),
    "standard.pledge": (mark("Pledge of service"), mark("The wording of PermenPANRB 15/2014")),
    "privacy.unmask_minutes": (
        mark("Minutes an auditor sees uncovered data"),
        mark("For one request, after saying why"),
    ),
    "privacy.purposes": (mark("Purposes of uncovering"), mark("What an auditor chooses from")),
    "retention.cases": (mark("Months requests are kept"), _AFTER_THE_END),
    "retention.documents": (mark("Months files are kept"), _AFTER_THE_END),
    "retention.documents_specific": (mark("Months files of specific data are kept"), _AFTER_THE_END),
    "retention.complaints": (mark("Months complaints are kept"), mark("After they were closed. Assumed")),
    "retention.surveys": (mark("Months comments of surveys are kept"), mark("The figures stay. Assumed")),
    "retention.messages": (mark("Months messages are kept"), mark("After they were written. Assumed")),
    "retention.accounts": (
        mark("Months an account waits to be activated"),
        mark("Then it is erased. Assumed"),
    ),
    "retention.access": (
        mark("Months sign-ins and attempts are kept"),
        mark("Sessions, codes, tries. Assumed"),
    ),
    "retention.simulations": (mark("Months simulations are kept"), mark("After they ended. Assumed")),
    "retention.reports": (mark("Months replaced reports are kept"), mark("After they were made. Assumed")),
    "demo.accounts": (mark("Name the demo accounts at sign-in"), mark("Never shows a password")),
}


def field(setting: Setting, value: Any) -> Field:
    """A setting and its present value as a field."""
    label, help_ = _WORDS.get(setting.key, (setting.key, ""))
    words = (gettext(label), gettext(help_) if help_ else "")
    if setting.kind in ("choices", "names"):
        lines = "\n".join(f"{row['code']} = {row['label']}" for row in value)
        return Field(setting.key, "choices", *words, lines)
    if setting.kind == "boolean":
        return Field(setting.key, setting.kind, *words, "true" if value else "")
    if setting.kind == "duration":
        amount, unit = _parts(str(value))
        units = tuple((code, gettext(name)) for code, name in _UNITS.items())
        return Field(setting.key, setting.kind, *words, amount, unit, units if unit else ())
    return Field(setting.key, setting.kind, *words, str(value))


def posted(setting: Setting, form: Mapping[str, str]) -> Any:
    """What was posted for a setting, in its own type where it can be read; engine.settings judges it."""
    text = form.get(setting.key, "").replace("\r\n", "\n").strip()
    if setting.kind == "sheet":
        return text.lower()
    if setting.kind == "boolean":
        return text == "true"
    if setting.kind == "integer":
        digits = text.replace(".", "").replace(",", "").replace(" ", "")
        return int(digits) if digits.isdecimal() and len(digits) <= 15 else text
    if setting.kind == "duration":
        return _duration(text, form.get(f"{setting.key}.unit", ""))
    if setting.kind in ("choices", "names"):
        return [_choice(line) for line in text.split("\n") if line.strip()]
    return text


def _parts(value: str) -> tuple[str, str]:
    """An ISO duration of one unit as its number and unit; any other as it stands, without a unit."""
    found = _DURATION.fullmatch(value)
    if found is None:
        return value, ""
    if found[1]:
        return (found[1], found[2]) if value.startswith("PT") else (value, "")
    return found[3], "MO" if found[4] == "M" else found[4]


def _duration(text: str, unit: str) -> str:
    if unit not in _UNITS or not text.isdecimal():
        return text
    return {"M": f"PT{text}M", "H": f"PT{text}H", "D": f"P{text}D", "MO": f"P{text}M"}[unit]


def _choice(line: str) -> dict[str, str]:
    """ "code = words"; without a code one is made from the words."""
    code, equals, label = line.partition("=")
    if not equals:
        return {"code": slug(line), "label": line.strip()}
    return {"code": slug(code), "label": label.strip()}
