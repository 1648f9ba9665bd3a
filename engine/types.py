"""Column types that behave alike on SQLite and PostgreSQL: instants, JSON, submitted forms."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import orjson
import zstandard
from sqlalchemy import BigInteger, DateTime, Dialect, Integer, LargeBinary, Text
from sqlalchemy.types import TypeDecorator, TypeEngine

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)

BigId = BigInteger().with_variant(Integer(), "sqlite")
"""Row number; SQLite wants plain INTEGER for its rowid."""


class Instant(TypeDecorator[datetime]):
    """An aware instant in UTC: timestamptz on PostgreSQL, microseconds since 1970 on SQLite.

    SQLite has no zoned type; a text would cost three times the room and lose the order of differing offsets.
    """

    impl = DateTime(timezone=True)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        if dialect.name == "sqlite":
            return dialect.type_descriptor(BigInteger())
        return dialect.type_descriptor(DateTime(timezone=True))

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant carries its zone")
        if dialect.name == "sqlite":
            return (value - _EPOCH) // _MICROSECOND
        return value

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if dialect.name == "sqlite":
            return _EPOCH + timedelta(microseconds=value)
        return value.astimezone(UTC)  # type: ignore[no-any-return]


class Json(TypeDecorator[Any]):
    """Plain JSON kept as text; bytes for bytes the same on both databases (jsonb would reorder keys)."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        return None if value is None else orjson.dumps(value).decode()

    def process_result_value(self, value: Any, dialect: Dialect) -> Any:
        return None if value is None else orjson.loads(value)


class PackedJson(TypeDecorator[Any]):
    """JSON that repeats itself, as zstd: a tenth of the room. A text is read as JSON that was never packed."""

    impl = LargeBinary
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> bytes | None:
        return None if value is None else zstandard.ZstdCompressor(level=9).compress(orjson.dumps(value))

    def process_result_value(self, value: Any, dialect: Dialect) -> Any:
        if value is None or isinstance(value, str):
            return value and orjson.loads(value)
        return orjson.loads(zstandard.ZstdDecompressor().decompress(bytes(value)))


class Answers(Json):
    """A submitted form as JSON, in which the verdicts of its completeness gate are a list.

    `{"kelengkapan": {"ktp": {"nilai": "ada"}, "kk": {"nilai": "tidak_ada", "catatan": "hilang"}}}` is kept as
    `{"kelengkapan": ["ktp", {"kk": {"nilai": "tidak_ada", "catatan": "hilang"}}]}`: what was there is its code alone.
    Forms are most of what a finished case holds, and nearly everything in them was there.
    """

    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        given = value.get(_GATE) if isinstance(value, dict) else None
        if isinstance(given, dict):
            value = {
                **value,
                _GATE: [code if said == _THERE else {code: said} for code, said in given.items()],
            }
        return super().process_bind_param(value, dialect)

    def process_result_value(self, value: Any, dialect: Dialect) -> Any:
        found = super().process_result_value(value, dialect)
        kept = found.get(_GATE) if isinstance(found, dict) else None
        if isinstance(kept, list):
            given: dict[str, Any] = {}
            found[_GATE] = given
            for item in kept:
                given.update({item: dict(_THERE)} if isinstance(item, str) else item)
        return found


_GATE, _THERE = "kelengkapan", {"nilai": "ada"}  # as tasks.forms spells them
