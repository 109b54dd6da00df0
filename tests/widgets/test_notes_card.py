"""The card of notes: each in a line, and what they mean on request."""

import pytest
from qtpy.QtCore import Qt

from napari_dicom.dicom.describing import NOTE_MEANINGS
from napari_dicom.widgets.volume.notes_card import NotesCard

TILT = {"code": "gantry-tilt", "severity": "info", "message": "the gantry was tilted by 10.0°"}
GAP = {"code": "missing-slices", "severity": "warning", "message": "2 of 9 slices are missing"}


@pytest.fixture
def card(qtbot):
    card = NotesCard()
    qtbot.addWidget(card)
    card.show()
    return card


def test_each_note_has_a_line_with_its_severity(card):
    card.show_notes([TILT, GAP])

    assert card.text.text().splitlines() == [
        "Note: the gantry was tilted by 10.0°.",
        "Warning: 2 of 9 slices are missing.",
    ]


def test_meanings_are_shown_on_request_once_for_each_code(card):
    card.show_notes([TILT, GAP, TILT])
    before = card.meanings.isVisible()

    card.explain.click()

    assert not before
    assert card.meanings.isVisible()
    assert card.meanings.text().count(NOTE_MEANINGS["gantry-tilt"].advice) == 1
    assert NOTE_MEANINGS["missing-slices"].meaning in card.meanings.text()


def test_another_volume_without_notes_offers_nothing_to_explain(card):
    card.show_notes([TILT])
    card.explain.click()

    card.show_notes([])

    assert card.text.text() == "No notes: nothing was doubtful."
    assert not card.explain.isVisible()
    assert not card.meanings.isVisible()


def test_a_message_is_plain_text_whatever_it_looks_like(card):
    card.show_notes([{**TILT, "message": "<b>bold</b>"}])

    assert card.text.textFormat() == Qt.TextFormat.PlainText
    assert "<b>" in card.text.text()
