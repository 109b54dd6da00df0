"""Functional groups by the walk over bytes: what pydicom reads, nothing else, or none of it."""

import dataclasses
import random
import zlib

import pydicom
import pytest
from pydicom import uid as uids
from pydicom.dataset import Dataset
from pydicom.sequence import Sequence

import phantom
from napari_dicom.dicom.errors import NapariDicomError
from napari_dicom.dicom.files.instance import read_instance
from napari_dicom.dicom.frames import Frame, functional_groups, walked_groups
from napari_dicom.dicom.headers import alike, refusing_damage, shapes
from real import REAL, needs_real

ENCODINGS = [
    pytest.param(uids.ExplicitVRLittleEndian, id="explicit"),
    pytest.param(uids.ImplicitVRLittleEndian, id="implicit"),
    pytest.param(uids.ExplicitVRBigEndian, id="big endian"),
    pytest.param(uids.DeflatedExplicitVRLittleEndian, id="deflated"),
]
LENGTHS = pytest.mark.parametrize("undefined", [False, True], ids=["defined", "undefined"])
GROUPS = [b"\x00\x52\x29\x92", b"\x52\x00\x92\x29"]
PIECES = [b"SQ", b"DS", b"UL", b"UN", b"FD", b"\xff\xff\xff\xff"]
PIECES += [b"\xfe\xff\x00\xe0", b"\xfe\xff\x0d\xe0", b"\xfe\xff\xdd\xe0", b"\x08\x00\x05\x00"]
FIELDS = [field.name for field in dataclasses.fields(Frame) if field.name != "instance"]


@pytest.fixture(
    params=[(64, 16), (0, 16), (0, 1)], ids=["walked", "learnt", "columns"], autouse=True
)
def learnt_after(request, monkeypatch):
    """Walk each item, as of few frames; learn the shape of each; or read columns, as of many."""
    walked_before, fewest = request.param
    monkeypatch.setattr(shapes, "_WALKED_BEFORE", walked_before)
    monkeypatch.setattr(alike, "_FEWEST", fewest)


def edited(item, index):
    """Give a frame a time, dimensions of its own, diffusion, a window and a private group."""
    content = item.FrameContentSequence[0] if "FrameContentSequence" in item else Dataset()
    content.DimensionIndexValues = [1, index + 1]
    content.TemporalPositionIndex = index // 2 + 1
    content.FrameReferenceDateTime = f"2020010112000{index}.25"
    item.FrameContentSequence = [content]
    direction, diffusion, window, creator = Dataset(), Dataset(), Dataset(), Dataset()
    direction.DiffusionGradientOrientation = [0.0, 0.6, 0.8]
    diffusion.DiffusionGradientDirectionSequence = [direction]
    diffusion.DiffusionBValue = 1000.0 * (index % 2)
    window.WindowCenter, window.WindowWidth = 40 + index, 400
    creator.add_new(0x00090010, "LO", "SOMEBODY")
    item.MRDiffusionSequence, item.FrameVOILUTSequence = [diffusion], [window]
    item.add_new(0x20010010, "LO", "SOMEBODY")
    item.add_new(0x20011001, "SQ", [creator])


def pointers(dataset, undefined):
    """Point dimensions to the b-value and the temporal position; let lengths be undefined."""
    dataset.DimensionIndexSequence = [Dataset(), Dataset()]
    for item, pair in zip(
        dataset.DimensionIndexSequence,
        [(0x00189087, 0x00189117), (0x00209128, 0x00209111)],
        strict=True,
    ):
        item.DimensionIndexPointer, item.FunctionalGroupPointer = pair
    if undefined:
        for element in dataset.iterall():
            if isinstance(element.value, Sequence):
                element.is_undefined_length = element.value.is_undefined_length = True
                for item in element.value:
                    item.is_undefined_length_sequence_item = True


@pytest.fixture
def write(tmp_path):
    """Write an enhanced MR file with much in its groups."""

    def written(transfer_syntax, undefined):
        path = tmp_path / "plain.dcm"
        phantom.write_enhanced(path, phantom.ramp()[:4], modality="MR", edit_frame=edited)
        dataset = pydicom.dcmread(path)
        pointers(dataset, undefined)
        dataset.file_meta.TransferSyntaxUID = transfer_syntax
        if transfer_syntax == uids.ExplicitVRBigEndian:
            dataset.PixelData = b"".join(
                dataset.PixelData[i : i + 2][::-1] for i in range(0, len(dataset.PixelData), 2)
            )
        pydicom.dcmwrite(
            tmp_path / "e.dcm",
            dataset,
            implicit_vr=transfer_syntax == uids.ImplicitVRLittleEndian,
            little_endian=transfer_syntax != uids.ExplicitVRBigEndian,
        )
        return tmp_path / "e.dcm"

    return written


def said(path, read):
    """Return all that is said of the frames of a file, or what is wrong with it; None of others."""
    instance = read_instance(path)
    header = instance.header
    if instance.pixels is None or "PerFrameFunctionalGroupsSequence" not in header:
        return None
    try:
        with refusing_damage("the groups"):
            frames = read(instance)
    except (NapariDicomError, OSError) as error:
        return type(error).__name__, str(error)
    told = [repr([(name, getattr(frame, name)) for name in FIELDS]) for frame in frames]
    return told, [doubt.words for frame in frames for doubt in frame.values_in_doubt]


def by_pydicom(path):
    return said(path, functional_groups._frames_by_pydicom)


def by_the_walk(path):
    return said(path, functional_groups.enhanced_frames)


def only_walked(path):
    def frames(instance):
        table = walked_groups.walk_groups(instance, instance.pixels.number_of_frames)
        return functional_groups._frames_of(instance, table)

    return said(path, frames)


@pytest.mark.parametrize("transfer_syntax", ENCODINGS)
@LENGTHS
def test_the_walk_says_what_pydicom_says(write, transfer_syntax, undefined):
    path = write(transfer_syntax, undefined)

    walked = only_walked(path)

    assert len(walked[0]) == 4
    assert "DiffusionGradient" in walked[0][1]
    assert "Index 00189087" in walked[0][1]
    assert walked == by_pydicom(path)


def changed(data, rng):
    """Damage bytes of the functional groups in one of several ways."""
    pixels = max(data.rfind(b"\xe0\x7f\x10\x00"), data.rfind(b"\x7f\xe0\x00\x10"))
    start = max(map(data.find, GROUPS))
    at = rng.randrange(start, pixels)
    kind = rng.random()
    if kind < 0.5:
        data[at] = rng.choice([0, 255, rng.randrange(256), data[at] ^ 1 << rng.randrange(8)])
    elif kind < 0.6:
        del data[at : at + rng.choice([1, 2, 8, 30])]
    elif kind < 0.7:
        data[at:at] = data[at : at + rng.choice([2, 8, 40])]
    else:
        place, piece = data.find(rng.choice(PIECES), at), rng.choice(PIECES)
        if 0 < place < pixels:
            data[place : place + len(piece)] = piece


def damaged(original, transfer_syntax, rng):
    if transfer_syntax != uids.DeflatedExplicitVRLittleEndian:
        data = bytearray(original)
        changed(data, rng)
        return bytes(data)
    start = 144 + int.from_bytes(original[140:144], "little")
    data = bytearray(zlib.decompress(original[start:], -15))
    changed(data, rng)
    packer = zlib.compressobj(wbits=-15)
    return original[:start] + packer.compress(data) + packer.flush()


@pytest.mark.parametrize("transfer_syntax", ENCODINGS)
@LENGTHS
def test_of_damaged_files_the_same_is_said(write, tmp_path, transfer_syntax, undefined):
    original = write(transfer_syntax, undefined).read_bytes()
    rng = random.Random(f"{transfer_syntax} {undefined}")
    path, compared = tmp_path / "damaged.dcm", 0

    for _ in range(60):
        path.write_bytes(damaged(original, transfer_syntax, rng))
        try:
            truth = by_pydicom(path)
        except NapariDicomError:  # the file is not opened at all
            continue
        compared += truth is not None
        assert by_the_walk(path) == truth

    assert compared > 20


@needs_real
def test_of_every_real_file_the_same_is_said():
    folders = [REAL, REAL.parent / "companions", REAL.parent / "imperfect"]
    compared = 0

    for path in (path for folder in folders for path in sorted(folder.rglob("*"))):
        if path.is_file() and any(group in path.read_bytes() for group in GROUPS):
            truth = by_pydicom(path)
            compared += truth is not None
            assert by_the_walk(path) == truth

    assert compared > 20


def test_groups_of_an_unknown_kind_of_element_are_left_to_pydicom(write):
    path = write(uids.ExplicitVRLittleEndian, undefined=False)
    data = path.read_bytes()
    place = data.find(b"\x20\x00\x13\x91SQ")
    path.write_bytes(data[:place] + b"\x20\x00\x13\x91XX" + data[place + 6 :])

    instance = read_instance(path)
    table = walked_groups.walk_groups(instance, 4)

    with pytest.raises(walked_groups.ODD):
        functional_groups._frames_of(instance, table)


def test_a_place_that_a_dimension_points_to_is_read_by_both(tmp_path):
    """The value of an element that was asked for is a number, no longer its bytes."""

    def in_a_volume(item, index):
        position, orientation = Dataset(), Dataset()
        position.ImagePositionVolume = [0.0, 0.0, 2.5 * index]
        orientation.ImageOrientationVolume = [1.0, 0.0, 0.0, 0.0, 1.0, 0.0]
        item.PlanePositionVolumeSequence = [position]
        item.PlaneOrientationVolumeSequence = [orientation]
        item.FrameContentSequence[0].DimensionIndexValues = [index + 1]
        del item.PlanePositionSequence

    pointer = Dataset()
    pointer.DimensionIndexPointer, pointer.FunctionalGroupPointer = 0x00209301, 0x0020930E
    path = phantom.write_enhanced(
        tmp_path / "e.dcm",
        modality="MR",
        header={"DimensionIndexSequence": [pointer]},
        edit_frame=in_a_volume,
    )

    frames = functional_groups._frames_by_pydicom(read_instance(path))

    assert {frame.place_source for frame in frames} == {"ImagePositionVolume"}
    assert by_the_walk(path) == by_pydicom(path)


def test_a_walk_that_is_given_up_leaves_no_remarks(write, monkeypatch):
    path = write(uids.ExplicitVRLittleEndian, undefined=False)

    def given_up(_instance, table):
        for groups in table.frames:
            groups.item("PlanePositionSequence").numbers("ImagePositionPatient", 2)
        raise walked_groups.OddBytesError

    instance = read_instance(path)
    truth = by_pydicom(path)
    monkeypatch.setattr(functional_groups, "_by_walk", given_up)
    frames = functional_groups.enhanced_frames(instance)

    assert [doubt.words for one in frames for doubt in one.values_in_doubt] == truth[1]


def test_what_is_kept_of_a_file_has_a_bound(write, monkeypatch):
    path = write(uids.ExplicitVRLittleEndian, undefined=False)
    monkeypatch.setattr(walked_groups, "_MOST", 3)
    monkeypatch.setattr(functional_groups, "_MOST_LOOKS", 1)
    instance = read_instance(path)

    table = walked_groups.walk_groups(instance, 4)
    frames = functional_groups._frames_of(instance, table)

    assert len(frames) == 4
    assert len(table.frames._kept._made) <= 3
