"""Companions that claim more than there can be are refused before memory or time are taken."""

import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from pydicom.dataset import Dataset

import phantom
from napari_dicom.dicom import open_paths
from robustness.test_limits import cheaply
from segmentations import blobs, segment, write_segmentation
from structure_sets import contour, roi, structure_set

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="measures memory by /proc")


def many_segments(folder: Path) -> None:
    def edit(dataset: Dataset) -> None:
        dataset.SegmentSequence = [dataset.SegmentSequence[0]] * 65_535

    write_segmentation(folder / "a.dcm", blobs(count=1), segments=[segment(1)], edit=edit)


def many_points(folder: Path) -> None:
    points = contour(np.zeros((1000, 3)))
    structure_set(folder / "a.dcm", roi(1, "a", [points] * 1000))


def frames_far_beyond_the_image(folder: Path) -> None:
    def edit(dataset: Dataset) -> None:
        last = dataset.PerFrameFunctionalGroupsSequence[-1].PlanePositionSequence[0]
        last.ImagePositionPatient = ["0", "0", "900000"]

    write_segmentation(folder / "a.dcm", blobs(count=1), edit=edit)


def many_frames(folder: Path) -> None:
    def edit(dataset: Dataset) -> None:
        dataset.NumberOfFrames = 2_147_483_647

    write_segmentation(folder / "a.dcm", blobs(count=1), edit=edit)


def one_huge_frame(folder: Path) -> None:
    def edit(dataset: Dataset) -> None:
        dataset.Rows = dataset.Columns = 65_535

    write_segmentation(folder / "a.dcm", blobs(count=1), edit=edit)


@pytest.mark.parametrize(
    ("write", "reason"),
    [
        (many_segments, "limits.segments"),
        (many_points, "limits.contour_points"),
        (frames_far_beyond_the_image, "nearly all would be empty"),
        (many_frames, "frames"),
        (one_huge_frame, ""),
    ],
)
def test_a_bomb_is_refused_and_the_images_open(
    tmp_path: Path, write: Callable[[Path], None], reason: str
) -> None:
    phantom.write_series(tmp_path / "ct", phantom.ramp(4, 6, 5))
    write(tmp_path)

    with cheaply():
        opened = open_paths(tmp_path)

    told = [one.reason for one in (*opened.failed, *opened.skipped)]
    assert len(opened.volumes) == 1
    assert len(told) == 1
    assert reason in told[0]
