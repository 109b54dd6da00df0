"""Damage to what the headers of a study say of its order, of what belongs together, of values."""

import dataclasses
import random
from collections.abc import Iterable
from pathlib import Path

import phantom
from robustness.damage import Change, Damage, Expected
from robustness.study import Study, inner, rewrite


def shuffle_numbers(study: Study, rng: random.Random) -> None:
    """Give the images each other's numbers."""
    numbers = rng.sample(range(1, len(study.paths) + 1), len(study.paths))
    for path, number in zip(study.paths, numbers, strict=True):
        _set([path], InstanceNumber=number)


def reverse(study: Study, _: random.Random) -> None:
    """Number and name the slices from the last to the first."""
    paths = study.paths
    for number, path in enumerate(reversed(paths), 1):
        _set([path], InstanceNumber=number)
    for number, path in enumerate(reversed(paths), 1):
        study.planes[path.rename(path.with_name(f"r{number:03}"))] = study.planes.pop(path)


def in_all(**header: object) -> Change:
    """Return a damage that sets attributes in all files, or takes them out."""

    def change(study: Study, _: random.Random) -> None:
        _set(study.paths, **header)

    return change


def in_one(**header: object) -> Change:
    """Return a damage that sets attributes in one file, or takes them out."""

    def change(study: Study, rng: random.Random) -> None:
        _set([rng.choice(inner(study))], **header)

    return change


def in_half(**header: object) -> Change:
    """Return a damage that sets attributes in half of the files: one end, or every other slice."""

    def change(study: Study, rng: random.Random) -> None:
        paths, half = study.paths, len(study.paths) // 2
        _set(rng.choice([paths[:half], paths[half:], paths[::2], paths[1::2]]), **header)

    return change


def rescale_otherwise(study: Study, rng: random.Random) -> None:
    """Write some slices with a slope of their own, as their values truly are."""
    slope = rng.choice([0.25, 3.0, 1.5])
    for path in rng.sample(study.paths, rng.randint(1, 3)):
        old: list[float] = []
        rewrite(path, lambda one, old=old: old.append(float(one.RescaleSlope)))
        _set([path], RescaleSlope=f"{slope * old[0]:.6g}")
        plane = study.planes[path]
        values = (plane.values + 1000.0) / old[0] * float(f"{slope * old[0]:.6g}") - 1000.0
        study.planes[path] = dataclasses.replace(plane, values=values)


def share_an_instance_uid(study: Study, rng: random.Random) -> None:
    """Give two slices that lie apart one SOPInstanceUID."""
    _set(rng.sample(study.paths, 2), SOPInstanceUID=phantom.uid("shared"))


def scramble_times(study: Study, rng: random.Random) -> None:
    """Give every slice a time in no order, as parallel reconstruction does."""
    for path in study.paths:
        clock = f"10{rng.randrange(60):02}{rng.randrange(60):02}.{rng.randrange(10**6):06}"
        _set([path], ContentTime=clock, AcquisitionTime=clock)


def _set(paths: Iterable[Path], **header: object) -> None:
    for path in paths:
        rewrite(path, lambda dataset: phantom.set_attributes(dataset, header))


_OTHER = phantom.uid("another")

HEADERS = {
    "numbers shuffled": Damage(shuffle_numbers, Expected.RIGHT),
    "numbers missing": Damage(in_all(InstanceNumber=None), Expected.RIGHT),
    "numbers all equal": Damage(in_all(InstanceNumber=1), Expected.RIGHT),
    "a number missing": Damage(in_one(InstanceNumber=None), Expected.RIGHT),
    "order reversed": Damage(reverse, Expected.RIGHT),
    "times in no order": Damage(scramble_times, Expected.RIGHT),
    "a series UID missing": Damage(in_one(SeriesInstanceUID=None), Expected.EITHER),
    "series UIDs missing": Damage(in_all(SeriesInstanceUID=None), Expected.EITHER),
    "another series UID in one": Damage(in_one(SeriesInstanceUID=_OTHER), Expected.EITHER),
    "another study UID in half": Damage(in_half(StudyInstanceUID=_OTHER), Expected.EITHER),
    "another frame of reference in half": Damage(
        in_half(FrameOfReferenceUID=_OTHER), Expected.EITHER
    ),
    "another patient in half": Damage(in_half(PatientID="X", PatientName="X"), Expected.EITHER),
    "another acquisition number in half": Damage(in_half(AcquisitionNumber=7), Expected.EITHER),
    "another image type in one": Damage(
        in_one(ImageType=["DERIVED", "SECONDARY"]), Expected.EITHER
    ),
    "another slope in some": Damage(rescale_otherwise, Expected.RIGHT),
    "another polarity in one": Damage(
        in_one(PhotometricInterpretation="MONOCHROME1"), Expected.EITHER
    ),
    "unsigned pixels in one": Damage(in_one(PixelRepresentation=0), Expected.RIGHT),
    "two instances of one UID": Damage(share_an_instance_uid, Expected.EITHER),
    "all instances of one UID": Damage(in_all(SOPInstanceUID=_OTHER), Expected.EITHER),
    "instance UIDs missing": Damage(in_all(SOPInstanceUID=None), Expected.EITHER),
}
