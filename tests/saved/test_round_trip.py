"""A saved OME-Zarr image opens again as the layer it was: values, place, axes, looks."""

import json
import shutil
from pathlib import Path

import numpy as np
import pytest
from napari.components import ViewerModel

import phantom
from napari_dicom import add_dicom, read_volumes, write_ome_zarr
from napari_dicom.dicom import NothingToOpenError
from napari_dicom.layers import DisplaySpace, build_layers
from napari_dicom.reader import get_reader
from napari_dicom.viewer import loaded_of, look_of, opening
from napari_dicom.viewer.settings import Settings
from phantom import make_affine, ramp, rotated, rotation, write_series

pytest.importorskip("zarr")

PLUGIN = "napari-dicom"
pytestmark = [
    pytest.mark.usefixtures("plugin"),
    pytest.mark.filterwarnings("ignore:Non-orthogonal slicing"),  # a tilt, and patient space
]
OBLIQUE = rotated(make_affine(), rotation(10, 20, 5))


def write_steps(folder):
    """Write a series of three times."""
    for time in range(3):
        write_series(
            folder,
            ramp(4) + time,
            header={"TemporalPositionIdentifier": time + 1, "AcquisitionTime": f"10000{2 * time}"},
            name=f"{time}-{{}}".format,
            edit=lambda dataset, index, time=time: setattr(
                dataset, "SOPInstanceUID", phantom.uid("time", time, index)
            ),
        )


def write_colour(folder):
    colour = np.random.default_rng(1).integers(0, 255, (3, 8, 9, 3), dtype="uint8")
    write_series(folder, colour)


def write_placeless(folder):
    bare = ("ImagePositionPatient", "ImageOrientationPatient", "PixelSpacing", "SliceThickness")
    write_series(folder, ramp(1), header=dict.fromkeys(bare))


KINDS = {
    "axial": lambda folder: write_series(folder, ramp(5, 7, 6)),
    "coronal": lambda folder: write_series(folder, affine=make_affine("coronal")),
    "sagittal": lambda folder: write_series(folder, affine=make_affine("sagittal")),
    "tilted": lambda folder: write_series(folder, affine=make_affine(tilt_degrees=15)),
    "oblique": lambda folder: write_series(folder, affine=OBLIQUE),
    "time": write_steps,
    "colour": write_colour,
    "no place": write_placeless,
    "real values": lambda folder: write_series(folder, slope=0.5, intercept=-3),
    "inverted": lambda folder: write_series(
        folder, header={"PhotometricInterpretation": "MONOCHROME1"}
    ),
}


def opened(path, space=DisplaySpace.OWN_PLANES, monkeypatch=None):
    """Return the one layer of a path in a viewer of its own."""
    if monkeypatch is not None:
        monkeypatch.setattr(opening, "current_settings", lambda: Settings(space=space))
    viewer = ViewerModel()
    (layer,) = add_dicom(viewer, path)
    return layer


def save(layer, path):
    write_ome_zarr(loaded_of(layer), path, look=look_of(layer))


def assert_same(again, layer):
    """Compare two image layers in all that is seen of them, and in what the contract says."""
    assert again.name == layer.name
    assert again.data.dtype == layer.data.dtype
    np.testing.assert_array_equal(np.asarray(again.data), np.asarray(layer.data))
    size = layer.ndim
    corners = [np.zeros(size), *np.eye(size), np.ones(size) * 7]
    for corner in corners:
        world = again.data_to_world(corner), layer.data_to_world(corner)
        np.testing.assert_allclose(*world, rtol=1e-12, atol=1e-9)
    assert again.units == layer.units
    assert again.axis_labels == layer.axis_labels
    assert again.rgb == layer.rgb
    assert again.contrast_limits == layer.contrast_limits
    assert again.contrast_limits_range == layer.contrast_limits_range
    for one in ("gamma", "opacity", "blending"):
        assert getattr(again, one) == getattr(layer, one)
    if not layer.rgb:
        assert again.colormap.name == layer.colormap.name
        np.testing.assert_array_equal(again.colormap.colors, layer.colormap.colors)
    before, after = (plain(one.metadata["dicom"]) for one in (layer, again))
    assert after == before


def plain(dicom):
    """Return the contract's dict without what is not kept: names of files, words of notes."""
    texts = json.loads(json.dumps(dicom))
    texts["notes"] = [(note["code"], note["severity"]) for note in texts["notes"]]
    return without_paths(texts)


def without_paths(value):
    if isinstance(value, dict):
        return {key: without_paths(one) for key, one in value.items() if key != "path"}
    return [without_paths(one) for one in value] if isinstance(value, list) else value


@pytest.mark.parametrize("space", DisplaySpace)
@pytest.mark.parametrize("kind", KINDS)
def test_a_saved_layer_opens_as_it_was(tmp_path, kind, space, monkeypatch):
    KINDS[kind](tmp_path / "dicom")
    layer = opened(tmp_path / "dicom", space, monkeypatch)

    save(layer, tmp_path / "out.ome.zarr")

    assert_same(opened(tmp_path / "out.ome.zarr", space, monkeypatch), layer)


def test_what_was_saved_in_its_own_planes_is_shown_in_patient_space_by_the_setting(
    tmp_path, monkeypatch
):
    write_series(tmp_path / "dicom", affine=OBLIQUE)
    save(opened(tmp_path / "dicom"), tmp_path / "out.ome.zarr")

    again = opened(tmp_path / "out.ome.zarr", DisplaySpace.PATIENT, monkeypatch)

    assert_same(again, opened(tmp_path / "dicom", DisplaySpace.PATIENT, monkeypatch))


@pytest.mark.parametrize("route", ["viewer.open", "add_dicom", "list"])
def test_it_opens_by_every_route(tmp_path, route, viewer):
    write_series(tmp_path / "dicom", affine=OBLIQUE)
    (layer,) = add_dicom(ViewerModel(), tmp_path / "dicom")
    path = tmp_path / "out.ome.zarr"
    save(layer, path)

    if route == "add_dicom":
        (again,) = add_dicom(viewer, path)
    else:
        paths = str(path) if route == "viewer.open" else [str(path)]
        (again,) = viewer.open(paths, plugin=PLUGIN)

    assert_same(again, layer)
    assert [one.name for one in viewer.layers] == [layer.name]


def test_it_opens_without_a_viewer_as_a_tuple(tmp_path):
    write_series(tmp_path / "dicom")
    (loaded,) = read_volumes(tmp_path / "dicom")
    write_ome_zarr(loaded, tmp_path / "out.ome.zarr")

    ((data, keywords, kind),) = get_reader(str(tmp_path / "out.ome.zarr"))(
        str(tmp_path / "out.ome.zarr")
    )

    (made,) = build_layers([loaded])
    assert kind == "image"
    np.testing.assert_array_equal(data, made.data)
    np.testing.assert_array_equal(keywords["translate"], made.keywords["translate"])
    assert keywords["contrast_limits"] == made.keywords["contrast_limits"]


def test_a_window_a_colormap_and_a_name_that_were_chosen_are_kept(tmp_path):
    write_series(tmp_path / "dicom")
    layer = opened(tmp_path / "dicom")
    layer.contrast_limits, layer.colormap, layer.gamma = (3, 11), "viridis", 0.5
    layer.name, layer.opacity, layer.blending = "mine", 0.4, "additive"

    save(layer, tmp_path / "out.ome.zarr")

    assert_same(opened(tmp_path / "out.ome.zarr"), layer)


def test_the_colours_of_a_dose_are_kept(tmp_path):
    write_series(tmp_path / "dicom", modality="RTDOSE")
    layer = opened(tmp_path / "dicom")

    save(layer, tmp_path / "out.ome.zarr")

    assert_same(opened(tmp_path / "out.ome.zarr"), layer)


def test_it_lies_on_the_images_it_was_made_from(tmp_path):
    viewer = ViewerModel()
    write_series(tmp_path / "dicom", ramp(5), affine=OBLIQUE)
    (layer,) = add_dicom(viewer, tmp_path / "dicom")
    save(layer, tmp_path / "out.ome.zarr")

    (again,) = add_dicom(viewer, tmp_path / "out.ome.zarr")

    assert again.visible
    np.testing.assert_allclose(
        again.data_to_world([1, 2, 3]), layer.data_to_world([1, 2, 3]), atol=1e-6
    )


def test_dicom_files_and_a_saved_image_open_together(tmp_path, viewer):
    write_series(tmp_path / "dicom", series="one")
    write_series(tmp_path / "other", series="two")
    (layer,) = add_dicom(ViewerModel(), tmp_path / "other")
    save(layer, tmp_path / "out.ome.zarr")

    for paths in (["dicom", "out.ome.zarr"], ["out.ome.zarr", "dicom"]):
        viewer.layers.clear()
        viewer.open([str(tmp_path / one) for one in paths], plugin=PLUGIN)
        assert sorted(one.name for one in viewer.layers) == ["CT 1 one", "CT 1 two"]


def test_what_is_larger_than_memory_is_read_as_it_is_looked_at(tmp_path, monkeypatch):
    write_series(tmp_path / "dicom", ramp(5, 7, 6))
    layer = opened(tmp_path / "dicom")
    save(layer, tmp_path / "out.ome.zarr")
    monkeypatch.setattr("napari_dicom.saved.ome_zarr.free_memory", lambda: 0)

    again = opened(tmp_path / "out.ome.zarr")

    assert not isinstance(again.data, np.ndarray)
    assert_same(again, layer)


def test_groups_of_other_programs_are_left_to_their_plugins(tmp_path):
    zarr = pytest.importorskip("zarr")
    foreign = zarr.open_group(tmp_path / "foreign.ome.zarr", mode="w")
    foreign.create_array("0", shape=(4, 4), dtype="u1")
    foreign.attrs["dicom"] = {"affine": None}
    (tmp_path / "old.zarr").mkdir()
    (tmp_path / "old.zarr" / ".zgroup").write_text('{"zarr_format": 2}')

    assert get_reader(str(tmp_path / "foreign.ome.zarr")) is None
    assert get_reader(str(tmp_path / "old.zarr")) is None


@pytest.fixture
def path(tmp_path):
    """A saved image of two blocks."""
    write_series(tmp_path / "dicom", ramp(20, 7, 6) + 1)
    (loaded,) = read_volumes(tmp_path / "dicom")
    write_ome_zarr(loaded, tmp_path / "out.ome.zarr")
    return tmp_path / "out.ome.zarr"


def test_a_block_that_is_missing_is_told_of(path, told):
    blocks = sorted(one for one in (path / "s0" / "c").rglob("*") if one.is_file())
    blocks[0].unlink()

    layer = opened(path)

    (note,) = layer.metadata["dicom"]["notes"]
    assert (note["code"], note["severity"], note["count"]) == ("missing-blocks", "error", 1)
    assert any("1 of 2 blocks of the saved image is missing" in one.message for one in told)


def test_blocks_of_nothing_but_zeros_are_none_that_are_missing(tmp_path):
    write_series(tmp_path / "dicom", np.zeros((20, 7, 6), "int16"))
    (loaded,) = read_volumes(tmp_path / "dicom")
    write_ome_zarr(loaded, tmp_path / "out.ome.zarr")

    assert opened(tmp_path / "out.ome.zarr").metadata["dicom"]["notes"] == []


@pytest.mark.parametrize("cut", [0, 0.5, "junk"])
def test_a_block_that_is_damaged_is_refused_by_name(path, cut):
    block = next(one for one in (path / "s0" / "c").rglob("*") if one.is_file())
    data = block.read_bytes()
    block.write_bytes(b"\xffjunk" * 9 if cut == "junk" else data[: int(cut * len(data))])

    with pytest.raises(NothingToOpenError, match=r"out\.ome\.zarr"):
        opened(path)


def damaged(path, change):
    """Change the record of a saved image."""
    file = Path(path, "zarr.json")
    root = json.loads(file.read_text())
    change(root["attributes"])
    file.write_text(json.dumps(root))


CHANGES = {
    "no layer": lambda one: one["napari-dicom"].pop("layer"),
    "version": lambda one: one["napari-dicom"].update(version=99),
    "scale of zero": lambda one: one["napari-dicom"]["layer"].update(scale=[0, 1, 1]),
    "negative scale": lambda one: one["napari-dicom"]["layer"].update(scale=[-1, 1, 1]),
    "scale of two": lambda one: one["napari-dicom"]["layer"].update(scale=[1, 1]),
    "no number": lambda one: one["napari-dicom"]["layer"].update(translate=[float("nan"), 0, 0]),
    "endless": lambda one: one["napari-dicom"]["layer"].update(translate=[float("inf"), 0, 0]),
    "flat affine": lambda one: one["napari-dicom"]["layer"].update(affine=[[0] * 4] * 4),
    "limits": lambda one: one["napari-dicom"]["layer"].update(contrast_limits=[5, 5]),
    "axes": lambda one: one["napari-dicom"]["layer"].update(axis_labels=["y", "x"]),
    "units": lambda one: one["napari-dicom"]["layer"].update(units=["mm"]),
    "a list": lambda one: one["napari-dicom"].update(layer=[]),
    "no contract": lambda one: one.pop("dicom"),
    "contract": lambda one: one["dicom"].update(space=3),
    "slice axis": lambda one: one["dicom"].update(slice_axis=7),
    "contract's affine": lambda one: one["dicom"].update(affine=[[0] * 4] * 4),
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_damaged_record_is_refused_and_leaves_no_layer(path, change, viewer):
    damaged(path, CHANGES[change])

    with pytest.raises(NothingToOpenError, match=r"out\.ome\.zarr"):
        add_dicom(viewer, path)

    assert len(viewer.layers) == 0


def test_an_unknown_colormap_becomes_grey_and_it_is_said(path):
    damaged(path, lambda one: one["napari-dicom"]["layer"].update(colormap="no such"))

    layer = opened(path)

    assert layer.colormap.name == "gray"
    (note,) = layer.metadata["dicom"]["notes"]
    assert note["message"] == (
        "the colours it was saved with are not known here (no such): it is shown in grey"
    )


def test_an_array_of_another_shape_is_refused(path):
    shutil.rmtree(path / "s0")
    zarr = pytest.importorskip("zarr")
    zarr.open_group(path, mode="a").create_array("s0", shape=(4, 4), dtype="i2")

    with pytest.raises(NothingToOpenError, match="do not fit"):
        opened(path)


REAL = ["ct-mixed-two-series", "ct-gantry-tilt-regular", "mr-fmri-4d-ge", "rgb-volume-j2k"]
REAL += ["mr-localizer-3planes", "mr-siemens-mosaic", "rtdose-small", "cr-monochrome1"]
REAL += ["mr-dwi-4d", "ct-missing-slice", "per-slice-rescale-mr"]


@pytest.mark.parametrize("space", DisplaySpace)
@pytest.mark.parametrize("case", REAL)
def test_real_layers_open_as_they_were(real_cases, tmp_path, case, space, monkeypatch):
    monkeypatch.setattr(opening, "current_settings", lambda: Settings(space=space))
    layers = [
        one for one in add_dicom(ViewerModel(), real_cases / case) if "dicom_volume" in one.metadata
    ]

    for number, layer in enumerate(layers):
        save(layer, tmp_path / f"{number}.ome.zarr")
        assert_same(opened(tmp_path / f"{number}.ome.zarr"), layer)

    assert layers
