"""Two mixed CT series in one folder, made on the fly as real DICOM files.

One series is uncompressed and pads with -2000 outside its round field of view, the other is JPEG
Extended 12-bit with thicker, overlapping slices.
"""

import atexit
import shutil
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import pydicom
from numpy.typing import NDArray
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.encaps import encapsulate
from pydicom.uid import UID, CTImageStorage, ExplicitVRLittleEndian, JPEGExtended12Bit, generate_uid

from napari_dicom.dicom import NapariDicomError
from napari_dicom.samples.phantom import thorax

Stored = NDArray[np.int16] | NDArray[np.uint16]

SIZE = 256
"""Rows and columns of every image."""

PADDING = -2000
"""Stored value outside the reconstruction circle of the uncompressed series."""

INTERCEPT = -1024
JPEG_QUALITY = 95


@dataclass(frozen=True, slots=True)
class SampleSeries:
    """What sets one of the two series apart; distances in mm, levels LPS.

    Parameters
    ----------
    field_of_view
        Width of the image.
    lowest, distance, slices
        z of the lowest slice, from one slice to the next, and how many there are.
    slice_thickness
        (0018,0050); more than `distance` where slices overlap.
    windows
        (center, width) pairs, the first is shown.
    """

    number: int
    description: str
    transfer_syntax_uid: str
    field_of_view: float
    lowest: float
    distance: float
    slices: int
    slice_thickness: float
    noise: float
    windows: tuple[tuple[int, int], ...]

    @property
    def pixel_spacing(self) -> float:
        """Distance between the centres of rows, and of columns."""
        return self.field_of_view / SIZE

    def position(self, index: int) -> tuple[float, float, float]:
        """Return the centre of the first pixel of a slice."""
        corner = -self.pixel_spacing * (SIZE - 1) / 2
        return corner, corner, self.lowest + index * self.distance


SERIES = (
    SampleSeries(
        number=3,
        description="Thorax 3.0 soft tissue",
        transfer_syntax_uid=ExplicitVRLittleEndian,
        field_of_view=360.0,
        lowest=-122.0,
        distance=3.0,
        slices=60,
        slice_thickness=3.0,
        noise=12.0,
        windows=((50, 400), (-500, 1500)),
    ),
    SampleSeries(
        number=4,
        description="Thorax 6.0 lung",
        transfer_syntax_uid=JPEGExtended12Bit,
        field_of_view=410.0,
        lowest=-138.0,
        distance=4.5,
        slices=46,
        slice_thickness=6.0,
        noise=8.0,
        windows=((-500, 1500), (50, 400)),
    ),
)


@cache
def sample_study() -> Path:
    """Return the folder of the sample study: written once, gone when Python ends."""
    folder = Path(tempfile.mkdtemp(prefix="napari-dicom-sample-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return write_sample_study(folder)


def write_sample_study(folder: Path) -> Path:
    """Write both series into one folder, file names mixed, and return the folder.

    Raises
    ------
    NapariDicomError
        The package imagecodecs, which writes JPEG Extended 12-bit, is not installed.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for series in SERIES:
        for index, dataset in enumerate(_datasets(series)):
            name = f"IM{2 * index + series.number - SERIES[0].number:04d}"
            pydicom.dcmwrite(folder / name, dataset, enforce_file_format=True)
    return folder


def phantom_values(series: SampleSeries) -> Stored:
    """Return what a series' files hold before compression: (slice, row, column)."""
    levels = [series.position(index)[2] for index in range(series.slices)]
    stored = thorax(levels, SIZE, series.pixel_spacing, series.noise) - INTERCEPT
    if series.transfer_syntax_uid == JPEGExtended12Bit:
        return np.clip(stored, 0, 4095).astype(np.uint16)
    middle = (SIZE - 1) / 2
    rows, columns = np.ogrid[:SIZE, :SIZE]
    stored[:, (rows - middle) ** 2 + (columns - middle) ** 2 > (SIZE / 2) ** 2] = PADDING
    return stored.astype(np.int16)


def _datasets(series: SampleSeries) -> Iterator[Dataset]:
    for index, plane in enumerate(phantom_values(series)):
        dataset = _header(series, index)
        dataset.update(_image_pixel(series, plane))
        dataset.file_meta = FileMetaDataset()
        dataset.file_meta.TransferSyntaxUID = UID(series.transfer_syntax_uid)
        yield dataset


def _header(series: SampleSeries, index: int) -> Dataset:
    dataset = Dataset()
    values = {
        "ImageType": ["ORIGINAL", "PRIMARY", "AXIAL"],
        "SOPClassUID": CTImageStorage,
        "SOPInstanceUID": _uid(series.number, index),
        "StudyDate": "20260102",
        "StudyTime": "101500",
        "Modality": "CT",
        "Manufacturer": "napari-dicom",
        "StudyDescription": "Phantom",
        "SeriesDescription": series.description,
        "PatientName": "Phantom^Thorax",
        "PatientID": "PHANTOM",
        "BodyPartExamined": "CHEST",
        "SliceThickness": series.slice_thickness,
        "KVP": 120,
        "PatientPosition": "HFS",
        "StudyInstanceUID": _uid("study"),
        "SeriesInstanceUID": _uid(series.number),
        "FrameOfReferenceUID": _uid("frame of reference"),
        "SeriesNumber": series.number,
        "InstanceNumber": index + 1,
        "ImagePositionPatient": list(series.position(index)),
        "ImageOrientationPatient": [1, 0, 0, 0, 1, 0],
        "PixelSpacing": [series.pixel_spacing] * 2,
        "WindowCenter": [center for center, _ in series.windows],
        "WindowWidth": [width for _, width in series.windows],
        "RescaleIntercept": INTERCEPT,
        "RescaleSlope": 1,
        "RescaleType": "HU",
    }
    for keyword, value in values.items():
        setattr(dataset, keyword, value)
    return dataset


def _uid(*names: object) -> str:
    """Return the UID of something in the sample study: always the same."""
    return generate_uid(entropy_srcs=["napari-dicom sample", *map(str, names)])


def _image_pixel(series: SampleSeries, plane: NDArray[np.generic]) -> Dataset:
    """Return the Image Pixel module (PS3.3 C.7.6.3) of one image."""
    is_jpeg = series.transfer_syntax_uid == JPEGExtended12Bit
    dataset = Dataset()
    dataset.SamplesPerPixel = 1
    dataset.PhotometricInterpretation = "MONOCHROME2"
    dataset.Rows, dataset.Columns = plane.shape
    dataset.BitsAllocated = 16
    dataset.BitsStored = 12 if is_jpeg else 16
    dataset.HighBit = dataset.BitsStored - 1
    dataset.PixelRepresentation = 0 if is_jpeg else 1
    if is_jpeg:
        dataset.LossyImageCompression = "01"
        dataset.PixelData = encapsulate([_jpeg(plane)])
        dataset["PixelData"].VR = "OB"
    else:
        dataset.PixelPaddingValue = PADDING
        dataset.PixelData = plane.astype("<i2").tobytes()
        dataset["PixelData"].VR = "OW"
    return dataset


def _jpeg(plane: NDArray[np.generic]) -> bytes:
    try:
        import imagecodecs  # may be missing, and the other series does not need it
    except ImportError as error:
        raise NapariDicomError(
            "making the sample study: JPEG Extended 12-bit is written by the package imagecodecs, "
            f'which is not installed; run "{sys.executable}" -m pip install imagecodecs'
        ) from error
    return bytes(imagecodecs.jpeg8_encode(plane, level=JPEG_QUALITY, bitspersample=12))
