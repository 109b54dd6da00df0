"""How far something has come: one line of a terminal, written over, and wiped at the end."""

from __future__ import annotations

import sys
from time import monotonic
from types import TracebackType

_BETWEEN = 0.1
"""Seconds between two changes of the line."""

_WIDTH = 79


class StderrProgress:
    """A `Progress` on stderr; nothing where that is no terminal, as in a log."""

    def __init__(self) -> None:
        self._is_seen = sys.stderr.isatty()
        self._last = 0.0
        self._is_written = False

    def __call__(self, what: str, done: int, total: int | None) -> None:
        """Show what is being done, how much is done and how much there is."""
        now = monotonic()
        if self._is_seen and now - self._last >= _BETWEEN:
            self._last = now
            share = f" {done} of {total}" if total else f" {done}" if done else ""
            self._write(f"{what[: _WIDTH - len(share)]}{share}")
            self._is_written = True

    def __enter__(self) -> StderrProgress:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.wipe()

    def wipe(self) -> None:
        """Leave the line empty for what is to be said."""
        if self._is_written:
            self._write("")
            self._is_written = False

    def _write(self, text: str) -> None:
        sys.stderr.write(f"\r{text:<{_WIDTH}}\r{text}")
        sys.stderr.flush()
