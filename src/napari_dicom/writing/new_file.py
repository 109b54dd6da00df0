"""A new DICOM file: never over another, never among the image's, whole or not at all."""

import os
from pathlib import Path

import pydicom
from pydicom.dataset import Dataset

from napari_dicom.dicom import ExportError, Volume, lenient


def check_target(path: Path, volume: Volume) -> Path:
    """Return a path that a new object of a volume may be written to.

    Raises
    ------
    ExportError
        It is taken, its folder is not there, or is one of the image's.
    """
    if path.exists():
        raise ExportError(f"{path.name} is there already: choose another name")
    if not path.parent.is_dir():
        raise ExportError(f"{path.name}: the folder it should lie in is not there")
    folders = {os.path.realpath(one.path.parent) for one in volume.instances}
    if os.path.realpath(path.parent) in folders:
        raise ExportError(f"{path.name}: not among the image's files; choose another folder")
    return path


def save(dataset: Dataset, path: Path) -> None:
    """Write a data set to a file that was not there.

    Raises
    ------
    ExportError
        It cannot be written.
    """
    try:
        with lenient(), path.open("xb") as file:
            pydicom.dcmwrite(file, dataset, enforce_file_format=True)
    except FileExistsError as error:
        raise ExportError(f"{path.name} is there already: choose another name") from error
    except BaseException as error:
        path.unlink(missing_ok=True)  # half an object is none
        if isinstance(error, OSError):
            raise ExportError(f"{path.name} cannot be written: {error.strerror}") from error
        raise
