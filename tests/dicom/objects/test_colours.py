"""The palette of what has no colour of its own."""

import numpy as np

from napari_dicom.dicom.objects.colours import colour_of_number


def test_segments_and_rois_without_a_colour_have_colours_of_their_own():
    colours = [colour_of_number(number) for number in range(1, 31)]

    distances = [
        np.abs(np.subtract(one, other)).max()
        for index, one in enumerate(colours)
        for other in colours[:index]
    ]
    assert min(distances) > 0.05
    assert colour_of_number(7) == colours[6]
