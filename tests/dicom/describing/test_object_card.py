"""What is said of objects that are no volumes."""

import pytest
from pydicom import uid as uids

import phantom
from napari_dicom import scan
from napari_dicom.dicom.describing import content_facts, object_lines
from napari_dicom.dicom.describing.object_card import reference_words, series_names
from objects import item, refers_to, write_object

HERE = phantom.uid("study", "series")


def listing(folder, values=None, **how):
    write_object(folder / "one.dcm", uids.SegmentationStorage, values, modality="SEG", **how)
    (one,) = scan(folder).listings
    return one


def facts(content, names=None):
    return {fact.label: fact.text for fact in content_facts(content, names or {})}


def test_a_listing_is_said_in_lines_with_what_is_in_it(tmp_path):
    one = listing(tmp_path, {"SegmentSequence": [item()] * 2, "SeriesDescription": "Liver"})

    assert object_lines(one) == ("SEG 1 Liver", "segmentation, not shown", "2 segments")


def test_a_listing_with_nothing_to_count_is_said_in_two_lines(tmp_path):
    write_object(tmp_path / "one.dcm", uids.EncapsulatedPDFStorage, modality="DOC")
    (one,) = scan(tmp_path).listings

    assert object_lines(one) == ("DOC 1", "document, not shown")


def test_overlays_are_said_to_open_on_request(tmp_path):
    phantom.write_series(tmp_path, edit=phantom.with_overlay)
    (overlays,) = scan(tmp_path).objects

    assert object_lines(overlays) == ("CT 1 series overlays", "opens on request")
    assert facts(overlays) == {
        "What": "overlay planes (60xx)",
        "Lie on": "CT 1 series",
        "Files": "IM0000.dcm, IM0001.dcm, IM0002.dcm and 1 more",
    }


def test_the_facts_of_a_listing_are_those_that_are_there(tmp_path):
    values = {"SegmentSequence": [item()], "ReferencedSeriesSequence": refers_to(HERE)}
    one = listing(tmp_path, values)

    assert facts(one, {HERE: "CT 1 series"}) == {
        "What": "segmentation, not shown",
        "Holds": "1 segment",
        "Refers to": "CT 1 series",
        "Reference": phantom.uid("study", "frame of reference"),
        "Files": "one.dcm",
    }


def test_the_facts_of_a_volume_are_those_of_its_card(tmp_path):
    phantom.write_series(tmp_path)
    (volume,) = scan(tmp_path).volumes

    assert facts(volume)["Images"] == "4 images, a file each"


@pytest.mark.parametrize(
    ("series", "words"),
    [
        pytest.param((), "", id="none"),
        pytest.param((HERE,), "CT 1 series", id="here"),
        pytest.param(("1.2",), "1 series that is not here", id="one absent"),
        pytest.param(("1.2", "1.3"), "2 series not here", id="two absent"),
        pytest.param((HERE, "1.2"), "CT 1 series, 1 series that is not here", id="both"),
    ],
)
def test_references_are_named_where_they_are_here_and_counted_where_not(tmp_path, series, words):
    one = listing(tmp_path, {"ReferencedSeriesSequence": refers_to(*series)} if series else {})

    assert reference_words(one, {HERE: "CT 1 series"}) == words


def test_a_series_is_called_by_its_name_without_what_sets_its_volumes_apart(tmp_path):
    phantom.write_series(tmp_path / "a", series="s")
    coronal = phantom.make_affine("coronal")
    phantom.write_series(tmp_path / "b", series="s", affine=coronal, name="B{}".format)

    names = series_names(scan(tmp_path))

    assert names == {phantom.uid("study", "s"): "CT 1 s"}
