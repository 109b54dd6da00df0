"""Encapsulated pixel elements, built item by item."""

import io
import struct
import tracemalloc

import pytest

from napari_dicom.dicom.errors import DecodeError
from napari_dicom.dicom.pixels.encapsulation import read_fragment_table, read_fragments, read_whole

DELIMITER = b"\xfe\xff\xdd\xe0\0\0\0\0"


def item(value: bytes) -> bytes:
    return b"\xfe\xff\x00\xe0" + struct.pack("<L", len(value)) + value


def element(fragments: list[bytes], table: bytes = b"", end: bytes = DELIMITER) -> io.BytesIO:
    return io.BytesIO(b"head" + item(table) + b"".join(map(item, fragments)) + end)


def frames_of(
    file: io.BytesIO, number_of_frames: int, extended: tuple[int, ...] = ()
) -> list[bytes]:
    table = read_fragment_table(file, 4, number_of_frames, extended)
    return [read_fragments(file, frame) for frame in table.frames]


PIECES = [b"\xff\xd8aaaa", b"bb", b"\xff\xd8cc", b"dddd"]
WHOLE = [b"\xff\xd8aaaabb", b"\xff\xd8ccdddd"]


def test_one_frame_takes_all_fragments() -> None:
    assert frames_of(element(PIECES), 1) == [b"".join(PIECES)]


def test_one_fragment_for_each_frame() -> None:
    assert frames_of(element(PIECES), 4) == PIECES


def test_a_right_basic_offset_table_tells_frames_apart() -> None:
    fragments = [b"aaaa", b"bb", b"cc", b"dddd"]
    table = struct.pack("<2L", 0, 12)

    assert frames_of(element(fragments, table), 2) == [b"aaaa", b"bbccdddd"]


def test_a_right_extended_offset_table_tells_frames_apart() -> None:
    fragments = [b"aaaa", b"bb", b"cc", b"dddd"]

    assert frames_of(element(fragments), 2, (0, 22)) == [b"aaaabb", b"ccdddd"]


@pytest.mark.parametrize("table", [(0, 7), (0, 0), (8, 24), (0, 10**9), (24, 0)])
def test_a_wrong_offset_table_is_not_believed(table: tuple[int, int]) -> None:
    assert frames_of(element(PIECES, struct.pack("<2L", *table)), 2) == WHOLE


def test_fragments_that_nothing_tells_apart_are_an_error_naming_both_counts() -> None:
    with pytest.raises(DecodeError, match=r"3 fragments for 2 frames"):
        frames_of(element([b"aa", b"bb", b"cc"]), 2)


def test_fewer_fragments_than_frames_leave_the_last_frames_out() -> None:
    assert frames_of(element([b"aa", b"bb"]), 3) == [b"aa", b"bb"]


def test_a_delimiter_inside_a_fragment_does_not_end_the_element() -> None:
    fragment = b"\xff\xd8" + DELIMITER + b"rest"

    assert frames_of(element([fragment]), 1) == [fragment]


def test_a_missing_delimiter_is_a_warning() -> None:
    table = read_fragment_table(element([b"aa"], end=b""), 4, 1)

    assert table.warnings == ("the file ends before the pixel data does",)


def test_a_fragment_past_the_end_of_the_file_is_an_error_when_it_is_read() -> None:
    file = element([b"aaaaaa"], end=b"")
    file.truncate(len(file.getvalue()) - 2)

    with pytest.raises(DecodeError, match="ends 2 bytes before"):
        frames_of(file, 1)


def test_pixel_data_without_items_is_refused() -> None:
    with pytest.raises(DecodeError, match="not encapsulated"):
        read_fragment_table(io.BytesIO(b"headnot an item at all"), 4, 1)


def test_an_item_of_undefined_length_ends_the_walk_with_a_warning() -> None:
    file = element([b"aa"], end=b"\xfe\xff\x00\xe0\xff\xff\xff\xff" + b"x" * 8)

    assert "not an item" in read_fragment_table(file, 4, 1).warnings[0]


def test_an_offset_table_that_does_not_start_at_the_first_fragment_is_not_believed() -> None:
    assert frames_of(element(PIECES, struct.pack("<2L", 14, 24)), 2) == WHOLE


def test_a_stream_that_starts_behind_the_first_fragment_tells_nothing_apart() -> None:
    with pytest.raises(DecodeError, match=r"3 fragments for 2 frames"):
        frames_of(element([b"aa", b"\xff\xd8bb", b"\xff\xd8cc"]), 2)


def test_the_extended_offset_table_comes_before_the_basic_one() -> None:
    fragments = [b"aaaa", b"bb", b"cc", b"dddd"]
    basic = struct.pack("<2L", 0, 12)

    assert frames_of(element(fragments, basic), 2, (0, 22)) == [b"aaaabb", b"ccdddd"]


@pytest.mark.parametrize("length", [0x7FFFFFFE, 0xFFFFFFFE])
def test_no_memory_is_taken_for_bytes_that_a_file_does_not_have(tmp_path, length):
    path = tmp_path / "short"
    path.write_bytes(bytes(100))
    tracemalloc.start()

    with path.open("rb", buffering=0) as file, pytest.raises(DecodeError, match="the file ends"):
        read_whole(file, 10, length)

    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 1 << 20
