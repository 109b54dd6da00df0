"""How a presentation state wants images to look: windows, rotation, shutters (PS3.3 C.11)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from napari_dicom.dicom.frames import Window, function_named, is_possible
from napari_dicom.dicom.text import counted, plain_text
from napari_dicom.dicom.volumes import Volume, can_be_negative, table_window

if TYPE_CHECKING:
    from pydicom.dataset import Dataset

Json = dict[str, Any]  # Any: JSON values


def look_of(dataset: Dataset) -> Json:
    """Return what a presentation state is called, and what it asks for beside windows."""
    shapes = dataset.get("ShutterShape")
    several = [shapes] if isinstance(shapes, str) else list(shapes or ())
    return {
        "label": plain_text(str(dataset.get("ContentLabel") or "")),
        "SOPInstanceUID": plain_text(str(dataset.get("SOPInstanceUID") or "")),
        "rotation_degrees": int(dataset.get("ImageRotation") or 0) % 360,
        "flip": "horizontal" if dataset.get("ImageHorizontalFlip") == "Y" else "none",
        "polarity": _polarity(dataset),
        "shutter": ", ".join(plain_text(str(shape), 16) for shape in several) or "none",
    }


def windows_left_out(dataset: Dataset) -> list[str]:
    """Say which windows of a presentation state cannot be offered, or not as they are meant."""
    found = []
    for item in dataset.get("SoftcopyVOILUTSequence") or ():
        text = str(item.get("VOILUTFunction") or "")
        function = function_named(text)
        if text and text.strip().upper() != function:
            found.append(f"its VOILUTFunction is {plain_text(text, 16)}: {function} is taken")
        widths = _several(item.get("WindowWidth"))
        lost = sum(not is_possible(width, function) for width in widths)
        if lost:
            widest = f"{function.narrowest:g} or more" if function.narrowest else "above 0"
            text = f"{counted(lost, 'window')} of it left out: a width is {widest}"
            found.append(text)
        if not widths and "VOILUTSequence" in item and table_window(item, False) is None:
            found.append("a lookup table of it cannot be read: left out")
    if "ModalityLUTSequence" in dataset:
        found.append("it has a modality table of its own: its windows are offered as they stand")
    return list(dict.fromkeys(found))


def _polarity(dataset: Dataset) -> str:
    """Return what a presentation LUT (C.11.6) asks for: "inverse", "table", "identity", "none"."""
    if "PresentationLUTSequence" in dataset:
        return "table"
    shape = str(dataset.get("PresentationLUTShape") or "").upper()
    return {"INVERSE": "inverse", "IDENTITY": "identity"}.get(shape, "none")


def windows_for(dataset: Dataset, volume: Volume) -> list[Json]:
    """Return the windows a presentation state has for a volume, in the values of its layer."""
    named = {instance.sop_instance_uid for instance in volume.instances}
    found = []
    for item in dataset.get("SoftcopyVOILUTSequence") or ():
        images = item.get("ReferencedImageSequence") or ()
        uids = {str(image.get("ReferencedSOPInstanceUID") or "") for image in images}
        if not uids or uids & named:
            signed = _can_be_negative(dataset, volume)
            found += [_in_layer(window, dataset, volume) for window in _windows(item, signed)]
    return [
        {
            "center": one.center,
            "width": one.width,
            "explanation": plain_text(one.explanation),
            "function": str(one.function),
            **({"curve": list(one.curve)} if one.curve else {}),
        }
        for one in found
    ]


def _can_be_negative(dataset: Dataset, volume: Volume) -> bool:
    """Tell whether values as the presentation state rescales them may lie below 0."""
    return can_be_negative(volume.first) or float(dataset.get("RescaleIntercept") or 0) < 0


def _windows(item: Dataset, signed: bool) -> Iterator[Window]:
    centers, widths = (_several(item.get(f"Window{word}")) for word in ("Center", "Width"))
    names = item.get("WindowCenterWidthExplanation")
    words = [names] if isinstance(names, str) else list(names or ())
    words += [""] * len(centers)
    function = function_named(str(item.get("VOILUTFunction") or ""))
    for center, width, word in zip(centers, widths, words, strict=False):
        if is_possible(width, function):
            yield Window(center, width, str(word), function)
    if not centers and "VOILUTSequence" in item:
        window = table_window(item, signed)
        if window is not None:
            yield window


def _several(value: Any) -> list[float]:  # Any: what pydicom makes of one number, or several
    several = value if isinstance(value, Iterable) else [value]
    return [float(one) for one in several if one is not None]


def _in_layer(window: Window, dataset: Dataset, volume: Volume) -> Window:
    """Return a window in a volume's values where the presentation state rescales otherwise."""
    slope, intercept = dataset.get("RescaleSlope"), dataset.get("RescaleIntercept")
    if slope is None or intercept is None or not float(slope):
        return window
    own = volume.first.rescale
    factor = own.slope / float(slope)
    return window.rescaled(factor, own.intercept - float(intercept) * factor)
