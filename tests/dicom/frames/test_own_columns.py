"""The content and the place of many frames as columns: what they are one by one."""

import dataclasses

import pydicom
import pytest
from pydicom import uid as uids
from pydicom.dataset import Dataset

import phantom
from napari_dicom.dicom.files.instance import read_instance
from napari_dicom.dicom.frames import Frame, functional_groups, own_columns

COUNT, ODD = 40, 23
"""Frames of a file, and the one that is unlike the others."""

FIELDS = [field.name for field in dataclasses.fields(Frame) if field.name != "instance"]


def plain(_item, _index):
    """Leave a frame as it is: its number in the stack and its position vary."""


def timed(item, index):
    content = item.FrameContentSequence[0]
    content.FrameReferenceDateTime = f"20200101120{index:03d}.25"
    content.FrameAcquisitionDateTime = f"20200101110{index:03d}.25"
    content.TemporalPositionIndex = index % 4 + 1
    content.StackID = "AB"[index % 2]


def timed_by_acquisition(item, index):
    timed(item, index)
    item.FrameContentSequence[0].FrameReferenceDateTime = ""


def timed_on_two_days(item, index):
    timed(item, index)
    item.FrameContentSequence[0].FrameReferenceDateTime = f"202001{index // 20 + 1:02d}120000.25"


def timed_once_with_a_zone(item, index):
    timed(item, index)
    if index == ODD:
        item.FrameContentSequence[0].FrameReferenceDateTime = "202001011200+0100"


def position_written(text):
    """Return an edit that writes one frame's position as no writer may, of the same length."""

    def edit(item, index):
        raw = text if index == ODD else b"0\\0\\%02d.0" % index
        element = pydicom.DataElement(0x00200032, "LO", raw.decode())
        place = Dataset()
        place.add(element)
        item.PlanePositionSequence = [place]

    return edit


def without_a_place(item, index):
    if index == ODD:
        del item.PlanePositionSequence


def with_an_empty_place(item, index):
    if index == ODD:
        item.PlanePositionSequence = []


def with_two_places(item, index):
    if index == ODD:
        item.PlanePositionSequence = [*item.PlanePositionSequence, *item.PlanePositionSequence]


def without_a_content(item, index):
    if index == ODD:
        del item.FrameContentSequence


def of_two_temporal_positions(item, index):
    content = item.FrameContentSequence[0]
    content.TemporalPositionIndex = index + 1 if index != ODD else [1, 2]


def all_of_two_temporal_positions(item, index):
    item.FrameContentSequence[0].TemporalPositionIndex = [1, index]


def of_further_indices(item, index):
    content = item.FrameContentSequence[0]
    content.DimensionIndexValues = [1, 2, 3] if index == ODD else [1, index + 1]


def of_a_varying_thickness(item, index):
    """Put what is at home elsewhere, and doubtful in one frame, into its place."""
    item.PlanePositionSequence[0].SliceThickness = "-2" if index == ODD else f"{index + 1:2d}"


def all_of_a_thickness_that_cannot_be(item, _index):
    item.PlanePositionSequence[0].SliceThickness = "-2"


EDITS = [
    plain,
    timed,
    timed_by_acquisition,
    timed_on_two_days,
    timed_once_with_a_zone,
    without_a_place,
    with_an_empty_place,
    with_two_places,
    without_a_content,
    of_two_temporal_positions,
    all_of_two_temporal_positions,
    of_further_indices,
    of_a_varying_thickness,
    all_of_a_thickness_that_cannot_be,
]
TEXTS = [
    b"0\\0\\0\\0 ",
    b"0\\000.0 ",
    b"0,0,000 ",
    b"0\\0\\1_0 ",
    b"0\\0\\nan ",
    b"0\\0\\9e9 ",
    b"0\\0\\    ",
    b"        ",
    b"0\\ 0\\5  ",
    b"0\\0\\5mm ",
    b"0\\0\\5\0\0\0",
]


@pytest.fixture
def write(tmp_path):
    """Write an enhanced file of many frames, its text as it comes."""

    def written(edit, transfer_syntax=uids.ExplicitVRLittleEndian):
        pointers = [Dataset(), Dataset()]
        for item, tag in zip(pointers, (0x00209056, 0x00209128), strict=True):
            item.DimensionIndexPointer, item.FunctionalGroupPointer = tag, 0x00209111
        path = phantom.write_enhanced(
            tmp_path / "e.dcm",
            phantom.ramp(COUNT),
            header={"DimensionIndexSequence": pointers},
            edit_frame=edit,
            transfer_syntax=transfer_syntax,
        )
        path.write_bytes(path.read_bytes().replace(b"\x20\0\x32\0LO", b"\x20\0\x32\0DS"))
        return read_instance(path)

    return written


def described(frames):
    return [repr([(name, getattr(frame, name)) for name in FIELDS]) for frame in frames]


def by_pydicom(instance):
    return described(functional_groups._frames_by_pydicom(instance))


@pytest.fixture
def one_by_one(monkeypatch):
    """Gather which frames are read by themselves."""
    found = {"content": 0, "place": 0}

    def counted(what, read):
        def of(groups):
            found[what] += 1
            return read(groups)

        return of

    for what in found:
        name = f"{what}_of"
        monkeypatch.setattr(own_columns, name, counted(what, getattr(own_columns, name)))
    return found


@pytest.mark.parametrize(
    "transfer_syntax",
    [uids.ExplicitVRLittleEndian, uids.ImplicitVRLittleEndian, uids.ExplicitVRBigEndian],
    ids=["explicit", "implicit", "big endian"],
)
@pytest.mark.parametrize("edit", EDITS)
def test_columns_say_what_pydicom_says(write, edit, transfer_syntax):
    instance = write(edit, transfer_syntax)

    frames = functional_groups.enhanced_frames(instance)

    assert described(frames) == by_pydicom(instance)


@pytest.mark.parametrize("text", TEXTS)
def test_a_position_written_oddly_is_what_pydicom_makes_of_it(write, text):
    assert len(text) == len(b"0\\0\\12.0")
    instance = write(position_written(text))

    frames = functional_groups.enhanced_frames(instance)

    assert described(frames) == by_pydicom(instance)


def test_two_positions_that_make_up_for_each_other_are_no_column(write):
    def edit(item, index):
        texts = {ODD: b"0\\0\\1\\1 ", ODD + 1: b"0\\000.0 "}
        position_written(texts.get(index, b"0\\0\\%02d.0" % index))(item, ODD)

    instance = write(edit)

    frames = functional_groups.enhanced_frames(instance)

    assert described(frames) == by_pydicom(instance)
    assert frames[ODD + 2].position == (0.0, 0.0, ODD + 2.0)


def test_no_frame_of_a_plain_file_is_read_by_itself(write, one_by_one):
    def edit(item, index):
        timed(item, index)
        position_written(b"0\\0\\99.5" if index == ODD else b"0\\0\\%02d.0" % index)(item, ODD)

    functional_groups.enhanced_frames(write(edit))

    assert one_by_one == {"content": 0, "place": 0}


def test_frames_that_are_unlike_the_others_are_read_by_themselves(write, one_by_one):
    functional_groups.enhanced_frames(write(of_further_indices))

    assert one_by_one["content"] == 1


def test_frames_are_read_in_parts(write, monkeypatch):
    monkeypatch.setattr(functional_groups, "_AT_ONCE", 17)
    instance = write(timed)

    frames = functional_groups.enhanced_frames(instance)

    assert described(frames) == by_pydicom(instance)
