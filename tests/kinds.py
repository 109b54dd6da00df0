"""A folder of each kind of images a viewer may hold beside each other."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pydicom.dataset import Dataset
from pydicom.uid import MediaStorageDirectoryStorage

from mosaics import write_mosaic
from phantom import make_affine, ramp, rotated, rotation, save, uid, write_series

NOWHERE = dict.fromkeys(["ImagePositionPatient", "ImageOrientationPatient", "SliceThickness"])


def write(folder: Path, values: NDArray[Any], frame: str, **how: Any) -> None:
    """Write the series of a folder, in a frame of reference."""
    header = {"FrameOfReferenceUID": uid("frame", frame), **how.pop("header", {})}
    write_series(folder, values, series=folder.name, header=header, **how)


def in_time(folder: Path, values: NDArray[Any], frame: str, **how: Any) -> None:
    """Write three steps of time."""
    for step in range(3):
        write(
            folder,
            values + 7 * step,
            frame,
            name=f"{step}-{{}}".format,
            edit=lambda ds, i, step=step: setattr(ds, "SOPInstanceUID", uid(folder.name, step, i)),
            header={"TemporalPositionIdentifier": step + 1, "AcquisitionTime": f"{100000 + step}"},
            **how,
        )


KINDS: Mapping[str, Callable[[Path], None]] = {
    "2D": lambda folder: write(folder, ramp(1), "", modality="CR", header=NOWHERE),
    "3D": lambda folder: write(folder, ramp(4), "here"),
    "3D floats": lambda folder: write(
        folder, ramp(5), "here", modality="PT", header={"RescaleSlope": "0.0013"}
    ),
    "4D": lambda folder: in_time(folder, ramp(3), "other", modality="MR"),
    "film": lambda folder: write(folder, ramp(3), "", modality="OT", header=NOWHERE),
    "unsized": lambda folder: write(
        folder, ramp(1), "", modality="OT", header={**NOWHERE, "PixelSpacing": None}
    ),
    "coronal": lambda folder: write(folder, ramp(4), "here", affine=make_affine("coronal")),
    "oblique": lambda folder: write(
        folder, ramp(4), "other", affine=rotated(make_affine(), rotation(20, -10, 5))
    ),
    "tilted": lambda folder: write(folder, ramp(4), "gantry", affine=make_affine(tilt_degrees=20)),
}


def colour(folder: Path) -> None:
    """Write slices in colour."""
    grey = ramp(4, dtype="uint8")
    write(folder, np.stack([grey, grey // 2, 255 - grey], axis=-1), "here", modality="OT")


def disc(folder: Path) -> None:
    """Write a DICOMDIR and what it refers to, of another patient."""
    other = {"PatientID": "2", "PatientName": "Other"}
    name = "IM{:04d}".format
    write(folder / "IMAGES", ramp(4), "disc", name=name, study="other", header=other)
    dataset = Dataset()
    dataset.SOPClassUID = MediaStorageDirectoryStorage
    dataset.SOPInstanceUID = uid("dicomdir", folder.name)
    records = []
    for path in sorted((folder / "IMAGES").iterdir()):
        record = Dataset()
        record.DirectoryRecordType = "IMAGE"
        record.ReferencedFileID = ["IMAGES", path.name]
        records.append(record)
    dataset.DirectoryRecordSequence = records
    save(dataset, folder / "DICOMDIR", "1.2.840.10008.1.2.1")


def mosaic(folder: Path) -> None:
    """Write two steps of a Siemens mosaic."""
    folder.mkdir()
    for step in (1, 2):
        write_mosaic(folder / f"{step}.dcm", ramp(4) + step, make_affine(), number=step)


ANY: Mapping[str, Callable[[Path], None]] = {
    **{kind: KINDS[kind] for kind in ("2D", "3D", "4D", "film", "oblique")},
    "colour": colour,
    "DICOMDIR, other patient": disc,
    "mosaic": mosaic,
    "dose": lambda folder: write(
        folder,
        ramp(4, dtype="uint16"),
        "here",
        modality="RTDOSE",
        header={"DoseGridScaling": "0.01", "DoseUnits": "GY"},
    ),
}
"""Kinds people open after each other; ``film`` has no positions."""


def to_open(folder: Path) -> str:
    """Return what a user points at to open a kind: its folder, or its DICOMDIR."""
    listing = folder / "DICOMDIR"
    return str(listing if listing.exists() else folder)
