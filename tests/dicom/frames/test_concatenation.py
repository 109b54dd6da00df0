"""An image stored in several files (a concatenation, PS3.3 C.7.6.16.1.1) is one image again."""

import numpy as np
import pytest

import phantom
from napari_dicom import read_volumes, scan
from napari_dicom.dicom import Severity

PARTS, EACH = 3, 2


def write_parts(folder, *, offsets="right", placed=False, parts=PARTS):
    """Write parts whose files are named in the opposite order."""
    values = phantom.ramp(PARTS * EACH)
    plane = {} if placed else {"SharedFunctionalGroupsSequence": None}
    for part in range(parts):
        first = part * EACH
        said = {"right": first, "zero": 0, "absent": None}[offsets]
        affine = phantom.make_affine()
        affine[:3, 3] += first * affine[:3, 0]
        phantom.write_enhanced(
            folder / f"part{PARTS - part}",
            values[first : first + EACH],
            affine=affine,
            header=plane
            | {
                "SOPInstanceUID": phantom.uid("part", part),
                "ConcatenationUID": phantom.uid("whole"),
                "InConcatenationNumber": part + 1,
                "InConcatenationTotalNumber": PARTS,
                "ConcatenationFrameOffsetNumber": said,
                "Modality": "XA",
            },
            edit_frame=None if placed else without_place,
        )
    return values


def without_place(group, _index):
    del group.PlanePositionSequence
    del group.FrameContentSequence


@pytest.mark.parametrize("offsets", ["right", "zero", "absent"])
def test_parts_without_place_are_one_sequence_in_their_order(tmp_path, offsets):
    values = write_parts(tmp_path, offsets=offsets)

    (loaded,) = read_volumes(tmp_path)

    np.testing.assert_array_equal(loaded.values.reshape(values.shape), values)


def test_parts_with_places_are_one_stack(tmp_path):
    values = write_parts(tmp_path, placed=True)

    (loaded,) = read_volumes(tmp_path)

    np.testing.assert_array_equal(loaded.values, values)


def test_whole_images_of_one_series_stay_apart(tmp_path):
    for name in "ab":
        phantom.write_enhanced(
            tmp_path / name,
            phantom.ramp(2),
            header={
                "SharedFunctionalGroupsSequence": None,
                "SOPInstanceUID": phantom.uid(name),
                "Modality": "XA",
            },
            edit_frame=without_place,
        )

    assert len(scan(tmp_path).volumes) == 2


def test_parts_that_are_not_there_are_told(tmp_path):
    write_parts(tmp_path, placed=True, parts=2)

    (volume,) = scan(tmp_path).volumes

    (note,) = [note for note in volume.notes if note.code == "parts-missing"]
    assert (note.severity, note.details["parts"]) == (Severity.WARNING, [3])


def test_a_whole_concatenation_is_not_remarked_on(tmp_path):
    write_parts(tmp_path, placed=True)

    (volume,) = scan(tmp_path).volumes

    assert "parts-missing" not in [note.code for note in volume.notes]
