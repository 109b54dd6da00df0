"""The table against pydicom's dictionary of UIDs, and against itself."""

import pytest
from pydicom._uid_dict import UID_dictionary
from pydicom.uid import UID

from napari_dicom.dicom.pixels import TRANSFER_SYNTAXES, Compression, syntax_of
from napari_dicom.dicom.pixels.compression import TRUSTED
from napari_dicom.dicom.pixels.decoders import DECODERS
from napari_dicom.dicom.pixels.optionals import PACKAGES

STANDARD = [uid for uid, row in UID_dictionary.items() if row[1] == "Transfer Syntax"]


@pytest.mark.parametrize("uid", STANDARD)
def test_every_transfer_syntax_of_the_standard_has_a_row(uid: str) -> None:
    row = syntax_of(uid)

    assert row.known
    assert row.retired == (UID_dictionary[uid][3] == "Retired")


# pydicom takes pixels kept elsewhere for encapsulated ones, and Papyrus for explicit VR
PAPYRUS = "1.2.840.10008.1.20"
COMPARED = [
    uid
    for uid in STANDARD
    if syntax_of(uid).compression is not Compression.REMOTE and uid != PAPYRUS
]


@pytest.mark.parametrize("uid", COMPARED)
def test_a_row_agrees_with_pydicom_on_how_the_data_set_is_written(uid: str) -> None:
    row, theirs = syntax_of(uid), UID(uid)

    ours = (row.implicit, row.little_endian, row.deflated)

    assert ours == (theirs.is_implicit_VR, theirs.is_little_endian, theirs.is_deflated)
    assert row.encapsulated == theirs.is_encapsulated


@pytest.mark.parametrize("number", ["4.110", "4.111", "4.112", "8.1", "1.98", "4.203"])
def test_syntaxes_newer_than_pydicom_have_a_row_with_a_decoder(number: str) -> None:
    row = syntax_of(f"1.2.840.10008.1.2.{number}")

    assert row.trusted(8, 3)


def test_an_unknown_uid_gives_a_row_that_says_so() -> None:
    row = syntax_of("1.2.3.4")

    assert not row.known
    assert row.trusted(8, 1) == ()
    assert "1.2.3.4" in str(row)


def test_padding_behind_a_uid_is_ignored() -> None:
    assert syntax_of("1.2.840.10008.1.2.5\0").compression is Compression.RLE


def test_every_trusted_decoder_exists_and_belongs_to_a_package() -> None:
    names = {trust.decoder for trusts in TRUSTED.values() for trust in trusts}

    assert names == set(DECODERS)
    assert {DECODERS[name].package for name in names} <= set(PACKAGES)


def test_12_bit_is_not_trusted_to_pillow() -> None:
    extended = syntax_of("1.2.840.10008.1.2.4.51")

    assert "pillow.jpeg" in extended.trusted(8, 1)
    assert "pillow.jpeg" not in extended.trusted(12, 1)


def test_every_compression_has_a_list_of_trusted_decoders() -> None:
    assert set(TRUSTED) == set(Compression)
    assert {row.compression for row in TRANSFER_SYNTAXES.values()} <= set(TRUSTED)
