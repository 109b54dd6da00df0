"""What is told of an opening: what opened, what could not, what is named only."""

import pytest
from pydicom import uid as uids

from napari_dicom.dicom import Failed, HowToLoad, Opened, load_contents, load_each, scan
from napari_dicom.layers import DisplaySpace
from napari_dicom.viewer import add_loaded
from napari_dicom.viewer.report import MOST_LOGGED_NAMES, report_on
from objects import item, write_named, write_object
from phantom import ramp, uid, with_overlay, write_series

REPORT = "a structured report: nothing drawn, no image of its own"


def lines_of(opened, paths=("folder",), series_files=0):
    return report_on(opened, paths, series_files).text.splitlines()


def opened_of(folder):
    return load_contents(scan(folder), HowToLoad())


def with_overlays(folder):
    """Return what came of opening everything in a folder, overlays as well."""
    contents = scan(folder)
    loaded, failed = load_each((*contents.volumes, *contents.objects), HowToLoad())
    return Opened(loaded, failed, contents.skipped, ())


def test_a_listed_object_has_a_line_with_its_reason(tmp_path):
    write_series(tmp_path, series="Thorax")
    write_named(tmp_path / "sr.dcm")

    assert lines_of(opened_of(tmp_path)) == [
        "Opened 1 volume: CT 1 Thorax (4 × 6 × 5)",
        f"1 file not opened ({REPORT}): sr.dcm",
    ]


def test_several_of_one_reason_share_a_line_others_have_their_own(tmp_path):
    write_series(tmp_path / "ct")
    for number in range(5):
        write_named(tmp_path / f"sr{number}.dcm", series=f"sr{number}")
    write_named(tmp_path / "plan.dcm", uids.RTPlanStorage, "RTPLAN", series="plan")

    found = sorted(lines_of(opened_of(tmp_path))[1:])

    assert found == [
        "1 file not opened (RT Plan Storage (RTPLAN), no image in it): plan.dcm",
        f"5 files not opened ({REPORT}): sr0.dcm, sr1.dcm, sr2.dcm and 2 more",
    ]


def test_the_log_names_every_listed_file(tmp_path):
    write_series(tmp_path / "ct")
    for number in range(5):
        write_named(tmp_path / f"sr{number}.dcm", series=f"sr{number}")

    report = report_on(opened_of(tmp_path), ["folder"])

    (line,) = (line for line in report.lines if REPORT in line.text)
    assert line.shortened(MOST_LOGGED_NAMES).endswith("sr0.dcm, sr1.dcm, sr2.dcm, sr3.dcm, sr4.dcm")


def test_two_files_of_one_object_are_both_named(tmp_path):
    write_series(tmp_path / "ct")
    for name in ("a", "b"):
        write_named(tmp_path / f"{name}.dcm")

    assert lines_of(opened_of(tmp_path))[1] == f"2 files not opened ({REPORT}): a.dcm, b.dcm"


def test_that_objects_are_named_only_is_no_warning(tmp_path):
    write_series(tmp_path / "ct")
    write_named(tmp_path / "sr.dcm")

    assert not report_on(opened_of(tmp_path), ["folder"]).is_warning


def test_an_image_cut_short_before_its_pixels_is_a_warning(tmp_path):
    write_series(tmp_path / "ct")
    write_named(tmp_path / "cut.dcm", uids.CTImageStorage, "CT")

    report = report_on(opened_of(tmp_path), ["folder"])

    assert report.is_warning
    assert "1 file not opened (CT Image Storage without pixel data" in report.text


def test_markup_in_a_modality_stays_text(tmp_path):
    write_series(tmp_path / "ct")
    path = write_named(tmp_path / "plan.dcm", uids.RTPlanStorage, "XIX")
    path.write_bytes(path.read_bytes().replace(b"XIX ", b"<I> "))

    assert lines_of(opened_of(tmp_path))[1] == (
        "1 file not opened (RT Plan Storage (‹I›), no image in it): plan.dcm"
    )


@pytest.mark.parametrize(
    ("kinds", "words"),
    [
        pytest.param([], "Opened 0 volumes", id="nothing"),
        pytest.param(["volume"], "Opened 1 volume", id="a volume"),
        pytest.param(["volume"] * 2, "Opened 2 volumes", id="volumes"),
        pytest.param(["overlays"], "Opened 1 object", id="overlays alone"),
        pytest.param(["overlays"] * 2, "Opened 2 objects", id="several overlays alone"),
        pytest.param(
            ["volume", "overlays"], "Opened 1 volume and 1 other object", id="one of each"
        ),
        pytest.param(
            ["overlays", "volume", "overlays", "volume"],
            "Opened 2 volumes and 2 other objects",
            id="two of each",
        ),
    ],
)
def test_volumes_and_other_objects_are_counted_apart(tmp_path, kinds, words):
    write_series(tmp_path, edit=with_overlay)
    volume, overlays = with_overlays(tmp_path).loaded
    loaded = tuple({"volume": volume, "overlays": overlays}[kind] for kind in kinds)

    first = report_on(Opened(loaded, (), ()), ["folder"]).lines[0]

    assert first.text == words


def test_what_opened_is_named_volumes_with_their_size(tmp_path):
    write_series(tmp_path, series="Thorax", edit=with_overlay)

    assert lines_of(with_overlays(tmp_path)) == [
        "Opened 1 volume and 1 other object: CT 1 Thorax (4 × 6 × 5), CT 1 Thorax overlays"
    ]


def test_a_series_one_file_stood_for_is_told_by_that_file(tmp_path):
    write_series(tmp_path, series="Thorax")

    opened = opened_of(tmp_path)

    assert lines_of(opened, ["folder/IM0001.dcm"], 4) == [
        "Opened the series of IM0001.dcm, 4 files of its folder: CT 1 Thorax (4 × 6 × 5)"
    ]
    assert lines_of(opened, ["folder/IM0001.dcm"], 1)[0].startswith("Opened 1 volume")


def test_what_failed_is_named_with_its_files_and_reason_as_a_warning(tmp_path):
    write_series(tmp_path / "whole", series="Thorax")
    paths = write_series(tmp_path / "cut", ramp(4), series="Cut", name="cut{}.dcm".format)
    for path in paths:
        path.write_bytes(path.read_bytes()[:-50])

    report = report_on(opened_of(tmp_path), ["folder"])

    (line,) = (line for line in report.text.splitlines() if "CT 1 Cut" in line)
    assert line.startswith("Not opened, CT 1 Cut, 4 images: ")
    assert line.endswith("Files: cut0.dcm, cut1.dcm, cut2.dcm and 1 more")
    assert report.is_warning


def test_overlays_that_failed_are_named_as_what_they_are(tmp_path):
    paths = write_series(tmp_path, ramp(1), series="Thorax", edit=with_overlay)
    (overlays,) = scan(tmp_path).objects
    paths[0].unlink()

    loaded, failed = load_each([overlays], HowToLoad())

    assert loaded == ()
    (line,) = (line for line in lines_of(Opened((), failed, ())) if line.startswith("Not opened"))
    assert line == (
        "Not opened, CT 1 Thorax overlays, 1 file: the overlays cannot be read: "
        "No such file or directory Files: IM0000.dcm"
    )


def test_a_reason_from_a_file_is_one_plain_line_of_bounded_length(tmp_path):
    write_series(tmp_path)
    (volume,) = scan(tmp_path).volumes
    failed = Failed(volume, "<b>bold</b>\x07\nnew line " + "x" * 5000)

    (_, line) = lines_of(Opened((), (failed,), ()))

    assert "‹b›bold‹/b› new line" in line
    assert len(line) <= 480
    assert len(failed.reason) <= 1000


def test_notes_of_what_opened_follow_what_did_not(tmp_path):
    paths = write_series(tmp_path, ramp(6), series="Thorax")
    paths[3].unlink()
    write_named(tmp_path / "sr.dcm")

    found = lines_of(opened_of(tmp_path))

    assert [line.split(":")[0] for line in found] == [
        "Opened 1 volume",
        "1 file not opened (a structured report",
        "CT 1 Thorax",
    ]


def write_registration(folder):
    step = item(
        FrameOfReferenceTransformationMatrix=[1, 0, 0, 9, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1]
    )
    moved = item(
        FrameOfReferenceUID="1.2.3", MatrixRegistrationSequence=[item(MatrixSequence=[step])]
    )
    frame = uid("study", "frame of reference")
    values = {"FrameOfReferenceUID": frame, "RegistrationSequence": [moved]}
    sop_class = uids.SpatialRegistrationStorage
    return write_object(folder / "reg.dcm", sop_class, values, modality="REG", number=5)


def test_what_has_nothing_to_draw_is_no_layer_and_told_where_it_stands(tmp_path):
    write_series(tmp_path / "ct", series="Thorax")
    write_registration(tmp_path)

    opened, nothing = lines_of(opened_of(tmp_path))

    assert opened == "Opened 1 volume: CT 1 Thorax (4 × 6 × 5)"
    assert nothing.startswith("REG 5")
    assert nothing.endswith(": nothing to draw, told in the metadata of CT 1 Thorax")


@pytest.mark.parametrize("is_open", [True, False])
def test_what_has_nothing_to_draw_says_whether_its_images_are_open(viewer, tmp_path, is_open):
    write_series(tmp_path / "ct", series="Thorax")
    write_registration(tmp_path)
    contents = scan(tmp_path)
    how = HowToLoad(volumes=contents.volumes)
    loaded, _ = load_each(contents.objects, how)
    images = opened_of(tmp_path / "ct").loaded if is_open else ()
    layers = add_loaded(viewer, images, DisplaySpace.OWN_PLANES, arrange=False)

    words = [
        line.text for line in report_on(Opened(loaded, (), ()), ["folder"], 0, (), layers).lines
    ]

    where = "told in the metadata of CT 1 Thorax" if is_open else "no image it speaks of is open"
    assert words == [f"REG 5: nothing to draw, {where}"]


def test_a_file_that_is_no_image_is_not_said_to_be_one(tmp_path):
    write_registration(tmp_path)

    (*_, line) = report_on(opened_of(tmp_path), ["folder"]).lines

    assert line.text.startswith("Not opened, REG 5, 1 file: no image of the frames of reference")


def test_an_object_that_is_open_already_is_told_as_a_volume_is(viewer, tmp_path):
    write_series(tmp_path / "ct", series="Thorax")
    header = {"SeriesNumber": 9, "SeriesDescription": "Plan"}
    beam = item(BeamName="a", ControlPointSequence=[item(IsocenterPosition=[1, 2, 100])])
    write_object(tmp_path / "plan.dcm", uids.RTPlanStorage, {"BeamSequence": [beam], **header})
    opened = opened_of(tmp_path)
    layers = add_loaded(viewer, opened.loaded, DisplaySpace.OWN_PLANES, arrange=False)

    first = report_on(opened, ["folder"], 0, layers)
    again = report_on(opened, ["folder"], 0, layers, layers)

    assert not [line for line in first.lines if "already" in line.text]
    (line,) = [line for line in again.lines if "already" in line.text]
    assert len(line.names) == 2
