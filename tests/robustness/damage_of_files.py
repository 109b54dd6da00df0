"""Damage to the files of a study: lost, copied, cut off, renamed, replaced, recompressed."""

import random
import shutil
from pathlib import Path

import pydicom
from pydicom import uid as uids

from robustness.damage import Damage, Expected
from robustness.study import FEWEST, Study, inner, rewrite

_NO_DICOM = (
    b"Thank you for using this disc.\r\n" * 20,
    b"\x89PNG\r\n\x1a\n" + bytes(range(256)),
    bytes(2000),
    b"PK\x05\x06" + bytes(18),
)


def leave_alone(_: Study, __: random.Random) -> None:
    """Damage nothing."""


def rename(study: Study, rng: random.Random) -> None:
    """Give files names in no order, some without an ending, some in folders of their own."""
    for path in rng.sample(study.paths, len(study.paths)):
        name = f"{rng.randrange(10**9):x}{rng.choice(['', '.dcm', '.IMA', '.1.2.3'])}"
        target = study.folder / rng.choice(["", "x", "y/z"]) / name
        target.parent.mkdir(parents=True, exist_ok=True)
        study.planes[path.rename(target)] = study.planes.pop(path)


def lose_one(study: Study, rng: random.Random) -> None:
    """Delete a slice that has others on both sides."""
    _delete(study, [rng.choice(inner(study))])


def lose_several(study: Study, rng: random.Random) -> None:
    """Delete two slices or three, side by side or not."""
    paths = inner(study)
    _delete(study, rng.sample(paths, rng.randint(2, min(3, len(paths)))))


def lose_an_end(study: Study, rng: random.Random) -> None:
    """Delete the first slice or the last: nothing tells that it was ever there."""
    path = rng.choice([study.paths[0], study.paths[-1]])
    path.unlink()
    del study.planes[path]


def lose_and_renumber(study: Study, rng: random.Random) -> None:
    """Delete a slice, and number the others as if it had not been there."""
    lose_one(study, rng)
    for number, path in enumerate(study.paths, 1):
        rewrite(path, lambda dataset, number=number: setattr(dataset, "InstanceNumber", number))


def copy(study: Study, rng: random.Random) -> None:
    """Put a slice into the folder twice, by another name."""
    path = rng.choice(study.paths)
    target = path.with_name(rng.choice([f"copy of {path.name}", f"0{path.stem} (2).dcm"]))
    study.planes[Path(shutil.copy(path, target))] = study.planes[path]


def cut_off(study: Study, rng: random.Random) -> None:
    """Cut the end off a slice's file: in its header, or in its pixels."""
    path = rng.choice(inner(study))
    whole = path.read_bytes()
    path.write_bytes(whole[: rng.randrange(1, len(whole))])
    study.lost[path] = study.planes.pop(path)


def cut_pixels_off(study: Study, rng: random.Random) -> None:
    """Cut off up to all bytes of a slice's pixels."""
    path = rng.choice(inner(study))
    whole = path.read_bytes()
    rows, columns = study.shape
    path.write_bytes(whole[: -rng.randint(4, 2 * rows * columns)])
    study.lost[path] = study.planes.pop(path)


def empty(study: Study, rng: random.Random) -> None:
    """Leave nothing of a slice's file but its name."""
    _replace(study, rng, b"")


def replace(study: Study, rng: random.Random) -> None:
    """Put something that is no DICOM in the place of a slice's file."""
    _replace(study, rng, rng.choice(_NO_DICOM))


def add_foreign(study: Study, rng: random.Random) -> None:
    """Put files beside the slices that belong to no study."""
    for name in rng.sample(["README.TXT", "Thumbs.db", ".DS_Store", "run.exe", "index.html"], 3):
        (study.folder / name).write_bytes(rng.choice(_NO_DICOM))


def recompress(study: Study, rng: random.Random) -> None:
    """Write some slices in another transfer syntax."""
    for path in rng.sample(study.paths, rng.randint(1, 3)):
        dataset = pydicom.dcmread(path)
        syntax = dataset.file_meta.TransferSyntaxUID
        if syntax.is_encapsulated:
            dataset.decompress()
        elif syntax.is_little_endian:
            dataset.compress(uids.RLELossless, encoding_plugin="pydicom")
        dataset.save_as(path)


FILES = {
    "tidy": Damage(leave_alone, Expected.RIGHT),
    "tilted": Damage(leave_alone, Expected.RIGHT, tilt=17.0),
    "files renamed": Damage(rename, Expected.RIGHT),
    "a slice missing": Damage(lose_one, Expected.TOLD),
    "a slice of a tilted gantry missing": Damage(lose_one, Expected.TOLD, tilt=12.0),
    "several slices missing": Damage(lose_several, Expected.TOLD),
    "an end missing": Damage(lose_an_end, Expected.RIGHT),
    "a slice missing, numbers closed up": Damage(lose_and_renumber, Expected.TOLD),
    "a file copied": Damage(copy, Expected.RIGHT),
    "a file cut off": Damage(cut_off, Expected.EITHER),
    "pixels cut off": Damage(cut_pixels_off, Expected.EITHER),
    "a file empty": Damage(empty, Expected.TOLD),
    "a file not DICOM": Damage(replace, Expected.TOLD),
    "foreign files beside": Damage(add_foreign, Expected.RIGHT),
    "some recompressed": Damage(recompress, Expected.RIGHT),
}


def _delete(study: Study, paths: list[Path]) -> None:
    """Delete slices, but none without which a gap could not be seen."""
    for path in paths:
        plane = study.planes[path]
        alike = [one for one in study.planes.values() if one.series == plane.series]
        if len(alike) <= FEWEST:
            continue
        path.unlink()
        study.lost[path] = study.planes.pop(path)


def _replace(study: Study, rng: random.Random, content: bytes) -> None:
    path = rng.choice(inner(study))
    path.write_bytes(content)
    study.lost[path] = study.planes.pop(path)
