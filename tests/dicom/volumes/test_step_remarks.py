"""What is said of the steps of a further axis: repeats of a slice that moved."""

import pytest

import phantom
from napari_dicom.dicom import Severity, scan


@pytest.mark.parametrize(
    ("part", "severity"),
    [
        pytest.param(0.0, None, id="not at all"),
        pytest.param(0.09, Severity.INFO, id="less than a tenth"),
        pytest.param(0.11, Severity.WARNING, id="more"),
    ],
)
def test_repeats_that_moved_by_a_tenth_of_the_distance_are_a_warning(tmp_path, part, severity):
    for step in (0, 1):

        def edit(dataset, index, step=step):
            dataset.SOPInstanceUID = phantom.uid(step, index)
            dataset.TemporalPositionIdentifier = step + 1

        affine = phantom.make_affine(origin=(0, 0, 2.5 * part * step))
        name = f"{step}-{{:02d}}".format
        values = phantom.ramp() + 1000 * step
        phantom.write_series(tmp_path, values, affine=affine, edit=edit, name=name)

    (volume,) = scan(tmp_path).volumes

    found = [note.severity for note in volume.notes if note.code == "moved"]
    assert volume.shape == (2, 4, 6, 5)
    assert found == ([severity] if severity else [])
