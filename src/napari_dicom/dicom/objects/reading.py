"""Reading an object wholly: whatever is wrong with it is told in one sentence."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from napari_dicom.dicom.errors import DecodeError, HeaderError, LimitError
from napari_dicom.dicom.files import Instance
from napari_dicom.dicom.headers import lenient, refusing_damage
from napari_dicom.dicom.objects.inside import MOST_BYTES

if TYPE_CHECKING:
    from pydicom.dataset import Dataset


@contextmanager
def reading(what: str) -> Iterator[None]:
    """Read values of an object, in a ``with`` block.

    Parameters
    ----------
    what
        ``"the report"``.

    Raises
    ------
    DecodeError
        It is damaged, or cannot be read any more.
    """
    try:
        with lenient(), refusing_damage(what):
            yield
    except HeaderError as error:
        raise DecodeError(str(error)) from None
    except OSError as error:
        raise DecodeError(f"{what} cannot be read: {error.strerror}") from error


def whole_dataset(instance: Instance, what: str) -> Dataset:
    """Return all of an object that holds no pixels.

    Raises
    ------
    LimitError
        Its file is larger than any such object is.
    """
    if instance.path.stat().st_size > MOST_BYTES:
        raise LimitError(f"{what} takes more than {MOST_BYTES >> 20} MB")
    return instance.dataset()
