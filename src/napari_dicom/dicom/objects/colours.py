"""Colours of segments and ROIs that have none of their own: one palette, by their number."""

import colorsys

_GOLDEN = 0.618033988749895
"""Part of the circle of hues from one number to the next: neighbours differ, none comes again."""


def colour_of_number(number: int) -> tuple[float, float, float]:
    """Return red, green, blue from 0 to 1: hues far apart, always the same."""
    hue = (0.02 + number * _GOLDEN) % 1
    return colorsys.hsv_to_rgb(hue, (0.65, 0.9, 0.75)[number % 3], (1.0, 0.9, 0.8)[number // 3 % 3])
