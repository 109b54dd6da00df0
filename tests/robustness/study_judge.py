"""What came of a study: right, told, refused, or silent, by its pixels, not by what is said of it.

Every plane that is shown is known by its values. It must lie where it truly lies, in a volume and a
step of its own kind, once; what is missing, guessed or uncertain must be said by a note that is
meant for it, or by the name of the file. A note of another kind does not count, nor a remark
(`info`) where a warning is due.
"""

import dataclasses
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np

from napari_dicom.dicom import LoadedVolume, Opened
from napari_dicom.dicom.note import Severity
from robustness.study import FEWEST, Floats, Plane, Study
from robustness.study_verdict import Fault, Finding, Outcome, Verdict, tells


@dataclass(frozen=True, slots=True, eq=False)
class _Shown:
    """One plane of a volume: what it is by its pixels, None where it is none of the study's."""

    plane: Plane | None
    is_empty: bool
    step: int
    index: int


@dataclass(frozen=True, slots=True, eq=False)
class _Volume:
    loaded: LoadedVolume
    shown: tuple[_Shown, ...]
    logged: Sequence[str]

    @property
    def name(self) -> str:
        return f"volume {self.loaded.shape}"

    @property
    def planes(self) -> list[Plane]:
        return [one.plane for one in self.shown if one.plane is not None]

    def find(self, fault: Fault, what: str) -> Finding:
        """Return a fault of the volume, told where a note of its own is meant for it."""
        noted = any(tells(note, fault) for note in self.loaded.notes)
        return Finding(fault, what, noted or (fault is Fault.EMPTY and bool(self.logged)))


def judge(study: Study, opened: Opened, logged: Sequence[str] = ()) -> Verdict:
    """Compare all that is shown of a study with what is true of it.

    Parameters
    ----------
    logged
        What the log says of planes that are read when they are looked at; it may grow meanwhile.
    """
    known = _images([*study.planes.values(), *study.lost.values()])
    volumes = [_Volume(one, tuple(_recognise(one, known)), logged) for one in opened.volumes]
    findings = [found for volume in volumes for found in _faults_of(volume)]
    findings += _again(volumes)
    findings += _parted(volumes)
    findings += _absent(study, volumes, [*_named(opened), *logged])
    return Verdict(_outcome(findings, volumes), tuple(findings), tuple(_alarms(opened)))


def _images(planes: Sequence[Plane]) -> list[Plane]:
    """Return each image once: a copy of it may lie where its header says."""
    found: dict[int, Plane] = {}
    for plane in planes:
        other = found.setdefault(id(plane.values), plane)
        if other is not plane:
            corners = (*other.corners, *plane.corners)
            most = max(other.tolerance, plane.tolerance)
            found[id(plane.values)] = dataclasses.replace(other, corners=corners, tolerance=most)
    return list(found.values())


def _outcome(findings: Sequence[Finding], volumes: Sequence[_Volume]) -> Outcome:
    if not findings:
        return Outcome.RIGHT
    if not all(one.told for one in findings):
        return Outcome.SILENT
    return Outcome.TOLD if volumes else Outcome.REFUSED


def _recognise(loaded: LoadedVolume, known: Sequence[Plane]) -> Iterator[_Shown]:
    """Yield each plane of a volume with what it is by its pixels."""
    values = np.asarray(loaded.values, dtype=float)
    slices = loaded.volume.slices
    flat = values.reshape(-1, *values.shape[-2:])
    alike = [one for one in known if one.values.shape == flat.shape[1:]]
    for number, pixels in enumerate(flat):
        plane = next((one for one in alike if _is_same(one.values, pixels)), None)
        empty = plane is None and bool(np.all((pixels == pixels[0, 0]) | np.isnan(pixels)))
        yield _Shown(plane, empty, number // slices, number % slices)


def _is_same(first: Floats, second: Floats) -> bool:
    return abs(first[0, 0] - second[0, 0]) < 1 and np.allclose(first, second, rtol=1e-5, atol=1e-3)


def _faults_of(volume: _Volume) -> Iterator[Finding]:
    """Yield what is wrong within one volume."""
    for one in volume.shown:
        where = f"slice {one.index + 1} of step {one.step + 1} of {volume.name}"
        if one.plane is None:
            yield volume.find(Fault.EMPTY if one.is_empty else Fault.VALUES, where)
        else:
            yield from _misplaced(volume, one.plane, one.index)
    steps: dict[int, list[Plane]] = {}
    for one in volume.shown:
        if one.plane is not None:
            steps.setdefault(one.step, []).append(one.plane)
    for number, planes in steps.items():
        where = f"step {number + 1} of {volume.name}"
        if len({(plane.series, plane.step) for plane in planes}) > 1:
            yield volume.find(Fault.MIXED, where)
        elif not _ascends([plane.place for plane in planes]):
            yield volume.find(Fault.ORDER, where)
    firsts = [planes[0].step for planes in steps.values()]
    if len({plane.series for plane in volume.planes}) == 1 and firsts != sorted(firsts):
        yield volume.find(Fault.ORDER, volume.name)


def _ascends(places: Sequence[float]) -> bool:
    ascending = sorted(set(places))
    return list(places) in (ascending, ascending[::-1])


def _misplaced(volume: _Volume, plane: Plane, index: int) -> Iterator[Finding]:
    affine = volume.loaded.affine
    if affine is None or volume.loaded.volume.geometry is None:
        yield volume.find(Fault.UNPLACED, str(plane))
        return
    if not plane.corners:
        yield volume.find(Fault.GUESSED, str(plane))
        return
    rows, columns = plane.values.shape
    ends = np.asarray([[index, 0, 0, 1], [index, 0, columns - 1, 1], [index, rows - 1, 0, 1]])
    found = (ends @ affine.T)[:, :3]
    off = min(float(np.linalg.norm(found - true, axis=1).max()) for true in plane.corners)
    if off > plane.tolerance:
        yield volume.find(Fault.OFF, f"{plane} ({off:.3g} mm off)")


def _again(volumes: Sequence[_Volume]) -> Iterator[Finding]:
    """Yield the images that stand in several places."""
    seen: set[int] = set()
    for volume in volumes:
        for plane in volume.planes:
            if id(plane.values) in seen:
                yield volume.find(Fault.AGAIN, str(plane))
            seen.add(id(plane.values))


def _parted(volumes: Sequence[_Volume]) -> Iterator[Finding]:
    """Yield the series that no volume shows wholly, though their files name one series."""
    holders: dict[tuple[str, str], list[_Volume]] = {}
    for volume in volumes:
        for series in sorted({plane.series for plane in volume.planes}):
            uid = volume.loaded.header.text("SeriesInstanceUID")
            holders.setdefault((series, uid), []).append(volume)
    for (series, _), several in holders.items():
        if len(several) > 1:
            told = [one.find(Fault.PARTED, f"series {series}") for one in several]
            yield next((one for one in told if one.told), told[0])


def _absent(study: Study, volumes: Sequence[_Volume], named: Sequence[str]) -> Iterator[Finding]:
    """Yield the images that are shown nowhere."""
    shown = {id(plane.values) for volume in volumes for plane in volume.planes}
    for path, plane in study.planes.items():
        if id(plane.values) not in shown:
            told = any(path.name in text for text in named)
            yield Finding(Fault.UNSHOWN, f"{plane} in {path.name}", told)
    for path, plane in study.lost.items():
        if id(plane.values) in shown or not (path.exists() or _can_be_missed(plane, volumes)):
            continue
        of_series = (one for one in volumes if any(p.series == plane.series for p in one.planes))
        noted = any(one.find(Fault.LOST, "").told for one in of_series)
        told = noted or any(path.name in text for text in named)
        yield Finding(Fault.LOST, f"{plane} in {path.name}", told)


def _can_be_missed(plane: Plane, volumes: Sequence[_Volume]) -> bool:
    """Tell whether what is shown has a gap where a plane was, or shows another step there."""
    others = [[p for p in one.planes if p.series == plane.series] for one in volumes]
    if any(p.step == plane.step and p.place == plane.place for p in chain(*others)):
        return False  # it was acquired again
    return any(
        any(p.place == plane.place for p in planes)
        or (
            len(planes) >= FEWEST
            and len({p.place > plane.place for p in planes if p.step == plane.step}) == 2
        )
        for planes in others
    )


def _named(opened: Opened) -> list[str]:
    """Return all that names a file which is not shown: skipped, failed, and warnings."""
    texts = [f"{one.path.name}: {one.reason}" for one in opened.skipped]
    for one in opened.failed:
        texts += [f"{instance.path.name}: {one.reason}" for instance in one.content.instances]
    for volume in opened.volumes:
        texts += [f"{n.message} {n.details}" for n in volume.notes if n.severity != Severity.INFO]
    return texts


def _alarms(opened: Opened) -> Iterator[str]:
    for volume in opened.volumes:
        for note in volume.notes:
            if note.severity is not Severity.INFO:
                yield f"{note.code}: {note.message}"
    yield from (f"failed: {one.reason}" for one in opened.failed)
