"""Overlay planes (60xx) of a volume's frames as labels (PS3.3 C.9.2).

Planes with their own data (60xx,3000), and the retired ones that hide in unused bits of the pixel
data (Overlay Bit Position above 0).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from napari_dicom.dicom.errors import DecodeError, HeaderError
from napari_dicom.dicom.frames import Frame, Tile
from napari_dicom.dicom.headers import lenient, refusing_damage
from napari_dicom.dicom.kinds import has_overlays
from napari_dicom.dicom.note import Note, Severity
from napari_dicom.dicom.objects.volume_content import VolumeContent
from napari_dicom.dicom.text import counted, plain_text
from napari_dicom.dicom.volumes import Volume

if TYPE_CHECKING:
    from pydicom.dataelem import DataElement
    from pydicom.dataset import Dataset

_GROUPS = range(0x6000, 0x6020, 2)


@dataclass(frozen=True, slots=True, eq=False)
class Overlays(VolumeContent):
    """The overlay planes of a volume, before they are read.

    Parameters
    ----------
    remarks
        What was left out or covered, once they are read.
    """

    remarks: tuple[Note, ...] = ()

    @property
    def notes(self) -> tuple[Note, ...]:
        """What was left out or covered."""
        return self.remarks

    @property
    def name(self) -> str:
        """The volume's, and what these are."""
        return f"{self.volume.name} overlays"

    @property
    def what(self) -> str:
        """What they are, in the words people read."""
        return "overlay planes"

    @property
    def shown(self) -> str:
        """How they are shown."""
        return "overlay planes (60xx): open as labels, on request"

    @property
    def holds(self) -> tuple[str, ...]:
        """What is in them: not known before they are read."""
        return ()


@dataclass(frozen=True, slots=True, eq=False)
class LoadedOverlays:
    """The overlay planes of a volume.

    Parameters
    ----------
    content
        What was read.
    labels
        uint8 of the volume's shape; 0 is nothing, n the overlay ``names[n - 1]``. Where overlays
        lie on each other the later one shows.
    names
        One for each overlay group found.
    """

    content: Overlays
    labels: NDArray[np.uint8]
    names: tuple[str, ...]


def find_overlays(volume: Volume) -> Overlays | None:
    """Tell by the headers read already whether frames carry overlays; None where none does.

    None as well of a volume whose planes are no longer those acquired: straightened ones.
    """
    geometry = volume.geometry
    size = (volume.first.rows, volume.first.columns)
    as_acquired = geometry is None or geometry.shape[1:] == size
    return Overlays(volume) if has_overlays(volume) and as_acquired else None


def load_overlays(content: Overlays) -> LoadedOverlays:
    """Read the overlay planes of a volume.

    Raises
    ------
    DecodeError
        There is no overlay plane after all, or a file cannot be read any more.
    """
    try:
        with refusing_damage("what describes the overlays"):
            found = overlays_of(content.volume)
    except HeaderError as error:
        raise DecodeError(str(error)) from None
    except OSError as error:
        raise DecodeError(f"the overlays cannot be read: {error.strerror}") from error
    if found is None:
        raise DecodeError("no overlay plane was found")
    return found


@lenient()
def overlays_of(volume: Volume) -> LoadedOverlays | None:
    """Read the overlays of every frame of a volume; None where there are none."""
    groups: dict[int, str] = {}
    labels = np.zeros((len(volume.frames), volume.first.rows, volume.first.columns), np.uint8)
    lost = covered = 0
    datasets: dict[int, Dataset] = {}
    for index, frame in enumerate(volume.frames):
        if frame is None:
            continue
        key = id(frame.instance)
        if key not in datasets:
            datasets[key] = frame.instance.dataset()
        dataset = datasets[key]
        for group, mask in _masks(dataset, frame):
            if mask is None:
                lost += 1
                continue
            covered += int((labels[index][mask] != 0).any())
            groups.setdefault(group, _name(dataset, group))
            number = list(groups).index(group) + 1
            labels[index][mask] = number
    if not groups:
        return None
    content = Overlays(volume, tuple(_remarks(lost, covered)))
    return LoadedOverlays(content, labels.reshape(volume.shape), tuple(groups.values()))


def _remarks(lost: int, covered: int) -> Iterator[Note]:
    if lost:
        text = f"cannot be read and left out, {counted(lost, 'overlay plane')}"
        yield Note("malformed-value", text, Severity.WARNING, {"count": lost})
    if covered:
        where = counted(covered, "plane")
        text = f"overlays lie on each other, on {where}: the later one is shown where they do"
        yield Note("overlays", text, details={"count": covered})


def _name(dataset: Dataset, group: int) -> str:
    text = dataset.get((group, 0x1500)) or dataset.get((group, 0x0022))
    return plain_text(str(text.value)) if text is not None and text.value else f"({group:04X})"


def _masks(dataset: Dataset, frame: Frame) -> Iterator[tuple[int, NDArray[np.bool_] | None]]:
    """Yield each overlay group of a frame as a mask of its shape, None of one cut short."""
    for group in _GROUPS:
        rows, columns = (_integer(dataset, group, element) for element in (0x0010, 0x0011))
        if rows < 1 or columns < 1:
            continue
        bits = _bits(dataset, group, frame, rows, columns)
        if bits is not None:
            yield group, _placed(bits, _origin(dataset, group), frame)
        elif _is_of(dataset, group, frame):
            yield group, None


def _bits(
    dataset: Dataset, group: int, frame: Frame, rows: int, columns: int
) -> NDArray[np.bool_] | None:
    """Return the overlay's own plane for a frame, from its data or from the pixel data's bits."""
    element = dataset.get((group, 0x3000))
    if element is None or not isinstance(element.value, bytes):
        return _embedded(dataset, group, frame)
    first = (_integer(dataset, group, 0x0051) or 1) - 1
    count = _integer(dataset, group, 0x0015) or 1
    own = count > 1 or dataset.get((group, 0x0051)) is not None
    index = frame.number - 1 - first if own else 0
    bits = np.unpackbits(_in_order(element, dataset), bitorder="little")
    start = index * rows * columns
    if index < 0 or start + rows * columns > bits.size:
        return None
    return bits[start : start + rows * columns].reshape(rows, columns).astype(bool)


def _is_of(dataset: Dataset, group: int, frame: Frame) -> bool:
    """Tell whether a group says that it has a plane for a frame."""
    first, count = _integer(dataset, group, 0x0051) or 1, _integer(dataset, group, 0x0015) or 1
    everywhere = count == 1 and dataset.get((group, 0x0051)) is None
    return everywhere or first <= frame.number < first + count


def _in_order(element: DataElement, dataset: Dataset) -> NDArray[np.uint8]:
    """Return an overlay's bytes in the order of its bits: words of big-endian files are turned."""
    data = np.frombuffer(element.value, np.uint8)
    if element.VR == "OW" and dataset.original_encoding[1] is False:
        return data[: len(data) // 2 * 2].reshape(-1, 2)[:, ::-1].ravel()
    return data


def _embedded(dataset: Dataset, group: int, frame: Frame) -> NDArray[np.bool_] | None:
    """Return the bit of the uncompressed pixel cells that holds the overlay."""
    source = frame.instance.pixels
    bit = _integer(dataset, group, 0x0102)
    if source is None or not bit or source.length is None or bit >= source.format.bits_allocated:
        return None
    layout = source.format
    if source.dataset_offset or layout.samples_per_pixel != 1:
        return None  # deflated, or no plane of cells
    size = layout.frame_bits // 8
    order = "<" if frame.header.little_endian else ">"
    with frame.instance.path.open("rb") as file:
        file.seek(source.offset + (frame.number - 1) * size)
        cells = np.frombuffer(file.read(size), f"{order}u{layout.bits_allocated // 8}")
    if cells.size != layout.rows * layout.columns:
        return None
    return (cells >> bit & 1).reshape(layout.rows, layout.columns).astype(bool)


def _placed(bits: NDArray[np.bool_], origin: tuple[int, int], frame: Frame) -> NDArray[np.bool_]:
    """Lay an overlay on the frame with its first pixel at `origin` (row, column, from 1).

    The origin is that in the whole picture, of which a frame may be a tile.
    """
    mask = np.zeros((frame.rows, frame.columns), bool)
    tile = frame.tile or Tile(0, 0)
    top, left = origin[0] - 1 - tile.row, origin[1] - 1 - tile.column
    rows = slice(max(0, top), min(frame.rows, top + bits.shape[0]))
    columns = slice(max(0, left), min(frame.columns, left + bits.shape[1]))
    if rows.start < rows.stop and columns.start < columns.stop:
        mask[rows, columns] = bits[
            rows.start - top : rows.stop - top, columns.start - left : columns.stop - left
        ]
    return mask


def _origin(dataset: Dataset, group: int) -> tuple[int, int]:
    element = dataset.get((group, 0x0050))
    value = element.value if element is not None else None
    if value is None or len(value) != 2:
        return 1, 1
    return int(value[0]), int(value[1])


def _integer(dataset: Dataset, group: int, element: int) -> int:
    found = dataset.get((group, element))
    value = found.value if found is not None else None
    return int(value) if isinstance(value, int | str) and str(value).strip().isdigit() else 0
