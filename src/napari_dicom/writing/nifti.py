"""A volume as a NIfTI file: (column, row, slice, time, more ...), RAS mm, seconds.

Planes are written one after the other, as they lie in memory or on disk: no copy of the volume is
made. Beside a diffusion series lie its b-values and directions, as FSL has them.
"""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any, BinaryIO, Literal, cast

import numpy as np

from napari_dicom.dicom import (
    ChoiceError,
    ExportError,
    LoadedVolume,
    PathLike,
    Progress,
    Severity,
    regularise,
    straighten,
)
from napari_dicom.dicom.converting import (
    Diffusion,
    diffusion_of,
    fsl_vectors,
    leads_by_nearness,
    nifti_header,
    nifti_samples,
    time_step,
)
from napari_dicom.writing.new_file import check_target
from napari_dicom.writing.whole_files import new_files
from napari_dicom.writing.written import Written

Tilt = Literal["keep", "straighten"]
Uneven = Literal["refuse", "regularise"]

_BLOCK = 16
"""Slices that are read at a time, by several threads where they are read lazily."""

_LEVEL = 1
"""Of compression: higher ones take ten times as long for a few percent of noise."""


_RESAMPLED = {"straightened", "regularised"}
"""Notes that are told with what is written, though they warn of nothing."""


def write_nifti(
    loaded: LoadedVolume,
    path: PathLike,
    *,
    tilt: Tilt = "keep",
    uneven: Uneven = "refuse",
    progress: Progress | None = None,
) -> Written:
    """Write a volume as a NIfTI file, with ``.bval`` and ``.bvec`` where it is a diffusion series.

    Values keep their dtype and voxels their order; time is in seconds. No text of the DICOM header
    is in it.

    Parameters
    ----------
    loaded
        A volume with its values.
    path
        The file to be made, ``.nii`` or ``.nii.gz``. It must not exist, nor lie in a folder of the
        volume's files.
    tilt
        ``"keep"`` writes a gantry tilt as the shear it is, into the sform alone, which some
        programs refuse; ``"straighten"`` undoes it by interpolation.
    uneven
        Of slices at irregular distances: ``"refuse"``, or ``"regularise"`` by interpolation.
    progress
        Called with what is being done, how much is done and how much there is; raise to cancel.

    Returns
    -------
    Written
        The files, and in words what the format could not hold.

    Raises
    ------
    ExportError
        nibabel is not installed, the path cannot be used, or NIfTI cannot hold the volume.
    ChoiceError
        `tilt` or `uneven` is none of its choices.
    """
    target = _checked(Path(path), loaded)
    loaded = _as_chosen(loaded, tilt, uneven)
    header = nifti_header(loaded.volume, loaded.values)
    beside = _beside(loaded, target)
    for one in beside:
        check_target(one, loaded.volume)
    with new_files([*beside, target]) as (*texts, image):
        for text, content in zip(texts, beside.values(), strict=True):
            text.write_text(content, encoding="ascii")
        with _opened(image, target.name) as file:
            _write(file, header, loaded, progress)
    return Written((target, *beside), tuple(_words(loaded, header)))


def _checked(target: Path, loaded: LoadedVolume) -> Path:
    if not _suffix(target):
        raise ExportError(f"{target.name}: a NIfTI file's name ends in .nii or .nii.gz")
    return check_target(target, loaded.volume)


def _suffix(path: Path) -> str:
    return next((end for end in (".nii.gz", ".nii") if path.name.lower().endswith(end)), "")


def _as_chosen(loaded: LoadedVolume, tilt: Tilt, uneven: Uneven) -> LoadedVolume:
    """Return the volume as it is to be written: interpolated only as the user chose."""
    for name, choice, choices in (
        ("tilt", tilt, ("keep", "straighten")),
        ("uneven", uneven, ("refuse", "regularise")),
    ):
        if choice not in choices:
            raise ChoiceError.among(name, choice, choices)
    geometry = loaded.volume.geometry
    irregular = any(note.code == "irregular-spacing" for note in loaded.volume.notes)
    straight = tilt == "straighten" and geometry is not None and geometry.is_tilted
    if not straight and not (irregular and uneven == "regularise"):
        return loaded
    in_memory = replace(loaded, values=np.asarray(loaded.values))
    return regularise(in_memory) if irregular and uneven == "regularise" else straighten(in_memory)


@contextmanager
def _opened(path: Path, name: str) -> Iterator[BinaryIO]:
    with path.open("xb") as file:
        if not name.lower().endswith(".gz"):
            yield file
            return
        with gzip.GzipFile("", "wb", _LEVEL, file, mtime=0) as packed:
            yield cast(BinaryIO, packed)


def _write(
    file: BinaryIO,
    header: Any,  # nibabel.Nifti1Header
    loaded: LoadedVolume,
    progress: Progress | None,
) -> None:
    header.write_to(file)
    total = int(np.prod(header.get_data_shape()[2:]))
    done = 0
    for block in _blocks(loaded):
        if progress is not None:
            progress("Writing NIfTI", done, total)
        samples = nifti_samples(np.asarray(loaded.values[block]), loaded.volume.is_colour)
        file.write(np.ascontiguousarray(samples).tobytes())
        done += samples.size // (samples.shape[-1] * samples.shape[-2])


def _blocks(loaded: LoadedVolume) -> Iterator[tuple[int | slice, ...]]:
    """Yield what to take of the values, slices in groups, in the order of the file."""
    volume = loaded.volume
    leads = [*reversed(leads_by_nearness(volume.axes))]  # the slowest first
    for steps in np.ndindex(*(volume.lead_shape[axis] for axis in leads)):
        index = tuple(step for _, step in sorted(zip(leads, steps, strict=True)))
        if volume.geometry is None:
            yield index
            continue
        for start in range(0, volume.slices, _BLOCK):
            yield (*index, slice(start, start + _BLOCK))


def _beside(loaded: LoadedVolume, target: Path) -> dict[Path, str]:
    """Return the files that belong beside the image, and what is in them."""
    diffusion = diffusion_of(loaded.volume)
    if diffusion is None:
        return {}
    stem = target.name[: -len(_suffix(target))]
    found = {target.with_name(f"{stem}.bval"): _line(diffusion.b_values)}
    geometry = loaded.volume.geometry
    if diffusion.directions and geometry is not None and geometry.is_in_patient:
        lines = "".join(_line(row) for row in fsl_vectors(diffusion, geometry).tolist())
        found[target.with_name(f"{stem}.bvec")] = lines
    return found


def _line(numbers: Any) -> str:  # Any: a sequence of numbers
    return " ".join(f"{number:.6g}" for number in numbers) + "\n"


def _words(loaded: LoadedVolume, header: Any) -> Iterator[str]:  # Any: nibabel.Nifti1Header
    """Yield what a user of the file must know and cannot read in it."""
    volume = loaded.volume
    yield from (
        note.message
        for note in volume.notes
        if note.severity is not Severity.INFO or note.code in _RESAMPLED
    )
    if not header["sform_code"]:
        yield "the images have no place in a patient: only voxel sizes are written"
    elif not header["qform_code"]:
        yield "the gantry's tilt is in the sform alone: programs that know no shear refuse it"
    for axis in volume.axes:
        if time_step(axis) is None:
            steps = ", ".join(str(one) for one in axis.coordinates[:8])
            what = f"the steps of axis {axis.label} are: {steps} {axis.unit}".rstrip()
            yield f"NIfTI does not hold what {what}"
    yield from _words_on_diffusion(diffusion_of(volume))


def _words_on_diffusion(diffusion: Diffusion | None) -> Iterator[str]:
    if diffusion is not None and diffusion.missing:
        yield f"{diffusion.missing}: no .bvec is written"
