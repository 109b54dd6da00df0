"""What each SOP class opens as, over all the standard knows; and what decides for the others."""

import re
from pathlib import Path

import pytest
from pydicom import uid as uids
from pydicom._uid_dict import UID_dictionary
from pydicom.dataset import Dataset

import phantom
from napari_dicom.dicom.files.instance import read_instance
from napari_dicom.dicom.kinds import KINDS, Kind, class_name, kind_of
from objects import without, write_object

CLASSES = {
    uid: name
    for uid, (name, kind, *_) in UID_dictionary.items()
    if kind == "SOP Class" and "Storage" in name
}
NAMELESS = [uid for uid, (name, *_) in UID_dictionary.items() if not name]
LABEL_MAP = "1.2.840.10008.5.1.4.1.1.66.7"
"""Label Map Segmentation Storage, which pydicom 3.0 does not know."""

NAMES = {
    r"^(?!.*Surface).*\bSegmentation Storage": Kind.SEGMENTATION,
    r"^Surface Segmentation": Kind.SURFACES,
    r"Structure Set": Kind.STRUCTURE_SET,
    r"^RT (Ion )?Plan Storage": Kind.PLAN,
    r"\bSR Storage|^Macular Grid|^Procedure Log": Kind.REPORT,
    r"Key Object Selection": Kind.KEY_OBJECTS,
    r"Presentation State": Kind.PRESENTATION_STATE,
    r"Spatial Registration": Kind.REGISTRATION,
    r"Spatial Fiducials": Kind.FIDUCIALS,
    r"Real World Value Mapping": Kind.VALUE_MAPPING,
    r"^Surface Scan|Encapsulated (STL|OBJ|MTL)": Kind.MESH,
    r"Encapsulated (PDF|CDA)": Kind.DOCUMENT,
    r"Waveform Storage": Kind.WAVEFORM,
    r"^Media Storage Directory": Kind.DIRECTORY,
}
"""What a class is called -> its kind."""


@pytest.mark.parametrize(("pattern", "kind"), NAMES.items(), ids=NAMES.values())
def test_every_class_of_the_standard_has_the_kind_its_name_says(pattern, kind):
    named = {uid for uid, name in CLASSES.items() if re.search(pattern, name)}
    known = {uid for uid in KINDS if KINDS[uid] is kind and uid in CLASSES}

    assert named
    assert known == named


def test_no_class_of_images_is_in_the_table():
    images = {
        uid for uid, name in CLASSES.items() if re.search(r"Image Storage|Parametric Map", name)
    }
    images |= {uids.RTDoseStorage, uids.EnhancedUSVolumeStorage, uids.CTImageStorage}

    assert len(images) > 50
    assert images & KINDS.keys() == set()


def without_pixels(path: Path, sop_class: str) -> Kind:
    file = write_object(path / "one", sop_class or "1.2.3")
    return kind_of(read_instance(file if sop_class else without(file, "SOPClassUID")))


def with_pixels(path: Path, sop_class: str) -> Kind:
    header = {"SOPClassUID": sop_class or "1.2.3"}
    (file,) = phantom.write_series(path, phantom.ramp(1), header=header)
    return kind_of(read_instance(file if sop_class else without(file, "SOPClassUID")))


@pytest.mark.parametrize(
    ("sop_class", "bare", "pictured"),
    [
        pytest.param(uids.CTImageStorage, Kind.IMAGE, Kind.IMAGE, id="image"),
        pytest.param("1.2.3.4", Kind.OTHER, Kind.IMAGE, id="private"),
        pytest.param("", Kind.OTHER, Kind.IMAGE, id="none"),
        pytest.param(uids.BasicTextSRStorage, Kind.REPORT, Kind.REPORT, id="report"),
        pytest.param(
            uids.SegmentationStorage, Kind.SEGMENTATION, Kind.SEGMENTATION, id="segmentation"
        ),
        pytest.param(LABEL_MAP, Kind.SEGMENTATION, Kind.SEGMENTATION, id="label map"),
        pytest.param(uids.RawDataStorage, Kind.OTHER, Kind.IMAGE, id="raw data"),
    ],
)
def test_the_class_decides_and_for_unknown_ones_whether_there_are_pixels(
    tmp_path, sop_class, bare, pictured
):
    assert without_pixels(tmp_path / "bare", sop_class) is bare
    assert with_pixels(tmp_path / "pictured", sop_class) is pictured


def test_a_data_set_with_directory_records_is_a_directory_whatever_its_class(tmp_path):
    records = [Dataset()]
    records[0].DirectoryRecordType = "PATIENT"

    file = write_object(tmp_path / "one", "1.2.3.4", {"DirectoryRecordSequence": records})

    assert kind_of(read_instance(file)) is Kind.DIRECTORY


@pytest.mark.parametrize(
    ("uid", "name"),
    [
        pytest.param(uids.CTImageStorage, "CT Image Storage", id="named"),
        pytest.param("1.2.3.4", "1.2.3.4", id="unknown"),
        pytest.param("", "an object of unknown class", id="none"),
        *(pytest.param(uid, uid, id=f"nameless {uid}") for uid in NAMELESS),
    ],
)
def test_a_class_is_called_by_its_name_else_by_its_uid(uid, name):
    assert class_name(uid) == name
