"""Key images are marked on their slices and told to their layers."""

import numpy as np
import pytest
from pydicom import uid as uids

import phantom
from napari_dicom.dicom import HowToLoad, load_contents, scan
from napari_dicom.dicom.objects import LoadedDrawing, Stroke
from objects import item, write_object

INSTANCES = [phantom.uid("study", "series", "instance", index) for index in range(4)]


def write_selection(folder, *instances, frame=None):
    def image(uid):
        referenced = item(ReferencedSOPInstanceUID=uid)
        if frame:
            referenced.ReferencedFrameNumber = frame
        return item(ValueType="IMAGE", ReferencedSOPSequence=[referenced])

    values = {
        "ConceptNameCodeSequence": [item(CodeValue="113000", CodeMeaning="Of Interest")],
        "ContentSequence": [
            item(ValueType="TEXT", TextValue="Secret^Patient"),
            *map(image, instances),
        ],
    }
    sop_class = uids.KeyObjectSelectionDocumentStorage
    return write_object(folder / "ko.dcm", sop_class, values, modality="KO", number=5)


def opened(folder):
    return load_contents(scan(folder), HowToLoad())


def drawing(folder):
    (one,) = [one for one in opened(folder).loaded if isinstance(one, LoadedDrawing)]
    return one


def test_each_key_image_has_a_frame_around_its_pixels(tmp_path):
    phantom.write_series(tmp_path / "ct")
    write_selection(tmp_path, INSTANCES[1], INSTANCES[3])

    one, three = drawing(tmp_path).placed

    corners = [[-0.5, -0.5], [-0.5, 4.5], [5.5, 4.5], [5.5, -0.5]]
    np.testing.assert_allclose(one.index[:, 1:], corners, atol=1e-6)
    assert [mark.index[0, 0] for mark in (one, three)] == pytest.approx([1, 3])
    assert one.mark.stroke is Stroke.CLOSED
    assert one.mark.facts["label"] == "Of Interest"


def test_key_images_are_told_to_their_images_by_uid_and_frame(tmp_path):
    phantom.write_series(tmp_path / "ct")
    write_selection(tmp_path, INSTANCES[1])

    ((volume, entries),) = drawing(tmp_path).remarks

    assert volume.slices == 4
    assert entries["key_images"] == [
        {"SOPInstanceUID": INSTANCES[1], "frame": 1, "title": "Of Interest"}
    ]


def test_a_key_frame_of_a_file_of_many_is_that_frame(tmp_path):
    phantom.write_enhanced(tmp_path / "mf.dcm")
    write_selection(tmp_path, phantom.uid("study", "enhanced", "instance", 0), frame=3)

    (mark,) = drawing(tmp_path).placed

    np.testing.assert_allclose(mark.index[:, 0], 2, atol=1e-6)


def test_key_images_of_two_volumes_are_each_told_their_own(tmp_path):
    phantom.write_series(tmp_path / "ct")
    phantom.write_series(tmp_path / "b", series="b", affine=phantom.make_affine("coronal"))
    other = phantom.uid("study", "b", "instance", 0)
    write_selection(tmp_path, *INSTANCES[:2], other)

    found = {
        volume.header.text("SeriesDescription"): len(entries["key_images"])
        for volume, entries in drawing(tmp_path).remarks
    }

    assert found == {"series": 2, "b": 1}


def test_a_selection_none_of_whose_images_is_here_is_named(tmp_path):
    write_selection(tmp_path, INSTANCES[1])

    (failed,) = opened(tmp_path).failed

    assert "none of the images that are marked is here" in failed.reason


def test_a_selection_of_no_image_is_listed(tmp_path):
    write_selection(tmp_path)

    (listing,) = scan(tmp_path).listings

    assert listing.what == "key object selection"


def test_no_free_text_is_told(tmp_path):
    phantom.write_series(tmp_path / "ct")
    write_selection(tmp_path, INSTANCES[1])

    one = drawing(tmp_path)

    assert "Secret" not in f"{one.told}{[mark.mark.facts for mark in one.placed]}"


def said(folder):
    return [note.message for note in drawing(folder).content.notes]


@pytest.mark.parametrize(
    ("gone", "sentences"),
    [
        pytest.param(0, [], id="all here"),
        pytest.param(1, ["1 of the 2 images that are marked was not there"], id="one gone"),
        pytest.param(2, ["2 of the 3 images that are marked were not there"], id="two gone"),
    ],
)
def test_key_images_that_are_not_here_are_counted(tmp_path, gone, sentences):
    phantom.write_series(tmp_path / "ct")
    write_selection(tmp_path, INSTANCES[1], *(phantom.uid(number) for number in range(gone)))

    assert said(tmp_path) == sentences


def test_a_file_of_many_frames_that_is_marked_as_a_whole_says_where_its_mark_is(tmp_path):
    phantom.write_enhanced(tmp_path / "mf.dcm")
    write_selection(tmp_path, phantom.uid("study", "enhanced", "instance", 0))

    assert len(drawing(tmp_path).placed) == 1
    assert said(tmp_path) == [
        "1 image of several frames is referred to as a whole: drawn on the first frame"
    ]


def test_every_key_frame_that_is_named_is_marked(tmp_path):
    phantom.write_enhanced(tmp_path / "mf.dcm")
    whole = phantom.uid("study", "enhanced", "instance", 0)
    write_selection(tmp_path, whole, frame=[2, 4])

    found = [mark.index[0, 0] for mark in drawing(tmp_path).placed]

    assert found == pytest.approx([1, 3])
    assert said(tmp_path) == []
