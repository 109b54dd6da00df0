"""Which images an object belongs to: by frame of reference first, by references second."""

from types import SimpleNamespace

import pytest

import phantom
from napari_dicom.api import read_volumes
from napari_dicom.dicom import References, as_measured, images_of

FRAME = phantom.uid("study", "frame of reference")


@pytest.fixture
def pair(tmp_path):
    """Two series of one frame of reference."""
    for name in ("a", "b"):
        phantom.write_series(tmp_path / name, phantom.ramp(2), series=name)
    return [loaded.volume for loaded in read_volumes(tmp_path)]


def without_frame(tmp_path, name="c"):
    phantom.write_series(tmp_path / name, phantom.ramp(2), series=name, edit=_forget)
    return read_volumes(tmp_path / name)[0].volume


def _forget(dataset, _):
    del dataset.FrameOfReferenceUID


def series_of(volume):
    return volume.header.text("SeriesInstanceUID")


def instances_of(volume):
    return frozenset(one.sop_instance_uid for one in volume.instances)


def test_all_images_of_its_frame_of_reference_are_its_own_whatever_it_refers_to(pair):
    absent = References(FRAME, ("1.2.3",), frozenset({"1.2.4"}))

    assert images_of(absent, pair) == tuple(pair)


def test_the_series_it_refers_to_comes_first(pair):
    found = images_of(References(FRAME, (series_of(pair[1]),)), pair)

    assert found == (pair[1], pair[0])


def test_the_images_it_refers_to_come_before_the_series(pair):
    found = images_of(References(FRAME, (series_of(pair[0]),), instances_of(pair[1])), pair)

    assert found == (pair[1], pair[0])


def test_an_image_of_another_frame_of_reference_is_never_its_own(pair):
    references = References("1.2.3", (series_of(pair[0]),), instances_of(pair[0]))

    assert images_of(references, pair) == ()


def test_without_a_frame_of_reference_it_belongs_to_what_it_refers_to_alone(pair):
    assert images_of(References("", (series_of(pair[1]),)), pair) == (pair[1],)
    assert images_of(References(), pair) == ()


def test_an_image_without_a_frame_of_reference_is_known_by_references(tmp_path, pair):
    loose = without_frame(tmp_path)

    assert loose.frame_of_reference_uid == ""
    assert images_of(References("1.2.3", (), instances_of(loose)), [*pair, loose]) == (loose,)
    assert images_of(References("1.2.3"), [loose]) == ()


def test_slices_scaled_by_their_thickness_are_measured_by_their_positions(tmp_path):
    phantom.write_series(tmp_path, header={"SliceThickness": "9"})
    (scaled,) = read_volumes(tmp_path, z_spacing="slice-thickness")

    assert scaled.volume.geometry.spacing.used == 9
    assert as_measured(scaled.volume).spacing.used == 2.5
    assert as_measured(SimpleNamespace(geometry=None)) is None
