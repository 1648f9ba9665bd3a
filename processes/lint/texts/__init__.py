"""The words of all findings, one file per theme; languages side by side, so that none is forgotten."""

from processes.lint.texts import cells, file, references, size, way, words

TEXTS = file.TEXTS | words.TEXTS | references.TEXTS | way.TEXTS | size.TEXTS | cells.TEXTS
