"""Damage that pydicom meets is told in one sentence, without what it quotes."""

import logging
import threading
import warnings

import pytest
from pydicom import config
from pydicom.errors import BytesLengthException

from napari_dicom.dicom import CancelledError, HeaderError, LimitError
from napari_dicom.dicom.headers import lenient, refusing_damage


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


def test_warnings_and_log_are_silent_within_and_heard_before_and_after(caplog):
    logger = logging.getLogger("pydicom")

    def speak():
        warnings.warn("Doe^Jane", UserWarning, stacklevel=1)
        logger.warning("Doe^Jane")

    with lenient(), lenient():
        speak()
    assert caplog.records == []
    with pytest.warns(UserWarning, match="Doe"):
        speak()
    assert len(caplog.records) == 1


def test_validation_is_off_within_and_as_it_was_behind():
    before = config.settings.reading_validation_mode

    with lenient():
        inside = config.settings.reading_validation_mode
        with lenient():
            pass
        still = config.settings.reading_validation_mode

    assert (inside, still) == (config.IGNORE, config.IGNORE)
    assert config.settings.reading_validation_mode == before


def test_no_thread_waits_for_another():
    entered, leave = threading.Event(), threading.Event()

    def stay():
        with lenient():
            entered.set()
            leave.wait(30)

    thread = threading.Thread(target=stay)
    thread.start()
    entered.wait(30)
    with lenient():
        is_alone = not thread.is_alive()
    leave.set()
    thread.join()

    assert not is_alone


def test_what_other_threads_warn_of_is_heard(caplog):
    inside, spoken = threading.Event(), threading.Event()

    def stay():
        with lenient():
            inside.set()
            spoken.wait(30)

    thread = threading.Thread(target=stay)
    thread.start()
    inside.wait(30)
    with pytest.warns(UserWarning, match="heard"):
        warnings.warn("heard", UserWarning, stacklevel=1)
    logging.getLogger("pydicom").warning("heard")
    spoken.set()
    thread.join()

    assert [record.message for record in caplog.records] == ["heard"]


def test_blocks_that_end_in_another_order_leave_no_warning_off():
    """As where one thread's `catch_warnings` begins before another's block, and ends after it."""
    inside, leave = threading.Event(), threading.Event()

    def stay():
        with lenient():
            inside.set()
            leave.wait(30)

    thread = threading.Thread(target=stay)
    with warnings.catch_warnings():
        thread.start()
        inside.wait(30)
    with warnings.catch_warnings():
        leave.set()
        thread.join()

    with pytest.warns(UserWarning, match="heard"):
        warnings.warn("heard", UserWarning, stacklevel=1)


def test_an_error_within_ends_the_silence():
    with pytest.raises(ValueError, match="over"), lenient():
        raise ValueError("over")

    with pytest.warns(UserWarning, match="heard"):
        warnings.warn("heard", UserWarning, stacklevel=1)
