"""What the tables say of a case when it begins: its priority group, and the SOP its application enters."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from engine.database import Tx
from engine.deciding import answers, ask
from engine.instances import Instance
from engine.refusals import Conflict, NotFound

# What has to be known for a question to be worth asking: one of these, and for `layanan` the kind of application.
_AGE_OR_NEED = ("usia", "tanggal_lahir", "penyandang_disabilitas", "hamil_menyusui")
_KIND = "jenis_permohonan"
_GROUP = "kelompok"


def at_start(tx: Tx, instance: Instance, data: Mapping[str, Any]) -> None:
    """Ask `prioritas` and `layanan` of a case just begun, where it says enough; kept and audited.

    A case begins whatever the tables say: data that do not fit them, or tables that are not there, leave no answer.
    """
    known = {_KIND: instance.category or None, **answers(data)}
    if any(known.get(name) is not None for name in _AGE_OR_NEED):
        known[_GROUP] = known.get(_GROUP) or _said(tx, "prioritas", "kelompok", known, instance)
    if known[_KIND] and (known.get("punya_akun") is not None or known.get(_GROUP) not in (None, "reguler")):
        _said(tx, "layanan", "sop", known, instance)
    if known[_KIND] and known.get("sakit_tidak_dapat_datang") is not None:
        _said(tx, "layanan", "tawaran", known, instance)


def _said(tx: Tx, key: str, decision: str, known: Mapping[str, Any], instance: Instance) -> Any:
    with suppress(Conflict, NotFound):
        return ask(tx, key, decision, known, instance=instance).value
    return None
