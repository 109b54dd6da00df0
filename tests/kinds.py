"""A folder of each kind of images a viewer may hold beside each other."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from numpy.typing import NDArray

from phantom import make_affine, ramp, rotated, rotation, uid, write_series

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
