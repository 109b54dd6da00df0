"""``napari-dicom demo``: the sample study in a real napari window, on a virtual screen if need be.

Without a screen (Linux without DISPLAY and WAYLAND_DISPLAY) it runs again under ``xvfb-run`` and
leaves a picture of the window instead.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from napari import Viewer

PANELS = ("DICOM Metadata", "DICOM Volume")
"""Docked in the demonstration, the last one in front."""

SIZE = 1200, 760
"""Of the window, in pixels: it fits small screens, and README."""

DEFAULT_SCREENSHOT = Path("napari-dicom-demo.png")
SCREEN = "-screen 0 1600x1000x24"
NO_SCREEN = """\
There is no screen here (neither DISPLAY nor WAYLAND_DISPLAY is set), and no virtual one.
Install one, then run this again; on Debian and Ubuntu:

    sudo apt-get update && sudo apt-get install -y xvfb xauth libegl1 libgl1 libxcb-cursor0 \\
        libxkbcommon-x11-0 libxcb-icccm4 libxcb-image0 libxcb-keysyms1 libxcb-render-util0
"""


def run_demo(screenshot: Path | None = None) -> int:
    """Open the sample study in napari and return an exit status.

    Parameters
    ----------
    screenshot
        Write a PNG of the whole window there and close it; None waits until the user closes it.
    """
    if not has_screen():
        return run_on_virtual_screen(screenshot or DEFAULT_SCREENSHOT)
    viewer = open_sample_study()
    if screenshot is None:
        _wait_for_user()
    else:
        write_screenshot(viewer, screenshot)
        viewer.close()
    return 0


def has_screen() -> bool:
    """Tell whether a window can be shown."""
    if not sys.platform.startswith("linux"):
        return True
    return any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY"))


def run_on_virtual_screen(screenshot: Path) -> int:
    """Run the demonstration again under Xvfb and return its exit status; 1 without Xvfb."""
    if shutil.which("xvfb-run") is None:
        sys.stderr.write(NO_SCREEN)
        return 1
    command = ["xvfb-run", "-a", "-s", SCREEN, sys.executable, "-m", "napari_dicom", "demo"]
    return subprocess.run([*command, "--screenshot", str(screenshot)], check=False).returncode


def open_sample_study() -> Viewer:
    """Open a napari window with the sample study: one series seen, two panels beside it."""
    from napari import Viewer  # napari takes a second, Qt more: only who shows a window pays

    from napari_dicom.api import add_dicom
    from napari_dicom.samples.study import sample_study
    from napari_dicom.viewer import PLUGIN, show_alone

    viewer = Viewer(title="napari-dicom")
    viewer.window.resize(*SIZE)
    layers = add_dicom(viewer, sample_study())
    for panel in PANELS:
        viewer.window.add_plugin_dock_widget(PLUGIN, panel)
    draw()  # the canvas has its size
    show_alone(viewer, layers[0])
    return viewer


def draw() -> None:
    """Let the window lay itself out and draw."""
    from qtpy.QtWidgets import QApplication  # there is a window, so Qt is there

    for _ in range(20):
        QApplication.processEvents()


def write_screenshot(viewer: Viewer, path: Path) -> None:
    """Write a PNG of the whole window, once it is drawn."""
    draw()
    path.parent.mkdir(parents=True, exist_ok=True)
    viewer.screenshot(str(path), canvas_only=False, flash=False)
    sys.stdout.write(f"The window's picture is in {path.resolve()}\n")


def _wait_for_user() -> None:
    import napari  # the window has loaded it

    napari.run()
