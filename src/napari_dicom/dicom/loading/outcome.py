"""What came of loading the planes of a file, and what the user is told of it."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from napari_dicom.dicom.frames import Frame
from napari_dicom.dicom.loading.plane import PlanePlan
from napari_dicom.dicom.loading.value_range import Range, value_range_of, widest
from napari_dicom.dicom.loading.values import Array, has_wrapped
from napari_dicom.dicom.note import Note, Severity
from napari_dicom.dicom.pixels import FOREIGN_BITS, DecodedFrame, PixelSource
from napari_dicom.dicom.text import counted, natural_order, plain_text
from napari_dicom.dicom.volumes import Volume

_CAUSES = 3
"""Causes of failure that are told where nothing could be decoded."""


@dataclass(slots=True)
class Outcome:
    """What came of the planes of one file.

    Parameters
    ----------
    left
        Indices of the planes that nothing has come of yet.
    read
        Numbers of the frames that were read, from 1.
    warnings
        What is doubtful of them -> numbers of the frames it is said of.
    """

    source: PixelSource
    left: set[int] = field(default_factory=set)
    decoders: dict[str, None] = field(default_factory=dict)
    value_range: Range | None = None
    failed: dict[int, str] = field(default_factory=dict)
    read: set[int] = field(default_factory=set)
    warnings: dict[str, set[int]] = field(default_factory=dict)
    has_wrapped: bool = False

    def fail(self, indices: Iterable[int], reason: str) -> None:
        """Take note of planes that could not be loaded."""
        self.failed.update(dict.fromkeys(indices, reason))
        self.left -= self.failed.keys()

    def remark(self, number: int, decoded: DecodedFrame) -> None:
        """Take note of what is said of a frame, counted from 1, and of what read it."""
        self.read.add(number)
        self.decoders[decoded.decoder] = None
        for text in decoded.warnings:
            self.warnings.setdefault(text, set()).add(number)

    def give_up(self, seconds: float) -> None:
        """Take note that a plane took longer than it may: nobody waits for those that are left."""
        reason = f"decoding one image took longer than {seconds:g} s (limits.frame_seconds)"
        self.fail(tuple(self.left), reason)

    def record(self, index: int, decoded: DecodedFrame, plan: PlanePlan, plane: Array) -> None:
        """Take note of a plane that was loaded."""
        self.left.discard(index)
        self.remark(plan.number, decoded)
        if plane.ndim == 3:
            self.value_range = (0.0, 255.0)
            return
        ends = float(plane.min()), float(plane.max())
        if plane.dtype.kind != "f" and has_wrapped(*ends, plan.source.format, plan.rescale):
            self.has_wrapped = not plan.has_table
        found = [value_range_of(plane, ends, plan.padding), self.value_range]
        ranges = [one for one in found if one is not None]
        self.value_range = widest(ranges) if ranges else None


def decoders_of(outcomes: Sequence[Outcome]) -> dict[str, str]:
    """Return transfer syntax UID -> the decoders that ran, by name and version."""
    ran: dict[str, dict[str, None]] = {}
    for outcome in outcomes:
        if outcome.decoders:
            ran.setdefault(outcome.source.transfer_syntax_uid, {}).update(outcome.decoders)
    return {uid: ", ".join(names) for uid, names in ran.items()}


def why_none(volume: Volume, failed: dict[int, str]) -> str:
    """Say why not one image could be decoded: each cause once, with its first file."""
    causes: dict[str, str] = {}
    for index, text in failed.items():
        frame = volume.frames[index]
        if frame is not None:
            causes.setdefault(text, plain_text(frame.instance.path.name))
    if len(failed) == 1 or len(causes) > 1:
        return "; ".join(f"{name}: {text}" for text, name in list(causes.items())[:_CAUSES])
    return next(iter(causes))


def failures(volume: Volume, failed: dict[int, str]) -> Iterator[Note]:
    """One note for each cause, with the files it concerns."""
    causes: dict[str, list[str]] = {}
    for index, text in failed.items():
        frame = volume.frames[index]
        if frame is not None:
            causes.setdefault(text, []).append(name_of_image(frame))
    for text, names in causes.items():
        yield Note(
            "not-decoded",
            f"{len(names)} of {len(volume.acquired)} images could not be decoded and are shown "
            f"empty: {', '.join(names[:10])}: {text}",
            Severity.ERROR,
            {"count": len(names), "files": names},
        )


def name_of_image(frame: Frame) -> str:
    """Return the file of a frame as it may be shown, and its number where the file has several."""
    name = plain_text(frame.instance.path.name)
    several = frame.instance.pixels and frame.instance.pixels.number_of_frames > 1
    return f"{name} frame {frame.number}" if several else name


def remarks_of_decoders(outcomes: Sequence[Outcome], looked_at: str = "") -> Iterator[Note]:
    """One note for each remark of a decoder, with the files it concerns, or the frames of them.

    Parameters
    ----------
    looked_at
        Which files were, where not all of the volume's: ``"of the 5 looked at"``.
    """
    for text in dict.fromkeys(text for outcome in outcomes for text in outcome.warnings):
        names, frames = _concerned(text, outcomes)
        noun = "image" if frames else "file"
        count = " ".join(filter(None, (counted(len(names), noun), "" if frames else looked_at)))
        yield Note(
            "decoding",
            f"{text} ({count}, first {names[0]})",
            Severity.INFO if text == FOREIGN_BITS else Severity.WARNING,
            {"files": names[:10]},
        )


def _concerned(text: str, outcomes: Sequence[Outcome]) -> tuple[list[str], bool]:
    """Return the files that something is said of; where of some of their frames, which ones.

    Returns
    -------
    names : list of str
        In order; ``"a.dcm"``, ``"a.dcm frame 4"``.
    frames : bool
        Whether any of them is a frame.
    """
    said: dict[str, set[int]] = {}
    read: dict[str, set[int]] = {}
    for outcome in outcomes:
        path = str(outcome.source.path)
        read.setdefault(path, set()).update(outcome.read)
        if text in outcome.warnings:
            said.setdefault(path, set()).update(outcome.warnings[text])
    names: list[str] = []
    whole = {path for path, numbers in said.items() if numbers == read[path]}
    for path in sorted(said, key=lambda path: natural_order(Path(path).name)):
        name = plain_text(Path(path).name)
        numbers = [] if path in whole else sorted(said[path])
        names += [f"{name} frame {number}" for number in numbers] or [name]
    return names, len(whole) < len(said)
