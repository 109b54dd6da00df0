"""What companions say of images reaches their layers, opened together or later."""

import pytest
from pydicom import uid as uids

import phantom
from napari_dicom import add_dicom
from napari_dicom.dicom.describing import presets_in
from napari_dicom.layers import with_remarks
from objects import item, write_object
from phantom import write_series

INSTANCE = phantom.uid("study", "series", "instance", 1)


def write_state(folder, label="LUNG", number=5):
    image = item(ReferencedSOPInstanceUID=INSTANCE)
    values = {
        "ContentLabel": label,
        "ReferencedSeriesSequence": [item(ReferencedImageSequence=[image])],
        "SoftcopyVOILUTSequence": [item(WindowCenter="-600", WindowWidth="1500")],
    }
    sop_class = uids.GrayscaleSoftcopyPresentationStateStorage
    return write_object(folder / f"pr{number}.dcm", sop_class, values, number=number, modality="PR")


def labels(layer):
    return [one["label"] for one in layer.metadata["dicom"].get("presentation", ())]


def test_opened_together_the_image_knows_its_presentation_state(viewer, tmp_path):
    write_series(tmp_path / "ct")
    write_state(tmp_path)

    (image,) = add_dicom(viewer, tmp_path)

    assert labels(image) == ["LUNG"]
    assert len(viewer.layers) == 1


@pytest.mark.parametrize("by", ["script", "drop"])
def test_opened_later_the_image_that_is_open_is_told(viewer, tmp_path, by, monkeypatch):
    write_series(tmp_path / "ct")
    (image,) = add_dicom(viewer, tmp_path / "ct")
    path = write_state(tmp_path / "pr")
    monkeypatch.setattr("napari_dicom.viewer.opening.window_viewer", lambda: viewer)

    if by == "script":
        assert add_dicom(viewer, path) == []
    else:
        viewer.open(path, plugin="napari-dicom")

    assert labels(image) == ["LUNG"]
    assert len(viewer.layers) == 1


def test_states_add_up_and_one_opened_again_counts_once(viewer, tmp_path):
    write_series(tmp_path / "ct")
    (image,) = add_dicom(viewer, tmp_path / "ct")

    for _ in range(2):
        add_dicom(viewer, write_state(tmp_path / "a"))
    add_dicom(viewer, write_state(tmp_path / "b", "BONE", 6))

    assert labels(image) == ["LUNG", "BONE"]


def test_windows_of_presentation_states_are_presets_by_their_label(viewer, tmp_path):
    write_series(tmp_path / "ct")
    write_state(tmp_path)

    (image,) = add_dicom(viewer, tmp_path)

    (preset,) = presets_in(image.metadata["dicom"]["presentation"])
    assert (preset.name, preset.limits) == ("LUNG", (-1350.0, 149.0))


def test_remarks_leave_what_they_are_added_to_as_it_is():
    before = {"key_images": [1]}

    after = with_remarks(before, [{"key_images": [1, 2], "other": [3]}])

    assert before == {"key_images": [1]}
    assert after == {"key_images": [1, 2], "other": [3]}
