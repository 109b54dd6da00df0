"""The middle slice of a slow series: shown first, then replaced; gone where loading breaks off."""

import threading

import numpy as np
import pytest
from qtpy.QtCore import Qt

from napari_dicom.dicom import NapariDicomError, PixelError
from napari_dicom.viewer.view import view_of
from napari_dicom.widgets.browser import SeriesBrowser, loading
from phantom import make_affine, ramp, write_series

pytestmark = pytest.mark.usefixtures("plugin", "told")


@pytest.fixture
def slow(monkeypatch):
    """Every volume is slow; what is loaded after the middle slice waits for this event."""
    go_on, load_each = threading.Event(), loading.load_each

    def wait_and_load(contents, how):
        while how.progress is not None and not go_on.wait(0.01):
            how.progress("waiting", 0, 1)
        return load_each(contents, how)

    monkeypatch.setattr(loading, "SLOW_SECONDS", -1.0)
    monkeypatch.setattr(loading, "load_each", wait_and_load)
    yield go_on
    go_on.set()


@pytest.fixture
def browser(viewer, qtbot, tmp_path):
    write_series(tmp_path, ramp(7), affine=make_affine("coronal"), series="Thorax")
    browser = SeriesBrowser(viewer)
    qtbot.addWidget(browser.native)
    browser.folder.choose([str(tmp_path)])
    qtbot.waitUntil(lambda: not (browser._questions.is_busy or browser._pictures.is_busy))
    yield browser
    browser.abandon()


@pytest.fixture
def previewed(browser, viewer, slow, qtbot):  # noqa: ARG001 - a fixture
    """The browser once it shows a middle slice."""
    press(qtbot, browser.open_all)
    qtbot.waitUntil(lambda: len(viewer.layers) == 1)
    return browser


def press(qtbot, button):
    qtbot.mouseClick(button.native, Qt.MouseButton.LeftButton)


def ended(browser, qtbot):
    qtbot.waitUntil(lambda: not browser._questions.is_busy)


@pytest.mark.usefixtures("previewed")
def test_the_middle_slice_comes_first_by_a_name_that_says_so(viewer):
    (layer,) = viewer.layers

    assert layer.name == "CT 1 Thorax (loading: middle slice)"
    assert layer.data.shape[layer.metadata["dicom"]["slice_axis"]] == 1
    assert layer.metadata["dicom"]["frames"][0]["SOPInstanceUID"]


def test_the_volume_takes_its_place_and_the_view_stays(previewed, viewer, slow, qtbot):
    viewer.scene.camera.zoom *= 2
    zoom, order, point = viewer.scene.camera.zoom, viewer.dims.order, viewer.dims.point

    slow.set()
    ended(previewed, qtbot)

    (layer,) = viewer.layers
    assert layer.name == "CT 1 Thorax"
    assert 7 in layer.data.shape
    assert (viewer.scene.camera.zoom, viewer.dims.order) == (zoom, order)
    np.testing.assert_allclose(viewer.dims.point, point)


def test_a_preview_that_the_user_removed_is_not_missed(previewed, viewer, slow, qtbot):
    viewer.layers.clear()

    slow.set()
    ended(previewed, qtbot)

    assert [layer.name for layer in viewer.layers] == ["CT 1 Thorax"]


def test_cancelled_it_leaves_the_viewer_as_it_was(browser, viewer, slow, qtbot):  # noqa: ARG001
    before = view_of(viewer)
    press(qtbot, browser.open_all)
    qtbot.waitUntil(lambda: len(viewer.layers) == 1)
    assert view_of(viewer) != before

    press(qtbot, browser.under_way.cancel)
    ended(browser, qtbot)

    assert not viewer.layers
    assert view_of(viewer) == before
    assert browser.status.text() == "Cancelled."


def test_a_volume_that_fails_takes_its_preview_along(previewed, viewer, slow, qtbot, monkeypatch):
    def fail(*_args, **_how):
        raise PixelError("broken")

    monkeypatch.setattr("napari_dicom.dicom.contents.opened.load", fail)
    slow.set()
    ended(previewed, qtbot)

    assert issubclass(PixelError, NapariDicomError)
    assert not viewer.layers
    assert "broken" in previewed.status.text()


def test_looking_elsewhere_takes_the_preview_along(previewed, viewer, tmp_path):
    previewed.look_into([str(tmp_path)])

    assert not viewer.layers


def test_a_series_that_is_fast_is_not_previewed(browser, viewer, qtbot):
    names = []
    viewer.layers.events.inserted.connect(lambda event: names.append(event.value.name))

    press(qtbot, browser.open_all)
    ended(browser, qtbot)

    assert names == ["CT 1 Thorax"]
