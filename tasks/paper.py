"""An SOP on paper: which version or draft, in the office's words, with its letterhead."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache, partial
from hashlib import sha256

from engine import definitions, settings
from engine.database import Tx
from engine.refusals import Invalid, NotFound
from processes.cells import BadCell
from processes.findings import BadXml
from processes.model import Role, Sop
from processes.paper import document, picture
from processes.paper.columns import Size
from processes.paper.document import Paper
from processes.paper.sheet import Letterhead, worded
from processes.paper.typesetting import Unprintable
from processes.paper.word import word
from processes.paper.workbook import workbook
from processes.reader import NoSop, read_sop
from processes.words import fill
from tasks import logos, sop_drafts
from tasks.site import Site

_SCREEN = 108.0  # pixels per inch of the pages shown on screen


@dataclass(frozen=True, slots=True)
class Choice:
    """What is to be printed: a version (None: the newest, 0: one's own draft), the sheet, whether with a cover."""

    version: int | None = None
    size: Size | None = None  # None: the office's
    cover: bool = False


def paper(site: Site, tx: Tx, key: str, choice: Choice) -> Paper:
    """The document of an SOP.

    Raises NotFound for a version or draft that is not there, Invalid for a file that carries no readable table.
    """
    values = settings.all_values(tx)
    if choice.version == 0:
        draft = sop_drafts.mine(tx, key)
        xml, version, made_at = draft.xml, 0, draft.updated_at
    else:
        found = _version(tx, key, choice.version)
        xml, version, made_at = definitions.source(tx, found.id), found.version, found.created_at
    return Paper(
        sop=dressed(tx, _table(xml)),
        xml=xml,
        digest=sha256(xml).hexdigest(),
        version=version,
        made_at=made_at,
        head=letterhead(site, tx),
        size=choice.size or Size(values["paper.size"]),
        cover=choice.cover,
        filled=tuple(settings.words(tx).items()),
    )


def letterhead(site: Site, tx: Tx) -> Letterhead:
    """The acting office's letterhead and who signs, by its settings and its logo."""
    values = settings.all_values(tx)
    names = ("unit", "name", "address", "city", "head_title", "head_name", "head_number")
    unit, office, address, city, title, name, number = (str(values[f"office.{one}"]) for one in names)
    logo = logos.of_office(site, tx.actor.office)
    return Letterhead(unit, office, address, city, title, name, number, logo)


def dressed(tx: Tx, sop: Sop) -> Sop:
    """The table in the office's words, its pelaksana called as the office calls them."""
    values = settings.all_values(tx)
    named = {row["code"]: row["label"] for row in values["roles.names"]}
    own = {role.id: values.get(f"role.{role.id}") or named.get(role.id) or role.label for role in sop.roles}
    roles = tuple(Role(role.id, own[role.id], role.lane) for role in sop.roles)
    return worded(replace(sop, roles=roles), partial(fill, words=settings.words(tx)))


FORMATS: Mapping[str, Callable[[Paper], bytes]] = {
    "pdf": document.pdf,
    "docx": word,
    "xlsx": workbook,
    "svg": lambda paper: picture.svg(paper.xml, paper.words),
    "png": lambda paper: picture.png(paper.xml, words=paper.words),
    "bpmn": lambda paper: paper.xml,
}
"""How each kind of file is made; svg and png are the diagram alone, bpmn is the file itself."""


def file(paper: Paper, ending: str) -> bytes:
    """The document as a file of a kind of FORMATS. Raises Invalid where the typesetter refuses a text."""
    try:
        return _file(paper, ending)
    except Unprintable as error:
        raise Invalid("paper.unprintable", reason=str(error)) from error


def pages(paper: Paper) -> tuple[bytes, ...]:
    """The document's pages as PNG for the screen. Raises Invalid."""
    try:
        return _pages(paper)
    except Unprintable as error:
        raise Invalid("paper.unprintable", reason=str(error)) from error


@lru_cache(maxsize=4)
def _file(paper: Paper, ending: str) -> bytes:
    return FORMATS[ending](paper)


@lru_cache(maxsize=8)  # one look at a document asks for each of its pages
def _pages(paper: Paper) -> tuple[bytes, ...]:
    return document.pictures(paper, _SCREEN)


def _version(tx: Tx, key: str, number: int | None) -> definitions.Version:
    versions = definitions.versions(tx, key)
    found = [one for one in versions if number is None or one.version == number]
    if not found:
        raise NotFound("definition.unknown")
    return found[0]


def _table(xml: bytes) -> Sop:
    try:
        return read_sop(xml)
    except NoSop as error:
        raise Invalid("paper.no_table") from error
    except (BadXml, BadCell) as error:
        raise Invalid("draft.unreadable") from error
