"""What else lies among paths is named beside the volumes: in a table and as JSON."""

import json
import shutil

import pytest
from pydicom import uid as uids

from napari_dicom.dicom.describing import inventory_of, inventory_text
from objects import references, report_content, segmentation, write_named
from phantom import uid, with_overlay, write_series

THORAX = uid("study", "Thorax")


@pytest.fixture
def folder(tmp_path):
    """A series with overlays, a segmentation of it, and a report of another."""
    write_series(tmp_path / "ct", series="Thorax", edit=with_overlay, name="{}.dcm".format)
    content = segmentation(2) | references(THORAX)
    write_named(
        tmp_path / "more" / "seg.dcm", uids.SegmentationStorage, "SEG", content, series="organs"
    )
    write_named(
        tmp_path / "more" / "sr.dcm", content=report_content(evidence=["1.2.3"]), series="findings"
    )
    return tmp_path


def besides(text):
    """Return the lines of a table below "Besides", stripped and unwrapped."""
    _, _, below = text.partition("Besides")
    whole = below.partition("\n\n")[0].replace("\n      ", " ")
    return [line.strip() for line in whole.splitlines()]


def test_objects_stand_below_the_volumes(folder):
    text = inventory_text(inventory_of(folder))

    assert "CT 1 Thorax" in text.partition("Besides")[0]
    assert besides(text) == [
        ": 3",
        "CT 1 Thorax overlays: overlay planes (60xx): open as labels, on request; of CT 1 Thorax "
        "(0.dcm, 1.dcm, 2.dcm, 3.dcm)",
        "SEG 1 organs: a segmentation without pixel data: the file may have been cut short; "
        "2 segments, of CT 1 Thorax (seg.dcm)",
        "SR 1 findings: a structured report: nothing drawn, no image of its own; 0 measurements, "
        "of 1 series that is not here (sr.dcm)",
    ]


def test_objects_alone_are_told_of_where_there_is_no_image(tmp_path):
    write_named(tmp_path / "doc.dcm", uids.EncapsulatedPDFStorage, "DOC")

    text = inventory_text(inventory_of(tmp_path))

    assert text == (
        "No image was found.\n\nBesides: 1\n"
        "    DOC 1 object: Encapsulated PDF Storage (DOC), no image in it (doc.dcm)\n"
    )


def test_without_objects_nothing_is_said_of_them(tmp_path):
    write_series(tmp_path)

    inventory = inventory_of(tmp_path)

    assert "Besides" not in inventory_text(inventory)
    assert json.loads(inventory.as_json())["objects"] == []


@pytest.mark.parametrize(
    ("copies", "files"),
    [
        pytest.param(5, "0.dcm, 1.dcm, 2.dcm, 3.dcm, 4.dcm)", id="as many as are named"),
        pytest.param(7, "0.dcm, 1.dcm, 2.dcm, 3.dcm, 4.dcm and 2 more)", id="more"),
    ],
)
def test_of_many_files_of_one_object_some_are_named(tmp_path, copies, files):
    path = write_named(tmp_path / "0.dcm")
    for number in range(1, copies):
        shutil.copy(path, tmp_path / f"{number}.dcm")

    inventory = inventory_of(tmp_path)

    assert besides(inventory_text(inventory))[1].endswith(f"({files}")
    assert len(json.loads(inventory.as_json())["objects"][0]["files"]) == copies


def test_as_json_an_object_has_a_name_for_each_thing(folder):
    found = json.loads(inventory_of(folder).as_json())

    assert len(found["volumes"]) == 1
    assert found["objects"] == [
        {
            "kind": "overlay planes",
            "name": "CT 1 Thorax overlays",
            "holds": [],
            "refers_to": "CT 1 Thorax",
            "shown": "overlay planes (60xx): open as labels, on request",
            "files": ["0.dcm", "1.dcm", "2.dcm", "3.dcm"],
        },
        {
            "kind": "segmentation",
            "name": "SEG 1 organs",
            "holds": ["2 segments"],
            "refers_to": "CT 1 Thorax",
            "shown": "a segmentation without pixel data: the file may have been cut short",
            "files": ["seg.dcm"],
        },
        {
            "kind": "structured report",
            "name": "SR 1 findings",
            "holds": ["0 measurements"],
            "refers_to": "1 series that is not here",
            "shown": "a structured report: nothing drawn, no image of its own",
            "files": ["sr.dcm"],
        },
    ]
