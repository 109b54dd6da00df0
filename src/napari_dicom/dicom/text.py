"""Text from files as plain text: no control characters, no bidirectional tricks, bounded.

And the order of names with numbers in them.
"""

import re

_BIDI = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")

_TAG = re.compile(r"<(?=\s*[!/?A-Za-z].*>)", re.DOTALL)
"""What begins something that Qt may take for a tag: not ``"< 5 mm"``."""
_JOINERS = "\u200c\u200d"  # letters of some scripts need them


def plain_text(text: str, length: int = 64) -> str:
    """Return `text` as it may be shown anywhere: one line, printable, at most `length` characters.

    Control and bidirectional formatting characters become spaces; a cut is marked with an ellipsis.
    """
    start = text[: 8 * length]  # the rest, however long, is not looked at
    printable = "".join(" " if _is_hidden(character) else character for character in start)
    line = " ".join(printable.split())
    return line if len(line) <= length else line[: length - 1] + "…"


def counted(number: int, noun: str) -> str:
    """Return a number with its noun: ``"1 file"``, ``"3 files"``."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def natural_order(name: str) -> list[tuple[bool, int, str]]:
    """Return a sort key in which ``IM2`` comes before ``IM10``."""
    return [
        (not part.isdigit(), int(part) if part.isdecimal() else 0, part)
        for part in re.split(r"(\d+)", name)
    ]


def without_markup(text: str) -> str:
    """Return `text` so that nothing in it passes for a tag: Qt takes what looks like one for it."""
    return text.replace("<", "‹").replace(">", "›")


def without_tags(text: str) -> str:
    """Return `text` with only what may be a tag taken apart: a name stays itself where it can."""
    return _TAG.sub("‹", text)


def _is_hidden(character: str) -> bool:
    return character in _BIDI or not (character.isprintable() or character in _JOINERS)
