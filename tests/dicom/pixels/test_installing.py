"""How a missing package is installed into the Python that runs."""

import sys
from pathlib import Path

import pytest

from napari_dicom.dicom.pixels.installing import how_to_install, in_bundled_app, pip_command


def test_the_command_names_the_python_that_runs_in_quotes() -> None:
    assert (
        pip_command("imagecodecs") == f'"{sys.executable}" -m pip install "imagecodecs>=2024.9.22"'
    )


def test_the_first_of_several_packages_is_proposed() -> None:
    text = how_to_install(["imagecodecs", "pillow"])

    assert pip_command("imagecodecs") in text
    assert text.endswith("then restart napari.")
    assert "pillow" not in text


def test_in_the_bundled_app_the_plugin_dialog_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    prefix = tmp_path / "envs" / "napari"
    prefix.mkdir(parents=True)
    (tmp_path / ".napari_is_bundled_constructor").touch()
    monkeypatch.setattr(sys, "prefix", str(prefix))

    text = how_to_install(["imagecodecs"])

    assert in_bundled_app()
    assert "Install/Uninstall Plugins" in text
    assert "-m pip" not in text
