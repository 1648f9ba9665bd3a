"""What files mean, compiled once per process: one file by its hash, linked ones by all their hashes."""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Callable
from threading import Lock

from engine.spiff import Spec, compile_spec
from processes.diagram import Diagram
from processes.linking import join
from processes.reader import read_bpmn

Compiled = tuple[Diagram, Spec]
_MOST = 64
# By content hashes: immutable, so every database and thread of the process may share them.
_COMPILED: OrderedDict[tuple[str, ...], Compiled] = OrderedDict()
_lock = Lock()


def digest(xml: bytes) -> str:
    """SHA-256 of a file, hexadecimal."""
    return hashlib.sha256(xml).hexdigest()


def known(*hashes: str) -> Compiled | None:
    """A file (or linked files, the main one first) by content hash, when it was compiled before."""
    with _lock:
        found = _COMPILED.get(hashes)
        if found is not None:
            _COMPILED.move_to_end(hashes)
        return found


def alone(xml: bytes) -> Compiled:
    """One file; past a call of another SOP its spec cannot run. Raises SpecError, BadXml, BadCell."""
    return _once((digest(xml),), lambda: _compile_alone(xml))


def linked(files: tuple[bytes, ...]) -> Compiled:
    """Linked files as one, the main one first. Raises SpecError."""
    return _once(tuple(map(digest, files)), lambda: _compile_linked(files))


def _once(hashes: tuple[str, ...], compile_: Callable[[], Compiled]) -> Compiled:
    found = known(*hashes)
    if found is None:
        found = compile_()
        with _lock:
            _COMPILED[hashes] = found
            while len(_COMPILED) > _MOST:
                _COMPILED.popitem(last=False)
    return found


def _compile_alone(xml: bytes) -> Compiled:
    diagram = read_bpmn(xml)
    return diagram, compile_spec(xml, diagram.key, beyond=diagram.calls)


def _compile_linked(files: tuple[bytes, ...]) -> Compiled:
    main, *others = (alone(xml)[0] for xml in files)
    return join(main, others), compile_spec(files[0], main.key, files[1:])
