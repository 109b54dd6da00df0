"""Good files to make broken ones from: at least one for each transfer syntax that is decoded.

The picture is a smooth hill with noise, so that no codec gets away with an empty one.
"""

import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import imagecodecs
import numpy as np
import pydicom
from numpy.typing import NDArray
from pydicom import uid as uids
from pydicom.dataset import FileMetaDataset
from pydicom.encaps import encapsulate

import phantom
import videos

ROWS, COLUMNS = 40, 56
_LARGEST = 200_000
"""Bytes of the largest of pydicom's own files that is used."""

_MISREAD = {"SC_rgb_jpeg.dcm"}
"""Implicit though it names an explicit syntax: ``mutate.py`` makes garbage of it."""

_HEADER = {"WindowCenter": "1000", "WindowWidth": "2000", "SpacingBetweenSlices": "2.5"}

_GREY_16 = {
    "implicit": uids.ImplicitVRLittleEndian,
    "explicit": uids.ExplicitVRLittleEndian,
    "big": uids.ExplicitVRBigEndian,
    "deflated": uids.DeflatedExplicitVRLittleEndian,
    "rle": uids.RLELossless,
    "jpeg-extended": uids.JPEGExtended12Bit,
    "jpeg-lossless": uids.JPEGLossless,
    "jpeg-lossless-sv1": uids.JPEGLosslessSV1,
    "jpeg-ls": uids.JPEGLSLossless,
    "jpeg-ls-near": uids.JPEGLSNearLossless,
    "jpeg2000-lossless": uids.JPEG2000Lossless,
    "jpeg2000": uids.JPEG2000,
    "htj2k-lossless": uids.HTJ2KLossless,
}

_WRAPPED: dict[str, tuple[str, Callable[[NDArray[Any]], bytes]]] = {
    "htj2k-rpcl": ("1.2.840.10008.1.2.4.202", imagecodecs.htj2k_encode),
    "htj2k": ("1.2.840.10008.1.2.4.203", imagecodecs.htj2k_encode),
    "jpegxl-lossless": (
        "1.2.840.10008.1.2.4.110",
        lambda a: imagecodecs.jpegxl_encode(a, lossless=True),
    ),
    "encapsulated": ("1.2.840.10008.1.2.1.98", lambda a: a.tobytes()),
    "deflated-frame": ("1.2.840.10008.1.2.8.1", lambda a: _deflated(a.tobytes())),
}

_COLOUR = {
    "explicit-rgb": uids.ExplicitVRLittleEndian,
    "rle-rgb": uids.RLELossless,
    "jpeg-rgb": uids.JPEGBaseline8Bit,
    "jpeg-ls-rgb": uids.JPEGLSLossless,
    "jpeg2000-rgb": uids.JPEG2000Lossless,
}


EXTRA = {*_COLOUR, "explicit-8", "explicit-float"}
EXTRA |= {"explicit-enhanced", "rle-enhanced", "jpeg-lossless-sv1-enhanced"}
"""Further sources of a transfer syntax that another one has already."""


def hill(planes: int = 1, dtype: str = "uint16", most: int = 4095) -> NDArray[Any]:
    """Return (plane, row, column) values from 0 to `most`, the same ones every time."""
    k, i, j = np.ogrid[:planes, :ROWS, :COLUMNS]
    smooth = np.sin(i / 9 + k) * np.cos(j / 11) * 0.4 + 0.5
    noise = np.random.default_rng(7).normal(0, 0.02, smooth.shape)
    return (np.clip(smooth + noise, 0, 1) * most).astype(dtype)


def write_sources(folder: Path) -> list[Path]:
    """Write one good file for each transfer syntax and some of other kinds; return them."""
    folder.mkdir(parents=True, exist_ok=True)
    return list(_written(folder))


def pydicom_files() -> list[Path]:
    """Return the smaller images among the files that come with pydicom."""
    folder = Path(pydicom.__file__).parent / "data" / "test_files"
    files = (path for path in folder.glob("*.dcm") if path.stat().st_size <= _LARGEST)
    return sorted(path for path in files if path.name not in _MISREAD)


def companions(folder: Path) -> list[Path]:
    """Write three good planes of the series that every source belongs to."""
    return _series(folder, "companion", hill(3), uids.ExplicitVRLittleEndian, first=10)


def _written(folder: Path) -> Iterator[Path]:
    for name, syntax in _GREY_16.items():
        yield _one(folder, name, hill(), syntax)
    yield _one(folder, "jpeg", hill(dtype="uint8", most=255), uids.JPEGBaseline8Bit)
    for name, (syntax, encode) in _WRAPPED.items():
        yield _wrapped(folder / f"{name}.dcm", syntax, encode)
    colour = np.stack([hill(dtype="uint8", most=255), hill(dtype="uint8", most=200)] * 2, -1)
    for name, syntax in _COLOUR.items():
        yield _one(folder, name, np.ascontiguousarray(colour[..., :3]), syntax)
    yield _one(folder, "explicit-8", hill(dtype="uint8", most=255), uids.ExplicitVRLittleEndian)
    yield _one(folder, "explicit-float", hill(dtype="float32"), uids.ExplicitVRLittleEndian)
    for name, (syntax, codec, container) in videos.CODECS.items():
        yield _video(folder / f"{name}.dcm", syntax, videos.encode(_film(), codec, container))
    for name in ("explicit", "rle", "jpeg-lossless-sv1"):
        path = folder / f"{name}-enhanced.dcm"
        yield phantom.write_enhanced(path, hill(4), transfer_syntax=_GREY_16[name], bits_stored=12)


def _one(folder: Path, name: str, values: NDArray[Any], syntax: str) -> Path:
    return _series(folder, name, values, syntax)[0]


def _series(
    folder: Path, name: str, values: NDArray[Any], syntax: str, first: int = 0
) -> list[Path]:
    affine = phantom.make_affine()
    affine[:3, 3] = phantom.position(affine, first)

    def own_uid(dataset: pydicom.Dataset, index: int) -> None:
        dataset.SOPInstanceUID = phantom.uid(name, first + index)
        dataset.InstanceNumber = first + index + 1
        if name == "jpeg-rgb":
            dataset.PhotometricInterpretation = "YBR_FULL_422"  # as the encoder makes it

    return phantom.write_series(
        folder,
        values,
        affine=affine,
        transfer_syntax=syntax,
        slope=1.0,
        intercept=-1024.0,
        bits_stored=12 if values.dtype == np.uint16 else None,
        header=_HEADER,
        name=lambda number: f"{name}.dcm" if first == 0 else f"{name}-{number}.dcm",
        edit=own_uid,
    )


def _wrapped(path: Path, syntax: str, encode: Callable[[NDArray[Any]], bytes]) -> Path:
    """Put a frame into a transfer syntax that pydicom, or the phantom, does not write."""
    plain = _one(path.parent, path.stem, hill(), uids.ExplicitVRLittleEndian)
    return _encapsulated(path, pydicom.dcmread(plain), syntax, encode(hill()[0]))


def _encapsulated(path: Path, dataset: pydicom.Dataset, syntax: str, stream: bytes) -> Path:
    dataset.PixelData = encapsulate([stream])
    dataset["PixelData"].VR = "OB"
    dataset["PixelData"].is_undefined_length = True
    meta = FileMetaDataset()
    meta.TransferSyntaxUID = uids.UID(syntax)
    meta.MediaStorageSOPClassUID = dataset.SOPClassUID
    meta.MediaStorageSOPInstanceUID = dataset.SOPInstanceUID
    meta.ImplementationClassUID = uids.PYDICOM_IMPLEMENTATION_UID
    dataset.file_meta = meta
    with path.open("wb") as file:
        file.write(bytes(128) + b"DICM")
        pydicom.filewriter.write_file_meta_info(file, meta)
        body = pydicom.filebase.DicomFileLike(file)
        body.is_little_endian, body.is_implicit_VR = True, False
        pydicom.filewriter.write_dataset(body, dataset)
    return path


def _film() -> NDArray[Any]:
    """Return four (frame, row, column, 3) pictures of a moving hill."""
    grey = hill(4, "uint8", 235)
    return np.ascontiguousarray(np.stack([grey, grey // 2, 255 - grey], -1))


def _video(path: Path, syntax: str, stream: bytes) -> Path:
    """Put a stream of four frames into a file of its own."""
    film = _film()
    plain = _one(path.parent, path.stem, film[:1], uids.ExplicitVRLittleEndian)
    dataset = pydicom.dcmread(plain)
    dataset.NumberOfFrames = len(film)
    dataset.PhotometricInterpretation = "YBR_PARTIAL_420"
    dataset.FrameTime = "40"  # a film, no stack of slices
    return _encapsulated(path, dataset, syntax, stream)


def _deflated(raw: bytes) -> bytes:
    deflater = zlib.compressobj(9, wbits=-zlib.MAX_WBITS)
    return deflater.compress(raw) + deflater.flush()
