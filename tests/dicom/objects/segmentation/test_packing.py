"""Overlapping segments lie in as few label maps as hold them, each whole."""

from itertools import combinations

import numpy as np
import pytest

from napari_dicom.dicom import LimitError, open_paths
from napari_dicom.dicom.objects.segmentation import packing
from segmentations import blobs, voxels, write_segmentation


def load(path):
    return open_paths(path).loaded[0]


def test_segments_that_do_not_overlap_share_one_label_map(tmp_path):
    write_segmentation(tmp_path / "seg.dcm", blobs(count=5))

    assert len(load(tmp_path).label_maps) == 1


def test_a_segment_goes_into_the_first_label_map_that_is_free(tmp_path):
    masks = {number: np.zeros((2, 5, 7), bool) for number in (1, 2, 3, 4)}
    masks[1][1, 1:3], masks[2][1, 2:4], masks[3][1, 4], masks[4][0:2, 0:3, 1] = (True,) * 4
    write_segmentation(tmp_path / "seg.dcm", masks)

    loaded = load(tmp_path)

    numbers = [[shown.segment.number for shown in one.shown] for one in loaded.label_maps]
    assert numbers == [[1, 3], [2], [4]]
    for number, mask in voxels(loaded).items():
        np.testing.assert_array_equal(mask, masks[number])


def test_every_segment_is_whole_however_they_overlap(tmp_path):
    random = np.random.default_rng(7)
    masks = {number: random.random((4, 9, 11)) < 0.1 for number in range(1, 25)}
    write_segmentation(tmp_path / "seg.dcm", masks)

    loaded = load(tmp_path)

    found = voxels(loaded)
    assert found.keys() == masks.keys()
    for number, mask in masks.items():
        np.testing.assert_array_equal(found[number], mask)
    overlaps = sum((masks[a] & masks[b]).any() for a, b in combinations(masks, 2))
    assert overlaps > 20
    assert 1 < len(loaded.label_maps) < len(masks)


@pytest.mark.parametrize(("count", "is_refused"), [(3, False), (4, True)])
def test_a_pile_of_overlaps_is_refused(tmp_path, monkeypatch, count, is_refused):
    monkeypatch.setattr(packing, "MOST_MAPS", 3)
    mask = np.ones((2, 3, 3), bool)
    write_segmentation(tmp_path / "seg.dcm", dict.fromkeys(range(1, count + 1), mask))

    opened = open_paths(tmp_path)

    assert len(opened.failed) == is_refused
    assert len(opened.loaded) != is_refused
    assert all("overlap so much" in one.reason for one in opened.failed)


def test_numbers_past_255_need_two_bytes(tmp_path):
    masks = blobs()
    write_segmentation(tmp_path / "few.dcm", {254: masks[1], 255: masks[2]})
    few = load(tmp_path).label_maps[0].labels
    write_segmentation(tmp_path / "few.dcm", {255: masks[1], 256: masks[2]})
    many = load(tmp_path).label_maps[0].labels

    assert (few.dtype, many.dtype) == (np.uint8, np.uint16)
    np.testing.assert_array_equal(many == 256, masks[2])


def test_the_error_of_a_full_packing_is_one_of_limits():
    full = packing.Packing((1, 1, 1), np.dtype(np.uint8), lambda _: None)
    for number in range(1, packing.MOST_MAPS + 1):
        full.add(number, {0: np.ones(1, np.uint8)})

    with pytest.raises(LimitError):
        full.add(packing.MOST_MAPS + 1, {0: np.ones(1, np.uint8)})
