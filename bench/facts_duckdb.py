"""The same questions asked of the same facts as a Parquet file, by DuckDB."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

_MEASURES = ("queue", "touch", "paused", "queue + touch + paused", "judged")
Answer = dict[str, tuple[int, int, tuple[int, ...]]]
"""By step: how often completed and late, and of each measure the 90th percentile in microseconds (nearest rank)."""


class Parquet:
    """A Parquet file, written a group of rows at a time."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self._writer: pq.ParquetWriter | None = None

    def write(self, rows: Sequence[Mapping[str, Any]]) -> None:
        """One more group."""
        columns = pa.table({name: [row[name] for row in rows] for name in rows[0]})
        if self._writer is None:
            self._writer = pq.ParquetWriter(self.file, columns.schema, compression="zstd")
        self._writer.write_table(columns)

    def close(self) -> int:
        """No more; the file's bytes."""
        if self._writer is not None:
            self._writer.close()
        return self.file.stat().st_size


def ask(conn: duckdb.DuckDBPyConnection, file: Path, sop: str, where: str) -> Answer:
    """Each step's figures. `quantile_disc` takes the smallest value that the share does not exceed, as Alur does."""
    lengths = ", ".join(
        f"quantile_disc({measure}, [0.5, 0.75, 0.9, 0.95]), avg({measure}), max({measure})"
        for measure in _MEASURES
    )
    query = (
        f"SELECT element, count(*), count(*) FILTER (late), {lengths} "
        f"FROM read_parquet('{file}') WHERE sop = '{sop}' AND {where} GROUP BY element"
    )
    found = conn.execute(query).fetchall()
    return {
        row[0]: (row[1], row[2], tuple(row[3 + 3 * place][2] for place in range(len(_MEASURES))))
        for row in found
    }
