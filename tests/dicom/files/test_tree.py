"""Nested items, walked by bytes or read by pydicom: the same tree."""

import pytest
from pydicom import uid as uids

from napari_dicom.dicom import DEFAULT_LIMITS, HeaderError, LimitError, datasets
from napari_dicom.dicom.datasets import items_at
from napari_dicom.dicom.files import read_tree, scan_paths
from napari_dicom.dicom.headers import walk_items
from real import REAL, needs_real
from segmentations import blobs, segment, write_segmentation

SEGMENTS, TYPE, PER_FRAME, PLACE = 0x00620002, 0x0062000F, 0x52009230, 0x00209113
SEQUENCES = (SEGMENTS, TYPE, PER_FRAME, PLACE)

SYNTAXES = [
    pytest.param(uids.ImplicitVRLittleEndian, id="implicit"),
    pytest.param(uids.ExplicitVRLittleEndian, id="explicit"),
    pytest.param(uids.ExplicitVRBigEndian, id="big endian"),
    pytest.param(uids.DeflatedExplicitVRLittleEndian, id="deflated"),
    pytest.param(uids.RLELossless, id="RLE"),
]


def read(path, limits=DEFAULT_LIMITS):
    (instance,) = scan_paths([path]).instances
    pixels = instance.pixels
    return read_tree(path, SEQUENCES, None if pixels.dataset_offset else pixels.offset, limits)


def flat(item):
    values = {
        tag: value.strip(b"\0 ")
        for tag, value in item.values.items()
        if tag >> 16 != 2 and value.strip(b"\0 ")
    }
    return values, {tag: [flat(one) for one in items] for tag, items in item.sequences.items()}


@pytest.mark.parametrize("undefined", [False, True], ids=["defined lengths", "undefined lengths"])
@pytest.mark.parametrize("syntax", SYNTAXES)
def test_items_are_found_however_they_are_written(tmp_path, syntax, undefined):
    def edit(dataset):
        for sequence in (dataset["SegmentSequence"], dataset["PerFrameFunctionalGroupsSequence"]):
            sequence.is_undefined_length = undefined
            for item in sequence.value:
                item.is_undefined_length_sequence_item = undefined

    path = write_segmentation(tmp_path / "s.dcm", blobs(), transfer_syntax=syntax, edit=edit)

    root = read(path)

    labels = [item.header.text("SegmentLabel") for item in root.items(SEGMENTS)]
    assert labels == ["part 1", "part 2"]
    assert root.under(SEGMENTS, TYPE)[1].header.text("CodeMeaning") == "Liver"
    first = root.items(PER_FRAME)[0].first(PLACE)
    assert first.header.numbers("ImagePositionPatient") == (-30, -20, 100)
    assert root.first(0x00081115) is None  # not asked for


def test_the_walk_is_taken_for_what_is_common_and_agrees_with_pydicom(tmp_path, monkeypatch):
    path = write_segmentation(tmp_path / "s.dcm", blobs())
    by_pydicom = flat(items_at(path, frozenset(SEQUENCES)))
    monkeypatch.setattr(datasets, "items_at", None)  # the walk alone

    assert flat(read(path)) == by_pydicom


@needs_real
def test_the_walk_agrees_with_pydicom_on_real_segmentations():
    found = scan_paths([REAL.parent / "companions"]).instances
    segmentations = [one for one in found if one.header.text("Modality") == "SEG"]

    for one in segmentations:
        head = one.path.read_bytes()[: one.pixels.offset]
        walked = walk_items(head, frozenset(SEQUENCES), has_pixels=True, depth=64)
        read = items_at(one.path, frozenset(SEQUENCES))
        assert flat(walked) == flat(read)
    assert len(segmentations) >= 6


def test_letters_of_items_are_those_of_the_data_set(tmp_path):
    def edit(dataset):
        dataset.SpecificCharacterSet = "ISO_IR 100"

    path = write_segmentation(
        tmp_path / "s.dcm", blobs(count=1), segments=[segment(1, "Schädel")], edit=edit
    )

    assert read(path).items(SEGMENTS)[0].header.text("SegmentLabel") == "Schädel"


def test_a_header_past_the_limit_is_refused(tmp_path):
    path = write_segmentation(tmp_path / "s.dcm", blobs())
    offset = scan_paths([path]).instances[0].pixels.offset
    limits = type(DEFAULT_LIMITS)

    read_tree(path, SEQUENCES, offset, limits(header_bytes=offset))
    with pytest.raises(LimitError, match="header_bytes"):
        read_tree(path, SEQUENCES, offset, limits(header_bytes=offset - 1))


def test_damage_is_told_in_one_sentence(tmp_path):
    path = write_segmentation(tmp_path / "s.dcm", blobs())
    data = bytearray(path.read_bytes())
    start = data.index(b"\x62\x00\x02\x00SQ")
    data[start + 8 : start + 12] = (7).to_bytes(4, "little")
    path.write_bytes(data)

    with pytest.raises(HeaderError, match="damaged"):
        read_tree(path, SEQUENCES, len(data), DEFAULT_LIMITS)
