"""pydicom's own files, pydicom-data's and real cases, against independent decoders.

The other side is pydicom with plugins that we do not put first: pylibjpeg and Pillow.
"""

import warnings
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pydicom
import pytest
from pydicom.data import get_testdata_file
from pydicom.errors import InvalidDicomError
from pydicom.pixels import get_decoder, pixel_array

from napari_dicom.dicom.errors import DecodeError
from napari_dicom.dicom.pixels import (
    PixelReader,
    PixelSource,
    palette_of,
    syntax_of,
    to_rgb8,
)
from real import REAL, needs_real

pytest.importorskip("imagecodecs")

OWN = Path(str(get_testdata_file("CT_small.dcm"))).parent
REFUSED = {
    "JPEG2000-embedded-sequence-delimiter.dcm": "claims 14540801 tiles",
    "MR_truncated.dcm": "has 8,130 bytes, 8,192 are needed",
}
# lossy: decoders differ by rounding; colour: in the conversion to RGB as well
LOSSY_TOLERANCE, COLOUR_TOLERANCE = 2, 5
# Se = 0: pydicom's plugins refuse these
UNREADABLE_BY_PYDICOM = {"JPEG-lossy.dcm"}


def _packaged() -> list[Path]:
    try:
        import data_store
    except ImportError:
        return []
    return sorted((Path(data_store.__file__).parent / "data").glob("*.dcm"))


def _with_pixels(paths: list[Path]) -> list[Path]:
    found = []
    for path in paths:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            try:
                ds = pydicom.dcmread(path)
                int(ds.get("NumberOfFrames", 1))
            except (InvalidDicomError, ValueError, OSError):
                continue
        if "Rows" in ds and "PixelData" in ds and "TransferSyntaxUID" in ds.file_meta:
            found.append(path)
    return found


FILES = _with_pixels([*sorted(OWN.glob("*.dcm")), *_packaged()])


def read_all(source: PixelSource) -> tuple[list[np.ndarray], str]:
    with PixelReader(source) as reader:
        frames = [reader.read(number) for number in range(1, source.number_of_frames + 1)]
    return [frame.values for frame in frames], frames[0].photometric_interpretation


def independent(source: PixelSource) -> np.ndarray:
    """Return all frames as pydicom decodes them, by another library than ours where it can."""
    plugin = ""
    syntax = syntax_of(source.transfer_syntax_uid)
    if syntax.encapsulated:
        plugins = get_decoder(source.transfer_syntax_uid).available_plugins
        plugin = "pylibjpeg" if "pylibjpeg" in plugins else ""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        values = pixel_array(pydicom.dcmread(source.path), decoding_plugin=plugin)
    return values if source.number_of_frames > 1 else values[None]


def test_pydicoms_own_files_are_among_those_that_are_decoded() -> None:
    names = {path.name for path in FILES}

    assert {"CT_small.dcm", "MR_small.dcm", *UNREADABLE_BY_PYDICOM, *REFUSED} <= names


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
@pytest.mark.filterwarnings("ignore")
def test_a_file_decodes_as_an_independent_decoder_has_it(
    path: Path, pixel_source: Callable[[Path], PixelSource]
) -> None:
    source = pixel_source(path)
    if path.name in REFUSED:
        with pytest.raises(DecodeError, match=REFUSED[path.name]):
            read_all(source)
        return
    frames, photometric = read_all(source)
    if path.name in UNREADABLE_BY_PYDICOM:
        assert frames[0].any()
        return

    theirs = independent(source)

    for ours, other in zip(frames, theirs, strict=True):
        _compare(ours, photometric, other, source)


def _compare(ours: np.ndarray, photometric: str, other: np.ndarray, source: PixelSource) -> None:
    lossy = syntax_of(source.transfer_syntax_uid).lossy
    tolerance = LOSSY_TOLERANCE if lossy else 0
    if photometric.startswith("YBR"):
        ours = to_rgb8(ours, photometric, source.format.bits_stored)
    if ours.ndim == 3 and lossy:
        tolerance = COLOUR_TOLERANCE
    assert ours.shape == other.shape
    assert np.abs(ours.astype(np.float64) - other.astype(np.float64)).max() <= tolerance


@pytest.mark.parametrize(
    ("name", "big_endian"),
    [("OBXXXX1A.dcm", "OBXXXX1A_expb.dcm"), ("gdcm-US-ALOKA-16.dcm", "gdcm-US-ALOKA-16_big.dcm")],
)
def test_a_palette_is_the_same_in_both_byte_orders(name: str, big_endian: str) -> None:
    paths = {path.name: path for path in _packaged()}
    if name not in paths:
        pytest.skip("pydicom-data is not installed")

    little, big = (palette_of(pydicom.dcmread(paths[key])) for key in (name, big_endian))

    assert np.array_equal(little.colours, big.colours)
    assert len(little.colours) > 200


def case(name: str) -> list[Path]:
    return sorted((REAL / name).iterdir())


@needs_real
def test_one_image_in_five_syntaxes_decodes_to_the_same_values(
    pixel_source: Callable[[Path], PixelSource],
) -> None:
    decoded = [read_all(pixel_source(path))[0][0] for path in case("ts-ct-real-5-syntaxes")]

    assert len(decoded) == 5
    assert all(np.array_equal(values, decoded[0]) for values in decoded)


@needs_real
def test_one_volume_in_four_compressions_decodes_to_the_same_values(
    pixel_source: Callable[[Path], PixelSource],
) -> None:
    families = [f"ts-family-{kind}" for kind in ("jpeg-lossless", "jpeg-ls", "j2k", "rle")]

    volumes = [[read_all(pixel_source(path))[0][0] for path in case(name)] for name in families]

    assert len(volumes[0]) > 1
    assert [np.array_equal(volume, volumes[0]) for volume in volumes] == [True] * 4


@needs_real
def test_all_12_bit_jpeg_extended_files_decode_as_a_second_library_has_them(
    pixel_source: Callable[[Path], PixelSource],
) -> None:
    from napari_dicom.dicom.limits import DEFAULT_LIMITS
    from napari_dicom.dicom.pixels.decoders import DECODERS
    from napari_dicom.dicom.pixels.one_decoder import decode_with, prepare

    pytest.importorskip("libjpeg")
    paths = case("ts-jpeg-extended-12bit")

    for path in paths:
        source = pixel_source(path)
        first = read_all(source)[0][0]
        stream = next(
            pydicom.encaps.generate_frames(pydicom.dcmread(path).PixelData, number_of_frames=1)
        )
        job = prepare(stream, syntax_of(source.transfer_syntax_uid), source.format, DEFAULT_LIMITS)
        second = decode_with(DECODERS["pylibjpeg-libjpeg"], job).values
        assert np.abs(first.astype(int) - second.astype(int)).max() <= LOSSY_TOLERANCE
    assert len(paths) == 5
