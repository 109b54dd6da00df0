"""Multi-frame objects without functional groups: dose, nuclear medicine, cine."""

import numpy as np
import pytest
from pydicom import uid as uids
from pydicom.dataset import Dataset

import phantom
from napari_dicom.api import read_volumes

AFFINE = phantom.make_affine()


def write_frames(path, modality, values, affine=None, **attributes):
    """Write one multi-frame file, placed by its first plane where an affine is given."""
    dataset = phantom.image_header(modality, "series", "study", 0)
    if affine is not None:
        dataset.update(phantom.plane_header(affine, 0))
    dataset.NumberOfFrames = len(values)
    phantom.set_pixels(dataset, list(values), uids.ExplicitVRLittleEndian)
    phantom.set_attributes(dataset, attributes)
    return phantom.save(dataset, path, uids.ExplicitVRLittleEndian)


def only(path):
    (loaded,) = read_volumes(path)
    return loaded


@pytest.mark.parametrize(
    ("offsets", "order"),
    [
        pytest.param([0, 2.5, 5, 7.5], [0, 1, 2, 3], id="relative"),
        pytest.param([100, 102.5, 105, 107.5], [0, 1, 2, 3], id="absolute z"),
    ],
)
def test_dose_planes_lie_at_their_offsets(tmp_path, offsets, order):
    write_frames(
        tmp_path / "d.dcm",
        "RTDOSE",
        phantom.ramp(),
        AFFINE,
        GridFrameOffsetVector=[str(offset) for offset in offsets],
        DoseGridScaling="1",
    )

    loaded = only(tmp_path)

    assert loaded.volume.geometry.affine == pytest.approx(AFFINE, abs=1e-6)
    assert np.array_equal(loaded.values, phantom.ramp()[order])


def test_dose_planes_that_descend_are_turned_round(tmp_path):
    write_frames(
        tmp_path / "d.dcm",
        "RTDOSE",
        phantom.ramp(),
        AFFINE,
        GridFrameOffsetVector=["0", "-2.5", "-5", "-7.5"],
        DoseGridScaling="1",
    )

    loaded = only(tmp_path)

    assert np.array_equal(loaded.values, phantom.ramp()[::-1])
    assert loaded.volume.geometry.affine[2, 3] == pytest.approx(100 - 7.5)


def test_uneven_dose_planes_keep_their_places(tmp_path):
    write_frames(
        tmp_path / "d.dcm",
        "RTDOSE",
        phantom.ramp(),
        AFFINE,
        GridFrameOffsetVector=["0", "2.5", "7.5", "10"],
        DoseGridScaling="1",
    )

    loaded = only(tmp_path)

    assert [frame and frame.number for frame in loaded.volume.frames] == [1, 2, None, 3, 4]


def detector() -> Dataset:
    """Return what says where the first plane of `AFFINE` lies."""
    item = Dataset()
    item.ImagePositionPatient = phantom.ds(AFFINE[:3, 3])
    item.ImageOrientationPatient = phantom.ds(phantom.orientation(AFFINE))
    return item


@pytest.mark.parametrize("spacing", [2.5, -2.5], ids=["along the normal", "against it"])
def test_reconstructed_nuclear_slices_lie_along_the_normal(tmp_path, spacing):
    write_frames(
        tmp_path / "n.dcm",
        "NM",
        phantom.ramp(),
        ImageType=["ORIGINAL", "PRIMARY", "RECON TOMO"],
        PixelSpacing=["0.7", "0.8"],
        SpacingBetweenSlices=str(spacing),
        SliceThickness="2.5",
        SliceVector=[1, 2, 3, 4],
        DetectorInformationSequence=[detector()],
    )

    loaded = only(tmp_path)

    expected = AFFINE.copy()
    if spacing < 0:
        expected[:3, 3] = phantom.position(AFFINE, -3)
    assert loaded.volume.geometry.affine == pytest.approx(expected, abs=1e-6)
    assert np.array_equal(loaded.values, phantom.ramp()[:: 1 if spacing > 0 else -1])


def test_reconstructed_nuclear_slices_without_a_vector_lie_in_order_and_it_is_said(tmp_path):
    write_frames(
        tmp_path / "n.dcm",
        "NM",
        phantom.ramp(),
        ImageType=["ORIGINAL", "PRIMARY", "RECON TOMO", "EMISSION"],
        PixelSpacing=["0.7", "0.8"],
        SpacingBetweenSlices="2.5",
        DetectorInformationSequence=[detector()],
    )

    loaded = only(tmp_path)

    assert loaded.volume.geometry.affine == pytest.approx(AFFINE, abs=1e-6)
    assert np.array_equal(loaded.values, phantom.ramp())
    assert any("SliceVector" in note.message for note in loaded.volume.notes)


def test_nuclear_planes_are_sorted_by_energy_window_and_detector(tmp_path):
    write_frames(
        tmp_path / "n.dcm",
        "NM",
        phantom.ramp(),
        ImageType=["ORIGINAL", "PRIMARY", "STATIC"],
        EnergyWindowVector=[1, 1, 2, 2],
        DetectorVector=[1, 2, 1, 2],
    )

    loaded = only(tmp_path)

    assert [axis.label for axis in loaded.volume.axes] == ["energy", "detector"]
    assert np.array_equal(loaded.values, phantom.ramp().reshape(2, 2, 6, 5))


@pytest.mark.parametrize(
    ("attributes", "times"),
    [
        pytest.param({"FrameTime": "40"}, (0, 0.04, 0.08, 0.12), id="frame time"),
        pytest.param({"CineRate": "25"}, (0, 0.04, 0.08, 0.12), id="cine rate"),
        pytest.param(
            {"FrameTime": "40", "CineRate": "10"}, (0, 0.04, 0.08, 0.12), id="time before rate"
        ),
        pytest.param(
            {"FrameTimeVector": ["7", "10", "20", "30"], "FrameTime": "40"},
            (0, 0.01, 0.03, 0.06),
            id="vector before time, its first does not count",
        ),
        pytest.param(
            {"FrameTimeVector": ["0", "10", "20", "30"]}, (0, 0.01, 0.03, 0.06), id="vector"
        ),
    ],
)
def test_cine_frames_have_their_times_in_seconds(tmp_path, attributes, times):
    write_frames(tmp_path / "c.dcm", "XA", phantom.ramp(), **attributes)

    loaded = only(tmp_path)

    (axis,) = loaded.volume.axes
    assert (axis.label, axis.unit) == ("t", "s")
    assert axis.coordinates == pytest.approx(times)
    assert np.array_equal(loaded.values, phantom.ramp())


@pytest.mark.parametrize(
    "attributes",
    [
        {},
        {"FrameTime": "0"},
        {"CineRate": "0"},
        {"FrameTimeVector": ["0", "10"]},
    ],
)
def test_cine_frames_without_sensible_times_are_counted(tmp_path, attributes):
    write_frames(tmp_path / "c.dcm", "XA", phantom.ramp(), **attributes)

    (axis,) = only(tmp_path).volume.axes

    assert (axis.label, axis.unit, len(axis.coordinates)) == ("frame", "", 4)


def test_frames_of_one_file_with_one_position_are_slices_and_it_is_said(tmp_path):
    write_frames(tmp_path / "m.dcm", "CT", phantom.ramp(), AFFINE)

    volume = only(tmp_path).volume

    spacing = volume.geometry.spacing
    assert (spacing.used, spacing.source, volume.slices) == (2.5, "SliceThickness", 4)
    assert "assumed" in {note.code for note in volume.notes}


def test_two_cine_loops_of_one_series_are_two_volumes(tmp_path):
    for number in (1, 2):
        write_frames(
            tmp_path / f"{number}.dcm",
            "US",
            phantom.ramp(),
            FrameTime="40",
            SOPInstanceUID=phantom.uid(number),
            InstanceNumber=number,
        )

    assert [loaded.volume.shape for loaded in read_volumes(tmp_path)] == [(4, 6, 5)] * 2


def region(**changes):
    one = Dataset()
    values = {
        "RegionSpatialFormat": 1,
        "PhysicalUnitsXDirection": 3,
        "PhysicalUnitsYDirection": 3,
        "PhysicalDeltaX": 0.02,
        "PhysicalDeltaY": 0.03,
    }
    phantom.set_attributes(one, {**values, **changes})
    return one


@pytest.mark.parametrize(
    ("regions", "spacing"),
    [
        pytest.param([region()], (0.3, 0.2), id="one"),
        pytest.param([region(PhysicalDeltaX=-0.02)], (0.3, 0.2), id="backwards"),
        pytest.param([region(), region(RegionSpatialFormat=3)], (0.3, 0.2), id="and a spectrum"),
        pytest.param([region(), region(PhysicalDeltaX=0.05)], None, id="two that differ"),
        pytest.param([region(PhysicalUnitsXDirection=4)], None, id="seconds"),
        pytest.param([region(PhysicalDeltaX=0.0)], None, id="of no size"),
    ],
)
def test_ultrasound_regions_give_the_size_of_pixels(tmp_path, regions, spacing):
    write_frames(tmp_path / "u.dcm", "US", phantom.ramp(), SequenceOfUltrasoundRegions=regions)

    found = only(tmp_path).volume.first.pixel_spacing

    assert found == (None if spacing is None else pytest.approx(spacing))


def phase(**attributes) -> Dataset:
    item = Dataset()
    for keyword, value in attributes.items():
        setattr(item, keyword, value)
    return item


@pytest.mark.parametrize(
    ("vector", "others", "axis"),
    [
        pytest.param("RRIntervalVector", {}, ("rr", "", (1, 2, 3, 4)), id="beats are no time"),
        pytest.param("TimeSliceVector", {}, ("t", "", (1, 2, 3, 4)), id="time slices"),
        pytest.param(
            "TimeSliceVector",
            {"PhaseInformationSequence": [phase(ActualFrameDuration=1500)]},
            ("t", "s", (0, 1.5, 3, 4.5)),
            id="time slices of a known duration",
        ),
        pytest.param(
            "TimeSliceVector",
            {"PhaseInformationSequence": [phase(ActualFrameDuration=0)]},
            ("t", "", (1, 2, 3, 4)),
            id="time slices of no duration",
        ),
    ],
)
def test_vectors_of_nuclear_frames_name_and_value_their_axis(tmp_path, vector, others, axis):
    write_frames(tmp_path / "n.dcm", "NM", phantom.ramp(), **{vector: [1, 2, 3, 4]}, **others)

    (found,) = only(tmp_path).volume.axes

    assert (found.label, found.unit, found.coordinates) == axis


def test_nuclear_phases_of_unlike_length_keep_every_frame_in_its_cell_and_say_what_lacks(tmp_path):
    values = phantom.ramp(6)
    steps = {"PhaseVector": [1, 1, 1, 1, 2, 2], "TimeSliceVector": [1, 2, 3, 4, 1, 2]}
    write_frames(tmp_path / "n.dcm", "NM", values, **steps)

    loaded = only(tmp_path)

    assert loaded.shape[:2] == (4, 2)
    assert np.array_equal(loaded.values[:, 0], values[:4])
    assert np.array_equal(loaded.values[:2, 1], values[4:])
    assert [frame is None for frame in loaded.volume.frames] == [False] * 5 + [True, False, True]
    assert [note.details["count"] for note in loaded.notes if note.code == "incomplete"] == [2]


@pytest.mark.parametrize("keyword", ["SliceVector", "TimeSlotVector", "DetectorVector"])
@pytest.mark.parametrize(
    ("count", "is_told"), [(3, True), (4, False), (5, True)], ids=["short", "fits", "long"]
)
def test_a_nuclear_vector_that_does_not_fit_the_frames_is_told(tmp_path, keyword, count, is_told):
    vector = {keyword: list(range(1, count + 1))}
    write_frames(tmp_path / "n.dcm", "NM", phantom.ramp(), **vector)

    notes = [note.message for note in only(tmp_path).notes if note.code == "malformed-value"]

    told = f"{keyword} is of {count} values for 4 frames in 1 file, first n.dcm: not used"
    assert notes == ([told] if is_told else [])


@pytest.mark.parametrize(
    ("first", "is_told"),
    [
        pytest.param("100", False, id="the z of the position"),
        pytest.param("100.1", False, id="that rounded"),
        pytest.param("102", True, id="nearly a plane off"),
        pytest.param("20", True, id="another"),
    ],
)
def test_dose_offsets_that_start_at_neither_0_nor_the_first_plane_are_told(
    tmp_path, first, is_told
):
    offsets = [str(float(first) + 2.5 * k) for k in range(4)]
    write_frames(
        tmp_path / "d.dcm",
        "RTDOSE",
        phantom.ramp(),
        AFFINE,
        GridFrameOffsetVector=offsets,
        DoseGridScaling="1",
        DoseUnits="GY",
    )

    loaded = only(tmp_path)

    found = [n.message for n in loaded.notes if "GridFrameOffsetVector" in n.message]
    assert bool(found) is is_told
    assert loaded.affine[2, 3] == pytest.approx(float(first))
