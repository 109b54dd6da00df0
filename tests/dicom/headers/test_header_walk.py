"""`walk` gives pydicom's answer or none: on whole collections of files, on thousands of wrecks."""

import importlib.util
import io
import random
import struct
import warnings
import zlib
from collections.abc import Callable, Iterable
from pathlib import Path

import pydicom
import pydicom.data
import pytest
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.filereader import read_dataset
from pydicom.sequence import Sequence
from pydicom.uid import (
    DeflatedExplicitVRLittleEndian,
    ExplicitVRBigEndian,
    ExplicitVRLittleEndian,
    ImplicitVRLittleEndian,
    MRImageStorage,
)

from napari_dicom.dicom.datasets.dataset import header_of
from napari_dicom.dicom.errors import LimitError
from napari_dicom.dicom.headers import shapes
from napari_dicom.dicom.headers.header_walk import Walked, walk
from napari_dicom.dicom.limits import Limits
from real import REAL, needs_real

DATA_STORE = importlib.util.find_spec("data_store")  # of pydicom-data
UNDEFINED = 0xFFFFFFFF

COLLECTIONS = [
    pytest.param(Path(pydicom.data.__file__).parent, id="pydicom"),
    pytest.param(
        Path(DATA_STORE.origin if DATA_STORE and DATA_STORE.origin else "").parent,
        id="pydicom-data",
        marks=pytest.mark.skipif(DATA_STORE is None, reason="needs pydicom-data"),
    ),
    pytest.param(REAL, id="real", marks=needs_real),
]


def files_in(folder: Path, per_folder: int) -> list[tuple[str, bytes]]:
    """Return name and content of the first files of every folder below."""
    folders = [folder, *sorted(path for path in folder.rglob("*") if path.is_dir())]
    files = (sorted(path for path in each.iterdir() if path.is_file()) for each in folders)
    return [(path.name, path.read_bytes()) for each in files for path in each[:per_folder]]


def asked(raw: bytes) -> Walked:
    """Give pydicom's answer; raises whatever pydicom raises."""
    file: io.BytesIO = io.BytesIO(raw)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        dataset = pydicom.dcmread(file, force=True, stop_before_pixels=True, defer_size="64 MB")
        header = header_of(dataset)
        values = dict(header.raw)
        if 0x00080005 in values:  # pydicom has taken it to pieces
            terms = dataset.SpecificCharacterSet
            terms = [terms or ""] if isinstance(terms, str | None) else terms
            values[0x00080005] = "\\".join(terms).encode("latin-1")
        uid = str(dataset.file_meta.get("TransferSyntaxUID", ""))
    implicit, little_endian = dataset.original_encoding
    assert little_endian, "walk does not read big endian"
    deflated_offset = None
    if uid == DeflatedExplicitVRLittleEndian:
        deflated_offset, raw, file = inflated(raw)
    tag, offset, length = pixel_element(raw, file.tell(), bool(implicit))
    return Walked(
        values, dict(header._vrs), uid, bool(implicit), tag, offset, length, deflated_offset
    )


def inflated(raw: bytes) -> tuple[int, bytes, io.BytesIO]:
    """Return where the deflated data set starts, itself, and it standing at its pixels."""
    start = 144 + struct.unpack_from("<I", raw, 140)[0]
    body = zlib.decompress(raw[start:], -zlib.MAX_WBITS)
    file = io.BytesIO(body)
    read_dataset(file, False, True, stop_when=lambda tag, *_: tag.group == 0x7FE0)
    return start, body, file


def pixel_element(raw: bytes, start: int, implicit: bool) -> tuple[int | None, int, int | None]:
    if start == len(raw):
        return None, start, 0
    (group, element), offset = struct.unpack_from("<HH", raw, start), start + 12 - 4 * implicit
    (length,) = struct.unpack_from("<I", raw, offset - 4)
    return group << 16 | element, offset, None if length == UNDEFINED else length


def disagreement(name: str, raw: bytes) -> str | None:
    """Say where `walk` answers other than pydicom; where it does not answer there is none."""
    walked = walk(io.BytesIO(raw))
    if walked is None:
        return None
    try:
        answer = asked(raw)
    except Exception as error:  # noqa: BLE001 - pydicom raises anything on a wreck
        return f"{name}: pydicom raises {error!r}"
    return None if walked == answer else f"{name}: {walked} is not {answer}"


def disagreements(files: Iterable[tuple[str, bytes]]) -> list[str]:
    return [text for name, raw in files if (text := disagreement(name, raw))]


def answered(files: list[tuple[str, bytes]]) -> float:
    """Return the share of files that `walk` does not leave to pydicom."""
    return sum(walk(io.BytesIO(raw)) is not None for _, raw in files) / len(files)


@pytest.fixture(params=[64, 0], ids=["walked", "learnt"], autouse=True)
def learnt_after(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Walk each item, as of few; or learn the shape of every one, as of many."""
    monkeypatch.setattr(shapes, "_WALKED_BEFORE", request.param)


@pytest.mark.parametrize("collection", COLLECTIONS)
def test_walk_answers_as_pydicom_on_whole_collections(collection: Path) -> None:
    files = files_in(collection, per_folder=100 if collection != REAL else 10)

    assert disagreements(files) == []
    assert answered(files) > 0.6  # the others are big endian, damaged or no DICOM


SNIPPETS = [
    *b"UN SQ OB OW UT US DS LO CS IS XX".split(),
    *(struct.pack("<I", length) for length in (0, 1, 2, 7, 20, 90, UNDEFINED)),
    *(b"\xfe\xff" + element + bytes(4) for element in (b"\0\xe0", b"\r\xe0", b"\xdd\xe0")),
    *(b"UN\0\0\xff\xff\xff\xff", b"\x08\0\5\0CS\2\0AB", b"\xe0\x7f\x10\0", b"\0", b"\xff"),
]


def damage(raw: bytearray, chance: random.Random) -> None:
    """Flip, overwrite, insert, cut out, cut off, or copy from elsewhere behind the preamble."""
    place, other = chance.randrange(128, len(raw)), chance.randrange(128, len(raw))
    snippet, size = chance.choice(SNIPPETS), chance.randrange(1, 40)
    edits = (
        (place + 1, bytes([chance.randrange(256)])),
        (place + len(snippet), snippet),
        (place, snippet),
        (place + size, b""),
        (len(raw), b""),
        (place + size, raw[other : other + size]),
    )
    end, new = chance.choices(edits, weights=(3, 6, 2, 2, 1, 2))[0]
    raw[place:end] = new


def wrecks(files: list[tuple[str, bytes]], count: int) -> list[tuple[str, bytes]]:
    """Damage the headers of files that `walk` answers for, once or twice each."""
    walked = ((name, raw, walk(io.BytesIO(raw))) for name, raw in files)
    headers = [(name, raw[: found.pixel_offset + 8]) for name, raw, found in walked if found]
    damaged = []
    for seed in range(count):
        chance = random.Random(seed)
        name, raw = chance.choice(headers)
        wreck = bytearray(raw)
        for _ in range(chance.choice((1, 1, 2))):
            damage(wreck, chance) if len(wreck) > 128 else None
        damaged.append((f"{name}, seed {seed}", bytes(wreck)))
    return damaged


@pytest.mark.parametrize("collection", COLLECTIONS)
def test_walk_answers_as_pydicom_on_wrecks_or_leaves_them_to_it(collection: Path) -> None:
    damaged = wrecks(files_in(collection, per_folder=10), count=4000)

    assert disagreements(damaged) == []
    assert answered(damaged) > 0.1


def made(syntax: str = ExplicitVRLittleEndian, **elements: object) -> Dataset:
    dataset = Dataset()
    dataset.file_meta = FileMetaDataset()
    dataset.file_meta.TransferSyntaxUID = syntax
    dataset.file_meta.MediaStorageSOPClassUID = MRImageStorage
    dataset.file_meta.MediaStorageSOPInstanceUID = "1.2.3"
    dataset.SOPInstanceUID = "1.2.3"
    dataset.Rows = 2
    for keyword, value in elements.items():
        setattr(dataset, keyword, value)
    dataset.add_new(0x7FE00010, "OW", b"\1\0\2\0")
    return dataset


def written(dataset: Dataset) -> bytes:
    file = io.BytesIO()
    dataset.save_as(file, enforce_file_format=True)
    return file.getvalue()


def nested(depth: int, undefined: bool) -> Sequence:
    item = Dataset()
    item.SpecificCharacterSet = "ISO_IR 192"
    item.add_new(0x00191010, "UN", b"\xfe\xff\xdd\xe0")
    if depth:
        item.ReferencedImageSequence = nested(depth - 1, undefined)
        item["ReferencedImageSequence"].is_undefined_length = undefined
    item.is_undefined_length_sequence_item = undefined
    return Sequence([item, Dataset()])


def with_sequence(syntax: str, undefined: bool, mixed: bool = False) -> bytes:
    dataset = made(syntax, SourceImageSequence=nested(3, undefined and not mixed))
    dataset["SourceImageSequence"].is_undefined_length = undefined
    return written(dataset)


@pytest.mark.parametrize("syntax", [ExplicitVRLittleEndian, ImplicitVRLittleEndian])
@pytest.mark.parametrize("undefined", [True, False])
@pytest.mark.parametrize("mixed", [True, False])
def test_walk_steps_over_nested_sequences(syntax: str, undefined: bool, mixed: bool) -> None:
    raw = with_sequence(syntax, undefined, mixed)

    walked = walk(io.BytesIO(raw))

    assert walked == asked(raw)
    assert raw[walked.pixel_offset :] == b"\1\0\2\0"


def test_walk_answers_as_pydicom_on_wrecks_of_nested_sequences_or_leaves_them_to_it() -> None:
    syntaxes = (ExplicitVRLittleEndian, ImplicitVRLittleEndian)
    files = [(s, with_sequence(s, True, mixed)) for s in syntaxes for mixed in (True, False)]

    assert disagreements(wrecks(files, count=10_000)) == []


def test_walk_reads_items_with_implicit_vr_in_an_undefined_length_un() -> None:
    unknown = struct.pack("<HH2sHI", 0x19, 0x1010, b"UN", 0, UNDEFINED)
    item = struct.pack("<HHIHHI2s", 0xFFFE, 0xE000, 10, 0x29, 0x1010, 2, b"ab")
    raw = edited(ROWS, unknown + item + struct.pack("<HHI", 0xFFFE, 0xE0DD, 0) + ROWS)

    walked = walk(io.BytesIO(raw))

    assert walked == asked(raw)
    assert walked.values[0x00280010] == b"\2\0"


def test_walk_notes_a_vr_that_is_not_the_dictionarys() -> None:
    dataset = made()
    dataset["Rows"].VR = "UL"

    walked = walk(io.BytesIO(written(dataset)))

    assert walked is not None
    assert walked.vrs == {0x00280010: "UL"}


def test_walk_inflates_a_deflated_data_set_as_far_as_the_pixels() -> None:
    dataset = made(DeflatedExplicitVRLittleEndian)
    dataset[0x7FE00010].value = random.Random(1).randbytes(1 << 20)
    raw = written(dataset)

    walked = walk(io.BytesIO(raw[: 1 << 15]))

    assert walked == asked(raw)
    assert walked.deflated_offset == 144 + struct.unpack_from("<I", raw, 140)[0]


@pytest.mark.parametrize(("tag", "vr"), [(0x7FE00008, "OF"), (0x7FE00009, "OD"), (None, "")])
def test_walk_tells_float_pixels_and_none_from_integer_pixels(tag: int | None, vr: str) -> None:
    dataset = made()
    del dataset[0x7FE00010]
    if tag:
        dataset.add_new(tag, vr, bytes(8))
    raw = written(dataset)

    walked = walk(io.BytesIO(raw))

    assert walked == asked(raw)
    assert walked.pixel_tag == tag


@pytest.mark.parametrize("header_length", [1 << 14, 50_000])
def test_walk_reads_on_where_the_header_is_long(header_length: int) -> None:
    dataset = made()
    dataset.add_new(0x00291010, "OB", b"")
    used = len(written(dataset)) - 16
    dataset[0x00291010].value = bytes(header_length - used)
    raw = written(dataset)

    walked = walk(io.BytesIO(raw))

    assert walked == asked(raw)
    assert walked.pixel_offset == header_length + 12


def without_pixels(syntax: str) -> Dataset:
    dataset = made(syntax)
    del dataset.PixelData
    return dataset


def damaged_deflation() -> bytes:
    raw = written(made(DeflatedExplicitVRLittleEndian))
    start = 144 + struct.unpack_from("<I", raw, 140)[0]
    return raw[:start] + b"\7" + raw[start + 1 :]


def edited(old: bytes, new: bytes) -> bytes:
    raw = written(made())
    assert raw.count(old) == 1
    return raw.replace(old, new)


def with_uid(uid: bytes) -> bytes:
    return edited(b"\x001.2.840.10008.1.2.1\0", b"\0" + uid.ljust(20, b"\0"))


ROWS = b"\x28\0\x10\0US\2\0\2\0"
META = b"\2\0\3\0UI\6\x001.2.3\0"
INSTANCE = b"\x08\0\x18\0UI"
COMMAND_SET = struct.pack("<I2sHI", 0, b"UL", 4, 0)

ODD = {
    "empty": lambda: b"",
    "zeros": lambda: bytes(4096),
    "no preamble": lambda: written(made())[132:],
    "deflated, damaged": damaged_deflation,
    "deflated, without pixels": lambda: written(without_pixels(DeflatedExplicitVRLittleEndian)),
    "big endian": lambda: written(made(ExplicitVRBigEndian)),
    "unknown transfer syntax": lambda: with_uid(b"9.99"),
    "Papyrus": lambda: with_uid(b"1.2.840.10008.1.20"),
    "transfer syntax after a blank": lambda: with_uid(b" 1.2.840.10008.1.2.1"),
    "cut in the head of the pixel element": lambda: written(made())[:-6],
    "cut in a value": lambda: written(made())[:-17],
    "unknown VR": lambda: edited(ROWS, ROWS.replace(b"US", b"XX")),
    "duplicate": lambda: edited(ROWS, ROWS + ROWS),
    "duplicate in the file meta information": lambda: edited(META, META + META),
    "command set": lambda: edited(INSTANCE, COMMAND_SET + INSTANCE),
    "empty, of one of two VRs": lambda: written(
        made(ImplicitVRLittleEndian, PixelRepresentation=0, PixelPaddingValue=None)
    ),
}


@pytest.mark.parametrize("raw", [pytest.param(raw, id=name) for name, raw in ODD.items()])
def test_walk_leaves_what_is_odd_to_pydicom(raw: Callable[[], bytes]) -> None:
    assert walk(io.BytesIO(raw())) is None


def test_walk_reads_a_header_as_long_as_that_of_thousands_of_frames() -> None:
    raw = written(made(RedPaletteColorLookupTableData=bytes(5 << 20)))

    assert disagreement("long", raw) is None
    assert walk(io.BytesIO(raw)) is not None


def test_walk_leaves_what_is_longer_than_the_limit_to_pydicom() -> None:
    raw = written(made(RedPaletteColorLookupTableData=bytes(1 << 20)))

    assert walk(io.BytesIO(raw), Limits(header_bytes=1 << 20)) is None


def as_deep_as(levels: int, syntax: str) -> bytes:
    """Return a file with so many sequences of undefined length in each other."""
    dataset = made(syntax)
    inner = Dataset()
    for _ in range(levels):
        outer = Dataset()
        outer.ReferencedImageSequence = Sequence([inner])
        outer["ReferencedImageSequence"].is_undefined_length = True
        inner.is_undefined_length_sequence_item = True
        inner = outer
    dataset.ReferencedImageSequence = inner.ReferencedImageSequence
    dataset["ReferencedImageSequence"].is_undefined_length = True
    return written(dataset)


@pytest.mark.parametrize("syntax", [ExplicitVRLittleEndian, ImplicitVRLittleEndian])
@pytest.mark.parametrize("depth", [1, 2, 5])
def test_walk_reads_sequences_nested_just_as_deep_as_the_limit(syntax: str, depth: int) -> None:
    raw = as_deep_as(depth, syntax)

    assert walk(io.BytesIO(raw), Limits(depth=depth)) == asked(raw)


@pytest.mark.parametrize("syntax", [ExplicitVRLittleEndian, ImplicitVRLittleEndian])
@pytest.mark.parametrize("depth", [1, 2, 5])
def test_walk_refuses_sequences_nested_one_deeper_than_the_limit(syntax: str, depth: int) -> None:
    raw = as_deep_as(depth + 1, syntax)

    with pytest.raises(LimitError, match=r"limits\.depth"):
        walk(io.BytesIO(raw), Limits(depth=depth))
