"""Let pydicom read values without remarks on them.

What pydicom warns of, and logs, quotes the value, which may be a patient's; and what does not parse
is judged at our own border (`header`).
"""

import logging
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from threading import RLock

DAMAGED = (
    ArithmeticError,
    AttributeError,
    EOFError,
    LookupError,
    NotImplementedError,
    OSError,
    TypeError,
    ValueError,
)
"""What reading damaged sequences raises: elements that are not what their tags say."""

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
def _unlogged() -> Iterator[None]:
    """Keep pydicom's log still: without any set up, its warnings are printed."""
    logger = logging.getLogger("pydicom")
    before, logger.disabled = logger.disabled, True
    try:
        yield
    finally:
        logger.disabled = before
