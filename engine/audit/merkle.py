"""The Merkle root over chain heads, as RFC 6962 builds it, in memory that grows with the tree's height only."""

from __future__ import annotations

import hashlib

from engine.audit.encoding import canonical


class Tree:
    """A Merkle tree that takes leaves one by one and keeps one hash per complete subtree."""

    def __init__(self) -> None:
        self._peaks: list[tuple[int, bytes]] = []  # height and hash, heights falling
        self.leaves = 0

    def add(self, chain: str, seq: int, latest: bytes) -> None:
        """Add the head of a chain: its name, last sequence number and last hash."""
        node = hashlib.sha256(b"\0" + canonical([chain, seq, latest.hex()])).digest()
        height = 0
        while self._peaks and self._peaks[-1][0] == height:
            node = _parent(self._peaks.pop()[1], node)
            height += 1
        self._peaks.append((height, node))
        self.leaves += 1

    def root(self) -> bytes:
        """The root; SHA-256 of nothing for a tree without leaves."""
        if not self._peaks:
            return hashlib.sha256(b"").digest()
        _, node = self._peaks[-1]
        for _, left in reversed(self._peaks[:-1]):
            node = _parent(left, node)
        return node


def _parent(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\1" + left + right).digest()
