"""Let pydicom read values without remarks on them, and damaged ones without surprises.

What pydicom warns of, logs and raises quotes the value, which may be a patient's; and what does not
parse is judged at our own border (`header`).
"""

import logging
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from threading import RLock

from napari_dicom.dicom.errors import HeaderError, LimitError, NapariDicomError

_LOCK = RLock()
"""Both of pydicom's switches and of Python's warnings are global: one thread at a time."""


@contextmanager
def lenient() -> Iterator[None]:
    """Silence pydicom's validation, warnings and log: as a ``with`` block or as a decorator."""
    # imports pydicom, which is there where this is needed
    from pydicom.config import disable_value_validation

    with _LOCK, warnings.catch_warnings(), disable_value_validation(), _unlogged():
        warnings.simplefilter("ignore")
        yield


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


@contextmanager
def _unlogged() -> Iterator[None]:
    """Keep pydicom's log still: without any set up, its warnings are printed."""
    logger = logging.getLogger("pydicom")
    before, logger.disabled = logger.disabled, True
    try:
        yield
    finally:
        logger.disabled = before
