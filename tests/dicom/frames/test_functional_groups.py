"""Enhanced multi-frame objects: each frame's place, scaling and dimensions from its groups."""

import numpy as np
import pydicom
import pytest
from pydicom import uid as uids
from pydicom.dataset import Dataset

import phantom
from napari_dicom.api import read_volumes
from napari_dicom.dicom import scan
from napari_dicom.dicom.files.instance import read_instance
from napari_dicom.dicom.frames.instance_frames import frames_of

AFFINES = [
    pytest.param(phantom.make_affine("axial"), id="axial"),
    pytest.param(phantom.make_affine("coronal"), id="coronal"),
    pytest.param(phantom.rotated(phantom.make_affine(), phantom.rotation(9, 40, -5)), id="oblique"),
    pytest.param(phantom.make_affine(tilt_degrees=12), id="tilted"),
]


def item(**attributes):
    dataset = Dataset()
    phantom.set_attributes(dataset, attributes)
    return dataset


def only(path):
    (loaded,) = read_volumes(path)
    return loaded


@pytest.mark.parametrize("affine", AFFINES)
@pytest.mark.parametrize("shuffle", [None, 1], ids=["in order", "shuffled"])
def test_frames_are_put_where_they_were_acquired(tmp_path, affine, shuffle):
    phantom.write_enhanced(tmp_path / "e.dcm", affine=affine, shuffle=shuffle)

    loaded = only(tmp_path)

    assert np.array_equal(loaded.values, phantom.ramp())
    assert loaded.volume.geometry.affine == pytest.approx(affine, abs=1e-6)


@pytest.mark.parametrize(
    "transfer_syntax",
    [
        uids.ImplicitVRLittleEndian,
        uids.DeflatedExplicitVRLittleEndian,
        uids.RLELossless,
        uids.ExplicitVRBigEndian,
    ],
)
def test_the_encoding_of_the_file_does_not_matter(tmp_path, transfer_syntax):
    phantom.write_enhanced(tmp_path / "e.dcm", transfer_syntax=transfer_syntax, intercept=-1024)

    loaded = only(tmp_path)

    assert np.array_equal(loaded.values, phantom.ramp() - 1024)
    assert loaded.volume.geometry.voxel_size == pytest.approx((2.5, 0.7, 0.8))


def test_a_frame_group_wins_over_the_shared_one(tmp_path):
    def scale(groups, index):
        groups.PixelValueTransformationSequence = [
            item(RescaleSlope=str(index + 1), RescaleIntercept="0", RescaleType="US")
        ]

    phantom.write_enhanced(tmp_path / "e.dcm", slope=10, intercept=5, edit_frame=scale)

    slopes = np.arange(1, 5)[:, None, None]
    assert np.array_equal(only(tmp_path).values, phantom.ramp() * slopes)


def test_windows_are_those_of_the_frame(tmp_path):
    def window(groups, index):
        groups.FrameVOILUTSequence = [item(WindowCenter=str(100 * index), WindowWidth="50")]

    phantom.write_enhanced(tmp_path / "e.dcm", edit_frame=window)

    frames = scan(tmp_path).volumes[0].frames
    assert [frame.windows[0].center for frame in frames] == [0, 100, 200, 300]


def two_at_each_place(planes=4):
    """Values and affine indices of two volumes at the same places, one after the other."""
    first = phantom.ramp(planes)
    return np.concatenate([first, first + 1000]), lambda index: index % planes


@pytest.mark.parametrize(
    ("edit", "axis"),
    [
        pytest.param(
            lambda g, step: setattr(g.FrameContentSequence[0], "TemporalPositionIndex", step + 1),
            ("t", (1.0, 2.0)),
            id="temporal position",
        ),
        pytest.param(
            lambda g, step: setattr(
                g, "MREchoSequence", [item(EffectiveEchoTime=4.5 * (step + 1))]
            ),
            ("echo", (4.5, 9.0)),
            id="echo time",
        ),
        pytest.param(
            lambda g, step: setattr(g, "MRDiffusionSequence", [item(DiffusionBValue=800.0 * step)]),
            ("b", (0.0, 800.0)),
            id="b-value",
        ),
        pytest.param(
            lambda g, step: setattr(
                g,
                "CardiacSynchronizationSequence",
                [item(NominalCardiacTriggerDelayTime=40.0 * step)],
            ),
            ("t", (0.0, 40.0)),
            id="cardiac phase",
        ),
        pytest.param(
            lambda g, step: setattr(
                g, "MRModifierSequence", [item(InversionTimes=[50.0 + 100 * step])]
            ),
            ("ti", (50.0, 150.0)),
            id="inversion time",
        ),
        pytest.param(
            lambda g, step: setattr(
                g,
                "MRImageFrameTypeSequence",
                [
                    item(
                        FrameType=["ORIGINAL", "PRIMARY", "X", "NONE"],
                        ComplexImageComponent=["MAGNITUDE", "PHASE"][step],
                    )
                ],
            ),
            ("component", ("magnitude", "phase")),
            id="magnitude and phase",
        ),
    ],
)
def test_frames_of_one_place_are_told_apart(tmp_path, edit, axis):
    values, place = two_at_each_place()
    affine = phantom.make_affine()

    def distinguish(groups, index):
        position = phantom.position(affine, place(index))
        groups.PlanePositionSequence[0].ImagePositionPatient = phantom.ds(position)
        edit(groups, index // 4)

    phantom.write_enhanced(
        tmp_path / "e.dcm", values, modality="MR", edit_frame=distinguish, shuffle=1
    )

    loaded = only(tmp_path)

    assert [(a.label, a.coordinates) for a in loaded.volume.axes] == [axis]
    assert np.array_equal(loaded.values, values.reshape(2, 4, 6, 5))
    assert loaded.volume.geometry.affine == pytest.approx(affine, abs=1e-6)


def test_several_files_of_one_series_are_one_volume(tmp_path):
    affine = phantom.make_affine()
    for number in range(2):
        shifted = affine.copy()
        shifted[:3, 3] = phantom.position(affine, 4 * number)
        phantom.write_enhanced(
            tmp_path / f"{number}.dcm",
            phantom.ramp() + 400 * number,
            affine=shifted,
            header={"SOPInstanceUID": phantom.uid(number), "InstanceNumber": number + 1},
        )

    loaded = only(tmp_path)

    assert np.array_equal(loaded.values, phantom.ramp(8))
    assert loaded.volume.geometry.affine == pytest.approx(affine, abs=1e-6)


def test_several_files_of_the_same_places_are_times(tmp_path):
    for number in range(3):
        phantom.write_enhanced(
            tmp_path / f"{number}.dcm",
            phantom.ramp() + 1000 * number,
            header={
                "SOPInstanceUID": phantom.uid(number),
                "InstanceNumber": number + 1,
                "AcquisitionNumber": number + 1,
            },
        )

    loaded = only(tmp_path)

    assert loaded.volume.shape == (3, 4, 6, 5)
    assert np.array_equal(loaded.values[2], phantom.ramp() + 2000)


def test_frames_without_groups_are_kept_without_place(tmp_path):
    phantom.write_enhanced(
        tmp_path / "e.dcm",
        header={
            "PerFrameFunctionalGroupsSequence": [],
            "SharedFunctionalGroupsSequence": [Dataset()],
        },
    )

    loaded = only(tmp_path)

    assert np.array_equal(loaded.values, phantom.ramp())
    assert loaded.volume.geometry is None


def test_fewer_groups_than_frames_lose_no_frame(tmp_path):
    path = phantom.write_enhanced(tmp_path / "e.dcm")
    dataset = pydicom.dcmread(path)
    del dataset.PerFrameFunctionalGroupsSequence[-1]
    dataset.save_as(path)

    found = [frame.number for volume in scan(tmp_path).volumes for frame in volume.acquired]

    assert sorted(found) == [1, 2, 3, 4]


def test_a_number_that_cannot_be_read_in_a_group_is_a_note(tmp_path):
    path = phantom.write_enhanced(tmp_path / "e.dcm")
    text = "\\".join(phantom.ds([-30, -20, 100])).encode()
    path.write_bytes(path.read_bytes().replace(text, text.replace(b".", b"?"), 1))

    codes = [note.code for volume in scan(tmp_path).volumes for note in volume.notes]

    assert "malformed-value" in codes


def test_a_decimal_comma_in_a_group_is_read_and_noted(tmp_path):
    path = phantom.write_enhanced(tmp_path / "e.dcm")
    text = "\\".join(phantom.ds([-30, -20, 100])).encode()
    path.write_bytes(path.read_bytes().replace(text, text.replace(b".", b","), 1))

    (volume,) = scan(tmp_path).volumes

    assert volume.shape == (4, 6, 5)
    assert "odd-number" in [note.code for note in volume.notes]


def test_a_pixel_size_at_the_top_level_counts_where_no_group_has_one(tmp_path):
    header = {"SharedFunctionalGroupsSequence": None, "ImagerPixelSpacing": ["0.3", "0.4"]}
    phantom.write_enhanced(tmp_path / "e.dcm", header=header)

    (volume,) = scan(tmp_path).volumes

    assert volume.first.pixel_spacing == (0.3, 0.4)
    assert "detector-plane" in {note.code for note in volume.notes}


def test_frames_of_a_later_file_come_after_those_of_an_earlier_one(tmp_path):
    """Slices that one file has in the other order: frame 1 of the later comes after frame 4."""
    descending = phantom.make_affine()
    descending[:3, 3] = phantom.position(descending, 3)
    descending[:3, 0] *= -1
    phantom.write_enhanced(
        tmp_path / "b.dcm", phantom.ramp()[::-1], affine=descending, header={"InstanceNumber": 1}
    )
    phantom.write_enhanced(
        tmp_path / "a.dcm",
        phantom.ramp() + 1000,
        header={"InstanceNumber": 2, "SOPInstanceUID": phantom.uid("later")},
    )

    loaded = only(tmp_path)

    assert np.array_equal(loaded.values, [phantom.ramp(), phantom.ramp() + 1000])


@pytest.mark.parametrize(
    ("times", "seconds"),
    [
        pytest.param({"FrameAcquisitionDateTime": "20260102101530"}, 36930, id="acquisition"),
        pytest.param(
            {
                "FrameAcquisitionDateTime": "20260102101530",
                "FrameReferenceDateTime": "20260102101532",
            },
            36932,
            id="reference before acquisition",
        ),
        pytest.param(
            {"FrameAcquisitionDateTime": "20260102101530", "FrameReferenceDateTime": ""},
            36930,
            id="no reference",
        ),
    ],
)
def test_the_time_of_a_frame_is_its_reference_time_or_else_its_acquisition(
    tmp_path, times, seconds
):
    def timed(groups, _):
        phantom.set_attributes(groups.FrameContentSequence[0], times)

    path = phantom.write_enhanced(tmp_path / "e.dcm", edit_frame=timed)

    found = [
        frame.coordinates["AcquisitionTime"] % 86400 for frame in frames_of(read_instance(path))
    ]

    assert found == [seconds] * 4


def diffusion(b_value, *direction):
    gradient = item(DiffusionGradientOrientation=list(direction))
    return [item(DiffusionBValue=b_value, DiffusionGradientDirectionSequence=[gradient])]


def mapping(slope, intercept, unit):
    """A linear real world value mapping with its unit of measurement."""
    return [
        item(
            RealWorldValueSlope=slope,
            RealWorldValueIntercept=intercept,
            MeasurementUnitsCodeSequence=[item(CodeValue=unit)],
        )
    ]


def frames_with(folder, edit_frame=None, shared=None, **how):
    """Write an enhanced file with groups of each frame and of all; return its frames."""
    path = phantom.write_enhanced(folder / "e.dcm", edit_frame=edit_frame, **how)
    dataset = pydicom.dcmread(path)
    phantom.set_attributes(dataset.SharedFunctionalGroupsSequence[0], shared or {})
    dataset.save_as(path)
    frames = [frame for volume in scan(folder).volumes for frame in volume.acquired]
    return sorted(frames, key=lambda frame: frame.number)


def test_a_frames_own_diffusion_wins_over_that_of_all(tmp_path):
    def second(groups, index):
        if index == 1:
            groups.MRDiffusionSequence = diffusion(800.0, 0.0, 1.0, 0.0)

    shared = {"MRDiffusionSequence": diffusion(1000.0, 1.0, 0.0, 0.0)}

    frames = frames_with(tmp_path, second, shared, values=phantom.ramp(2), modality="MR")

    assert [frame.coordinates["DiffusionGradient"] for frame in frames] == [
        (1000.0, 1.0, 0.0, 0.0),
        (800.0, 0.0, 1.0, 0.0),
    ]


def test_a_frames_own_real_world_mapping_wins_over_that_of_all(tmp_path):
    def second(groups, index):
        if index == 1:
            groups.RealWorldValueMappingSequence = mapping(3.0, 0.5, "mm2/s")

    shared = {"RealWorldValueMappingSequence": mapping(2.0, 0.0, "ms")}

    frames = frames_with(tmp_path, second, shared, modality="MR")

    assert [(one.real_world.slope, one.real_world.unit) for one in frames] == [
        (2.0, "ms"),
        (3.0, "mm2/s"),
        (2.0, "ms"),
        (2.0, "ms"),
    ]


def test_a_real_world_mapping_is_noted_with_slope_intercept_and_unit(tmp_path):
    shared = {"RealWorldValueMappingSequence": mapping(0.5, -3.0, "ms")}
    frames_with(tmp_path, shared=shared, modality="MR")

    notes = [note for note in scan(tmp_path).volumes[0].notes if note.code == "real-world-values"]

    assert [note.details for note in notes] == [{"slope": 0.5, "intercept": -3.0, "unit": "ms"}]
    assert "stored x 0.5 - 3 ms" in notes[0].message


@pytest.mark.parametrize(
    ("slope", "intercept", "unit"),
    [
        pytest.param(1.0, 0.0, "ms", id="identical"),
        pytest.param(1.0, 0.5, None, id="another intercept"),
        pytest.param(2.0, 0.0, None, id="another slope"),
    ],
)
def test_only_an_identical_real_world_mapping_gives_its_unit(tmp_path, slope, intercept, unit):
    shared = {"RealWorldValueMappingSequence": mapping(slope, intercept, "ms")}

    frames = frames_with(tmp_path, shared=shared, modality="MR")

    assert [frame.rescale.unit for frame in frames] == 4 * [unit]


def test_windows_at_the_top_level_serve_frames_without_a_group(tmp_path):
    def window(groups, index):
        if index == 1:
            groups.FrameVOILUTSequence = [item(WindowCenter="7", WindowWidth="50")]

    header = {"WindowCenter": "40", "WindowWidth": "400"}

    frames = frames_with(tmp_path, window, header=header)

    assert [frame.windows[0].center for frame in frames] == [40, 7, 40, 40]


@pytest.mark.parametrize(
    ("image_type", "frame_type", "unit"),
    [
        pytest.param("AXIAL", None, "HU", id="axial"),
        pytest.param("LOCALIZER", None, None, id="localizer by its image type"),
        pytest.param("AXIAL", "LOCALIZER", None, id="localizer by its frame type"),
        pytest.param("LOCALIZER", "AXIAL", "HU", id="axial frame among localizers"),
    ],
)
def test_a_localizer_without_rescale_type_has_no_unit_as_its_classic_twin_has_none(
    tmp_path, image_type, frame_type, unit
):
    def bare(groups, _):
        item = Dataset()
        item.RescaleSlope, item.RescaleIntercept = "1", "-1024"
        groups.PixelValueTransformationSequence = [item]
        if frame_type is not None:
            frame = Dataset()
            frame.FrameType = ["ORIGINAL", "PRIMARY", frame_type]
            groups.CTImageFrameTypeSequence = [frame]

    header = {"ImageType": ["ORIGINAL", "PRIMARY", image_type]}
    phantom.write_enhanced(tmp_path / "e.dcm", header=header, edit_frame=bare)

    assert only(tmp_path).volume.first.rescale.unit == unit


def parametric_map(folder, slope, intercept, unit, quantity="", values=None, **shared):
    """Write a parametric map whose mapping is this; return its volume."""
    item_of_map = mapping(slope, intercept, unit)
    if quantity:
        name, concept = item(CodeValue="246205007"), item(CodeMeaning=quantity)
        defined = item(ConceptNameCodeSequence=[name], ConceptCodeSequence=[concept])
        item_of_map[0].QuantityDefinitionSequence = [defined]
    frames_with(
        folder,
        shared={"RealWorldValueMappingSequence": item_of_map, **shared},
        values=values,
        modality="MR",
        header={"SOPClassUID": "1.2.840.10008.5.1.4.1.1.30"},
    )
    return read_volumes(folder)[0]


@pytest.mark.parametrize("dtype", ["uint16", "float32"])
def test_a_parametric_map_has_the_values_and_unit_of_its_mapping(tmp_path, dtype):
    stored = phantom.ramp(dtype=dtype)
    identity = item(RescaleSlope="1", RescaleIntercept="0", RescaleType="US")

    loaded = parametric_map(
        tmp_path, 0.5, -3.0, "mm2/s", values=stored, PixelValueTransformationSequence=[identity]
    )

    np.testing.assert_allclose(loaded.values, stored * 0.5 - 3)
    assert loaded.volume.first.rescale.unit == "mm2/s"
    assert "real-world-values" not in [note.code for note in loaded.volume.notes]


@pytest.mark.parametrize(
    ("quantity", "name"),
    [
        pytest.param("ADC", "MR 1 enhanced ADC", id="a quantity"),
        pytest.param("Enhanced", "MR 1 enhanced", id="said already"),
        pytest.param("", "MR 1 enhanced", id="none"),
    ],
)
def test_what_a_parametric_map_measures_is_in_its_name_once(tmp_path, quantity, name):
    loaded = parametric_map(tmp_path, 1.0, 0.0, "mm2/s", quantity)

    assert loaded.volume.name == name


def test_a_parametric_map_by_a_table_is_shown_as_stored_and_it_is_said(tmp_path):
    by_table = [item(RealWorldValueLUTData=[1.0, 2.0])]
    frames_with(
        tmp_path,
        shared={"RealWorldValueMappingSequence": by_table},
        modality="MR",
        header={"SOPClassUID": "1.2.840.10008.5.1.4.1.1.30"},
    )

    notes = [note for note in scan(tmp_path).volumes[0].notes if note.code == "assumed"]

    assert ["table" in note.message for note in notes] == [True]


def on_a_slide(path, fields):
    """Write frames that name their place on a slide: x and y in mm, the focus in micrometres."""

    def edit(group, index):
        for keyword in ("PlanePositionSequence", "PlaneOrientationSequence"):
            if keyword in group:
                delattr(group, keyword)
        across, down, focus = fields[index]
        group.PlanePositionSlideSequence = [
            item(
                XOffsetInSlideCoordinateSystem=across,
                YOffsetInSlideCoordinateSystem=down,
                ZOffsetInSlideCoordinateSystem=focus,
            )
        ]

    phantom.write_enhanced(path, phantom.ramp(len(fields)), edit_frame=edit)
    return scan(path).volumes


def test_foci_of_one_field_are_slices_as_many_micrometres_apart(tmp_path):
    (volume,) = on_a_slide(tmp_path / "s.dcm", [(20, 30, 1.5 * number) for number in range(4)])

    assert volume.geometry.affine[:3, 0] == pytest.approx([0, 0, 1.5e-3])
    assert volume.shape == (4, 6, 5)


def test_several_fields_of_a_slide_are_no_stack(tmp_path):
    (volume,) = on_a_slide(tmp_path / "s.dcm", [(number, 30, 0) for number in range(4)])

    assert volume.geometry.spacing.source != "ZOffsetInSlideCoordinateSystem"
    assert "warning" in {note.severity for note in volume.notes}


@pytest.mark.parametrize("lost", [0, 1], ids=["none", "one"])
def test_frames_that_the_functional_groups_leave_out_are_told(tmp_path, lost):
    path = phantom.write_enhanced(tmp_path / "e.dcm", phantom.ramp(5))
    dataset = pydicom.dcmread(path)
    del dataset.PerFrameFunctionalGroupsSequence[5 - lost :]
    dataset.save_as(path)

    volumes = read_volumes(tmp_path)

    said = [n.message for v in volumes for n in v.notes if "PerFrameFunctionalGroups" in n.message]
    assert said == [] if not lost else all("of 4 items for 5 frames" in text for text in said)
    assert bool(said) is bool(lost)
