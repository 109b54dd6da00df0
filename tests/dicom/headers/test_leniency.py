"""Damage that pydicom meets is told in one sentence, without what it quotes."""

import pytest
from pydicom.errors import BytesLengthException

from napari_dicom.dicom import CancelledError, HeaderError, LimitError
from napari_dicom.dicom.headers import refusing_damage


@pytest.mark.parametrize(
    "error",
    [
        pytest.param(ValueError("Doe^Jane"), id="a value"),
        pytest.param(BytesLengthException("Doe^Jane"), id="pydicom's own"),
        pytest.param(NotImplementedError("Doe^Jane"), id="an unknown VR"),
    ],
)
def test_damage_is_an_error_of_the_header_that_quotes_nothing(error):
    with pytest.raises(HeaderError) as caught, refusing_damage("the palette"):
        raise error

    assert str(caught.value) == f"the palette is damaged ({type(error).__name__})"
    assert caught.value.__suppress_context__


def test_nesting_without_end_is_a_limit():
    deeper = "the header nests sequences deeper"
    with pytest.raises(LimitError, match=deeper), refusing_damage("the header"):
        raise RecursionError


@pytest.mark.parametrize(
    "error",
    [CancelledError("cancelled"), OSError("gone"), MemoryError(), KeyboardInterrupt()],
    ids=lambda error: type(error).__name__,
)
def test_what_is_no_damage_passes(error):
    with pytest.raises(type(error)) as caught, refusing_damage("the header"):
        raise error

    assert caught.value is error


def test_what_goes_well_goes_on():
    with refusing_damage("the header"):
        done = 1

    assert done == 1
