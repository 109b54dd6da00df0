"""Let pydicom read values without remarks on them, and damaged ones without surprises.

What pydicom warns of, logs and raises quotes the value, which may be a patient's; and what does not
parse is judged at our own border (`header`).
"""

from __future__ import annotations

import threading
import warnings
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING, Any, cast

from napari_dicom.dicom.errors import HeaderError, LimitError, NapariDicomError

if TYPE_CHECKING:
    from logging import LogRecord


class _Here(threading.local):
    """Of each thread: in how many of our blocks it is."""

    depth = 0


_HERE = _Here()


class _Silence:
    """Stands where Python's warnings have the pattern of a message, and pydicom's log a filter.

    It is left there: nothing is to be restored, and no thread but that in our block is silenced.
    """

    def match(self, _message: str) -> bool:
        """Tell whether a warning is given within our block, in this thread."""
        return _HERE.depth > 0

    def filter(self, _record: LogRecord) -> bool:
        """Tell whether what is logged is to be seen."""
        return _HERE.depth == 0


_SILENCE = _Silence()
_FILTER = ("ignore", _SILENCE, Warning, None, 0)


class _Validation:
    """pydicom's validation of values, off as long as some thread is in our block.

    Its switch is one for all threads: the first turns it off, the last back, and none waits.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._inside = 0
        self._off = ExitStack()

    def enter(self) -> None:
        # imports pydicom and what it logs by: they are there where this is needed
        import logging

        from pydicom.config import disable_value_validation

        with self._lock:
            if self._inside == 0:
                self._off.enter_context(disable_value_validation())
                logging.getLogger("pydicom").addFilter(_SILENCE)
            self._inside += 1
            _put_first()

    def leave(self) -> None:
        with self._lock:
            self._inside -= 1
            if self._inside == 0:
                self._off.close()


_VALIDATION = _Validation()


@contextmanager
def lenient() -> Iterator[None]:
    """Silence pydicom's validation, warnings and log: as a ``with`` block or as a decorator.

    No thread waits for another, and what others warn of is heard.
    """
    _VALIDATION.enter()
    _HERE.depth += 1
    try:
        yield
    finally:
        _HERE.depth -= 1
        _VALIDATION.leave()


@contextmanager
def refusing_damage(what: str) -> Iterator[None]:
    """Tell in one sentence of whatever damage makes pydicom, and reading its values, raise.

    Parameters
    ----------
    what
        What is read: ``"the palette"``.

    Raises
    ------
    HeaderError
        It is damaged: the kind of the error is said, not its text, which may quote a value.
    LimitError
        It is nested too deeply.
    """
    try:
        yield
    except (NapariDicomError, OSError, MemoryError):
        raise
    except RecursionError as error:
        text = f"{what} nests sequences deeper than can be read (limits.depth)"
        raise LimitError(text) from error
    except Exception as error:  # noqa: BLE001 - pydicom raises anything on a damaged file
        raise HeaderError(f"{what} is damaged ({type(error).__name__})") from None


def _put_first() -> None:
    """See to it that our filter of warnings is asked before all others."""
    filters = cast(list[Any], warnings.filters)  # Any: tuples, of no common type
    if not filters or filters[0] is not _FILTER:
        filters[:] = [_FILTER, *(one for one in filters if one is not _FILTER)]
