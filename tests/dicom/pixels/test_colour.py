"""Colour samples and palettes against the standard's equations."""

import struct

import numpy as np
import pytest
from pydicom import Dataset

from napari_dicom.dicom.errors import DecodeError
from napari_dicom.dicom.pixels import Palette, palette_of, to_rgb8


def pixel(*samples: int) -> np.ndarray:
    return np.array([[samples]], np.uint8)


@pytest.mark.parametrize(
    "rgb", [(0, 0, 0), (255, 255, 255), (255, 0, 0), (0, 255, 0), (12, 99, 201)]
)
def test_ybr_full_turns_back_into_the_colour_it_was_made_of(rgb: tuple[int, int, int]) -> None:
    red, green, blue = rgb  # PS3.3 C.7.6.3.1.2
    y = 0.2990 * red + 0.5870 * green + 0.1140 * blue
    cb = -0.1687 * red - 0.3313 * green + 0.5000 * blue + 128
    cr = 0.5000 * red - 0.4187 * green - 0.0813 * blue + 128
    coded = np.clip(np.rint([y, cb, cr]), 0, 255).astype(np.uint8)

    found = to_rgb8(coded[None, None], "YBR_FULL")

    assert np.abs(found[0, 0].astype(int) - rgb).max() <= 1


@pytest.mark.parametrize(
    "rgb", [(0, 0, 0), (255, 255, 255), (255, 0, 0), (0, 0, 255), (12, 99, 201)]
)
def test_ybr_partial_turns_back_into_the_colour_it_was_made_of(rgb: tuple[int, int, int]) -> None:
    red, green, blue = rgb  # PS3.3 C.7.6.3.1.2, CCIR 601-2
    y = 0.2568 * red + 0.5041 * green + 0.0979 * blue + 16
    cb = -0.1482 * red - 0.2910 * green + 0.4392 * blue + 128
    cr = 0.4392 * red - 0.3678 * green - 0.0714 * blue + 128
    coded = np.rint([y, cb, cr]).astype(np.uint8)

    found = to_rgb8(coded[None, None], "YBR_PARTIAL_420")

    assert np.abs(found[0, 0].astype(int) - rgb).max() <= 2


@pytest.mark.parametrize("photometric", ["RGB", "YBR_RCT", "YBR_ICT"])
def test_what_decoders_give_as_rgb_is_passed_on(photometric: str) -> None:
    assert to_rgb8(pixel(1, 2, 3), photometric).tolist() == [[[1, 2, 3]]]


@pytest.mark.parametrize(("bits", "white"), [(16, 65535), (12, 4095), (8, 255), (4, 15), (1, 1)])
def test_white_is_white_at_every_depth(bits: int, white: int) -> None:
    values = np.full((1, 1, 3), white, np.uint16)

    assert to_rgb8(values, "RGB", bits).tolist() == [[[255, 255, 255]]]


@pytest.mark.parametrize("photometric", ["HSV", "CMYK", "MONOCHROME2"])
def test_a_colour_space_that_is_not_supported_is_an_error(photometric: str) -> None:
    with pytest.raises(DecodeError, match=photometric):
        to_rgb8(pixel(1, 2, 3), photometric)


def test_palette_colour_without_a_palette_is_an_error() -> None:
    with pytest.raises(DecodeError, match="without a palette"):
        to_rgb8(np.zeros((2, 2), np.uint8), "PALETTE COLOR")


def test_values_outside_a_palette_take_its_first_and_last_colour() -> None:
    palette = Palette(10, np.array([[1, 1, 1], [2, 2, 2]], np.uint8))

    found = palette.apply(np.array([[0, 10, 11, 99]], np.uint8))

    assert found[0, :, 0].tolist() == [1, 1, 2, 2]


def dataset(
    descriptor: list[int], data: bytes, segmented: bool = False, signed: int = 0
) -> Dataset:
    ds = Dataset()
    ds.PixelRepresentation = signed
    for colour in ("Red", "Green", "Blue"):
        setattr(ds, f"{colour}PaletteColorLookupTableDescriptor", descriptor)
        keyword = f"{'Segmented' * segmented}{colour}PaletteColorLookupTableData"
        setattr(ds, keyword, data)
    return ds


RAMP = list(range(0, 256, 51))


@pytest.mark.parametrize(
    ("descriptor", "data"),
    [
        pytest.param([6, 0, 8], bytes(RAMP), id="8 bit, one a byte"),
        pytest.param([6, 0, 8], struct.pack("<6H", *RAMP), id="8 bit, one a word"),
        pytest.param([6, 0, 16], struct.pack("<6H", *RAMP), id="16 bit that never pass 255"),
        pytest.param([6, 0, 16], struct.pack("<6H", *[v << 8 for v in RAMP]), id="16 bit"),
    ],
)
def test_every_way_of_writing_a_palette_gives_the_same_colours(
    descriptor: list[int], data: bytes
) -> None:
    palette = palette_of(dataset(descriptor, data))

    assert palette.colours[:, 0].tolist() == RAMP


def test_0_entries_stand_for_65536() -> None:
    data = np.arange(65536, dtype="<u2").tobytes()

    palette = palette_of(dataset([0, 0, 16], data))

    assert palette.colours.shape == (65536, 3)
    assert palette.apply(np.array([[0xFFFF]], np.uint16)).tolist() == [[[255, 255, 255]]]


@pytest.mark.parametrize(("signed", "first"), [(1, -10), (0, 65526)])
def test_the_first_value_has_the_sign_of_the_pixels(signed: int, first: int) -> None:
    palette = palette_of(dataset([6, 65526, 8], bytes(RAMP), signed=signed))

    assert palette.first == first


def test_a_segmented_palette_is_unfolded() -> None:
    discrete = [0, 2, 0, 0x1000]
    linear = [1, 4, 0x5000]
    again = [2, 1, 4, 0]  # the linear segment, at word 4, once more
    words = [*discrete, *linear, *again]

    palette = palette_of(dataset([10, 0, 16], struct.pack(f"<{len(words)}H", *words), True))

    steps = [0, 0x10, 0x20, 0x30, 0x40, 0x50, 0x50, 0x50, 0x50, 0x50]
    assert palette.colours[:, 0].tolist() == steps


@pytest.mark.parametrize("words", [[1, 4, 9], [7, 1, 2, 3], [0, 1, 5, 2, 1, 400, 0]])
def test_a_damaged_segmented_palette_is_an_error(words: list[int]) -> None:
    with pytest.raises(DecodeError, match="segmented palette"):
        palette_of(dataset([4, 0, 16], struct.pack(f"<{len(words)}H", *words), True))


def test_a_data_set_without_a_palette_is_an_error() -> None:
    with pytest.raises(DecodeError, match="palette descriptor"):
        palette_of(Dataset())


def test_8_bit_entries_in_the_high_bytes_of_words_are_found() -> None:
    palette = palette_of(dataset([6, 0, 8], struct.pack("<6H", *[v << 8 for v in RAMP])))

    assert palette.colours[:, 0].tolist() == RAMP


@pytest.mark.parametrize(
    ("descriptor", "data"),
    [
        pytest.param([6, 0, 8], struct.pack(">6H", *RAMP), id="8 bit, one a word"),
        pytest.param([6, 0, 16], struct.pack(">6H", *[v << 8 for v in RAMP]), id="16 bit"),
        pytest.param(
            [6, 0, 8], bytes(RAMP[n ^ 1] for n in range(6)), id="8 bit, two in a swapped word"
        ),
    ],
)
def test_a_palette_of_a_big_endian_file_is_turned_round(descriptor: list[int], data: bytes) -> None:
    ds = dataset(descriptor, data)
    ds.set_original_encoding(False, False)

    assert palette_of(ds).colours[:, 0].tolist() == RAMP


def test_a_segment_may_point_past_65535_words() -> None:
    filler = [0, 65530, *[0x0100] * 65530]
    more = [0, 2, 0x0500, 0x0600]
    copied = [0, 1, 0x0900]  # at word 65536, for its offset has a high word of 1
    again = [2, 1, 0, 1]
    words = [*filler, *more, *copied, *again]

    palette = palette_of(dataset([65534, 0, 16], struct.pack(f"<{len(words)}H", *words), True))

    assert palette.colours[65529:, 0].tolist() == [1, 5, 6, 9, 9]


@pytest.mark.parametrize(
    ("photometric", "samples"), [("ARGB", (9, 1, 2, 3)), ("RGB", (1, 2, 3, 9))]
)
def test_a_fourth_sample_is_left_out(photometric: str, samples: tuple[int, ...]) -> None:
    assert to_rgb8(pixel(*samples), photometric).tolist() == [[[1, 2, 3]]]
