"""The same questions asked of the same facts as Parquet files, by DuckDB."""

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
    """A folder of Parquet files, a month each."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.parts = folder, 0

    def write(self, rows: Sequence[Mapping[str, Any]]) -> None:
        """One more file."""
        self.parts += 1
        columns = {name: [row[name] for row in rows] for name in rows[0]}
        pq.write_table(pa.table(columns), self.folder / f"steps-{self.parts:02}.parquet", compression="zstd")

    @property
    def size(self) -> int:
        """Bytes of all files."""
        return sum(file.stat().st_size for file in self.folder.glob("*.parquet"))


def ask(conn: duckdb.DuckDBPyConnection, folder: Path, sop: str, where: str) -> Answer:
    """Each step's figures. `quantile_disc` takes the smallest value that the share does not exceed, as Alur does."""
    lengths = ", ".join(
        f"quantile_disc({measure}, [0.5, 0.75, 0.9, 0.95]), avg({measure}), max({measure})"
        for measure in _MEASURES
    )
    query = (
        f"SELECT element, count(*), count(*) FILTER (late), {lengths} "
        f"FROM read_parquet('{folder}/*.parquet') WHERE sop = '{sop}' AND {where} GROUP BY element"
    )
    found = conn.execute(query).fetchall()
    return {
        row[0]: (row[1], row[2], tuple(row[3 + 3 * place][2] for place in range(len(_MEASURES))))
        for row in found
    }
