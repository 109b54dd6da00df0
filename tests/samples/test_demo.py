"""The demonstration: a real window, on a virtual screen where there is none."""

import os
import shutil
import subprocess
import sys

import numpy as np
import pytest
from skimage.io import imread

from napari_dicom.samples import demo

SCREENS = ("DISPLAY", "WAYLAND_DISPLAY")


@pytest.fixture
def no_screen(monkeypatch):
    monkeypatch.setattr(sys, "platform", "linux")
    for name in SCREENS:
        monkeypatch.delenv(name, raising=False)


@pytest.mark.usefixtures("no_screen")
@pytest.mark.parametrize("name", SCREENS)
def test_a_display_in_the_environment_is_a_screen(monkeypatch, name):
    monkeypatch.setenv(name, ":0")

    assert demo.has_screen()


@pytest.mark.usefixtures("no_screen")
def test_linux_without_a_display_has_no_screen():
    assert not demo.has_screen()


@pytest.mark.usefixtures("no_screen")
@pytest.mark.parametrize("platform", ["darwin", "win32"])
def test_other_systems_always_have_a_screen(monkeypatch, platform):
    monkeypatch.setattr(sys, "platform", platform)

    assert demo.has_screen()


@pytest.mark.usefixtures("no_screen")
def test_without_any_screen_it_says_what_to_install(monkeypatch, capsys):
    monkeypatch.setattr(shutil, "which", lambda _: None)

    status = demo.run_demo()

    assert status == 1
    assert "apt-get install -y xvfb" in capsys.readouterr().err


def test_without_a_screen_the_command_leaves_a_picture_of_the_window(tmp_path):
    if shutil.which("xvfb-run") is None:
        pytest.skip("needs xvfb-run")
    picture = tmp_path / "window.png"
    environment = {key: value for key, value in os.environ.items() if key not in SCREENS}

    ran = subprocess.run(
        [sys.executable, "-m", "napari_dicom", "demo", "--screenshot", str(picture)],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )

    assert ran.returncode == 0, ran.stderr
    assert str(picture) in ran.stdout
    pixels = imread(str(picture))
    height, width = pixels.shape[:2]
    assert (height > 400, width > 600) == (True, True)
    canvas = pixels[height // 4 : height // 2, width // 2 : width * 3 // 4, 0]
    assert np.ptp(canvas) > 200, "the image is not drawn"


@pytest.mark.window
@pytest.mark.usefixtures("plugin")
def test_one_series_is_seen_alone_with_the_volume_panel_in_front(make_napari_viewer, monkeypatch):
    viewer = make_napari_viewer(show=True)
    monkeypatch.setattr("napari._qt.dialogs.qt_notification.NapariQtNotification.show", ignore)
    monkeypatch.setattr("napari.Viewer", lambda title: viewer)  # noqa: ARG005 - as napari's

    demo.open_sample_study()

    docks = viewer.window.dock_widgets
    assert sum(layer.visible for layer in viewer.layers) == 1
    assert viewer.layers.selection.active.visible
    titles = [title for title in docks if "DICOM" in title]
    assert len(titles) == len(demo.PANELS)
    front = next(title for title in titles if "Volume" in title)
    assert not docks[front].native.visibleRegion().isEmpty()


def ignore(_notification):
    """Show no notification: its animation would outlive the test."""
