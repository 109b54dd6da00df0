"""Damage by mixture: several acquisitions, patients or steps stand as one series."""

import dataclasses
import random
import shutil
from itertools import zip_longest

import numpy as np
import pydicom

import phantom
from robustness.damage import Damage, Expected
from robustness.study import Study, add_series, inner, rewrite


def mix_series(study: Study, rng: random.Random) -> None:
    """Put a second series of the study into the folder, its images numbered as the first's are."""
    start = rng.choice([0, len(study.paths) + 2])
    add_series(study, rng, range(start, start + rng.randint(2, 8)), series="b")


def mix_patients(study: Study, rng: random.Random) -> None:
    """Put another patient's images beside, under one SeriesInstanceUID."""
    header = {"PatientID": "OTHER", "PatientName": "Other^One"}
    if rng.random() < 0.5:
        header["FrameOfReferenceUID"] = phantom.uid("other")
    start = rng.choice([0, len(study.paths)])
    indices = range(start, start + rng.randint(2, 8))
    add_series(study, rng, indices, series="b", as_series="a", header=header)


def mix_spacings(study: Study, rng: random.Random) -> None:
    """Put slices of another distance into the series, before, behind or among the others."""
    affine = study.affine.copy()
    affine[:3, 0] *= rng.choice([0.5, 1.4, 2.0, 3.3])
    affine[:3, 3] += rng.choice([-12, 0.3, 3, 25]) * study.affine[:3, 0]
    number = rng.choice([0, len(study.paths)])
    header = {"AcquisitionNumber": rng.choice([1, 2])}
    count = range(rng.randint(4, 8))
    add_series(
        study, rng, count, affine=affine, series="b", as_series="a", header=header, number=number
    )


def mix_orientations(study: Study, rng: random.Random) -> None:
    """Put a stack of another orientation into the series."""
    affine = phantom.rotated(study.affine, phantom.rotation(*rng.choice([(90, 0, 0), (0, 90, 0)])))
    count = range(rng.randint(3, 8))
    add_series(study, rng, count, affine=affine, series="b", as_series="a", number=50)


def add_localizers(study: Study, rng: random.Random) -> None:
    """Put one localizer, or two across each other, into the series, often with larger pixels."""
    kind = {"ImageType": ["ORIGINAL", "PRIMARY", "LOCALIZER"]}
    larger = rng.choice([1.0, 2.5])
    header = rng.choice([{}, kind])
    for number in range(rng.choice([1, 2])):
        affine = phantom.rotated(study.affine, phantom.rotation(*[(90, 0, 0), (0, 90, 0)][number]))
        affine[:3, 1:3] *= larger
        name = f"loc{number}"
        add_series(
            study,
            rng,
            range(1),
            affine=affine,
            series=name,
            as_series="a",
            header=header,
            number=90 + number,
        )


def lose_a_step_of_one(study: Study, rng: random.Random) -> None:
    """Name files of several steps in turn, and delete one image."""
    runs: dict[int, list] = {}
    for path in study.paths:
        runs.setdefault(study.planes[path].step, []).append(path)
    turns = [path for turn in zip_longest(*runs.values()) for path in turn if path is not None]
    for number, path in enumerate(turns):
        study.planes[path.rename(path.with_name(f"t{number:03}.dcm"))] = study.planes.pop(path)
    gone = rng.choice(study.paths)
    gone.unlink()
    study.lost[gone] = study.planes.pop(gone)


def change_pixels_of_a_copy(study: Study, rng: random.Random) -> None:
    """Put a slice into the folder twice, under one UID, with other pixels."""
    _add_version(study, rng, own_uid=False)


def repeat_one(study: Study, rng: random.Random) -> None:
    """Put a slice into the series that was acquired again, with a UID of its own."""
    _add_version(study, rng, own_uid=True)


def mix_kernels(study: Study, rng: random.Random) -> None:
    """Put a second reconstruction of the same slices into the series."""
    for path in study.paths:
        rewrite(path, lambda one: setattr(one, "ConvolutionKernel", "B30f"))
    header = {"ConvolutionKernel": "B70f"}
    count = range(len(study.paths))
    number = rng.choice([0, len(count)])
    add_series(study, rng, count, series="b", as_series="a", header=header, number=number)


def _add_version(study: Study, rng: random.Random, *, own_uid: bool) -> None:
    path = rng.choice(inner(study))
    target = path.with_name(f"{rng.choice(['', 'z'])}{path.stem} version.dcm")
    shutil.copy(path, target)
    dataset, plane = pydicom.dcmread(target), study.planes[path]
    stored = dataset.pixel_array[::-1, ::-1]
    syntax = dataset.file_meta.TransferSyntaxUID
    phantom.set_pixels(dataset, [np.ascontiguousarray(stored)], syntax)
    if own_uid:
        dataset.SOPInstanceUID = phantom.uid("repeat")
        dataset.InstanceNumber = 1 + len(study.paths)
    dataset.save_as(target)
    study.planes[target] = dataclasses.replace(plane, values=plane.values[::-1, ::-1])


MIXTURES = {
    "two series": Damage(mix_series, Expected.RIGHT),
    "two patients under one series UID": Damage(mix_patients, Expected.EITHER),
    "two slice distances": Damage(mix_spacings, Expected.EITHER),
    "two orientations": Damage(mix_orientations, Expected.RIGHT),
    "a localizer in the series": Damage(add_localizers, Expected.RIGHT),
    "steps": Damage(lambda *_: None, Expected.RIGHT, steps=3),
    "steps in turn, an image missing": Damage(lose_a_step_of_one, Expected.TOLD, steps=3),
    "an image with other pixels": Damage(change_pixels_of_a_copy, Expected.EITHER),
    "a slice acquired again": Damage(repeat_one, Expected.EITHER),
    "two kernels": Damage(mix_kernels, Expected.EITHER),
}
