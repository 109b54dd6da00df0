"""Isodose lines at chosen levels: beside a dose, on its own grid, and taken away again."""

import numpy as np
import pytest
from napari.components import ViewerModel

from napari_dicom import add_dicom
from napari_dicom.dicom import NapariDicomError
from napari_dicom.dicom.objects import IsodoseLevel
from napari_dicom.viewer import dose_of, levels_of, show_isodoses
from phantom import make_affine, write_series

SIZE = 41
HIGHEST = 36.0


@pytest.fixture
def viewer():
    return ViewerModel()


@pytest.fixture
def opened(viewer, tmp_path):
    """A CT and a dose that falls by 1 Gy a voxel: (CT, dose)."""
    rows, columns = np.mgrid[:SIZE, :SIZE] - SIZE // 2
    cone = np.maximum(0.0, HIGHEST - np.hypot(rows, columns))
    header = {"DoseGridScaling": "0.01", "DoseUnits": "GY"}
    values = (np.stack([cone] * 3) * 100).astype("u2")
    write_series(tmp_path / "dose", values, modality="RTDOSE", series="dose", header=header)
    write_series(tmp_path / "ct", affine=make_affine())
    add_dicom(viewer, tmp_path)
    found = {one.metadata["dicom"]["Modality"]: one for one in viewer.layers}
    return found["CT"], found["RTDOSE"]


def test_lines_run_where_the_dose_is_what_was_asked_for_in_gy(viewer, opened):
    _, dose = opened

    shown = show_isodoses(viewer, dose, [IsodoseLevel(30.0)])

    (layer,) = shown.layers
    radii = [np.linalg.norm(line[:, 1:] - SIZE // 2, axis=1) for line in layer.data]
    assert len(radii) == 3
    np.testing.assert_allclose(np.concatenate(radii), HIGHEST - 30, atol=0.1)
    assert list(layer.features["label"]) == ["30 Gy"] * 3


@pytest.mark.parametrize(("of", "dose"), [(None, 18.0), (20.0, 10.0)])
def test_percentages_are_of_the_maximum_or_of_what_was_prescribed(opened, of, dose):
    (level,) = levels_of(opened[1], [50], of=of)

    assert level == IsodoseLevel(pytest.approx(dose), 50)


def test_the_legend_says_gy_the_greatest_first_and_what_is_exceeded_nowhere(viewer, opened):
    dose = opened[1]

    legend = show_isodoses(viewer, dose, levels_of(dose, [50, 110])).legend

    assert [(one.words, one.missing) for one in legend] == [
        ("110 %, 39.6 Gy", "exceeded nowhere"),
        ("50 %, 18 Gy", ""),
    ]


@pytest.mark.parametrize("chosen", [0, 1], ids=["CT", "dose"])
def test_the_dose_of_an_image_is_itself_or_that_of_its_frame_of_reference(viewer, opened, chosen):
    assert dose_of(viewer, opened[chosen]) is opened[1]


def test_an_image_without_a_dose_has_none(viewer, opened):
    viewer.layers.remove(opened[1])

    assert dose_of(viewer, opened[0]) is None


def test_undoing_leaves_everything_as_it_was(viewer, opened):
    dose = opened[1]
    viewer.layers.selection.active = opened[0]
    before = list(viewer.layers), dose.visible, dose.opacity, list(dose.contrast_limits)

    shown = show_isodoses(viewer, dose, levels_of(dose, [50]))
    active = viewer.layers.selection.active
    shown.undo(viewer)

    assert active is opened[0]
    assert before == (list(viewer.layers), dose.visible, dose.opacity, list(dose.contrast_limits))


def test_levels_that_are_reached_nowhere_are_refused_in_words(viewer, opened):
    count = len(viewer.layers)

    with pytest.raises(NapariDicomError, match=r"the doses are 7\.71 to 36"):
        show_isodoses(viewer, opened[1], [IsodoseLevel(50.0)])

    assert len(viewer.layers) == count


@pytest.fixture
def uneven(viewer, tmp_path):
    """A dose of 20 to 29 Gy in its first two planes and of 40 to 49 Gy in its last."""
    plane = np.tile(np.arange(SIZE) % 10, (SIZE, 1))
    values = np.stack([20 + plane, 20 + plane, 40 + plane]).astype("u2")
    header = {"DoseGridScaling": "1", "DoseUnits": "GY"}
    write_series(tmp_path, values, modality="RTDOSE", series="dose", header=header)
    add_dicom(viewer, tmp_path)
    return viewer.layers[0]


@pytest.mark.parametrize(
    ("level", "missing"),
    [
        pytest.param(19.5, "exceeded everywhere", id="below all"),
        pytest.param(20.5, "", id="just above the least"),
        pytest.param(35.0, "between planes", id="in no plane"),
        pytest.param(48.5, "", id="just below the greatest"),
        pytest.param(49.5, "exceeded nowhere", id="above all"),
    ],
)
def test_the_legend_tells_why_a_level_has_no_line(viewer, uneven, level, missing):
    legend = show_isodoses(viewer, uneven, [IsodoseLevel(level), IsodoseLevel(45.5)]).legend

    assert [one.missing for one in legend] == [missing, ""]
