"""What is said of objects that are no volumes."""

import pytest
from pydicom import uid as uids

import phantom
from napari_dicom import scan
from napari_dicom.dicom.describing import content_facts, object_lines
from napari_dicom.dicom.describing.object_card import reference_words, series_names
from objects import item, references, refers_to, structure_set, write_named, write_object

HERE = phantom.uid("study", "series")
THORAX = phantom.uid("study", "Thorax")


def listing(folder, values=None, **how):
    write_object(folder / "one.dcm", uids.SegmentationStorage, values, modality="SEG", **how)
    (one,) = scan(folder).listings
    return one


def facts(content, names=None):
    return {fact.label: fact.text for fact in content_facts(content, names or {})}


def listing_of(folder, sop_class=uids.SegmentationStorage, modality="SEG", content=None, **how):
    """Write an object; return its listing and what the series are called."""
    write_named(folder / "o.dcm", sop_class, modality, content, **how)
    contents = scan(folder)
    return contents.listings[0], series_names(contents)


def rows(content, names):
    return [(fact.label, fact.text) for fact in content_facts(content, names)]


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


def test_the_card_leaves_out_what_there_is_none_of(tmp_path):
    listing, names = listing_of(tmp_path, uids.EncapsulatedPDFStorage, "DOC")

    assert rows(listing, names) == [("What", "document, not shown"), ("Files", "o.dcm")]


def test_the_card_of_a_structure_set_names_the_frame_it_is_drawn_in(tmp_path):
    content = structure_set([1, 2], series=[THORAX], frames=["1.2.4"])
    write_named(tmp_path / "o.dcm", uids.RTStructureSetStorage, "RTSTRUCT", content)

    (one,) = scan(tmp_path).objects

    assert rows(one, {}) == [
        ("What", "structure set"),
        ("Holds", "2 ROIs, 3 contours"),
        ("Refers to", "1 series that is not here"),
        ("Reference", "1.2.4"),
        ("Files", "o.dcm"),
    ]


def test_the_card_tells_of_damage(tmp_path):
    path = write_named(tmp_path / "o.dcm", uids.SegmentationStorage, "SEG")
    path.write_bytes(path.read_bytes() + b"\x62\0\x02\0LO\x06\0abcdef")
    (listing,) = scan(tmp_path).listings

    facts = dict(rows(listing, {}))

    assert facts["Trouble"] == "what is in it is damaged (SegmentSequence is no sequence)"


@pytest.mark.parametrize(
    ("copies", "files"),
    [
        pytest.param(1, "0.dcm", id="one"),
        pytest.param(3, "0.dcm, 1.dcm, 2.dcm", id="as many as are named"),
        pytest.param(5, "0.dcm, 1.dcm, 2.dcm and 2 more", id="more"),
    ],
)
def test_the_card_names_some_files_and_counts_the_rest(tmp_path, copies, files):
    for number in range(copies):
        write_named(tmp_path / f"{number}.dcm")

    (listing,) = scan(tmp_path).listings

    assert dict(rows(listing, {}))["Files"] == files


def test_two_series_of_one_name_are_referred_to_once(tmp_path):
    for name in ("a", "b"):
        phantom.write_series(tmp_path / name, series=name, header={"SeriesDescription": "same"})

    listing, names = listing_of(
        tmp_path, content=references(phantom.uid("study", "a"), phantom.uid("study", "b"))
    )

    assert reference_words(listing, names) == "CT 1 same"


def test_an_object_may_refer_to_another_object(tmp_path):
    write_named(tmp_path / "other.dcm", series="findings")

    listing, names = listing_of(tmp_path, content=references(phantom.uid("study", "findings")))
    other = next(one for one in scan(tmp_path).listings if one.name == "SR 1 findings")

    assert listing.name != other.name
    assert names[phantom.uid("study", "findings")] == "SR 1 findings"


def test_a_series_is_called_by_its_images_whatever_an_object_in_it_says(tmp_path):
    phantom.write_series(tmp_path / "ct", series="Thorax")
    header = {"SOPInstanceUID": "1.2.3", "SeriesDescription": "other"}
    write_named(tmp_path / "sr.dcm", series="Thorax", header=header)

    assert series_names(scan(tmp_path)) == {THORAX: "CT 1 Thorax"}


def test_markup_in_a_file_stays_text(tmp_path):
    header = {"SeriesDescription": "<b>bold</b>\n\x07"}

    listing, names = listing_of(tmp_path, header=header)

    assert object_lines(listing)[0] == "SEG 1 <b>bold</b>"
    assert all("\n" not in text for _, text in rows(listing, names))
