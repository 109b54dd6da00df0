"""Search a header's rows: part of a tag, keyword or value, wildcards, regular expressions."""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from napari_dicom.dicom.attributes.row import Row

REGEXP = "regexp:"

_WILDCARDS = {"*": "[^\n]*", "?": "[^\n]"}

Matcher = Callable[[str], bool]


class QueryError(ValueError):
    """The regular expression is not one."""


def row_matcher(query: str) -> Matcher | None:
    """Return a test for lines of text, case-insensitive; None for an empty query: all match it.

    Parameters
    ----------
    query
        Part of the text; ``*`` and ``?`` are wildcards; ``regexp:`` starts a regular expression.

    Raises
    ------
    QueryError
        What follows ``regexp:`` is no regular expression.
    """
    query = query.strip()
    if not query:
        return None
    if query.lower().startswith(REGEXP):
        try:
            pattern = re.compile(query[len(REGEXP) :].strip(), re.IGNORECASE | re.MULTILINE)
        except re.error as error:
            raise QueryError(f"not a regular expression: {error}") from error
        return lambda text: pattern.search(text) is not None
    if "*" in query or "?" in query:
        parts = (_WILDCARDS.get(character, re.escape(character)) for character in query)
        wild = re.compile("".join(parts), re.IGNORECASE)
        return lambda text: wild.search(text) is not None
    lower = query.lower()
    return lambda text: lower in text.lower()


def row_matches(row: Row, matches: Matcher, reveal: bool = False) -> bool:
    """Tell whether a row's tag (with or without punctuation), name or shown value matches.

    What is hidden is not searched: else it could be guessed.
    """
    return matches(search_text(row, row.shown(reveal)))


def search_text(row: Row, *texts: str) -> str:
    """Return what a search looks through, line by line: tag, name and what is shown."""
    if row.tag is None:
        return "\n".join((row.name, *texts))
    digits = f"{row.tag:08X}"
    return "\n".join((f"({digits[:4]},{digits[4:]})", digits, row.name, *texts))


def matching_rows(
    rows: Sequence[Row], matches: Matcher | None, reveal: bool = False
) -> tuple[Row, ...]:
    """Return the tree of what matches; parents of hits stay, children of a hit do too."""
    if matches is None:
        return tuple(rows)
    kept = []
    for row in rows:
        if row_matches(row, matches, reveal):
            kept.append(row)
            continue
        children = matching_rows(row.children, matches, reveal)
        if children:
            kept.append(replace(row, children=children))
    return tuple(kept)


def count_matching(rows: Sequence[Row], matches: Matcher | None, reveal: bool = False) -> int:
    """Return how many rows of a tree match themselves."""
    if matches is None:
        return 0
    return sum(
        row_matches(row, matches, reveal) + count_matching(row.children, matches, reveal)
        for row in rows
    )
