"""One series over another: in colours that let it be seen, and undone without a trace."""

import numpy as np
import pytest
from napari.components import ViewerModel

import phantom
from napari_dicom import add_dicom
from napari_dicom.viewer import fusable, fuse

COARSE = phantom.make_affine(spacing=(5, 4, 4))
PET = {"Units": "GML", "SUVType": "BW", "SeriesDescription": "emission"}


def look(viewer):
    return [
        (
            layer.name,
            layer.colormap.name,
            tuple(layer.contrast_limits),
            tuple(layer.contrast_limits_range),
            layer.opacity,
            str(layer.blending),
            layer.visible,
        )
        for layer in viewer.layers
    ]


@pytest.fixture
def study(tmp_path):
    """A viewer with a CT and a PET of one frame of reference: (viewer, CT, PET)."""

    def make(header=PET, **how):
        phantom.write_series(tmp_path / "ct", series="Thorax")
        how = {"modality": "PT", "series": "emission", "affine": COARSE, **how}
        phantom.write_series(tmp_path / "pet", header=header, **how)
        viewer = ViewerModel()
        add_dicom(viewer, [tmp_path / "ct", tmp_path / "pet"])
        by_modality = {one.metadata["dicom"]["Modality"]: one for one in viewer.layers}
        other = how["modality"]
        return viewer, by_modality["CT"], by_modality[other]

    return make


def test_the_second_series_lies_above_in_colours_that_begin_clear(study):
    viewer, ct, pet = study()

    fuse(viewer, ct, pet)

    assert viewer.layers.index(pet) > viewer.layers.index(ct)
    assert pet.opacity == 0.6
    clear, full = np.asarray(pet.colormap.map([0.0, 1.0]))[:, 3]
    assert (clear, full) == (0, 1)


def test_the_layer_below_keeps_its_values_and_its_window(study):
    viewer, ct, pet = study()
    limits, data = tuple(ct.contrast_limits), ct.data

    fuse(viewer, ct, pet)

    assert tuple(ct.contrast_limits) == limits
    assert ct.data is data


def test_uptake_is_shown_from_0_to_10(study):
    viewer, ct, pet = study()

    fusion = fuse(viewer, ct, pet)

    assert tuple(pet.contrast_limits) == (0, 10)
    assert fusion.said.startswith("0 to 10 SUVbw")


def test_activity_whose_uptake_is_not_known_is_shown_from_0_to_its_brightest(study):
    viewer, ct, pet = study(header={"Units": "BQML"})

    fusion = fuse(viewer, ct, pet)

    low, high = pet.contrast_limits
    assert low == 0
    assert high == pytest.approx(np.percentile(pet.data, 99.9))
    assert fusion.said.endswith("BQML")


def test_what_is_no_emission_keeps_its_window(study):
    viewer, ct, mr = study(header=None, modality="MR")
    limits = tuple(mr.contrast_limits)

    fuse(viewer, ct, mr)

    assert tuple(mr.contrast_limits) == limits


@pytest.mark.parametrize("base", ["CT", "PT"])
def test_undone_everything_is_as_it_was(study, base):
    viewer, ct, pet = study()
    pet.visible = False
    before = look(viewer)

    fusion = fuse(viewer, *((ct, pet) if base == "CT" else (pet, ct)))
    assert look(viewer) != before
    fusion.undo(viewer)

    assert look(viewer) == before


def test_undoing_what_was_removed_meanwhile_changes_only_what_is_left(study):
    viewer, ct, pet = study()
    fusion = fuse(viewer, ct, pet)

    viewer.layers.remove(pet)
    fusion.undo(viewer)

    assert list(viewer.layers) == [ct]


def test_only_what_shares_the_frame_of_reference_can_lie_over(study, tmp_path):
    viewer, ct, pet = study()
    phantom.write_series(
        tmp_path / "else", series="elsewhere", header={"FrameOfReferenceUID": "1.2.3"}
    )
    add_dicom(viewer, tmp_path / "else")

    assert fusable(viewer, ct) == [pet]
    assert fusable(viewer, pet) == [ct]


def test_the_selected_layer_stays_selected(study):
    viewer, ct, pet = study()
    viewer.layers.selection.active = ct

    fuse(viewer, ct, pet).undo(viewer)

    assert viewer.layers.selection.active is ct
