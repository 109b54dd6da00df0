"""Dates and times as a column: what each is by itself, to the last bit, or nothing."""

import numpy as np
import pytest

from napari_dicom.dicom.frames.coordinates import seconds_of
from napari_dicom.dicom.frames.date_times import seconds_in_column


def column(texts):
    return np.frombuffer("".join(texts).encode(), np.uint8).reshape(len(texts), len(texts[0]))


@pytest.mark.parametrize(
    "texts",
    [
        pytest.param(["20200101120000", "20200101235959"], id="whole seconds"),
        pytest.param(["20200101120000.25", "20200101120000.10"], id="hundredths"),
        pytest.param(["20200101120000.5 ", "20200101120000.1 "], id="padded"),
        pytest.param(["20200101120000.", "20200101120001."], id="a point and nothing"),
        pytest.param(["20209901120000", "20209901120001"], id="no such day"),
        pytest.param(["20200101996099", "20200101120001"], id="no such time"),
        pytest.param(["19990101120000.0", "19990101120001.5"], id="before 2000"),
    ],
)
def test_a_column_is_what_each_is(texts):
    assert seconds_in_column(column(texts)) == [seconds_of(text.strip()) for text in texts]


@pytest.mark.parametrize("digits", range(1, 16))
def test_fractions_are_the_same_to_the_last_bit(digits):
    numbers = np.random.default_rng(digits).integers(0, 10**digits, 500)
    texts = [f"20231231{n % 24:02d}{n % 60:02d}{n % 59:02d}.{n:0{digits}d}" for n in numbers]

    assert seconds_in_column(column(texts)) == [seconds_of(text) for text in texts]


@pytest.mark.parametrize(
    "texts",
    [
        pytest.param(["20200101120000", "20200102120000"], id="two days"),
        pytest.param(["20200101120000.25", "20200101120000+01"], id="a zone"),
        pytest.param(["2020010112000a", "20200101120000"], id="a letter"),
        pytest.param(["20200101120000.2x", "20200101120000.25"], id="a letter behind"),
        pytest.param(["", ""], id="nothing"),
        pytest.param(["202001011200 ", "202001011201 "], id="no seconds, padded"),
        pytest.param(["202001011200", "202001011201"], id="no seconds"),
        pytest.param(["20200101120000.2 ", "20200101120000.25"], id="one padded"),
        pytest.param(["20200101120000." + "1" * 16] * 2, id="too many digits"),
        pytest.param([" 20200101120000", " 20200101120001"], id="a space ahead"),
        pytest.param(["20200101120000\0", "20200101120001\0"], id="a NUL behind"),
    ],
)
def test_what_is_written_otherwise_is_no_column(texts):
    assert seconds_in_column(column(texts)) is None
