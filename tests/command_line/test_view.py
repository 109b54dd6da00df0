"""``napari-dicom view``: paths in a window, which stays until it is closed."""

import napari
import pytest

from napari_dicom.__main__ import main

pytestmark = pytest.mark.window


@pytest.fixture
def shown(make_napari_viewer, monkeypatch, plugin):  # noqa: ARG001 - a fixture
    """The viewer that is opened, and whether it was waited for."""
    seen = {"waited": False, "viewer": None}

    def make(**how):
        seen["viewer"] = make_napari_viewer(**how)
        return seen["viewer"]

    monkeypatch.setattr(napari, "Viewer", make)
    monkeypatch.setattr(napari, "run", lambda: seen.update(waited=True))
    return seen


def test_each_volume_is_a_layer_and_the_window_stays(folder, shown):
    status = main(["view", str(folder)])

    assert status == 0
    assert shown["waited"]
    assert {layer.name for layer in shown["viewer"].layers} == {"CT 1 plain", "CT 2 packed"}


def test_one_file_stands_for_its_series_several_for_themselves(folder, shown):
    files = sorted(map(str, (folder / "a").iterdir()))

    main(["view", *files[:2]])

    (layer,) = shown["viewer"].layers
    assert layer.data.shape[0] == 2


def test_without_an_image_it_says_why_and_fails(tmp_path, shown, capsys):
    (tmp_path / "one.txt").write_text("no image")

    status = main(["view", str(tmp_path)])

    assert status == 1
    assert not shown["waited"]
    assert "napari-dicom view: " in capsys.readouterr().err


def test_without_a_screen_it_says_so(folder, monkeypatch, capsys):
    monkeypatch.setattr("napari_dicom.samples.has_screen", lambda: False)

    status = main(["view", str(folder)])

    assert status == 1
    assert "no screen" in capsys.readouterr().err
