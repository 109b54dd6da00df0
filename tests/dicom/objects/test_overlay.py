"""Overlay planes (60xx) come back as labels where they lie."""

import numpy as np
import pydicom
import pytest
from pydicom import uid as uids

import phantom
from mosaics import write_mosaic
from napari_dicom.dicom import DecodeError, HowToLoad, LimitError, load_each, scan
from napari_dicom.dicom.objects import Overlays
from napari_dicom.dicom.objects.overlay import load_overlays, overlays_of
from napari_dicom.dicom.pixels import FileState


def _mask():
    mask = np.zeros((3, 4), bool)
    mask[0, 1] = mask[2, 3] = True
    return mask


def _add_plane(dataset, group, mask, origin):
    rows, columns = mask.shape
    dataset.add_new((group, 0x0010), "US", rows)
    dataset.add_new((group, 0x0011), "US", columns)
    dataset.add_new((group, 0x0040), "CS", "G")
    dataset.add_new((group, 0x0050), "SS", list(origin))
    dataset.add_new((group, 0x0100), "US", 1)
    dataset.add_new((group, 0x0102), "US", 0)
    data = np.packbits(mask.ravel(), bitorder="little").tobytes()
    dataset.add_new((group, 0x3000), "OW", data + b"\0" * (len(data) % 2))


def test_planes_with_data_are_placed_at_their_origin(tmp_path):
    def edit(dataset, index):
        if index == 1:
            _add_plane(dataset, 0x6000, _mask(), (2, 1))
            dataset.add_new((0x6000, 0x1500), "LO", "lesion")

    phantom.write_series(tmp_path, edit=edit)
    (volume,) = scan(tmp_path).volumes

    overlays = overlays_of(volume)

    expected = np.zeros(volume.shape, np.uint8)
    expected[1, 1:4, 0:4] = _mask()
    np.testing.assert_array_equal(overlays.labels, expected)
    assert overlays.names == ("lesion",)


def test_an_overlay_partly_outside_the_image_is_cut(tmp_path):
    def edit(dataset, _index):
        _add_plane(dataset, 0x6002, _mask(), (0, 4))

    phantom.write_series(tmp_path, edit=edit)
    (volume,) = scan(tmp_path).volumes

    labels = overlays_of(volume).labels[0]

    expected = np.zeros((6, 5), np.uint8)
    expected[0:2, 3:5] = _mask()[1:, 0:2]
    np.testing.assert_array_equal(labels, expected)


def _with_hidden_bits(folder, transfer_syntax=uids.ExplicitVRLittleEndian):
    """Write a series with an overlay in bit 12; return it with where the overlay is."""
    stored = phantom.ramp(dtype="uint16")
    hidden = np.zeros(stored.shape, bool)
    hidden[:, 2, 3] = True

    def edit(dataset, _index):
        dataset.add_new((0x6000, 0x0010), "US", 6)
        dataset.add_new((0x6000, 0x0011), "US", 5)
        dataset.add_new((0x6000, 0x0050), "SS", [1, 1])
        dataset.add_new((0x6000, 0x0100), "US", 16)
        dataset.add_new((0x6000, 0x0102), "US", 12)

    with_bits = (stored | (hidden.astype(np.uint16) << 12)).astype(np.uint16)
    phantom.write_series(
        folder, with_bits, bits_stored=12, edit=edit, transfer_syntax=transfer_syntax
    )
    (volume,) = scan(folder).volumes
    return volume, hidden


@pytest.mark.parametrize("transfer_syntax", [uids.ExplicitVRLittleEndian, uids.ExplicitVRBigEndian])
def test_an_overlay_in_the_pixel_bits_is_read(tmp_path, transfer_syntax):
    volume, hidden = _with_hidden_bits(tmp_path, transfer_syntax)

    np.testing.assert_array_equal(overlays_of(volume).labels.astype(bool), hidden)


def test_no_overlay_is_made_up_of_other_bytes(tmp_path):
    volume, _ = _with_hidden_bits(tmp_path, uids.DeflatedExplicitVRLittleEndian)

    assert overlays_of(volume) is None


def test_without_overlays_there_are_none(tmp_path):
    phantom.write_series(tmp_path)
    (volume,) = scan(tmp_path).volumes

    assert overlays_of(volume) is None


def _multi_frame(folder, stored, bits_stored, elements):
    """Write one file of these frames with elements of an overlay; return its volume."""
    dataset = phantom.image_header("OT", "series", "study", 0)
    phantom.set_pixels(dataset, list(stored), uids.ExplicitVRLittleEndian, bits_stored)
    dataset.NumberOfFrames = len(stored)
    for element, vr, value in elements:
        dataset.add_new((0x6000, element), vr, value)
    phantom.save(dataset, folder / "m.dcm", uids.ExplicitVRLittleEndian)
    (volume,) = scan(folder).volumes
    return volume


@pytest.mark.parametrize(
    ("origin", "shown"),
    [
        pytest.param([(0x0051, "US", 3)], [0, 0, 1, 2, 3, 0], id="frames 3 to 5"),
        pytest.param([(0x0051, "US", 1)], [1, 2, 3, 0, 0, 0], id="frames 1 to 3"),
        pytest.param([], [1, 2, 3, 0, 0, 0], id="no origin is the first frame"),
    ],
)
def test_an_overlay_of_some_frames_lies_on_these(tmp_path, origin, shown):
    masks = np.zeros((3, 6, 5), bool)
    masks[range(3), range(3), 4] = True  # the first in row 0, the second in row 1, ...
    data = np.packbits(masks.ravel(), bitorder="little").tobytes()
    elements = [
        (0x0010, "US", 6),
        (0x0011, "US", 5),
        (0x0015, "IS", 3),
        (0x0050, "SS", [1, 1]),
        (0x0100, "US", 1),
        (0x0102, "US", 0),
        (0x3000, "OW", data + b"\0" * (len(data) % 2)),
        *origin,
    ]

    volume = _multi_frame(tmp_path, phantom.ramp(6, dtype="uint16"), 16, elements)

    found = overlays_of(volume).labels.reshape(6, 6, 5)
    expected = np.zeros((6, 6, 5), np.uint8)
    for frame, number in enumerate(shown):
        if number:
            expected[frame] = masks[number - 1]
    np.testing.assert_array_equal(found, expected)


def test_an_overlay_of_one_frame_lies_on_every_frame_of_its_file(tmp_path):
    mask = np.zeros((6, 5), bool)
    mask[1, 2] = True
    data = np.packbits(mask.ravel(), bitorder="little").tobytes()
    elements = [(0x0010, "US", 6), (0x0011, "US", 5), (0x3000, "OW", data)]

    volume = _multi_frame(tmp_path, phantom.ramp(3, dtype="uint16"), 16, elements)

    labels = overlays_of(volume).labels.reshape(3, 6, 5)
    np.testing.assert_array_equal(labels.astype(bool), [mask, mask, mask])


@pytest.mark.parametrize("origin", [1, 3])
def test_an_overlay_of_one_frame_that_says_which_lies_on_that_one(tmp_path, origin):
    mask = np.zeros((6, 5), bool)
    mask[1, 2] = True
    data = np.packbits(mask.ravel(), bitorder="little").tobytes()
    elements = [
        (0x0010, "US", 6),
        (0x0011, "US", 5),
        (0x0015, "IS", 1),
        (0x0051, "US", origin),
        (0x3000, "OW", data),
    ]

    volume = _multi_frame(tmp_path, phantom.ramp(3, dtype="uint16"), 16, elements)

    labels = overlays_of(volume).labels.reshape(3, 6, 5)
    assert np.argwhere(labels).tolist() == [[origin - 1, 1, 2]]


@pytest.mark.parametrize("way", ["data", "pixel bits"])
def test_an_overlay_of_a_mosaic_lies_on_its_tiles(tmp_path, way):
    values = phantom.ramp(4, 8, 8, "uint16")
    path = write_mosaic(tmp_path / "m.dcm", values, phantom.make_affine())
    whole = np.zeros((16, 16), bool)
    for index in range(4):  # in row 1 + index of tile `index`
        whole[index // 2 * 8 + 1 + index, index % 2 * 8 + 3] = True
    dataset = pydicom.dcmread(path)
    dataset.add_new((0x6000, 0x0010), "US", 16)
    dataset.add_new((0x6000, 0x0011), "US", 16)
    dataset.add_new((0x6000, 0x0050), "SS", [1, 1])
    if way == "data":
        dataset.add_new((0x6000, 0x3000), "OW", np.packbits(whole, bitorder="little").tobytes())
    else:
        dataset.BitsStored, dataset.HighBit = 12, 11
        dataset.add_new((0x6000, 0x0100), "US", 16)
        dataset.add_new((0x6000, 0x0102), "US", 12)
        cells = np.frombuffer(dataset.PixelData, "<u2") | whole.ravel().astype("<u2") << 12
        dataset.PixelData = cells.astype("<u2").tobytes()
    dataset.save_as(path)
    (volume,) = scan(tmp_path).volumes

    labels = overlays_of(volume).labels

    assert np.argwhere(labels).tolist() == [[index, 1 + index, 3] for index in range(4)]


def test_an_overlay_in_the_pixel_bits_is_each_frames_own(tmp_path):
    stored = phantom.ramp(3, dtype="uint16")
    hidden = np.zeros(stored.shape, bool)
    hidden[range(3), range(3), 4] = True
    elements = [(0x0010, "US", 6), (0x0011, "US", 5), (0x0100, "US", 16), (0x0102, "US", 12)]

    with_bits = (stored | hidden.astype(np.uint16) << 12).astype(np.uint16)
    volume = _multi_frame(tmp_path, with_bits, 12, elements)

    labels = overlays_of(volume).labels.reshape(3, 6, 5)
    np.testing.assert_array_equal(labels.astype(bool), hidden)


@pytest.mark.parametrize("vr", ["OW", "OB"])
@pytest.mark.parametrize(
    "transfer_syntax",
    [
        pytest.param(uids.ExplicitVRLittleEndian, id="little"),
        pytest.param(uids.ExplicitVRBigEndian, id="big"),
    ],
)
def test_the_words_of_a_big_endian_overlay_are_turned_and_its_bytes_are_not(
    tmp_path, transfer_syntax, vr
):
    mask = np.zeros((6, 5), bool)
    mask[0, 1] = mask[3, 2] = mask[5, 4] = True
    data = np.packbits(mask.ravel(), bitorder="little")
    if vr == "OW" and transfer_syntax == uids.ExplicitVRBigEndian:
        data = data.reshape(-1, 2)[:, ::-1].ravel()  # as such a file holds its words

    def edit(dataset, _):
        for element, kind, value in (
            (0x0010, "US", 6),
            (0x0011, "US", 5),
            (0x3000, vr, bytes(data)),
        ):
            dataset.add_new((0x6000, element), kind, value)

    phantom.write_series(tmp_path, phantom.ramp(1), edit=edit, transfer_syntax=transfer_syntax)
    (volume,) = scan(tmp_path).volumes

    np.testing.assert_array_equal(overlays_of(volume).labels.reshape(6, 5).astype(bool), mask)


@pytest.fixture
def unwatched(monkeypatch):
    """Let files change unseen."""
    monkeypatch.setattr(FileState, "check_status", lambda *_: None)


def _found(folder):
    """Write a series with overlays; return its paths and the overlays before they are read."""
    paths = phantom.write_series(folder, edit=phantom.with_overlay)
    (overlays,) = scan(folder).objects
    assert isinstance(overlays, Overlays)
    return paths, overlays


ROWS_OF_OVERLAY = b"\0\x60\x10\0US\2\0\6\0"


@pytest.mark.parametrize(
    ("change", "words"),
    [
        pytest.param(lambda path: path.unlink(), "No such file", id="gone"),
        pytest.param(
            lambda path: path.write_bytes(
                path.read_bytes().replace(ROWS_OF_OVERLAY, b"\0\x60\x10\0FD\2\0\6\0")
            ),
            "damaged",
            id="damaged element",
        ),
        pytest.param(
            lambda path: path.write_bytes(path.read_bytes()[:142]), "damaged", id="cut short"
        ),
        pytest.param(
            lambda path: path.write_bytes(
                path.read_bytes()[:132] + b"\x40\0\x30\xa7SQ\0\0\xff\xff\xff\xff"
                b"\xfe\xff\0\xe0\xff\xff\xff\xff" * 3000
            ),
            "nests sequences",
            id="nested too deep",
        ),
    ],
)
@pytest.mark.usefixtures("unwatched")
def test_overlays_that_cannot_be_read_any_more_are_an_error_that_says_why(tmp_path, change, words):
    paths, overlays = _found(tmp_path / "Secret^Folder")
    change(paths[0])

    with pytest.raises((DecodeError, LimitError), match=r"the (overlays|header)") as raised:
        load_overlays(overlays)

    assert words in str(raised.value)
    assert "Secret" not in str(raised.value)


def test_overlays_that_cannot_be_read_stop_no_other_content(tmp_path):
    paths, overlays = _found(tmp_path)
    damaged = paths[0].read_bytes().replace(ROWS_OF_OVERLAY, b"\0\x60\x10\0FD\2\0\6\0")
    paths[0].write_bytes(damaged)

    loaded, failed = load_each([overlays, overlays.volume], HowToLoad())

    assert [one.content.name for one in loaded] == [overlays.volume.name]
    assert [one.content for one in failed] == [overlays]


@pytest.mark.usefixtures("unwatched")
def test_overlays_of_no_plane_after_all_are_an_error(tmp_path):
    paths, overlays = _found(tmp_path)
    phantom.write_series(tmp_path)  # the same files without

    assert paths[0].is_file()
    with pytest.raises(DecodeError, match="no overlay plane was found"):
        load_overlays(overlays)


def said_of(folder, *planes, edit=None):
    def add(dataset, index):
        for group, mask, origin in planes:
            _add_plane(dataset, group, mask, origin)
        if edit is not None:
            edit(dataset, index)

    phantom.write_series(folder, edit=add)
    (volume,) = scan(folder).volumes
    return [note.message for note in load_overlays(Overlays(volume)).content.notes]


def test_overlays_beside_each_other_leave_nothing_to_say(tmp_path):
    top, below = (0x6000, np.ones((1, 5), bool), (1, 1)), (0x6002, np.ones((1, 5), bool), (2, 1))

    assert said_of(tmp_path, top, below) == []


def test_overlays_on_each_other_say_so(tmp_path):
    one, two = ((group, np.ones((1, 5), bool), (1, 1)) for group in (0x6000, 0x6002))

    assert said_of(tmp_path, one, two) == [
        "overlays lie on each other, on 4 planes: the later one is shown where they do"
    ]


def test_overlay_planes_that_are_cut_short_are_counted(tmp_path):
    def edit(dataset, index):
        if index == 2:
            dataset[0x6002, 0x3000].value = b"\0\0"

    whole = (0x6000, np.ones((1, 5), bool), (1, 1))
    large = (0x6002, np.ones((6, 5), bool), (1, 1))

    said = said_of(tmp_path, whole, large, edit=edit)

    assert "cannot be read and left out, 1 overlay plane" in said
