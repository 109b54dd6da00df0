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
