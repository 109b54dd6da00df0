"""``napari-dicom export``: a file a volume, nothing overwritten, one failure stops no other."""

import json

import numpy as np
import pytest
from PIL import Image

import phantom
from napari_dicom import read_volumes, write_ome_zarr
from napari_dicom.__main__ import main
from napari_dicom.dicom import CancelledError, scan
from napari_dicom.writing import file_stem
from napari_dicom.writing.array_file import write_array

nibabel = pytest.importorskip("nibabel")
FORMATS = ["nii.gz", "nii", "ome.zarr", "npy", "png"]


def export(*arguments):
    return main(["export", *map(str, arguments)])


def below(folder):
    """Return what lies in a folder and below, and when it was changed."""
    return {path: path.stat().st_mtime_ns for path in folder.rglob("*")}


@pytest.mark.parametrize("suffix", FORMATS)
def test_one_volume_becomes_the_file_that_was_named(folder, tmp_path, capsys, suffix):
    if suffix == "ome.zarr":
        pytest.importorskip("zarr")
    out = tmp_path / f"chest.{suffix}"

    status = export(folder / "a", out)

    captured = capsys.readouterr()
    assert (status, captured.err) == (0, "")
    assert out.exists()
    assert captured.out.splitlines()[0] == str(out)


def test_a_nifti_lies_where_the_volume_does(folder, tmp_path):
    export(folder / "a", tmp_path / "chest.nii.gz")

    image = nibabel.load(tmp_path / "chest.nii.gz")
    (loaded,) = read_volumes(folder / "a")
    np.testing.assert_array_equal(np.asarray(image.dataobj), loaded.values.T)
    corner = image.affine @ [2, 1, 3, 1]
    expected = np.diag([-1, -1, 1, 1]) @ loaded.volume.geometry.affine @ [3, 1, 2, 1]
    np.testing.assert_allclose(corner, expected, atol=1e-4)


def test_an_array_comes_with_what_it_is(folder, tmp_path):
    export(folder / "a", tmp_path / "chest.npy")

    (loaded,) = read_volumes(folder / "a")
    found = json.loads((tmp_path / "chest.json").read_text())
    np.testing.assert_array_equal(np.load(tmp_path / "chest.npy"), loaded.values)
    np.testing.assert_array_equal(found["affine"], loaded.volume.geometry.affine)
    assert [one["label"] for one in found["axes"]] == ["slice", "row", "column"]
    assert (found["value_unit"], found["dtype"], found["space"]) == ("HU", "<i2", "patient")
    uid = loaded.volume.frames[1].instance.sop_instance_uid
    assert found["frames"][1] == {"SOPInstanceUID": uid, "frame": 1}


def test_several_volumes_are_called_by_their_series_in_a_folder_that_is_made(folder, tmp_path):
    status = export(folder, tmp_path / "new" / "out")

    assert status == 0
    names = {path.name for path in (tmp_path / "new" / "out").iterdir()}
    assert names == {"CT_1_plain.nii.gz", "CT_2_packed.nii.gz"}


def test_several_volumes_and_a_file_s_name_get_it_before_theirs(folder, tmp_path):
    export(folder, tmp_path / "mine.nii")

    names = {path.name for path in tmp_path.glob("*.nii")}
    assert names == {"mine_CT_1_plain.nii", "mine_CT_2_packed.nii"}


def test_several_formats_at_a_time(folder, tmp_path):
    export(folder / "a", tmp_path / "out", "--format", "png", "--format", "npy")

    names = {path.name for path in (tmp_path / "out").iterdir()}
    assert names == {"CT_1_plain.png", "CT_1_plain.npy", "CT_1_plain.json"}


def test_names_that_become_alike_are_numbered(tmp_path):
    for number, name in enumerate(("a/b", "a:b", "A b")):
        header = {"SeriesDescription": name}
        phantom.write_series(tmp_path / str(number), header=header, series=name)

    status = export(tmp_path, tmp_path / "out", "--format", "png")

    assert status == 0
    names = {path.name for path in (tmp_path / "out").iterdir()}
    assert names == {"CT_1_a_b.png", "CT_1_a_b_2.png", "CT_1_A_b_3.png"}


def test_an_array_read_lazily_is_written_plane_by_plane(folder, tmp_path):
    (loaded,) = read_volumes(folder / "a", lazy=True)
    asked = []

    write_array(loaded, tmp_path / "chest.npy", lambda *said: asked.append(said[1:]))

    (eager,) = read_volumes(folder / "a", lazy=False)
    np.testing.assert_array_equal(np.load(tmp_path / "chest.npy"), eager.values)
    assert asked == [(0, 4), (1, 4), (2, 4), (3, 4)]


@pytest.mark.parametrize("write", [write_array, write_ome_zarr], ids=["npy", "OME-Zarr"])
def test_a_cancelled_export_leaves_nothing_behind(folder, tmp_path, write):
    pytest.importorskip("zarr")
    (loaded,) = read_volumes(folder / "a")

    def cancel(_what, done, _total):
        if done:
            raise CancelledError("cancelled")

    with pytest.raises(CancelledError):
        write(loaded, tmp_path / "chest.npy", progress=cancel)

    assert list(tmp_path.iterdir()) == [folder]


@pytest.mark.parametrize("suffix", FORMATS)
def test_what_is_there_is_not_overwritten_and_the_others_are_written(
    folder, tmp_path, capsys, suffix
):
    if suffix == "ome.zarr":
        pytest.importorskip("zarr")
    out = tmp_path / "out"
    out.mkdir()
    taken = out / f"CT_1_plain.{suffix}"
    taken.write_text("mine")

    status = export(folder, out, "--format", suffix)

    captured = capsys.readouterr()
    assert status == 1
    assert taken.read_text() == "mine"
    assert "is there already" in captured.err
    assert (out / f"CT_2_packed.{suffix}").exists()
    assert "CT_1_plain" not in captured.out


@pytest.mark.parametrize("suffix", FORMATS)
def test_nothing_is_written_among_the_files(folder, capsys, suffix):
    before = below(folder)

    status = export(folder / "a", folder / "a", "--format", suffix)

    assert status == 1
    assert "choose another folder" in capsys.readouterr().err
    assert below(folder) == before


def test_a_volume_that_cannot_be_decoded_stops_no_other(folder, tmp_path, capsys):
    for path in (folder / "b").iterdir():
        data = path.read_bytes()
        start = data.rindex(b"\xff\xd8\xff")
        path.write_bytes(data[:start] + bytes(len(data) - start))

    status = export(folder, tmp_path / "out")

    captured = capsys.readouterr()
    assert status == 1
    assert "CT 2 packed" in captured.err
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["CT_1_plain.nii.gz"]


def test_a_folder_in_which_nothing_came_to_lie_is_not_left_behind(tmp_path):
    phantom.write_series(tmp_path / "in", phantom.ramp(6), edit=_moved)

    status = export(tmp_path / "in", tmp_path / "out")

    assert status == 1
    assert not (tmp_path / "out").exists()


def _moved(dataset, index):
    """Let slices lie at distances that no affine holds."""
    place = list(dataset.ImagePositionPatient)
    place[2] = float(place[2]) + (0, 0.31, -0.47, 0.83, 0.12, -0.66)[index]
    dataset.ImagePositionPatient = [f"{one:.6g}" for one in map(float, place)]


def test_irregular_slices_are_laid_evenly_on_request_and_it_is_said(tmp_path, capsys):
    phantom.write_series(tmp_path / "in", phantom.ramp(6), edit=_moved)

    status = export(tmp_path / "in", tmp_path / "out.nii", "--regularise")

    assert status == 0
    assert "linear interpolation" in capsys.readouterr().err


def test_a_tilt_is_undone_on_request(tmp_path):
    affine = phantom.make_affine(tilt_degrees=15)
    phantom.write_series(tmp_path / "in", phantom.ramp(4, 16, 16), affine=affine)

    export(tmp_path / "in", tmp_path / "out.npy", "--straighten")

    found = np.array(json.loads((tmp_path / "out.json").read_text())["affine"])[:3, :3]
    assert abs(found[:, 0] @ found[:, 1]) < 1e-6


@pytest.mark.parametrize("photometric", ["MONOCHROME2", "MONOCHROME1"])
def test_a_picture_is_the_middle_slice_in_the_header_s_window(tmp_path, photometric):
    values = np.zeros((3, 4, 6), np.int16)
    values[1, :, 3:] = 100
    header = {
        "WindowCenter": 50,
        "WindowWidth": 100,
        "PhotometricInterpretation": photometric,
    }
    phantom.write_series(tmp_path / "in", values, affine=phantom.make_affine(), header=header)

    export(tmp_path / "in", tmp_path / "out.png")

    with Image.open(tmp_path / "out.png") as picture:
        row = np.asarray(picture)[0, :, 0]
    dark, bright = (0, 255) if photometric == "MONOCHROME2" else (255, 0)
    assert (row[0], row[-1]) == (dark, bright)


def test_a_picture_is_as_long_either_way_as_the_slice_in_mm(tmp_path):
    affine = phantom.make_affine(spacing=(2.0, 1.5, 0.5))
    phantom.write_series(tmp_path / "in", phantom.ramp(3, 10, 12), affine=affine)

    export(tmp_path / "in", tmp_path / "out.png")

    with Image.open(tmp_path / "out.png") as picture:
        width, height = picture.size
    assert height / width == pytest.approx(15 / 6, rel=0.05)
    assert width == 12  # every pixel of the finer axis is seen


def test_no_file_is_called_by_a_patient(tmp_path, capsys):
    header = {"PatientName": phantom.PATIENT_NAME, "PatientID": "0815"}
    phantom.write_series(tmp_path / "in", header=header, name="Secret{}.dcm".format)

    export(tmp_path / "in", tmp_path / "out", "--format", "npy", "--format", "png")

    written = list((tmp_path / "out").iterdir())
    captured = capsys.readouterr()
    texts = [*map(str, written), captured.out, captured.err]
    texts += [path.read_text() for path in written if path.suffix == ".json"]
    assert written
    for word in (phantom.PATIENT_NAME.lower(), "0815", "secret"):
        assert [text for text in texts if word in text.lower()] == []


def test_objects_that_are_no_images_are_told_of(tmp_path, capsys):
    phantom.write_series(tmp_path / "in", edit=phantom.with_overlay)

    export(tmp_path / "in", tmp_path / "out.png")

    assert "1 other object is no image" in capsys.readouterr().err


def test_without_an_image_it_fails(tmp_path, capsys):
    (tmp_path / "in").mkdir()

    assert export(tmp_path / "in", tmp_path / "out") == 1
    assert "no image was found" in capsys.readouterr().err


def test_a_format_for_a_file_that_names_its_own_is_a_wrong_command_line(folder, tmp_path, capsys):
    with pytest.raises(SystemExit) as ended:
        export(folder, tmp_path / "out.nii", "--format", "png")

    assert ended.value.code == 2
    assert "usage: napari-dicom export" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("name", "stem"),
    [
        ("CT 3 Thorax 3.0 soft", "CT_3_Thorax_3.0_soft"),
        ("../../etc", "etc"),
        ("a\\b*?", "a_b"),
        ("..", "volume"),
        ("x" * 99, "x" * 80),
        ("x" * 80, "x" * 80),
        ("Kopf ä 頭", "Kopf_ä_頭"),
    ],
)
def test_a_volume_s_name_becomes_one_of_a_file(name, stem):
    assert file_stem(name) == stem


def test_every_format_of_the_command_line_is_one_that_can_be_written():
    from napari_dicom.command_line.export import _FORMATS as offered
    from napari_dicom.writing import FORMATS as written

    assert set(offered) == set(written)


def test_real_volumes_are_exported_or_refused_by_name(real_cases, tmp_path, capsys):
    status = export(real_cases / "ct-mixed-two-series", tmp_path / "out", "--format", "nii")

    volumes = scan(real_cases / "ct-mixed-two-series").volumes
    assert status == 0
    assert len(list((tmp_path / "out").iterdir())) == len(volumes)
    assert capsys.readouterr().out.count(".nii") == len(volumes)
