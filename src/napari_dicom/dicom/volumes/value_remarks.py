"""The notes on what the values and colours of a stack mean: what was taken for what.

They hold wherever the slices are shown, and are made once: when a stack becomes a volume.
"""

from collections.abc import Callable, Iterator
from itertools import chain

from napari_dicom.dicom.frames import Frame, VoiFunction
from napari_dicom.dicom.note import Note, Severity
from napari_dicom.dicom.pixels import syntax_of
from napari_dicom.dicom.stacks import Stack
from napari_dicom.dicom.text import counted
from napari_dicom.dicom.volumes.header_remarks import NAMES, first_frame, frame_file_name
from napari_dicom.dicom.volumes.voi_lut import display_windows, has_table

_CONTRADICTING = {("MONOCHROME1", "IDENTITY"), ("MONOCHROME2", "INVERSE")}

_CURVE = "the colormap is that curve, until another window is chosen"

_JPEG_2000_ONLY = {"YBR_RCT", "YBR_ICT"}


def remarks_on_values(stack: Stack) -> tuple[Note, ...]:
    """Return what there is to say of the values of a stack, and of how they are shown."""
    return tuple(chain.from_iterable(remark(stack) for remark in _REMARKS))


def _dose(stack: Stack) -> Iterator[Note]:
    """Tell of a dose whose files do not say what makes it one: its scale, or its unit."""
    first = first_frame(stack)
    if first.header.text("Modality") != "RTDOSE":
        return
    if not first.header.text("DoseGridScaling"):
        text = "no DoseGridScaling (3004,000E) says how stored values become a dose"
        yield Note("assumed", f"{text}: they are shown as stored, without a unit", Severity.WARNING)
    elif first.rescale.unit == "Gy" and not first.header.text("DoseUnits"):
        text = "no DoseUnits (3004,0002) says what the dose is in: it is taken to be in Gy"
        yield Note("assumed", text, Severity.WARNING)


def _lookup_table(stack: Stack) -> Iterator[Note]:
    first = first_frame(stack)
    if first.windows or not has_table(first):
        return
    text = "the contrast the files ask for is a lookup table"
    if display_windows(first):
        yield Note("voi-lut", f"{text}: {_CURVE}")
    else:
        yield Note("voi-lut", f"{text} (0028,3010) that cannot be read: not used", Severity.WARNING)


def _sigmoid(stack: Stack) -> Iterator[Note]:
    first = first_frame(stack)
    if first.windows and first.windows[0].function is VoiFunction.SIGMOID:
        yield Note("voi-lut", f"the contrast the files ask for is a sigmoid: {_CURVE}")


def _polarity(stack: Stack) -> Iterator[Note]:
    """Tell where PresentationLUTShape (C.11.6) contradicts PhotometricInterpretation."""
    first = first_frame(stack)
    shape, source = first.header.text("PresentationLUTShape"), first.instance.pixels
    called = "" if source is None else source.format.photometric_interpretation
    if (called, shape) in _CONTRADICTING:
        text = f"PresentationLUTShape is {shape} and the pixels are {called}, which is no pair"
        yield Note("assumed", f"{text}: low values are shown bright", Severity.WARNING)


def _deep_colour(stack: Stack) -> Iterator[Note]:
    source = first_frame(stack).instance.pixels
    if source is None or source.format.samples_per_pixel < 3 or source.format.bits_stored <= 8:
        return
    bits = source.format.bits_stored
    yield Note("colour-depth", f"colours of {bits} bits a sample are shown with 8")


def _unscaled(stack: Stack) -> Iterator[Note]:
    """Tell of CT values that are called Hounsfield units though no rescale says what they are."""
    first = first_frame(stack)
    if first.rescale.unit != "HU" or "RescaleType" in first.header or _is_scaled(first):
        return
    yield Note(
        "assumed",
        "no RescaleIntercept or RescaleSlope says how stored values become Hounsfield units: they "
        "are taken to be Hounsfield units as they are",
        Severity.INFO,  # of the class itself; most writers leave out a rescale that changes nothing
    )


def _partly_scaled(stack: Stack) -> Iterator[Note]:
    """Tell of images without a rescale among others that one changes."""
    frames = [frame for frame in stack.frames if frame is not None]
    changed = next((one.rescale for one in frames if _changes_values(one)), None)
    bare = [] if changed is None else [one for one in frames if not _is_scaled(one)]
    if changed is None or not bare or len(bare) == len(frames):
        return
    names = sorted({frame_file_name(frame) for frame in bare})
    yield Note(
        "partly-rescaled",
        f"{counted(len(bare), 'image')} of {len(frames)} have no RescaleSlope and no "
        f"RescaleIntercept, though others have (slope {changed.slope:g}, intercept "
        f"{changed.intercept:g}): their values are shown as stored ({', '.join(names[:NAMES])})",
        Severity.WARNING,
        {"count": len(bare), "files": names[:NAMES]},
    )


def _changes_values(frame: Frame) -> bool:
    return (frame.rescale.slope, frame.rescale.intercept) != (1, 0)


def _is_scaled(frame: Frame) -> bool:
    """Tell whether something of a frame says what its values are: groups have their own items."""
    keywords = ("RescaleIntercept", "RescaleSlope", "ModalityLUTSequence")
    enhanced = "PerFrameFunctionalGroupsSequence" in frame.header
    return enhanced or any(keyword in frame.header for keyword in keywords)


def _colours_of_jpeg_2000(stack: Stack) -> Iterator[Note]:
    """Tell of pixels that are called what only JPEG 2000 makes: decompressing leaves the label."""
    source = first_frame(stack).instance.pixels
    if source is None or source.format.photometric_interpretation not in _JPEG_2000_ONLY:
        return
    if not syntax_of(source.transfer_syntax_uid).encapsulated:
        label = source.format.photometric_interpretation
        yield Note(
            "assumed",
            f"the pixels are called {label} and are not JPEG 2000: they are taken for RGB",
            Severity.WARNING,
        )


_REMARKS: tuple[Callable[[Stack], Iterator[Note]], ...] = (
    _lookup_table,
    _sigmoid,
    _polarity,
    _deep_colour,
    _unscaled,
    _partly_scaled,
    _colours_of_jpeg_2000,
    _dose,
)
