"""The files a DICOMDIR refers to (PS3.10 section 8, PS3.3 F): a bounded walk inside its folder."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from napari_dicom.dicom.errors import HeaderError, LimitError
from napari_dicom.dicom.headers import lenient, refusing_damage
from napari_dicom.dicom.note import Skipped

if TYPE_CHECKING:
    from pydicom.dataset import Dataset

_TAG = "DirectoryRecordSequence"


def is_dicomdir(path: Path) -> bool:
    """Tell by its name whether a file is the directory of a medium (PS3.10 section 8.5)."""
    return path.name.upper() == "DICOMDIR"


def referenced_files(path: Path, skipped: list[Skipped]) -> Iterator[Path]:
    """Yield the files a DICOMDIR refers to; note what it refers to and is not there.

    References that lead out of the DICOMDIR's folder are not followed.
    """
    folder = path.parent.resolve()
    for parts in _file_ids(path, skipped):
        found = _inside(folder, parts)
        if found is None:
            name = Path(path.parent, *parts) if _is_plain(parts) else path
            skipped.append(Skipped(name, "referred to by the DICOMDIR, but not there", "missing"))
        else:
            yield found


def _file_ids(path: Path, skipped: list[Skipped]) -> list[tuple[str, ...]]:
    """Return the file IDs in the order of the file: no link between records is followed."""
    import pydicom  # only where there is a DICOMDIR

    try:
        with lenient(), refusing_damage("the DICOMDIR"):
            records = pydicom.dcmread(path, force=True).get(_TAG) or []
            return [parts for record in records if (parts := _file_id(record))]
    except (HeaderError, LimitError) as error:
        skipped.append(Skipped(path, str(error)))
    except OSError as error:
        skipped.append(Skipped(path, f"the DICOMDIR cannot be read: {error.strerror or error}"))
    return []


def _file_id(record: Dataset) -> tuple[str, ...]:
    value = record.get("ReferencedFileID")
    if value is None:
        return ()
    return (value,) if isinstance(value, str) else tuple(str(part) for part in value)


def _is_plain(parts: tuple[str, ...]) -> bool:
    return not any(part in {"", ".", ".."} or set(part) & set("/\\:\0") for part in parts)


def _inside(folder: Path, parts: tuple[str, ...]) -> Path | None:
    """Return the file below `folder`, its name in any case, or None."""
    if not _is_plain(parts):
        return None
    place = folder
    for part in parts:
        exact = place / part
        if not exact.exists():
            exact = _any_case(place, part) or exact
        place = exact
    within = place.resolve().is_relative_to(folder)
    return place if within and place.is_file() else None


def _any_case(folder: Path, name: str) -> Path | None:
    if not folder.is_dir():
        return None
    wanted = {name.lower(), f"{name.lower()}.dcm", f"{name.lower()};1"}
    return next((entry for entry in folder.iterdir() if entry.name.lower() in wanted), None)
