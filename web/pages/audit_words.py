"""The actions of the audit trail in people's words; an action nobody has worded shows as its code."""

from __future__ import annotations

from web.shell.i18n import gettext, mark

ACTIONS = {
    "arrival.missed": mark("Applicant did not come: step answered with no"),
    "attempt.refused": mark("Attempt refused"),
    "attachment.added": mark("File attached"),
    "attachment.opened": mark("File opened"),
    "attachment.removed": mark("File removed"),
    "bill.expired": mark("Bill lapsed"),
    "bill.issued": mark("Bill issued"),
    "bill.paid": mark("Bill paid"),
    "bill.void": mark("Bill void"),
    "breach.confirmed": mark("Responsibility for lateness confirmed"),
    "breach.explained": mark("Lateness explained"),
    "breach.opened": mark("Deadline passed"),
    "calendar.published": mark("Calendar published"),
    "case.canceled": mark("Request withdrawn"),
    "case.started": mark("Request started"),
    "clock.reprojected": mark("Deadline moved by a calendar"),
    "comment.added": mark("Comment"),
    "decision.published": mark("Decision model published"),
    "decision.refused": mark("Decision model refused"),
    "decision.taken": mark("Decided by table"),
    "complaint.answered": mark("Complaint answered"),
    "complaint.closed": mark("Complaint closed"),
    "complaint.linked": mark("Complaint linked to a request"),
    "complaint.received": mark("Complaint received"),
    "complaint.reprojected": mark("Complaint's deadline moved by a calendar"),
    "definition.published": mark("SOP published"),
    "definition.refused": mark("SOP refused"),
    "incident.opened": mark("Incident"),
    "incident.resolved": mark("Incident resolved"),
    "key.created": mark("Signing key made"),
    "key.retired": mark("Signing key retired"),
    "letter.issued": mark("Letter issued"),
    "message.delivered": mark("Message received"),
    "number.given": mark("Request number given"),
    "outage.declared": mark("Outage declared"),
    "outage.ended": mark("Outage ended"),
    "outbox.retried": mark("Message tried again"),
    "pause.ended": mark("Clock goes on"),
    "pause.started": mark("Clock stands still"),
    "pack.made": mark("Evidence pack made"),
    "payment.reported": mark("Payment reported"),
    "payment.settled": mark("Payment settled by hand"),
    "person.activated": mark("Account opened"),
    "person.added": mark("Person added"),
    "person.changed": mark("Person changed"),
    "person.deactivated": mark("Account closed"),
    "person.password_changed": mark("Password changed"),
    "person.password_reset": mark("Password reset"),
    "quota.changed": mark("Quota changed"),
    "report.exported": mark("Report exported"),
    "report.read": mark("Report with names read"),
    "session.revoked": mark("Session ended"),
    "setting.changed": mark("Setting changed"),
    "sign_in.accepted": mark("Signed in"),
    "sign_in.refused": mark("Sign-in refused"),
    "sign_out": mark("Signed out"),
    "slot.arrived": mark("Applicant arrived"),
    "slot.confirmed": mark("Seat confirmed"),
    "slot.held": mark("Seat held"),
    "slot.moved": mark("Day of arrival changed"),
    "slot.no_show": mark("Applicant did not come"),
    "slot.no_show_undone": mark("Taken back that the applicant did not come"),
    "slot.released": mark("Seat given back"),
    "survey.answered": mark("Survey answered"),
    "system.answered": mark("A system answered"),
    "task.claimed": mark("Task taken"),
    "task.completed": mark("Task completed"),
    "task.delegated": mark("Task delegated"),
    "task.reassigned": mark("Task reassigned"),
    "task.resolved": mark("Delegated task returned"),
    "task.resumed": mark("Task gone on"),
    "task.started": mark("Task started"),
    "task.suspended": mark("Task paused"),
    "task.unclaimed": mark("Task put back"),
    "ticket.given": mark("Queue number given"),
    "ticket.moved": mark("Queue number went on"),
    "timer.fired": mark("Time limit reached"),
    "token.created": mark("Token made"),
    "token.revoked": mark("Token revoked"),
    "trail.verified": mark("Audit trail verified"),
}
_CHAINS = {
    "people": mark("People and access"),
    "attempts": mark("Refused attempts"),
    "settings": mark("Settings"),
    "reads": mark("Reading of personal data"),
    "audit-keys": mark("Signing keys"),
    "verifications": mark("Verifications of the trail"),
}
_CHAIN_KINDS = {
    "instance": mark("Request %(name)s"),
    "definition": mark("SOP %(name)s"),
    "decision": mark("Decision model %(name)s"),
    "calendar": mark("Calendar %(name)s"),
    "outages": mark("Outages %(name)s"),
    "outbox": mark("Messages %(name)s"),
    "numbers": mark("Numbers %(name)s"),
    "payments": mark("Payments %(name)s"),
    "quotas": mark("Quotas %(name)s"),
    "complaints": mark("Complaints %(name)s"),
    "counters": mark("Queue %(name)s"),
}


def action_name(action: str) -> str:
    """What was done, in words."""
    return gettext(ACTIONS[action]) if action in ACTIONS else action


def chain_name(chain: str) -> str:
    """What a chain is about, in words."""
    kind, _, name = chain.partition(":")
    if kind in _CHAIN_KINDS and name:
        return gettext(_CHAIN_KINDS[kind], name=name)
    return gettext(_CHAINS[chain]) if chain in _CHAINS else chain
