"""Times without a date that run over midnight."""

import pytest

from napari_dicom.dicom.stacks.midnight import past_midnight
from planes import frame

NOON, DAY = 43200.0, 86400.0


def times(*seconds, keyword="AcquisitionTime"):
    frames = [frame(name=str(n), coordinates={keyword: s}) for n, s in enumerate(seconds)]
    return [one.coordinates[keyword] for one in past_midnight(frames)]


@pytest.mark.parametrize("keyword", ["AcquisitionTime", "ContentTime"])
def test_times_after_midnight_are_those_of_the_next_day(keyword):
    found = times(DAY - 4, DAY - 2, 0.0, 2.0, keyword=keyword)

    assert found == [DAY - 4, DAY - 2, DAY, DAY + 2]


@pytest.mark.parametrize(
    ("span", "moved"),
    [pytest.param(NOON - 1, False, id="less"), pytest.param(NOON + 1, True, id="more")],
)
def test_times_of_more_than_half_a_day_are_cut_at_the_longest_pause(span, moved):
    found = times(10.0, 11.0, 11.0 + span - 1)

    assert (found[0] > DAY) is moved


def test_times_with_a_date_stay():
    dated = [8000 * DAY + 5, 8000 * DAY + 80000]

    assert times(*dated) == dated
