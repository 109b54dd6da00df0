"""Real world values open on request: linear or by a table, classic or enhanced, in their unit."""

import numpy as np
import pydicom
import pytest

import phantom
from napari_dicom.dicom import HowToLoad, load_contents, scan
from napari_dicom.dicom.contents import load_content, load_each
from napari_dicom.dicom.objects import RealWorldValues
from objects import item

PARAMETRIC_MAP = "1.2.840.10008.5.1.4.1.1.30"


def mapping(slope=None, intercept=0.0, unit="ms", table=None, first=0, label="T2"):
    one = item(LUTLabel=label, MeasurementUnitsCodeSequence=[item(CodeValue=unit)])
    if table is None:
        one.RealWorldValueSlope, one.RealWorldValueIntercept = slope, intercept
    else:
        one.RealWorldValueLUTData = [float(value) for value in table]
        one.RealWorldValueFirstValueMapped = first
        one["RealWorldValueFirstValueMapped"].VR = "US"
        one.RealWorldValueLastValueMapped = first + len(table) - 1
        one["RealWorldValueLastValueMapped"].VR = "US"
    return one


STORED = phantom.ramp(3, 4, 5)


def classic(folder, *mappings, slope=2.0):
    def edit(dataset, _):
        dataset.RealWorldValueMappingSequence = list(mappings)

    phantom.write_series(folder, STORED, modality="MR", slope=slope, intercept=0.0, edit=edit)
    return scan(folder)


def enhanced(folder, *mappings, edit_frame=None, sop_class=None):
    path = phantom.write_enhanced(folder / "e.dcm", STORED, edit_frame=edit_frame, modality="MR")
    dataset = pydicom.dcmread(path)
    if mappings:
        shared = dataset.SharedFunctionalGroupsSequence[0]
        shared.RealWorldValueMappingSequence = list(mappings)
    if sop_class:
        dataset.SOPClassUID = dataset.file_meta.MediaStorageSOPClassUID = sop_class
    dataset.save_as(path)
    return scan(folder)


def offered(contents):
    return [one for one in contents.objects if isinstance(one, RealWorldValues)]


def values_of(content):
    loaded = load_content(content, HowToLoad())
    return np.asarray(loaded.values), loaded.volume


@pytest.mark.parametrize("write", [classic, enhanced])
def test_a_linear_mapping_is_applied_to_stored_values_in_its_unit(tmp_path, write):
    (one,) = offered(write(tmp_path, mapping(0.5, -3.0)))

    values, volume = values_of(one)

    np.testing.assert_allclose(values, STORED * 0.5 - 3.0)
    assert volume.first.rescale.unit == "ms"
    assert one.name.endswith("T2 [ms]")


@pytest.mark.parametrize("write", [classic, enhanced])
def test_a_table_gives_the_values_it_reaches_and_none_beside_it(tmp_path, write):
    first, table = 5, np.linspace(10, 20, 40) ** 2
    _, one = offered(write(tmp_path, mapping(0.5), mapping(table=table, first=first)))

    values, _ = values_of(one)

    place = STORED.astype(int) - first
    inside = (place >= 0) & (place < len(table))
    assert inside.any()
    np.testing.assert_allclose(values[inside], table[place[inside]], rtol=1e-6)
    assert np.isnan(values[~inside]).all()


def test_each_of_several_mappings_is_offered_with_its_unit(tmp_path):
    found = offered(classic(tmp_path, mapping(0.5, label="T1"), mapping(3.0, unit="1/s")))

    assert [one.mapping.words for one in found] == ["T1 [ms]", "T2 [1/s]"]
    assert all(one.on_request for one in found)


def test_what_is_shown_already_is_not_offered(tmp_path):
    assert offered(classic(tmp_path, mapping(2.0, 0.0))) == []


def test_every_frame_has_its_own_mapping(tmp_path):
    def edit_frame(groups, index):
        groups.RealWorldValueMappingSequence = [mapping(index + 2.0)]

    (one,) = offered(enhanced(tmp_path, edit_frame=edit_frame))

    values, volume = values_of(one)

    numbers = [frame.number + 1.0 for frame in volume.acquired]
    np.testing.assert_allclose(values, STORED * np.reshape(numbers, (3, 1, 1)))


def test_they_open_by_themselves_where_nothing_else_has_a_meaning(tmp_path):
    table = mapping(table=np.arange(4000) / 7)
    contents = enhanced(tmp_path, table, sop_class=PARAMETRIC_MAP)

    opened = load_contents(contents, HowToLoad())

    (one,) = offered(contents)
    assert one in contents.opening
    np.testing.assert_allclose(opened.loaded[-1].values, STORED / 7, rtol=1e-6)
    assert len({one.name for one in opened.volumes}) == 2


def test_frames_without_the_mapping_are_told(tmp_path):
    def edit_frame(groups, index):
        if index == 0:
            groups.RealWorldValueMappingSequence = [mapping(2.0)]

    (one,) = offered(enhanced(tmp_path, edit_frame=edit_frame))

    _, (failed,) = load_each([one], HowToLoad())

    assert "not all of the images" in failed.reason


def told(contents, code="real-world-values"):
    return [note.message for note in contents.volumes[0].notes if note.code == code]


LINE = "real world value = stored x 0.5 - 3 ms: an image of its own, on request"


@pytest.mark.parametrize("write", [classic, enhanced])
@pytest.mark.parametrize(
    ("mappings", "sentence"),
    [
        pytest.param([mapping(0.5, -3.0)], LINE, id="line"),
        pytest.param(
            [mapping(table=[1.0, 2.0, 4.0])],
            "real world values (T2 [ms]) by a table of 3 entries: an image of its own, on request",
            id="table",
        ),
        pytest.param(
            [mapping(0.5), mapping(3.0, unit="1/s")],
            "2 real world value mappings (T2 [ms], T2 [1/s]): images of their own, on request",
            id="two",
        ),
    ],
)
def test_what_is_offered_is_told_and_offered_what_is_told(tmp_path, write, mappings, sentence):
    contents = write(tmp_path, *mappings)

    assert told(contents) == [sentence]
    assert len(offered(contents)) == len(mappings)


def test_a_mapping_that_is_shown_already_is_not_told(tmp_path):
    assert told(classic(tmp_path, mapping(2.0, 0.0))) == []


def test_a_mapping_of_stored_values_is_told_where_rescaled_ones_are_shown(tmp_path):
    assert len(told(classic(tmp_path, mapping(1.0, 0.0)))) == 1


def without_value(keyword, **how):
    one = mapping(**how)
    del one[keyword]
    return one


@pytest.mark.parametrize("write", [classic, enhanced])
@pytest.mark.parametrize(
    ("one", "words"),
    [
        pytest.param(
            without_value("RealWorldValueIntercept", slope=0.5), "taken to be 0", id="intercept"
        ),
        pytest.param(
            without_value("RealWorldValueFirstValueMapped", table=np.arange(500.0)),
            "does not say which stored value is its first",
            id="first entry",
        ),
    ],
)
def test_what_a_mapping_lacks_is_told(tmp_path, write, one, words):
    (content,) = offered(write(tmp_path, one))

    _, volume = values_of(content)

    (said,) = [note for note in volume.notes if note.code == "assumed"]
    assert words in said.message
    assert said.severity == "warning"


def test_a_whole_mapping_leaves_nothing_to_assume(tmp_path):
    (content,) = offered(classic(tmp_path, mapping(0.5)))

    _, volume = values_of(content)

    assert [note.message for note in volume.notes if note.code == "assumed"] == []


@pytest.mark.parametrize("is_whole", [True, False], ids=["whole", "without an intercept"])
def test_a_parametric_map_says_just_where_its_mapping_lacks_its_intercept(tmp_path, is_whole):
    one = mapping(0.5) if is_whole else without_value("RealWorldValueIntercept", slope=0.5)
    contents = enhanced(tmp_path, one, sop_class=PARAMETRIC_MAP)

    found = told(contents, "assumed")

    assert ["no RealWorldValueIntercept" in said for said in found] == ([] if is_whole else [True])


def test_the_stored_values_a_line_is_given_for_are_told(tmp_path):
    one = mapping(0.5)
    for keyword, value in (("First", 0), ("Last", 4000)):
        setattr(one, f"RealWorldValue{keyword}ValueMapped", value)
        one[f"RealWorldValue{keyword}ValueMapped"].VR = "US"
    (content,) = offered(classic(tmp_path, one))

    _, volume = values_of(content)

    (said,) = [note.message for note in volume.notes if note.code == "real-world-applied"]
    assert said.endswith("T2 [ms]; the mapping is given for stored values from 0 to 4000")


def test_mappings_of_several_units_are_no_image(tmp_path):
    def edit_frame(groups, index):
        unit = "1/s" if index == 1 else "ms"
        groups.RealWorldValueMappingSequence = [mapping(2.0, unit=unit)]

    (content,) = offered(enhanced(tmp_path, edit_frame=edit_frame))

    _, (failed,) = load_each([content], HowToLoad())

    assert "of several kinds are among the images: T2 [ms] and T2 [1/s]" in failed.reason
