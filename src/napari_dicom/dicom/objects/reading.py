"""Reading an object wholly: whatever is wrong with it is told in one sentence."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from napari_dicom.dicom.errors import DecodeError, HeaderError, LimitError
from napari_dicom.dicom.files import Instance
from napari_dicom.dicom.headers import lenient, refusing_damage
from napari_dicom.dicom.objects.inside import MOST_BYTES
from napari_dicom.dicom.pixels import syntax_of

if TYPE_CHECKING:
    from pydicom.dataset import Dataset

_UNDEFINED = 0xFFFFFFFF

_HEAD = 8
"""Bytes of an element's tag, VR and length, at the least."""


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
        why = error.strerror or "it ends too early"  # pydicom's of what is cut off, and no disk's
        raise DecodeError(f"{what} cannot be read: {why}") from error


def small_dataset(instance: Instance, what: str) -> Dataset:
    """Return all of an object of which even the largest is small.

    Raises
    ------
    LimitError
        Its file is larger than any such object is.
    HeaderError
        Its file was cut off.
    """
    if instance.path.stat().st_size > MOST_BYTES:
        raise LimitError(f"{what} takes more than {MOST_BYTES >> 20} MB")
    return whole_dataset(instance, what)


def whole_dataset(instance: Instance, what: str) -> Dataset:
    """Return all of an object that holds no pixels: part of it would pass for all.

    Raises
    ------
    HeaderError
        Its file was cut off.
    """
    dataset = instance.dataset()
    ends = [_end_of(dataset.get_item(tag)) for tag in dataset.keys()]  # noqa: SIM118 - iterating converts
    is_whole = all(end.is_whole for end in ends)
    if ends and is_whole and ends[-1].place and not _is_deflated(instance):
        is_whole = not _begins_another(instance.path, ends[-1].place)
    if not is_whole:
        raise HeaderError(f"{what} is not whole: its file was cut off")
    return dataset


class _End(NamedTuple):
    """Where an element ends in its file, 0 where that is not known; whether all of it is there."""

    place: int
    is_whole: bool


def _end_of(element: object) -> _End:
    from pydicom.dataelem import RawDataElement  # imports pydicom: only where an object is read

    if not isinstance(element, RawDataElement) or element.length == _UNDEFINED:
        return _End(0, True)
    there = len(element.value or b"") >= element.length
    return _End(element.value_tell + element.length, there)


def _begins_another(path: Path, place: int) -> bool:
    """Tell whether a file ends within the first bytes of an element, which pydicom passes over."""
    with path.open("rb") as file:
        file.seek(place)
        rest = file.read(_HEAD)
    return 0 < len(rest) < _HEAD and bool(rest.strip(b"\0 \r\n"))


def _is_deflated(instance: Instance) -> bool:
    return syntax_of(instance.header.text("TransferSyntaxUID")).deflated
