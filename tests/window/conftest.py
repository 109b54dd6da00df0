"""A window in each theme, and a hand at its mouse and keys; a test may have a window of its own."""

import pytest

from hand import Hand


@pytest.fixture(params=["dark", "light"])
def theme(request):
    return request.param


@pytest.fixture
def size():
    return 900, 700


@pytest.fixture
def window(make_napari_viewer, monkeypatch, theme, size):
    monkeypatch.setattr("napari._qt.dialogs.qt_notification.NapariQtNotification.show", ignore)
    viewer = make_napari_viewer(show=True)
    viewer.theme = theme
    viewer.window.resize(*size)
    return viewer


@pytest.fixture
def hand(window, qtbot):
    qtbot.wait(1)
    return Hand(window)


def ignore(_notification):
    """Show no notification: its animation would outlive the test."""
