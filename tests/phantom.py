"""DICOM files made from a known affine: what goes in is what a test expects to come out.

`write_series` writes classic files, `write_enhanced` one multi-frame file. Nothing is random: UIDs
come from names, shuffles from a seed. The affine is 4x4, homogeneous (slice, row, column) index ->
LPS mm; its first column is the displacement between slices, shear of a tilted gantry included.
"""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import imagecodecs
import numpy as np
import pydicom
from numpy.typing import ArrayLike, NDArray
from pydicom import uid as uids
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.encaps import encapsulate
from pydicom.valuerep import format_number_as_ds

PATIENT_NAME = "Secret^Patient"
"""In every file: a test may look for it where it must not appear."""

Header = Mapping[str, Any]
Edit = Callable[[Dataset, int], None]

ORIENTATIONS = {
    "axial": (1, 0, 0, 0, 1, 0),
    "coronal": (1, 0, 0, 0, 0, -1),
    "sagittal": (0, 1, 0, 0, 0, -1),
}

SOP_CLASSES = {
    "CT": uids.CTImageStorage,
    "MR": uids.MRImageStorage,
    "PT": uids.PositronEmissionTomographyImageStorage,
    "CR": uids.ComputedRadiographyImageStorage,
    "US": uids.UltrasoundImageStorage,
    "OT": uids.SecondaryCaptureImageStorage,
}

ENHANCED_SOP_CLASSES = {"CT": uids.EnhancedCTImageStorage, "MR": uids.EnhancedMRImageStorage}


def uid(*names: object) -> str:
    """Return the UID that stands for these names: always the same."""
    return uids.generate_uid(entropy_srcs=[str(name) for name in names])


def make_affine(
    orientation: str | tuple[float, ...] = "axial",
    spacing: tuple[float, float, float] = (2.5, 0.7, 0.8),
    origin: tuple[float, float, float] = (-30.0, -20.0, 100.0),
    tilt_degrees: float = 0.0,
) -> NDArray[np.float64]:
    """Return an affine from an orientation, (slice, row, column) spacing in mm and an origin.

    Slices ascend along the normal (row direction x column direction). The tilt shears along the
    columns' direction, keeping the distance between slices along the normal.
    """
    cosines = ORIENTATIONS[orientation] if isinstance(orientation, str) else orientation
    along_row, along_column = np.reshape(np.asarray(cosines, dtype=np.float64), (2, 3))
    normal = np.cross(along_row, along_column)
    shear = np.tan(np.radians(tilt_degrees)) * along_column
    affine = np.eye(4)
    affine[:3, 0] = (normal + shear) * spacing[0]
    affine[:3, 1] = along_column * spacing[1]
    affine[:3, 2] = along_row * spacing[2]
    affine[:3, 3] = origin
    return affine


def rotation(*degrees: float) -> NDArray[np.float64]:
    """Return the 3x3 rotation by Euler angles about x, then y, then z."""
    result = np.eye(3)
    for axis, angle in enumerate(np.radians(degrees)):
        i, j = (axis + 1) % 3, (axis + 2) % 3
        turn = np.eye(3)
        turn[[i, j], [i, j]] = np.cos(angle)
        turn[j, i], turn[i, j] = np.sin(angle), -np.sin(angle)
        result = turn @ result
    return result


def rotated(affine: ArrayLike, matrix: ArrayLike) -> NDArray[np.float64]:
    """Return an affine turned about the patient's origin."""
    turn = np.eye(4)
    turn[:3, :3] = matrix
    return turn @ np.asarray(affine, dtype=np.float64)


def ramp(planes: int = 4, rows: int = 6, columns: int = 5, dtype: str = "int16") -> NDArray[Any]:
    """Return values that differ in every voxel: 100 a slice, 10 a row, 1 a column."""
    k, i, j = np.ogrid[:planes, :rows, :columns]
    return (100 * k + 10 * i + j).astype(dtype)


def write_series(
    folder: Path,
    values: NDArray[Any] | None = None,
    *,
    affine: ArrayLike | None = None,
    transfer_syntax: str = uids.ExplicitVRLittleEndian,
    modality: str = "CT",
    slope: float | None = None,
    intercept: float | None = None,
    bits_stored: int | None = None,
    series: str = "series",
    study: str = "study",
    header: Header | None = None,
    edit: Edit | None = None,
    name: Callable[[int], str] = "IM{:04d}.dcm".format,
    shuffle: int | None = None,
) -> list[Path]:
    """Write one classic file for each plane and return their paths in the order of the planes.

    Parameters
    ----------
    folder
        Made if it is not there.
    values
        Stored values (plane, row, column), or with 3 samples behind for colour; default `ramp()`.
    affine
        (slice, row, column) -> LPS mm; default `make_affine()`.
    transfer_syntax
        UID; the encoder follows from it.
    bits_stored
        Default: all bits of the dtype (12 for JPEG Extended).
    series, study
        Names their UIDs are made from.
    header
        Further or other attributes by keyword, in every file; None takes one out.
    edit
        Called with each finished dataset and its plane's index, after `header`.
    name
        Gives a plane's file name from a number.
    shuffle
        Seed of a shuffle of the file names, None for the order of the planes.
    """
    values = ramp() if values is None else values
    affine = make_affine() if affine is None else np.asarray(affine, dtype=np.float64)
    numbers = np.arange(len(values))
    if shuffle is not None:
        numbers = np.random.default_rng(shuffle).permutation(numbers)
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for index, plane in enumerate(values):
        dataset = image_header(modality, series, study, index)
        dataset.update(plane_header(affine, index))
        bare = slope is None and intercept is None
        set_rescale(dataset, slope, 0.0 if bare and modality == "CT" else intercept)
        set_pixels(dataset, [plane], transfer_syntax, bits_stored)
        set_attributes(dataset, header or {})
        if edit is not None:
            edit(dataset, index)
        paths.append(save(dataset, folder / name(int(numbers[index])), transfer_syntax))
    return paths


def write_enhanced(
    path: Path,
    values: NDArray[Any] | None = None,
    *,
    affine: ArrayLike | None = None,
    transfer_syntax: str = uids.ExplicitVRLittleEndian,
    modality: str = "CT",
    slope: float | None = None,
    intercept: float | None = None,
    bits_stored: int | None = None,
    series: str = "enhanced",
    study: str = "study",
    header: Header | None = None,
    edit_frame: Edit | None = None,
    shuffle: int | None = None,
) -> Path:
    """Write one multi-frame file (Enhanced CT or MR) with functional groups (PS3.3 C.7.6.16).

    Parameters
    ----------
    edit_frame
        Called with each frame's functional group item and its plane's index.
    shuffle
        Seed of a shuffle of the frames within the file, None for the order of the planes.
    """
    values = ramp() if values is None else values
    affine = make_affine() if affine is None else np.asarray(affine, dtype=np.float64)
    order = np.arange(len(values))
    if shuffle is not None:
        order = np.random.default_rng(shuffle).permutation(order)
    dataset = image_header(modality, series, study, 0)
    dataset.SOPClassUID = ENHANCED_SOP_CLASSES[modality]
    dataset.SharedFunctionalGroupsSequence = [_shared_groups(affine, slope, intercept)]
    items = [_frame_groups(affine, int(index)) for index in order]
    for item, index in zip(items, order, strict=True):
        if edit_frame is not None:
            edit_frame(item, int(index))
    dataset.PerFrameFunctionalGroupsSequence = items
    dataset.NumberOfFrames = len(values)
    set_pixels(dataset, [values[index] for index in order], transfer_syntax, bits_stored)
    set_attributes(dataset, header or {})
    path.parent.mkdir(parents=True, exist_ok=True)
    return save(dataset, path, transfer_syntax)


def image_header(modality: str, series: str, study: str, index: int) -> Dataset:
    """Return patient, study, series and instance attributes of one file."""
    dataset = Dataset()
    dataset.SOPClassUID = SOP_CLASSES.get(modality, uids.SecondaryCaptureImageStorage)
    dataset.SOPInstanceUID = uid(study, series, "instance", index)
    dataset.StudyInstanceUID = uid(study)
    dataset.SeriesInstanceUID = uid(study, series)
    dataset.FrameOfReferenceUID = uid(study, "frame of reference")
    dataset.PatientName = PATIENT_NAME
    dataset.PatientID = "SECRET-ID"
    dataset.StudyDate = "20260102"
    dataset.Modality = modality
    dataset.ImageType = ["ORIGINAL", "PRIMARY"]
    dataset.SeriesNumber = 1
    dataset.SeriesDescription = series
    dataset.InstanceNumber = index + 1
    dataset.AcquisitionNumber = 1
    return dataset


def plane_header(affine: NDArray[np.float64], index: int) -> Dataset:
    """Return the Image Plane module (PS3.3 C.7.6.2) of one plane.

    SliceThickness is the distance between slices along the normal: take it out or change it by
    `header`.
    """
    dataset = Dataset()
    dataset.ImagePositionPatient = ds(position(affine, index))
    dataset.ImageOrientationPatient = ds(orientation(affine))
    dataset.PixelSpacing = ds(pixel_spacing(affine))
    dataset.SliceThickness = ds([slice_distance(affine)])[0]
    return dataset


def position(affine: NDArray[np.float64], index: float) -> NDArray[np.float64]:
    """Return the centre of a plane's first pixel, LPS mm."""
    return affine[:3, 3] + index * affine[:3, 0]


def orientation(affine: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the direction cosines of the rows, then of the columns (0020,0037)."""
    unit = affine[:3, 1:3] / np.linalg.norm(affine[:3, 1:3], axis=0)
    return np.concatenate([unit[:, 1], unit[:, 0]])


def pixel_spacing(affine: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return mm between rows, between columns (0028,0030)."""
    return np.linalg.norm(affine[:3, 1:3], axis=0)


def slice_distance(affine: NDArray[np.float64]) -> float:
    """Return mm between slices along the normal."""
    normal = np.cross(affine[:3, 2], affine[:3, 1])
    return float(abs(affine[:3, 0] @ normal) / np.linalg.norm(normal))


def ds(numbers: ArrayLike) -> list[str]:
    """Write numbers as decimal strings of at most 16 characters."""
    return [format_number_as_ds(float(number)) for number in np.ravel(numbers)]


NO_RESCALE: Header = dict.fromkeys(["RescaleSlope", "RescaleIntercept"])
"""Takes the rescale of a CT out, where a table says the same."""


def set_rescale(dataset: Dataset, slope: float | None, intercept: float | None) -> None:
    """Put a linear modality transform into a dataset, unless neither number is given."""
    if slope is None and intercept is None:
        return
    dataset.RescaleSlope, dataset.RescaleIntercept = ds(
        [1.0 if slope is None else slope, 0.0 if intercept is None else intercept]
    )


def set_attributes(dataset: Dataset, header: Header) -> None:
    """Set attributes by keyword; None takes one out."""
    for keyword, value in header.items():
        if value is not None:
            setattr(dataset, keyword, value)
        elif keyword in dataset:
            delattr(dataset, keyword)


def set_pixels(
    dataset: Dataset,
    planes: list[NDArray[Any]],
    transfer_syntax: str,
    bits_stored: int | None = None,
) -> None:
    """Put planes of equal shape and their Image Pixel module (PS3.3 C.7.6.3) into a dataset."""
    first = planes[0]
    dataset.Rows, dataset.Columns = first.shape[:2]
    dataset.SamplesPerPixel = 1 if first.ndim == 2 else first.shape[2]
    dataset.PhotometricInterpretation = "MONOCHROME2" if first.ndim == 2 else "RGB"
    if first.ndim == 3:
        dataset.PlanarConfiguration = 0
    dataset.BitsAllocated = 8 * first.dtype.itemsize
    if first.dtype.kind == "f":
        _set_float_pixels(dataset, planes)
        return
    default = 12 if transfer_syntax == uids.JPEGExtended12Bit else dataset.BitsAllocated
    dataset.BitsStored = bits_stored or default
    dataset.HighBit = dataset.BitsStored - 1
    dataset.PixelRepresentation = int(first.dtype.kind == "i")
    _set_integer_pixels(dataset, planes, uids.UID(transfer_syntax))


def _set_float_pixels(dataset: Dataset, planes: list[NDArray[Any]]) -> None:
    data = b"".join(plane.tobytes() for plane in planes)
    if planes[0].dtype.itemsize == 4:
        dataset.FloatPixelData = data
    else:
        dataset.DoubleFloatPixelData = data


def _set_integer_pixels(dataset: Dataset, planes: list[NDArray[Any]], syntax: uids.UID) -> None:
    if syntax.is_encapsulated:
        dataset.PixelData = encapsulate([encode(p, syntax, dataset.BitsStored) for p in planes])
        dataset["PixelData"].is_undefined_length = True
        dataset["PixelData"].VR = "OB"
        return
    order = "<" if syntax.is_little_endian else ">"
    data = b"".join(plane.astype(plane.dtype.newbyteorder(order)).tobytes() for plane in planes)
    dataset.PixelData = data + b"\0" * (len(data) % 2)
    dataset["PixelData"].VR = "OB" if dataset.BitsAllocated == 8 else "OW"


def encode(plane: NDArray[Any], transfer_syntax: str, bits: int) -> bytes:
    """Compress one plane as its transfer syntax asks.

    Signed values are coded as the `bits` low bits of their two's complement, as DICOM has it.
    """
    if transfer_syntax == uids.RLELossless:
        return _rle(plane)
    unsigned = plane.view(f"u{plane.dtype.itemsize}")
    if bits < 8 * plane.dtype.itemsize:
        unsigned = unsigned & ((1 << bits) - 1)
    encoder, settings, takes_bits = _ENCODERS[uids.UID(transfer_syntax)]
    if takes_bits:
        settings = {**settings, _BITS: bits}
    return bytes(encoder(np.ascontiguousarray(unsigned), **settings))


_BITS = "bitspersample"
_LOSSLESS_JPEG = {"lossless": True, "predictor": 1}
_LOSSY_J2K = {"codecformat": "j2k", "level": 60, "reversible": False}
_LOSSLESS_J2K = {"codecformat": "j2k", "reversible": True}

_ENCODERS: dict[str, tuple[Callable[..., bytes], dict[str, Any], bool]] = {
    # syntax: encoder, its settings, whether it is told the number of bits
    uids.JPEGBaseline8Bit: (imagecodecs.jpeg8_encode, {"level": 95}, False),
    uids.JPEGExtended12Bit: (imagecodecs.jpeg8_encode, {"level": 98, _BITS: 12}, False),
    uids.JPEGLossless: (imagecodecs.jpeg8_encode, _LOSSLESS_JPEG, True),
    uids.JPEGLosslessSV1: (imagecodecs.jpeg8_encode, _LOSSLESS_JPEG, True),
    uids.JPEGLSLossless: (imagecodecs.jpegls_encode, {}, False),
    uids.JPEGLSNearLossless: (imagecodecs.jpegls_encode, {"level": 2}, False),
    uids.JPEG2000Lossless: (imagecodecs.jpeg2k_encode, _LOSSLESS_J2K, True),
    uids.JPEG2000: (imagecodecs.jpeg2k_encode, _LOSSY_J2K, True),
    uids.HTJ2KLossless: (imagecodecs.htj2k_encode, {"reversible": True}, False),
}


def _rle(plane: NDArray[Any]) -> bytes:
    """Code with PackBits by byte plane, most significant first (PS3.5 annex G)."""
    samples = plane.reshape(*plane.shape[:2], -1)
    planes = [
        np.ascontiguousarray(samples[..., sample]).view("u1").reshape(-1, plane.dtype.itemsize)
        for sample in range(samples.shape[2])
    ]
    segments = []
    for octets in planes:
        for place in reversed(range(plane.dtype.itemsize)):
            rows = octets[:, place].reshape(plane.shape[:2])
            data = b"".join(imagecodecs.packbits_encode(row.tobytes()) for row in rows)
            segments.append(data + b"\0" * (len(data) % 2))
    offsets = 64 + np.concatenate([[0], np.cumsum([len(s) for s in segments])[:-1]])
    table = np.zeros(16, "<u4")
    table[0] = len(segments)
    table[1 : 1 + len(segments)] = offsets
    return table.tobytes() + b"".join(segments)


def save(dataset: Dataset, path: Path, transfer_syntax: str) -> Path:
    """Write a dataset as a Part 10 file."""
    dataset.file_meta = FileMetaDataset()
    dataset.file_meta.TransferSyntaxUID = uids.UID(transfer_syntax)
    pydicom.dcmwrite(path, dataset, enforce_file_format=True)
    return path


def _shared_groups(
    affine: NDArray[np.float64], slope: float | None, intercept: float | None
) -> Dataset:
    measures = Dataset()
    measures.PixelSpacing = ds(pixel_spacing(affine))
    measures.SliceThickness = ds([slice_distance(affine)])[0]
    plane = Dataset()
    plane.ImageOrientationPatient = ds(orientation(affine))
    groups = Dataset()
    groups.PixelMeasuresSequence = [measures]
    groups.PlaneOrientationSequence = [plane]
    if slope is not None or intercept is not None:
        transform = Dataset()
        set_rescale(transform, slope, intercept)
        transform.RescaleType = "US"
        groups.PixelValueTransformationSequence = [transform]
    return groups


def _frame_groups(affine: NDArray[np.float64], index: int) -> Dataset:
    place = Dataset()
    place.ImagePositionPatient = ds(position(affine, index))
    content = Dataset()
    content.StackID = "1"
    content.InStackPositionNumber = index + 1
    content.DimensionIndexValues = [1, index + 1]
    groups = Dataset()
    groups.PlanePositionSequence = [place]
    groups.FrameContentSequence = [content]
    return groups


def with_overlay(dataset: Dataset, index: int) -> None:
    """Give an image of 6 x 5 pixels an overlay plane; in the second image a pixel of it is set."""
    mask = np.zeros((6, 5), np.uint8)
    mask[1, 2] = index == 1
    for element, vr, value in (
        (0x0010, "US", 6),
        (0x0011, "US", 5),
        (0x0050, "SS", [1, 1]),
        (0x0100, "US", 1),
        (0x0102, "US", 0),
        (0x3000, "OW", np.packbits(mask, bitorder="little").tobytes()),
    ):
        dataset.add_new((0x6000, element), vr, value)
