"""United Imaging's grids: tiles become slices at the places their own items give."""

import numpy as np
import pytest
from pydicom import uid as uids
from pydicom.dataset import Dataset

import phantom
from napari_dicom.api import read_volumes
from napari_dicom.dicom import scan

AFFINE = phantom.rotated(phantom.make_affine(), phantom.rotation(10, -20, 30))


def place(affine, index, *, turned=False):
    item = Dataset()
    item.ImagePositionPatient = phantom.ds(phantom.position(affine, index))
    if turned:
        item.ImageOrientationPatient = phantom.ds(phantom.orientation(affine))
    return item


def write_grid(path, values, affine=AFFINE, down=None, items=None, count=None, number=0):
    planes, rows, columns = values.shape
    across = int(np.ceil(np.sqrt(planes)))
    picture = np.zeros(((down or -(-planes // across)) * rows, across * columns), values.dtype)
    for index, plane in enumerate(values):
        row, column = index // across * rows, index % across * columns
        picture[row : row + rows, column : column + columns] = plane
    dataset = phantom.image_header("MR", "grid", "study", number)
    dataset.update(phantom.plane_header(affine, 0))
    dataset.ImageType = ["ORIGINAL", "PRIMARY", "M", "VFRAME"]
    block = dataset.private_block(0x0065, "Image Private Header", create=True)
    block.add_new(0x50, "DS", str(count or planes))
    if items is None:
        items = [place(affine, index) for index in range(planes)]
    block.add_new(0x51, "SQ", items)
    phantom.set_pixels(dataset, [picture], uids.ExplicitVRLittleEndian)
    return phantom.save(dataset, path, uids.ExplicitVRLittleEndian)


@pytest.mark.parametrize("planes", [2, 5, 7, 9, 20])
def test_tiles_become_slices_at_their_places(tmp_path, planes):
    write_grid(tmp_path / "g.dcm", phantom.ramp(planes))

    (loaded,) = read_volumes(tmp_path)

    assert np.array_equal(loaded.values, phantom.ramp(planes))
    assert loaded.volume.geometry.affine == pytest.approx(AFFINE, abs=1e-5)
    assert not loaded.volume.notes or {note.code for note in loaded.volume.notes} <= {"oblique"}


def test_slices_that_descend_are_turned_round(tmp_path):
    affine = AFFINE.copy()
    affine[:3, 0] *= -1
    write_grid(tmp_path / "g.dcm", phantom.ramp(4), affine)

    (loaded,) = read_volumes(tmp_path)

    assert np.array_equal(loaded.values, phantom.ramp(4)[::-1])


def test_several_grids_of_one_place_are_times(tmp_path):
    for number in range(3):
        write_grid(tmp_path / f"{number}.dcm", phantom.ramp(4) + 1000 * number, number=number)

    (loaded,) = read_volumes(tmp_path)

    assert loaded.volume.shape == (3, 4, 6, 5)
    assert np.array_equal(loaded.values[2], phantom.ramp(4) + 2000)


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"items": []}, id="no items"),
        pytest.param({"items": [place(AFFINE, 0)] * 3}, id="too few items"),
        pytest.param({"count": 5000}, id="more slices than items"),
    ],
)
def test_a_grid_whose_description_does_not_fit_is_shown_whole_with_a_note(tmp_path, changes):
    write_grid(tmp_path / "g.dcm", phantom.ramp(4), **changes)

    (volume,) = scan(tmp_path).volumes

    assert volume.shape == (1, 12, 10)
    assert "assumed" in {note.code for note in volume.notes}


def test_a_tile_whose_item_has_an_orientation_of_its_own_lies_in_it(tmp_path):
    header = phantom.make_affine("sagittal")
    items = [place(AFFINE, index, turned=True) for index in range(4)]
    write_grid(tmp_path / "g.dcm", phantom.ramp(4), header, items=items)

    (loaded,) = read_volumes(tmp_path)

    assert loaded.volume.geometry.affine == pytest.approx(AFFINE, abs=1e-5)
    assert np.array_equal(loaded.values, phantom.ramp(4))
