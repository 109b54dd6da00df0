"""Series that conversions are tried on: time, diffusion, irregular steps, by known numbers."""

from pathlib import Path

import numpy as np

import phantom
from phantom import Edit, Header, make_affine, ramp, write_series


def write_steps(folder: Path, steps: list[Header], affine=None, planes: int = 4, **how) -> None:
    """Write one volume a step, their values 1 apart, their headers as given."""
    for number, header in enumerate(steps):
        write_series(
            folder,
            ramp(planes) + number,
            affine=affine,
            header=header,
            name=f"{number:02}-{{:02}}".format,
            edit=own_uid(number),
            **how,
        )


def own_uid(number: int) -> Edit:
    """Return an edit that gives the images of a step UIDs of their own."""

    def edit(dataset, index):
        dataset.SOPInstanceUID = phantom.uid("step", number, index)
        dataset.InstanceNumber = 100 * number + index + 1

    return edit


def timed(*seconds: float) -> list[Header]:
    """Return headers of images taken so many seconds past ten."""
    return [
        {
            "TemporalPositionIdentifier": n + 1,
            "AcquisitionTime": f"10{int(s // 60):02}{s % 60:09.6f}",
        }
        for n, s in enumerate(seconds)
    ]


def weighted(b_value: float, *direction: float, **more: object) -> Header:
    """Return the header of a diffusion image, its direction in the patient."""
    found = {"DiffusionBValue": b_value, "DiffusionGradientOrientation": [*direction] or None}
    return {**found, **more}


def write_irregular(folder: Path, distances=(0.0, 1.0, 4.0, 5.2, 9.0, 9.7, 14.0)) -> None:
    """Write slices at distances that no even grid has."""
    affine = make_affine()

    def edit(dataset, index):
        place = affine[:3, 3] + np.array([0, 0, distances[index]])
        dataset.ImagePositionPatient = phantom.ds(place)

    write_series(folder, ramp(len(distances)), affine=affine, edit=edit)
