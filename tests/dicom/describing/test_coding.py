"""How the images of a volume are coded: one grouping, and no row that repeats another."""

import json

import numpy as np
import pytest
from pydicom import uid as uids

import phantom
from napari_dicom import scan
from napari_dicom.dicom.describing import codings_of, inventory_of, inventory_text, volume_facts


def to_ybr(dataset, index):
    if index:
        dataset.PhotometricInterpretation = "YBR_FULL"


def to_12_bits(dataset, index):
    if index:
        dataset.BitsStored, dataset.HighBit = 12, 11


def colour(folder):
    values = np.repeat(phantom.ramp(3, dtype="uint8")[..., None], 3, axis=-1)
    phantom.write_series(folder, values, modality="US", edit=to_ybr)


def grey(folder):
    phantom.write_series(folder, phantom.ramp(3, dtype="uint16"), edit=to_12_bits)


def packed(folder):
    for number, syntax in enumerate((uids.ExplicitVRLittleEndian, uids.RLELossless)):
        paths = phantom.write_series(folder / str(number), transfer_syntax=syntax)
        for path in paths[number::2]:
            path.unlink()


@pytest.mark.parametrize(
    ("write", "found"),
    [
        pytest.param(colour, [("RGB", "8 of 8 bits", 1), ("YBR_FULL", "8 of 8 bits", 2)], id="YBR"),
        pytest.param(
            grey,
            [("MONOCHROME2", "16 of 16 bits", 1), ("MONOCHROME2", "12 of 16 bits", 2)],
            id="bits",
        ),
        pytest.param(
            packed,
            [("MONOCHROME2", "16 of 16 bits", 2), ("MONOCHROME2", "16 of 16 bits", 2)],
            id="transfer syntax",
        ),
    ],
)
def test_images_that_are_coded_otherwise_are_told_apart(tmp_path, write, found):
    write(tmp_path)

    (volume,) = scan(tmp_path).volumes

    codings = codings_of(volume)
    assert sorted(
        (one.source.format.photometric_interpretation, one.bits, one.images) for one in codings
    ) == sorted(found)


@pytest.mark.parametrize(
    ("write", "rows"),
    [
        pytest.param(colour, (1, 1, 1), id="YBR shows nowhere"),
        pytest.param(grey, (1, 2, 2), id="bits show in the table"),
        pytest.param(packed, (2, 2, 2), id="the transfer syntax shows everywhere"),
    ],
)
def test_rows_that_read_the_same_do_not_repeat(tmp_path, write, rows):
    write(tmp_path)

    card = [fact for fact in volume_facts(scan(tmp_path).volumes[0]) if fact.label == "Coding"]
    inventory = inventory_of(tmp_path)
    (volume,) = json.loads(inventory.as_json())["volumes"]
    table = [line for line in inventory_text(inventory).splitlines() if " bits, " in line]

    assert (len(card), len(table), len(volume["codings"])) == rows
