"""Width and level by a drag: what a way on the canvas does to a window."""

import pytest

from napari_dicom.viewer.gestures.window_drag import WindowDrag

SOFT = WindowDrag((-160.0, 240.0), (-1024.0, 3071.0), True)
DOSE = WindowDrag((0.0, 2e-3), (0.0, 5e-3), False)


def test_no_way_is_no_change():
    assert SOFT.limits_at(0, 0) == (-160, 240)
    assert DOSE.limits_at(0, 0) == (0, 2e-3)


def test_right_is_wider_left_is_narrower_about_the_same_level():
    low, high = SOFT.limits_at(1 / 6, 0)
    assert (high - low, (low + high) / 2) == (800, 40)
    low, high = SOFT.limits_at(-1 / 6, 0)
    assert (high - low, (low + high) / 2) == (200, 40)


def test_up_is_a_lower_level_so_that_the_picture_gets_brighter():
    assert sum(SOFT.limits_at(0, -0.1)) / 2 == 40 - 160
    assert sum(SOFT.limits_at(0, 0.1)) / 2 == 40 + 160


def test_a_drag_does_the_same_to_values_of_any_size():
    small = WindowDrag((0.0, 1e-6), (0.0, 1e-5), False).limits_at(0.1, 0.1)
    large = WindowDrag((0.0, 1e6), (0.0, 1e7), False).limits_at(0.1, 0.1)

    assert [value * 1e12 for value in small] == pytest.approx(large)


@pytest.mark.parametrize("drag", [SOFT, DOSE], ids=["whole", "floats"])
@pytest.mark.parametrize("right", [-50, 0, 50])
@pytest.mark.parametrize("down", [-50, 0, 50])
def test_however_far_the_window_is_one_and_its_level_a_value_of_the_data(drag, right, down):
    low, high = drag.limits_at(right, down)

    assert low < high
    assert drag.bounds[0] <= (low + high) / 2 <= drag.bounds[1]
    assert high - low <= 2 * (drag.bounds[1] - drag.bounds[0]) * (1 + 1e-9)


def test_windows_of_whole_numbers_are_whole():
    low, high = SOFT.limits_at(0.123, 0.0457)

    assert (high - low).is_integer()
    assert ((low + high) / 2).is_integer()


def test_a_level_outside_of_the_data_may_stay_where_it_was():
    outside = WindowDrag((-2000.0, -1900.0), (-1024.0, 3071.0), True)

    assert outside.limits_at(0, 0) == (-2000, -1900)
