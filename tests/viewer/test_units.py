"""Units of all layers go together, so that napari keeps mm whatever is opened beside each other."""

import numpy as np
import pytest
from napari.layers import Image

from napari_dicom import add_dicom
from napari_dicom.viewer.units import agree_on_units
from phantom import ramp, uid, write_series

FLAT = dict.fromkeys(
    ["ImagePositionPatient", "ImageOrientationPatient", "SliceThickness", "PixelSpacing"]
)


def image(*units, is_dicom=True):
    metadata = {"dicom": {}} if is_dicom else {}
    return Image(np.zeros((2,) * len(units)), units=units, metadata=metadata)


def units_of(layer):
    return [str(unit) for unit in layer.units]


def test_layers_of_one_unit_keep_it():
    layers = [image("s", "mm", "mm", "mm"), image("s", "mm", "mm", "mm"), image("mm", "mm", "mm")]

    agree_on_units(layers)

    assert units_of(layers[0])[0] == units_of(layers[1])[0] == "second"


@pytest.mark.parametrize("other", ["ms", "s/mm**2", "pixel"])
def test_axes_of_different_units_are_counted_on_both_layers(other):
    layers = [image("s", "mm", "mm", "mm"), image(other, "mm", "mm", "mm")]

    agree_on_units(layers)

    assert [units_of(layer) for layer in layers] == [["pixel", *["millimeter"] * 3]] * 2


def test_the_units_of_other_layers_are_theirs():
    mine = image("s", "mm", "mm", "mm", is_dicom=False)

    agree_on_units([mine, image("ms", "mm", "mm", "mm")])

    assert units_of(mine)[0] == "second"


def test_images_without_size_or_depth_leave_mm_to_a_volume_beside_them(viewer, tmp_path, told):
    write_series(tmp_path / "ct", ramp(3))
    for number, series in enumerate(("still", "film", "other film"), 2):
        how = {"SeriesNumber": number, **FLAT}
        values = ramp(number)
        write_series(tmp_path / series, values, series=series, modality="OT", header=how)

    add_dicom(viewer, tmp_path)

    assert {str(unit) for unit in viewer.layers.extent.units[-3:]} == {"millimeter"}
    (text,) = (one.message for one in told)
    assert text.count("1 mm a pixel") == 1


def test_series_of_echoes_and_of_times_go_together(viewer, tmp_path):
    for series, keyword in (("times", "TemporalPositionIdentifier"), ("echoes", "EchoTime")):
        for step in range(3):
            write_series(
                tmp_path,
                series=series,
                modality="MR",
                name=f"{series}{step}-{{}}".format,
                header={keyword: step + 1, "AcquisitionTime": f"{100000 + step}"},
                edit=lambda ds, i, at=(series, step): setattr(ds, "SOPInstanceUID", uid(*at, i)),
            )

    layers = add_dicom(viewer, tmp_path)

    assert [layer.ndim for layer in layers] == [4, 4]
    assert viewer.layers.extent.units is not None
