"""What all tests share: settings of their own, a display, the plugin as napari knows it."""

import os
import shutil
import subprocess
import sys
import tempfile
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import napari_dicom
from real import REAL

_CONFIG = tempfile.TemporaryDirectory(prefix="napari-dicom-tests-")
os.environ["NAPARI_CONFIG"] = str(Path(_CONFIG.name, "settings.yaml"))

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # napari's own imports, not ours
    from napari.components import ViewerModel
    from napari.utils.notifications import Notification, notification_manager

MANIFEST = Path(napari_dicom.__file__).with_name("napari.yaml")
_DISPLAYS: list[subprocess.Popen[bytes]] = []


def pytest_configure() -> None:
    """Start a virtual display where there is none, before Qt looks for one."""
    if has_display() or not shutil.which("Xvfb"):
        return
    reading, writing = os.pipe()
    command = ["Xvfb", "-displayfd", str(writing), "-screen", "0", "1600x1000x24"]
    server = subprocess.Popen(command, pass_fds=[writing], stderr=subprocess.DEVNULL)
    os.close(writing)
    with os.fdopen(reading) as answer:
        number = answer.readline().strip()
    os.environ["DISPLAY"] = f":{number}"
    _DISPLAYS.append(server)


def pytest_unconfigure() -> None:
    for server in _DISPLAYS:
        server.terminate()
        server.wait()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    if has_display():
        return
    for item in items:
        if item.get_closest_marker("window"):
            item.add_marker(pytest.mark.skip(reason="no display, and no Xvfb to make one"))


def has_display() -> bool:
    """Tell whether a window can be opened."""
    named = os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    return bool(named) or sys.platform in {"darwin", "win32"}


@pytest.fixture
def plugin(npe2pm: Any, plugin_settings: None) -> Iterator[Any]:  # noqa: ARG001 - a fixture
    """The plugin and napari's built-in readers, registered, with settings at their defaults."""
    with npe2pm.tmp_plugin(package="napari"), npe2pm.tmp_plugin(manifest=str(MANIFEST)):
        yield npe2pm


@pytest.fixture
def viewer(plugin: Any) -> ViewerModel:  # noqa: ARG001 - a fixture
    """An empty viewer without a window, that knows the plugin."""
    return ViewerModel()


@pytest.fixture
def told() -> Iterator[list[Notification]]:
    """What napari tells the user in the course of a test."""
    before = len(notification_manager.records)
    told: list[Notification] = []

    def note(event: Notification) -> None:
        told.append(event)

    notification_manager.notification_ready.connect(note)
    yield told
    notification_manager.notification_ready.disconnect(note)
    del notification_manager.records[before:]


@pytest.fixture(scope="session")
def real_cases() -> Path:
    """The folder of real cases; they are not part of the repository."""
    if not REAL.is_dir():
        pytest.skip("no real cases here: set NAPARI_DICOM_DATA")
    return REAL


@pytest.fixture(autouse=True)
def nothing_failed_before(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let no test see what another could not open."""
    monkeypatch.setattr("napari_dicom.viewer.failed._failed", {})
