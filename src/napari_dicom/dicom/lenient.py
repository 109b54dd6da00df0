"""Let pydicom read values without remarks on them.

What pydicom warns of, and logs, quotes the value, which may be a patient's; and what does not parse
is judged at our own border (`header`).
"""

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from threading import RLock

_LOCK = RLock()
"""Both of pydicom's switches and of Python's warnings are global: one thread at a time."""


@contextmanager
def lenient() -> Iterator[None]:
    """Silence pydicom's validation and warnings: as a ``with`` block or as a decorator."""
    # imports pydicom, which is there where this is needed
    from pydicom.config import disable_value_validation

    with _LOCK, warnings.catch_warnings(), disable_value_validation():
        warnings.simplefilter("ignore")
        yield
