"""Series that seem to be one acquisition: told of, joined on request; and names that differ."""

import numpy as np
import pytest

import phantom
from napari_dicom import read_volumes, scan
from napari_dicom.dicom import Severity
from napari_dicom.layers import build_layers

STEPS = 3


def write_steps(folder, tags, **others):
    """Write a series for each step, its values 1000 apart, with the tags of that step."""
    for step in range(STEPS):
        header = {"SeriesDescription": "4D", "SeriesNumber": 5, **tags(step)}
        options = {"modality": "CT", "series": f"s{step}", **others}
        values = phantom.ramp() + 1000 * step
        name = f"{STEPS - step}-{{:02d}}".format  # names in another order than the steps
        phantom.write_series(folder, values, header=header, name=name, **options)


def clock(step):
    return {"AcquisitionTime": f"1000{2 * step:02d}"}


def joined(folder):
    (loaded,) = read_volumes(folder, join_series=True)
    assert [int(one[0, 0, 0]) for one in loaded.values] == [0, 1000, 2000]
    (axis,) = loaded.volume.axes
    return loaded.volume, axis


def told(folder):
    notes = (note for volume in scan(folder).volumes for note in volume.notes)
    return [note for note in notes if note.code == "joinable"]


@pytest.mark.parametrize(
    ("tags", "label", "unit", "coordinates"),
    [
        pytest.param(clock, "t", "s", (0, 2, 4), id="acquisition time"),
        pytest.param(
            lambda step: {"TemporalPositionIdentifier": step + 1}, "t", "", (1, 2, 3), id="index"
        ),
        pytest.param(
            lambda step: {"TemporalPositionIdentifier": step + 1, **clock(step)},
            "t",
            "s",
            (0, 2, 4),
            id="index with times",
        ),
        pytest.param(
            lambda step: {"DiffusionBValue": 500.0 * step}, "b", "s/mm²", (0, 500, 1000), id="b"
        ),
        pytest.param(
            lambda step: {"TriggerTime": 250 * step}, "t", "s", (0, 0.25, 0.5), id="trigger time"
        ),
    ],
)
def test_what_ascends_from_series_to_series_makes_one_volume(
    tmp_path, tags, label, unit, coordinates
):
    write_steps(tmp_path, tags)

    volume, axis = joined(tmp_path)

    assert (axis.label, axis.unit, axis.coordinates) == (label, unit, coordinates)
    assert volume.shape == (3, 4, 6, 5)
    assert "joined-series" in [note.code for note in volume.notes]


def test_the_joined_volume_lies_where_its_parts_do_and_names_every_file(tmp_path):
    affine = phantom.make_affine(phantom.rotation(0, 20, 0)[:2].ravel().tolist())
    write_steps(tmp_path, clock, affine=affine)

    volume, _ = joined(tmp_path)
    (layer,) = build_layers(read_volumes(tmp_path, join_series=True))

    assert volume.geometry.affine == pytest.approx(affine)
    frames = layer.keywords["metadata"]["dicom"]["frames"]
    assert len({frame["SOPInstanceUID"] for step in frames for frame in step}) == 12


def test_without_being_asked_the_series_stay_and_say_that_they_belong_together(tmp_path):
    write_steps(tmp_path, clock)

    notes = told(tmp_path)

    assert len(notes) == STEPS
    assert {note.severity for note in notes} == {Severity.INFO}
    assert "belong together" in notes[0].message


@pytest.mark.parametrize(
    "tags",
    [
        pytest.param(lambda _: {}, id="nothing ascends"),
        pytest.param(lambda _: {"AcquisitionTime": "100000"}, id="one time: reconstructions"),
        pytest.param(lambda s: clock(s) | {"SeriesDescription": f"{s}"}, id="descriptions"),
        pytest.param(lambda s: clock(s) | {"StudyInstanceUID": f"1.{s + 1}"}, id="studies"),
        pytest.param(lambda s: clock(s) | {"FrameOfReferenceUID": f"1.{s + 1}"}, id="frames"),
        pytest.param(lambda s: clock(s) | {"ConvolutionKernel": f"B{s}"}, id="kernels"),
        pytest.param(lambda s: clock(s) | {"PixelSpacing": [1, 1 + s]}, id="pixel sizes"),
        pytest.param(
            lambda s: clock(s) | {"ImagePositionPatient": None}, id="no place in the patient"
        ),
    ],
)
def test_series_that_may_be_of_different_acquisitions_are_left_alone(tmp_path, tags):
    write_steps(tmp_path, tags)

    assert told(tmp_path) == []
    assert len(read_volumes(tmp_path, join_series=True)) == len(scan(tmp_path).volumes)


@pytest.mark.parametrize(
    ("off", "together"),
    [pytest.param(0.0006, True, id="0.9 ‰"), pytest.param(0.0008, False, id="1.1 ‰")],
)
def test_grids_are_equal_within_a_thousandth_of_a_step(tmp_path, off, together):
    for step in range(2):
        affine = phantom.make_affine()
        affine[0, 3] += off * step
        phantom.write_series(
            tmp_path,
            affine=affine,
            series=f"s{step}",
            name=f"{step}-{{}}".format,
            header={"SeriesDescription": "4D", **clock(step)},
        )

    assert bool(told(tmp_path)) is together


def test_volumes_of_one_series_are_not_joined(tmp_path):
    for step in range(2):
        phantom.write_series(
            tmp_path,
            np.full((4, 6, 5), step, dtype="int16"),
            name=f"{step}-{{}}".format,
            header={"ConvolutionKernel": f"B{step}", "RescaleType": ("HU", "US")[step]},
            edit=lambda dataset, index, step=step: setattr(
                dataset, "SOPInstanceUID", phantom.uid(step, index)
            ),
        )

    assert told(tmp_path) == []


def test_layers_never_share_a_name(tmp_path):
    for study in "abc":
        phantom.write_series(tmp_path / study, study=study)
    phantom.write_series(tmp_path / "other", series="other")

    names = [layer.keywords["name"] for layer in build_layers(read_volumes(tmp_path))]

    assert len(set(names)) == 4
    assert names[0] == "CT 1 series (1 of 3)"
    assert "CT 1 other" in names


def test_enhanced_files_are_joined_by_the_time_of_each_file(tmp_path):
    for step in range(3):
        phantom.write_enhanced(
            tmp_path / f"{3 - step}.dcm",
            phantom.ramp() + 1000 * step,
            series=f"s{step}",
            header={"SeriesDescription": "4D", "AcquisitionDateTime": f"2026010210000{step}"},
        )

    _, axis = joined(tmp_path)

    assert (axis.unit, axis.coordinates) == ("s", (0, 1, 2))


def notes_of_joined(folder, code):
    (loaded,) = read_volumes(folder, join_series=True)
    return [note for note in loaded.volume.notes if note.code == code]


@pytest.mark.parametrize(
    ("by_step", "told"),
    [pytest.param(1, 0, id="through all the series"), pytest.param(0, 1, id="alike in each")],
)
def test_numbers_between_that_another_of_the_joined_series_has_are_here(tmp_path, by_step, told):
    for step in range(STEPS):

        def edit(dataset, index, step=step):
            dataset.InstanceNumber = 1 + by_step * step + STEPS * index

        header = {"SeriesDescription": "4D", "SliceThickness": "1.25", **clock(step)}
        name = f"{step}-{{:02d}}".format
        phantom.write_series(tmp_path, header=header, name=name, series=f"s{step}", edit=edit)

    assert len(notes_of_joined(tmp_path, "skipped-numbers")) == told


def test_copies_are_counted_through_all_joined_series(tmp_path):
    write_steps(tmp_path, clock)
    for step in (1, 2):
        (tmp_path / f"copy{step}").write_bytes((tmp_path / f"{step}-00").read_bytes())

    (note,) = notes_of_joined(tmp_path, "duplicates")

    assert note.details["count"] == 2
