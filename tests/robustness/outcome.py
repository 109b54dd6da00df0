"""What came of opening one file: an image, silently or with a warning, or a reason why not."""

import hashlib
import json
import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np

from napari_dicom.dicom import (
    CancelledError,
    Content,
    NapariDicomError,
    Opened,
    Severity,
    open_paths,
)
from napari_dicom.layers import LayerData, build_layers

ERROR, WARNING, SILENT = "clear error", "warning", "correct result"
"""The outcomes, in the words of ``mutate.py``; the last is an image without any remark."""

SECRETS = ("Secret^Patient", "SECRET-ID", "Secret", "SECRET")


@dataclass(slots=True)
class Outcome:
    """What was seen.

    Parameters
    ----------
    kind
        `ERROR`, `WARNING`, `SILENT`, or the type of an exception that got out.
    texts
        All that the user would be told.
    pixels, place
        Digests of the values, and of the layers' transforms.
    problems
        What must not be, whatever the mutant: numbers that are not finite, secrets told.
    seconds, peak_bytes
        What it took; memory beyond what was in use before.
    objected
        Whether an independent decoder refuses what was shown without a remark.
    """

    kind: str
    texts: list[str] = field(default_factory=list)
    pixels: str = ""
    place: str = ""
    problems: list[str] = field(default_factory=list)
    seconds: float = 0.0
    peak_bytes: int = 0
    objected: bool = False

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


def outcome_of(
    paths: Iterable[Path], *, lazy: bool | None = None, beside: Sequence[Path] = ()
) -> tuple[Outcome, Opened | None]:
    """Open paths as the plugin does, make layers, and tell what came of it.

    Parameters
    ----------
    beside
        Good files that are opened with them, and of which nothing is told.
    """
    try:
        opened = open_paths([*beside, *paths], lazy=lazy)
        opened = _without(opened, set(beside))
        layers = build_layers(opened.loaded)
        return _seen(opened, layers), opened
    except (NapariDicomError, CancelledError) as error:
        return Outcome(f"uncaught {type(error).__name__}", [str(error)]), None
    except Exception as error:  # noqa: BLE001 - whatever gets out is what is looked for
        import traceback  # only here

        frames = traceback.extract_tb(error.__traceback__)
        where = "; ".join(f"{Path(f.filename).name}:{f.lineno}" for f in frames[-4:])
        return Outcome(f"uncaught {type(error).__name__}", [f"{error} ({where})"]), None


def _without(opened: Opened, good: set[Path]) -> Opened:
    """Return what was opened without the good files."""
    loaded = tuple(one for one in opened.loaded if not _is_of(one.content, good))
    return replace(opened, loaded=loaded)


def _is_of(content: Content, files: set[Path]) -> bool:
    return all(instance.path in files for instance in content.instances)


def _seen(opened: Opened, layers: list[LayerData]) -> Outcome:
    notes = [note for one in opened.loaded for note in one.content.notes]
    texts = [str(one) for one in opened.skipped]
    texts += [one.reason for one in (*opened.failed, *opened.listed)]
    doubts = [*texts, *(note.message for note in notes if note.severity is not Severity.INFO)]
    kind = (WARNING if doubts else SILENT) if opened.loaded else ERROR
    texts += [note.message for note in notes]
    texts += [str(layer.keywords["name"]) for layer in layers]
    found = Outcome(kind, texts, _pixels(layers), _place(layers))
    found.problems = [*_bad_layers(layers), *_bad_texts(found), *_bad_reasons(opened)]
    return found


def _pixels(layers: list[LayerData]) -> str:
    digest = hashlib.sha1(usedforsecurity=False)
    for layer in layers:
        for part in layer.data if layer.layer_type in {"shapes", "surface"} else [layer.data]:
            data = np.squeeze(np.asarray(part))
            # a lazy volume's dtype holds whatever its slices may; their values are the same
            data = np.ascontiguousarray(data, np.int64 if data.dtype.kind in "iu" else np.float64)
            digest.update(f"{data.shape}".encode())
            digest.update(data.data)
    return digest.hexdigest()


def _place(layers: list[LayerData]) -> str:
    keys = ("scale", "translate", "affine")
    found = [[np.asarray(layer.keywords.get(key, ())).tolist() for key in keys] for layer in layers]
    return hashlib.sha1(repr(found).encode(), usedforsecurity=False).hexdigest()


def _bad_layers(layers: list[LayerData]) -> Iterator[str]:
    for layer in layers:
        yield from bad_numbers(layer)
        try:
            json.dumps(layer.keywords["metadata"]["dicom"], allow_nan=False)
        except (TypeError, ValueError) as error:
            yield f"metadata: {error}"
        if _has_secret(json.dumps(layer.keywords["metadata"]["dicom"], default=str)):
            yield "a secret in the metadata"


def bad_numbers(layer: LayerData) -> Iterator[str]:
    """Yield what in a layer's keywords would poison a viewer."""
    kwargs = layer.keywords
    for key in ("scale", "translate", "affine", "contrast_limits"):
        if key in kwargs and not np.isfinite(np.asarray(kwargs[key], dtype=float)).all():
            yield f"{key} is not finite: {kwargs[key]}"
    if (np.asarray(kwargs.get("scale", 1.0)) <= 0).any():
        yield f"scale is not positive: {kwargs['scale']}"
    if "affine" in kwargs and not abs(np.linalg.det(np.asarray(kwargs["affine"]))) > 0:
        yield "the affine is singular"
    yield from _bad_values(layer)
    if len(kwargs["name"]) > 200 or not kwargs["name"].isprintable():
        yield f"name {kwargs['name'][:80]!r}"


def _bad_values(layer: LayerData) -> Iterator[str]:
    if layer.layer_type in {"shapes", "surface", "points"}:
        parts = [layer.data] if layer.layer_type == "points" else layer.data
        if not all(np.isfinite(np.asarray(part, dtype=float)).all() for part in parts):
            yield "points that are not finite"
    if layer.layer_type != "image":
        return
    low, high = layer.keywords["contrast_limits"]
    if not low < high:
        yield f"contrast limits {low} to {high}"
    assert layer.value_range is not None
    if not (
        all(map(math.isfinite, layer.value_range)) and layer.value_range[0] < layer.value_range[1]
    ):
        yield f"value range {layer.value_range}"


def _bad_texts(found: Outcome) -> Iterator[str]:
    for text in found.texts:
        if _has_secret(text):
            yield f"a secret is told: {text[:200]}"
        if not text.isprintable():
            yield f"not printable: {text[:200]!r}"
        if len(text) > 2000:
            yield f"{len(text)} characters: {text[:80]}"


def _has_secret(text: str) -> bool:
    return any(secret in text for secret in SECRETS)


def _bad_reasons(opened: Opened) -> Iterator[str]:
    for one in opened.skipped:
        if len(one.reason) < 3:
            yield f"no reason: {one}"
    for failed in opened.failed:
        if len(failed.reason) < 3 or not failed.content.instances:
            yield f"no reason, or no file: {failed}"
