"""Text from files as it may be shown anywhere."""

import pytest

from napari_dicom.dicom import plain_text, without_tags


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        pytest.param("Thorax 1.25", "Thorax 1.25", id="plain"),
        pytest.param("Thörax ✓ 胸部", "Thörax ✓ 胸部", id="letters of all scripts"),
        pytest.param("a\nb\r\n\tc\0", "a b c", id="line ends and control characters"),
        pytest.param("a\x1b[31mred", "a [31mred", id="terminal escapes"),
        pytest.param("abc\u202etxt.exe\u2066", "abc txt.exe", id="bidirectional tricks"),
        pytest.param("a\u2028b\u2029c", "a b c", id="line and paragraph separators"),
        pytest.param("a\ud800b", "a b", id="half a surrogate pair"),
        pytest.param("   ", "", id="blank"),
    ],
)
def test_text_becomes_one_printable_line(text, shown):
    assert plain_text(text) == shown


def test_long_text_is_cut_with_an_ellipsis():
    assert plain_text("x" * 100, 10) == "x" * 9 + "…"
    assert plain_text("x" * 10, 10) == "x" * 10


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("<b>bold</b>", "‹b>bold‹/b>"),
        ("a <img src=x> b", "a ‹img src=x> b"),
        ("< a href=x>", "‹ a href=x>"),
        ("<!-- x -->", "‹!-- x -->"),
        ("nodule < 5 mm", "nodule < 5 mm"),
        ("5 < x, y > 3", "5 ‹ x, y > 3"),
        ("b<a", "b<a"),
        ("<5>", "<5>"),
        ("plain", "plain"),
    ],
)
def test_only_what_may_be_a_tag_is_taken_apart(text, shown):
    assert without_tags(text) == shown
