"""What somebody finds who types: names, help, choices; and what they are told of a wrong path."""

import inspect
import pydoc
from pathlib import Path

import numpy as np
import pytest

import napari_dicom
from napari_dicom import (
    add_dicom,
    from_layer,
    read_all,
    read_volumes,
    scan,
    write_nifti,
    write_ome_zarr,
    write_segmentation,
)
from napari_dicom.dicom import ChoiceError, NapariDicomError, PathNotFoundError
from phantom import make_affine, ramp, rotated, rotation, write_enhanced, write_series


def test_tab_shows_every_public_name():
    assert set(napari_dicom.__all__) <= set(dir(napari_dicom))


def test_help_tells_of_every_public_name():
    text = pydoc.plain(pydoc.render_doc(napari_dicom))

    functions = [name for name in napari_dicom.__all__ if name[0].islower() or name[0] == "_"]
    classes = set(napari_dicom.__all__) - set(functions)
    named = {name for name in functions if f"{name}(" in text or f"{name} = " in text}
    assert named == set(functions) - {"__version__"}
    assert {name for name in classes if f"class {name}(" not in text} == set()


def test_every_public_function_and_class_says_what_it_is_for():
    public = [getattr(napari_dicom, name) for name in napari_dicom.__all__ if name[0] != "_"]

    assert [one.__name__ for one in public if not inspect.getdoc(one)] == []


@pytest.mark.parametrize("function", [scan, read_volumes, add_dicom])
def test_choices_are_in_the_signature(function):
    annotation = inspect.signature(function).parameters["z_spacing"].annotation

    assert "Literal['positions', 'slice-thickness']" in annotation


@pytest.mark.parametrize("choice", [{"z_spacing": "SliceThickness"}, {"pet_values": "SUV bw"}])
def test_a_choice_there_is_not_is_answered_by_those_there_are(tmp_path, choice):
    write_series(tmp_path)

    ((name, value),) = choice.items()
    with pytest.raises(ChoiceError, match=f"{name}='{value}': choose '[a-z]+' or '[a-z-]+'$"):
        read_volumes(tmp_path, **choice)


def test_a_wrong_choice_is_an_error_of_values_too(tmp_path):
    write_series(tmp_path)

    with pytest.raises(ValueError, match="choose 'positions' or 'slice-thickness'"):
        scan(tmp_path, z_spacing="SliceThickness")


WAYS = [
    pytest.param(lambda path, _: scan(path), id="scan"),
    pytest.param(lambda path, _: read_volumes(path), id="read_volumes"),
    pytest.param(lambda path, viewer: add_dicom(viewer, path), id="add_dicom"),
]


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("kind", [str, Path, lambda path: [path]])
def test_a_path_that_is_not_there_is_told_as_it_was_given(viewer, tmp_path, monkeypatch, way, kind):
    monkeypatch.chdir(tmp_path)

    with pytest.raises(FileNotFoundError) as raised:
        way(kind("patients/one"), viewer)

    assert isinstance(raised.value, NapariDicomError)
    assert raised.value.filename == "patients/one"
    assert str(raised.value) == (
        f"patients/one: there is no such file or folder; what is there of it is {tmp_path}"
    )


@pytest.mark.parametrize(
    ("path", "hint"),
    [
        ("scans/*.dcm", "give the folder, or sorted(glob.glob(pattern))"),
        ("scans/IM?", "give the folder, or sorted(glob.glob(pattern))"),
        ("~/scans", "give Path(path).expanduser()"),
        ("a\0b", "there is no such file or folder"),
    ],
)
def test_what_the_shell_would_have_looked_up_is_told(path, hint):
    with pytest.raises(PathNotFoundError) as raised:
        scan(path)

    assert hint in str(raised.value)


def test_where_nothing_of_a_path_is_there_nothing_is_said_of_it():
    with pytest.raises(PathNotFoundError, match=r"folder$"):
        scan(Path(Path.cwd().anchor, "no-such-folder-here", "one"))


def test_of_several_paths_the_one_that_is_not_there_is_told(tmp_path):
    write_series(tmp_path)

    with pytest.raises(PathNotFoundError, match="gone: there is no"):
        read_volumes(path for path in (tmp_path, tmp_path / "gone"))


def test_a_folder_whose_name_looks_like_a_pattern_opens(tmp_path):
    write_series(tmp_path / "scan [1]")

    assert len(read_volumes(tmp_path / "scan [1]")) == 1


def said_of_one_file(found):
    return [note.message for note in found.notes if note.code == "one-file"]


@pytest.mark.parametrize("read", [read_volumes, lambda path: scan(path).volumes])
def test_one_file_says_that_its_series_has_more(tmp_path, read):
    paths = write_series(tmp_path, ramp(4))

    (found,) = read(paths[1])

    assert found.shape == (1, 6, 5)
    assert said_of_one_file(found) == [
        "one file was given, and its series has more (IM0002.dcm ...): "
        "give the folder for all of it"
    ]


def test_files_of_other_series_beside_it_are_none_of_its(tmp_path):
    (path,) = write_series(tmp_path, ramp(1), series="a", name="a{}".format)
    write_series(tmp_path, ramp(3), series="b", name="b{}".format)

    assert said_of_one_file(read_volumes(path)[0]) == []


def test_a_copy_beside_it_is_no_more_of_the_series(tmp_path):
    (path,) = write_series(tmp_path, ramp(1))
    (tmp_path / "copy.dcm").write_bytes(path.read_bytes())
    (tmp_path / "notes.txt").write_text("nothing")

    assert said_of_one_file(read_volumes(path)[0]) == []


def test_a_whole_series_in_one_file_has_no_more(tmp_path):
    assert said_of_one_file(read_volumes(write_enhanced(tmp_path / "whole.dcm"))[0]) == []


def test_all_files_given_or_their_folder_are_the_whole(tmp_path):
    paths = write_series(tmp_path, ramp(4))

    for whole in (paths, tmp_path, paths[:1]):
        assert said_of_one_file(read_volumes(whole)[0]) == []


@pytest.mark.filterwarnings("ignore:Non-orthogonal slicing")  # napari's of a tilt
@pytest.mark.parametrize(
    "affine",
    [
        make_affine("axial"),
        make_affine("coronal"),
        make_affine("sagittal"),
        make_affine(tilt_degrees=15),
        rotated(make_affine(), rotation(10, 20, 5)),
    ],
)
def test_a_layer_gives_its_volume_back(viewer, tmp_path, affine):
    write_series(tmp_path, ramp(5, 7, 6), affine=affine)
    (layer,) = add_dicom(viewer, tmp_path)

    volume = from_layer(layer)

    np.testing.assert_array_equal(volume, ramp(5, 7, 6))
    np.testing.assert_allclose(volume.affine, affine, atol=1e-9)
    assert volume.decoders == read_volumes(tmp_path)[0].decoders


def test_what_was_edited_in_the_layer_is_written(viewer, tmp_path):
    nibabel = pytest.importorskip("nibabel")
    affine = make_affine("coronal")
    write_series(tmp_path / "dicom", ramp(5, 7, 6), affine=affine)
    (layer,) = add_dicom(viewer, tmp_path / "dicom")
    layer.data = layer.data.astype("float32") * 2
    layer.translate = (1.0, 2.0, 3.0)  # dragged away: it lies where it was measured all the same

    written = write_nifti(from_layer(layer), tmp_path / "out.nii")

    image = nibabel.load(written.paths[0])
    np.testing.assert_array_equal(np.asarray(image.dataobj), ramp(5, 7, 6).transpose(2, 1, 0) * 2.0)
    np.testing.assert_allclose(
        image.affine, read_volumes(tmp_path / "dicom")[0].to_nibabel().affine
    )


def test_every_writer_takes_what_a_layer_gives_back(viewer, tmp_path):
    zarr = pytest.importorskip("zarr")
    write_series(tmp_path / "dicom", ramp(5, 7, 6))
    (layer,) = add_dicom(viewer, tmp_path / "dicom")
    layer.data = layer.data + 1

    volume = from_layer(layer)
    write_ome_zarr(volume, tmp_path / "out.ome.zarr")
    write_segmentation(tmp_path / "out.dcm", volume.values > 200, volume, {1: "Bone"})

    levels = zarr.open_group(tmp_path / "out.ome.zarr", mode="r")
    np.testing.assert_array_equal(levels["s0"][:], ramp(5, 7, 6) + 1)
    (segmentation,) = read_all([tmp_path / "dicom", tmp_path / "out.dcm"]).loaded[1:]
    drawn = ramp(5, 7, 6)[2:] > 199  # slices where nothing is drawn are left out of the file
    np.testing.assert_array_equal(segmentation.label_maps[0].labels, drawn)


def test_a_layer_that_was_cropped_is_refused(viewer, tmp_path):
    write_series(tmp_path)
    (layer,) = add_dicom(viewer, tmp_path)
    layer.data = layer.data[1:]

    with pytest.raises(ChoiceError, match=r"data of shape \(3, 6, 5\), and its volume has \(4, 6"):
        from_layer(layer)


def test_a_layer_that_is_no_dicom_image_is_refused(viewer):
    layer = viewer.add_labels(np.zeros((4, 6, 5), "uint8"), name="bone")

    with pytest.raises(ChoiceError, match="bone is no image layer of DICOM files"):
        from_layer(layer)


def test_what_scripts_get_shows_in_one_line(tmp_path):
    write_series(tmp_path, ramp(30))

    found = scan(tmp_path)
    (volume,) = read_volumes(tmp_path)

    assert repr(found) == "<Contents volumes: 1, other objects: 0, skipped: 0>"
    assert max(len(repr(one)) for one in (found, volume, volume.volume)) < 120
