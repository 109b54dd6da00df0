"""The order of the images of one position, and which of it is believed."""

import pytest

from napari_dicom.dicom.note import Severity
from napari_dicom.dicom.stacks.rank import believed_rank
from planes import frame


def cells(*positions):
    """Return the images of positions, each described by its coordinates."""
    return [
        [frame(name=f"{place}-{n}", coordinates=one) for n, one in enumerate(position)]
        for place, position in enumerate(positions)
    ]


def images(times, numbers, keyword="AcquisitionTime"):
    return [
        {keyword: float(time), "InstanceNumber": float(number)}
        for time, number in zip(times, numbers, strict=True)
    ]


def test_times_that_order_every_position_like_its_numbers_are_believed():
    found = cells(images([10, 20, 30], [1, 4, 7]), images([11, 21, 31], [2, 5, 8]))

    assert believed_rank(found) == ("AcquisitionTime", None)


def test_times_may_run_against_the_numbers_where_they_do_so_everywhere():
    found = cells(images([30, 20, 10], [1, 4, 7]), images([31, 21, 11], [2, 5, 8]))

    assert believed_rank(found) == ("AcquisitionTime", None)


def test_times_that_order_positions_differently_are_not_believed_and_that_is_said():
    found = cells(
        images([700, 20, 350], [1, 4, 7], "TriggerTime"),
        images([11, 900, 31], [2, 5, 8], "TriggerTime"),
    )

    keyword, note = believed_rank(found)

    assert keyword == "InstanceNumber"
    assert (note.code, note.severity) == ("order-of-numbers", Severity.INFO)
    assert "TriggerTime" in note.message


def test_times_that_keep_their_distances_are_believed_whatever_the_numbers():
    found = cells(images([10, 20, 30], [5, 1, 9]), images([13, 23, 33], [2, 8, 4]))

    assert believed_rank(found)[0] == "AcquisitionTime"


@pytest.mark.parametrize(
    ("off", "believed"),
    [pytest.param(2.4, True, id="less than a quarter"), pytest.param(5.2, False, id="more")],
)
def test_a_beat_is_kept_where_it_is_off_by_less_than_a_quarter(off, believed):
    """Off is shared by both positions: the median lies between them."""
    found = cells(images([10, 20, 30], [5, 1, 9]), images([10, 20 + off, 30], [2, 8, 4]))

    assert (believed_rank(found)[0] == "AcquisitionTime") is believed


def test_numbers_that_follow_no_rule_are_doubtful():
    found = cells(
        *[[{"InstanceNumber": float(n)} for n in numbers] for numbers in ([1, 2, 20], [5, 6, 40])]
    )

    keyword, note = believed_rank(found)

    assert keyword == "InstanceNumber"
    assert (note.code, note.severity) == ("order-doubtful", Severity.WARNING)


@pytest.mark.parametrize(
    "numbers",
    [
        pytest.param([[1, 4, 7], [2, 5, 8]], id="step by step"),
        pytest.param([[1, 2, 3], [4, 5, 6]], id="position by position"),
        pytest.param([[1, 2, 9], [10, 11, 30]], id="in blocks of their own"),
    ],
)
def test_numbers_that_follow_a_rule_are_believed(numbers):
    found = cells(*[[{"InstanceNumber": float(n)} for n in one] for one in numbers])

    assert believed_rank(found) == ("InstanceNumber", None)


def test_of_one_position_a_time_must_agree_with_the_numbers():
    agreeing, against = images([1, 2, 3], [1, 2, 3]), images([1, 3, 2], [1, 2, 3])

    assert believed_rank(cells(agreeing))[0] == "AcquisitionTime"
    assert believed_rank(cells(against))[0] == "InstanceNumber"


def test_the_names_of_files_are_a_doubtful_order():
    keyword, note = believed_rank(cells([{}, {}], [{}, {}]))

    assert keyword == ""
    assert note.severity is Severity.WARNING
