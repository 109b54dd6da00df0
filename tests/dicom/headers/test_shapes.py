"""Shapes of items: the same bytes but for values, and no others."""

import pytest

from napari_dicom.dicom.headers import shapes
from napari_dicom.dicom.headers.shapes import Shapes

ITEM = b"head 1234 . tail"
VALUES = [(5, 9)]


@pytest.fixture
def known(monkeypatch):
    """Know the shape of one item."""
    monkeypatch.setattr(shapes, "_WALKED_BEFORE", 0)
    known = Shapes[str]()
    assert known.values_to_note() == []
    known.learn(b"before" + ITEM, (6, 22), [(11, 15)], "told")
    return known


@pytest.mark.parametrize("value", [b"5678", b"\n\r\0\xff", b"tail"])
def test_an_item_is_known_whatever_its_values_are(known, value):
    data = b"some other bytes " + ITEM.replace(b"1234", value) + b" and more"

    assert known.find(data, 17) == ("told", 33)


@pytest.mark.parametrize("place", [0, 4, 9, 10, 15])
def test_an_item_is_unknown_where_any_other_byte_differs(known, place):
    data = bytearray(ITEM)
    data[place] ^= 1

    assert known.find(bytes(data), 0) is None


@pytest.mark.parametrize("data", [ITEM[:-1], ITEM.replace(b"1234", b"123"), b""])
def test_an_item_is_unknown_where_bytes_are_missing(known, data):
    assert known.find(data, 0) is None


def test_an_item_is_looked_for_where_it_starts_and_nowhere_else(known):
    assert known.find(b" " + ITEM, 0) is None


def test_shapes_are_learnt_after_as_many_walks_as_one_is_worth(monkeypatch):
    monkeypatch.setattr(shapes, "_WALKED_BEFORE", 3)
    known, learnt = Shapes[None](), []

    for walk in range(1, 9):
        values = known.values_to_note()
        known.learn(ITEM, (0, len(ITEM)), values, None)
        if values is not None:
            learnt.append(walk)

    assert learnt == [4, 7]


def test_shapes_of_a_sequence_have_a_bound(monkeypatch):
    monkeypatch.setattr(shapes, "_WALKED_BEFORE", 0)
    known = Shapes[None]()

    for number in range(100):
        known.learn(b"%d" % number, (0, 1), known.values_to_note(), None)

    assert len(known._known) == shapes._MOST


@pytest.mark.parametrize(("more", "learnt"), [(0, True), (1, False)])
def test_the_shape_of_a_large_item_is_not_learnt(monkeypatch, more, learnt):
    monkeypatch.setattr(shapes, "_WALKED_BEFORE", 0)
    known, item = Shapes[str](), b"x" * (shapes._LARGEST + more)

    known.learn(item, (0, len(item)), known.values_to_note(), "told")

    assert (known.find(item, 0) is not None) == learnt
