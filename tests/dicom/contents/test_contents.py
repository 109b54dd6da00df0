"""Contents of any kind: every object found is shown, or named with its reason."""

from typing import get_type_hints

import pydicom
import pytest
from pydicom import uid as uids
from pydicom.dataset import Dataset

import phantom
from napari_dicom.dicom import Contents, LoadedVolume, Volume, open_paths, scan, straighten
from napari_dicom.dicom.contents.finders import FINDERS
from napari_dicom.dicom.contents.loaders import LOADERS
from napari_dicom.dicom.describing.object_card import _FACTS
from napari_dicom.dicom.files import scan_paths
from napari_dicom.dicom.kinds import Kind
from napari_dicom.dicom.objects import Listing, Overlays, find_overlays
from napari_dicom.layers.builders import BUILDERS
from real import REAL, needs_real


def without_pixels(sop_class, **attributes):
    def edit(dataset, _):
        del dataset.PixelData
        dataset.SOPClassUID = sop_class
        phantom.set_attributes(dataset, attributes)

    return edit


@pytest.mark.parametrize(
    ("edit", "words"),
    [
        pytest.param(without_pixels(uids.BasicTextSRStorage, Modality="SR"), "report", id="report"),
        pytest.param(without_pixels(uids.EncapsulatedPDFStorage), "PDF", id="PDF"),
        pytest.param(
            without_pixels(uids.GrayscaleSoftcopyPresentationStateStorage),
            "Presentation State",
            id="presentation state",
        ),
        pytest.param(without_pixels("1.2.3.4"), "no image", id="unknown class"),
    ],
)
def test_objects_without_image_are_named(tmp_path, edit, words):
    phantom.write_series(tmp_path, phantom.ramp(1), edit=edit)

    contents = scan(tmp_path)

    (listing,) = contents.listings
    assert "no image" in listing.reason
    assert words.lower() in listing.reason.lower()
    assert (contents.volumes, contents.skipped, contents.opening) == ((), (), ())


def test_a_directory_of_a_medium_among_its_files_is_no_image(tmp_path):
    phantom.write_series(tmp_path, phantom.ramp(1))
    record = Dataset()
    record.DirectoryRecordType = "PATIENT"
    directory = Dataset()
    directory.DirectoryRecordSequence = [record]
    directory.SOPClassUID, directory.SOPInstanceUID = uids.MediaStorageDirectoryStorage, "1.2.3"
    phantom.save(directory, tmp_path / "DICOMDIR", uids.ExplicitVRLittleEndian)

    contents = scan(tmp_path)

    assert len(contents.volumes) == 1
    assert [one.reason for one in contents.listings] == [
        "the directory (DICOMDIR) of a medium, no image in it"
    ]


def test_an_image_cut_short_before_its_pixels_is_a_damaged_file_and_no_other_object(tmp_path):
    path = phantom.write_series(tmp_path, phantom.ramp(1))[0]
    dataset = pydicom.dcmread(path)
    del dataset.PixelData
    dataset.save_as(path)

    contents = scan(tmp_path)

    (skipped,) = contents.skipped
    assert (skipped.code, contents.objects) == ("unreadable", ())
    assert "without pixel data" in skipped.reason


def test_overlays_are_found_beside_their_volume_and_open_on_request_only(tmp_path):
    phantom.write_series(tmp_path, edit=phantom.with_overlay)

    contents = scan(tmp_path)
    opened = open_paths(tmp_path)

    (overlays,) = contents.objects
    assert isinstance(overlays, Overlays)
    assert overlays.volume is contents.volumes[0]
    assert overlays not in contents.opening
    assert [type(one.content) for one in opened.loaded] == [Volume]
    assert (opened.listed, opened.failed) == ((), ())


SHOWN = {
    "Volume",
    "Overlays",
    "Segmentation",
    "Shutters",
    "Registered",
    "RealWorldValues",
    "StructureSet",
    "Plan",
    "Report",
    "PresentationState",
    "KeyObjects",
    "Registration",
    "Surfaces",
    "Isodoses",
}


def test_every_kind_of_content_has_a_row_in_each_table():
    shown = {Volume, *LOADERS}
    loaded = {get_type_hints(load)["return"] for load in LOADERS.values()}

    assert shown | {Listing} == set(_FACTS)
    assert loaded | {LoadedVolume} == set(BUILDERS)
    assert {kind.__name__ for kind in shown} == SHOWN
    assert {Kind.IMAGE, *FINDERS} == {
        Kind.IMAGE,
        Kind.SEGMENTATION,
        Kind.STRUCTURE_SET,
        Kind.PLAN,
        Kind.REPORT,
        Kind.PRESENTATION_STATE,
        Kind.KEY_OBJECTS,
        Kind.REGISTRATION,
        Kind.SURFACES,
        Kind.MESH,
    }


def named_files(contents: Contents) -> set[str]:
    """Return the names of all files that are shown, listed, skipped, or named as copies."""
    shown = (*contents.volumes, *contents.objects)
    names = {instance.path.name for one in shown for instance in one.instances}
    names |= {one.path.name for one in contents.skipped}
    notes = (note for volume in contents.volumes for note in volume.notes)
    return names | {name for note in notes for name in note.details.get("files", ())}


@needs_real
@pytest.mark.parametrize("collection", ["data", "companions"])
def test_every_object_that_is_found_is_shown_or_named(collection):
    folder = REAL.parent / collection
    cases = sorted(path for path in folder.iterdir() if path.is_dir())

    lost = {}
    for case in cases:
        found = {instance.path.name for instance in scan_paths([case]).instances}
        missing = found - named_files(scan(case))
        if missing:
            lost[case.name] = sorted(missing)

    assert cases
    assert lost == {}


@needs_real
def test_companions_are_named_with_what_is_in_them_and_what_they_refer_to():
    contents = scan(REAL.parent / "companions")

    found = {(one.what, one.holds) for one in contents.objects}

    assert ("segmentation", ("5 segments",)) in found
    assert ("structure set", ("10 ROIs", "48 contours")) in found
    assert ("structured report", ("4 measurements", "3 drawn regions")) in found
    assert ("treatment plan", ("4 beams",)) in found
    assert [one.inside.trouble for one in contents.listings if one.inside.trouble] == []


def test_overlays_of_a_straightened_volume_are_not_offered(tmp_path):
    tilted = phantom.make_affine(tilt_degrees=20)
    phantom.write_series(tmp_path, affine=tilted, edit=phantom.with_overlay)
    (loaded,) = open_paths(tmp_path).volumes

    upright = straighten(loaded)

    assert find_overlays(loaded.volume) is not None
    assert find_overlays(upright.volume) is None
