"""Volumes written as NIfTI, read back by nibabel: every voxel where it was, and nobody's name."""

import gzip
from dataclasses import replace

import numpy as np
import pytest

from converted import timed, weighted, write_irregular, write_steps
from napari_dicom import read_volumes, straightened, write_nifti
from napari_dicom.dicom import Axis, ChoiceError, ExportError, NothingToOpenError
from phantom import PATIENT_NAME, make_affine, ramp, rotated, rotation, write_series
from real import REAL, needs_real

nibabel = pytest.importorskip("nibabel")

TO_RAS = np.diag([-1.0, -1.0, 1.0, 1.0])
OBLIQUE = rotated(make_affine(), rotation(10, 20, 5))
PLACES = [
    pytest.param(make_affine("axial"), id="axial"),
    pytest.param(make_affine("coronal"), id="coronal"),
    pytest.param(make_affine("sagittal"), id="sagittal"),
    pytest.param(OBLIQUE, id="oblique"),
    pytest.param(make_affine(spacing=(0.002, 0.0005, 0.0005), origin=(0, 0, 0)), id="micro"),
]

REAL_CASES = sorted(path.name for path in REAL.iterdir() if path.is_dir()) if REAL.is_dir() else []


@pytest.fixture
def saved(tmp_path):
    """Return a function that writes series, saves their volume and reads it back."""

    def save(*args, lazy=False, name="out.nii.gz", **how):
        write_series(tmp_path / "dicom", *args, **how)
        return saved_again(tmp_path, lazy, name)

    return save


def saved_again(tmp_path, lazy=False, name="out.nii.gz", **choices):
    (loaded,) = read_volumes(tmp_path / "dicom", lazy=lazy)
    (tmp_path / "out").mkdir(exist_ok=True)
    written = write_nifti(loaded, tmp_path / "out" / name, **choices)
    return loaded, nibabel.load(written.paths[0]), written


def ras(affine):
    """Return the (column, row, slice) -> RAS of an affine (slice, row, column) -> LPS."""
    return TO_RAS @ np.asarray(affine)[:, [2, 1, 0, 3]]


def assert_same_place(found, wanted):
    np.testing.assert_allclose(found, wanted, rtol=0, atol=1e-6 * np.abs(wanted).max())


@pytest.mark.parametrize("lazy", [False, True])
@pytest.mark.parametrize("affine", PLACES)
def test_voxels_and_places_come_back(saved, affine, lazy):
    values = ramp(20, 7, 6)
    _, image, written = saved(values, affine=affine, lazy=lazy, shuffle=1)

    assert image.get_data_dtype() == np.int16
    np.testing.assert_array_equal(np.asarray(image.dataobj), values.transpose(2, 1, 0))
    assert_same_place(image.affine, ras(affine))
    assert_same_place(image.get_qform(), ras(affine))
    assert (image.header["sform_code"], image.header["qform_code"]) == (1, 1)
    assert image.header.get_xyzt_units()[0] == "mm"
    assert written.words == ()


def test_a_file_without_compression_is_the_same(saved):
    _, image, _ = saved(ramp(5), name="out.nii")

    np.testing.assert_array_equal(np.asarray(image.dataobj), ramp(5).transpose(2, 1, 0))


@pytest.mark.parametrize("dtype", ["uint8", "int16", "uint16", "float32"])
def test_the_dtype_of_the_values_stays(saved, dtype):
    slope = 0.5 if dtype == "float32" else None
    values = (
        ramp(4, dtype="int16" if slope else dtype) if dtype != "uint8" else ramp(2, dtype="uint8")
    )
    loaded, image, _ = saved(values, slope=slope, modality="MR")

    assert loaded.values.dtype == image.get_data_dtype() == np.asarray(image.dataobj).dtype == dtype
    np.testing.assert_array_equal(np.asarray(image.dataobj), loaded.values.transpose(2, 1, 0))


def test_a_tilt_is_kept_in_the_sform_alone_and_it_is_said(saved):
    affine = make_affine(tilt_degrees=15)
    _, image, written = saved(ramp(4), affine=affine)

    assert_same_place(image.affine, ras(affine))
    assert (image.header["sform_code"], image.header["qform_code"]) == (1, 0)
    assert written.words == (
        "the gantry's tilt is in the sform alone: programs that know no shear refuse it",
    )


@pytest.mark.parametrize(("degrees", "code"), [(0.19, 1), (0.2, 0)])
def test_a_tilt_is_in_the_qform_too_where_it_moves_no_corner_by_a_fiftieth_of_a_pixel(
    saved, degrees, code
):
    # 4 planes: 7.5 mm; the shear goes half into the turn that fits it best: 0.194 degrees
    affine = make_affine(tilt_degrees=degrees)
    _, image, _ = saved(ramp(4), affine=affine)

    assert image.header["qform_code"] == code


def test_a_tilt_is_straightened_by_choice_and_it_is_said(tmp_path):
    write_series(tmp_path / "dicom", ramp(4), affine=make_affine(tilt_degrees=15))

    _, image, written = saved_again(tmp_path, tilt="straighten", lazy=True)

    assert (image.header["sform_code"], image.header["qform_code"]) == (1, 1)
    steps = image.affine[:3, :3]
    np.testing.assert_allclose(steps.T @ steps, np.diag(np.diag(steps.T @ steps)), atol=1e-4)
    assert "tilt was undone" in written.words[0]
    upright = straightened(read_volumes(tmp_path / "dicom")[0])
    assert upright.shape == upright.volume.shape != (4, 6, 5)  # enlarged: nothing is cut off
    np.testing.assert_array_equal(np.asarray(image.dataobj), upright.values.transpose(2, 1, 0))
    assert_same_place(image.affine, ras(upright.affine))


def test_irregular_slices_are_refused_with_the_way_out(tmp_path):
    write_irregular(tmp_path / "dicom")

    with pytest.raises(ExportError, match=r"varies from .* napari_dicom\.regularised"):
        saved_again(tmp_path)

    assert list((tmp_path / "out").iterdir()) == []


def test_irregular_slices_are_regularised_by_choice_and_it_is_said(tmp_path):
    write_irregular(tmp_path / "dicom")

    _, image, written = saved_again(tmp_path, uneven="regularise")

    assert image.shape == (5, 6, 21)
    assert_same_place(image.affine[:3, 2], [0, 0, 0.7])
    assert written.words == ("slices were laid 0.700 mm apart by linear interpolation",)


def test_a_slice_that_is_missing_is_filled_and_it_is_said(tmp_path):
    paths = write_series(tmp_path / "dicom", ramp(8))
    paths[3].unlink()

    _, image, written = saved_again(tmp_path)

    assert image.shape == (5, 6, 8)
    assert_same_place(image.affine, ras(make_affine()))
    assert len(written.words) == 1
    assert "1 of 8 slices are missing" in written.words[0]


@pytest.mark.parametrize("lazy", [False, True])
def test_time_is_the_fourth_axis_in_seconds(tmp_path, lazy):
    write_steps(tmp_path / "dicom", timed(0, 2.5, 5, 7.5), planes=18)

    loaded, image, _ = saved_again(tmp_path, lazy)

    np.testing.assert_array_equal(
        np.asarray(image.dataobj), np.asarray(loaded.values).transpose(3, 2, 1, 0)
    )
    assert image.header.get_zooms()[3] == 2.5
    assert image.header.get_xyzt_units() == ("mm", "sec")


@pytest.mark.parametrize(("unit", "seconds"), [("s", 1.0), ("ms", 0.001)])
def test_the_time_of_the_first_step_is_kept_in_seconds(tmp_path, unit, seconds):
    write_steps(tmp_path / "dicom", timed(0, 2, 4))
    (loaded,) = read_volumes(tmp_path / "dicom")
    late = Axis("t", unit, (3.0, 5.0, 7.0), "TriggerTime")

    written = write_nifti(
        replace(loaded, volume=replace(loaded.volume, axes=(late,))), tmp_path / "out.nii"
    )

    header = nibabel.load(written.paths[0]).header
    assert float(header["toffset"]) == pytest.approx(3 * seconds)
    assert header.get_zooms()[3] == pytest.approx(2 * seconds)


def test_uneven_times_are_told_for_nifti_has_one_step(tmp_path):
    write_steps(tmp_path / "dicom", timed(0, 2, 7))

    _, image, written = saved_again(tmp_path)

    assert image.header.get_xyzt_units() == ("mm", "unknown")
    assert written.words == ("NIfTI does not hold what the steps of axis t are: 0.0, 2.0, 7.0 s",)


def test_of_two_further_axes_time_comes_first(tmp_path):
    steps = [{**time, "EchoTime": echo} for echo in (5.0, 9.0) for time in timed(0, 2, 4)]
    write_steps(tmp_path / "dicom", steps, modality="MR")

    loaded, image, written = saved_again(tmp_path)

    labels = [axis.label for axis in loaded.volume.axes]
    assert sorted(labels) == ["echo", "t"]
    order = (4, 3, 2, labels.index("t"), labels.index("echo"))
    assert image.shape[3:] == (3, 2)
    np.testing.assert_array_equal(np.asarray(image.dataobj), loaded.values.transpose(order))
    assert written.words == ("NIfTI does not hold what the steps of axis echo are: 5.0, 9.0 ms",)


def test_colours_are_rgb(saved):
    colour = np.random.default_rng(1).integers(0, 255, (3, 8, 9, 3), dtype="uint8")
    _, image, _ = saved(colour)

    data = np.asarray(image.dataobj)

    assert data.dtype.names == ("R", "G", "B")
    for number, name in enumerate("RGB"):
        np.testing.assert_array_equal(data[name], colour[..., number].transpose(2, 1, 0))


def test_images_without_a_place_have_voxel_sizes_only_and_it_is_said(saved):
    nowhere = {"ImagePositionPatient": None, "ImageOrientationPatient": None}
    _, image, written = saved(ramp(4), header=nowhere, modality="MR")

    assert (image.header["sform_code"], image.header["qform_code"]) == (0, 0)
    np.testing.assert_allclose(image.header.get_zooms(), (0.8, 0.7, 2.5), rtol=1e-6)
    assert "which way they run is not known" in written.words[0]
    assert written.words[1:] == (
        "the images have no place in a patient: only voxel sizes are written",
    )


GRADIENTS = [(), (1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.6, 0.0, 0.8)]
DIFFUSION = [weighted(1000 if d else 0, *d) for d in GRADIENTS]


@pytest.mark.parametrize(
    ("affine", "wanted"),
    [
        # axial: columns to the left, rows to the back, slices to the head: det > 0, x counts back
        pytest.param(
            make_affine("axial"), [(0, 0, 0), (-1, 0, 0), (0, 1, 0), (-0.6, 0, 0.8)], id="axial"
        ),
        # coronal: columns to the left, rows to the feet, slices to the back
        pytest.param(
            make_affine("coronal"),
            [(0, 0, 0), (-1, 0, 0), (0, 0, 1), (-0.6, -0.8, 0)],
            id="coronal",
        ),
    ],
)
def test_diffusion_has_its_values_and_directions_beside_it(tmp_path, affine, wanted):
    write_steps(tmp_path / "dicom", DIFFUSION, affine, modality="MR")

    loaded, image, written = saved_again(tmp_path)

    names = [path.name for path in written.paths]
    b_values = np.loadtxt(written.paths[1])
    found = np.loadtxt(written.paths[2]).T
    steps = [int(step[0, 0, 0]) for step in np.asarray(loaded.values)]  # what was written as which
    assert names == ["out.nii.gz", "out.bval", "out.bvec"]
    assert image.shape[3] == len(b_values) == 4
    np.testing.assert_array_equal(b_values, [1000 if GRADIENTS[step] else 0 for step in steps])
    np.testing.assert_allclose(found, [wanted[step] for step in steps], atol=1e-4)


@pytest.mark.parametrize("affine", PLACES)
def test_directions_beside_it_lead_back_to_those_in_the_patient(tmp_path, affine):
    # the same as dcm2niix v1.0.20260724 gives for these files, each by its own matrix
    write_steps(tmp_path / "dicom", DIFFUSION, affine, modality="MR")

    loaded, image, written = saved_again(tmp_path)

    turn = image.affine[:3, :3] / np.linalg.norm(image.affine[:3, :3], axis=0)
    vectors = np.loadtxt(written.paths[2])
    vectors[0] *= -1 if np.linalg.det(turn) > 0 else 1
    wanted = np.array([GRADIENTS[int(step[0, 0, 0])] or (0, 0, 0) for step in loaded.values])
    np.testing.assert_allclose((turn @ vectors).T, wanted * [-1, -1, 1], atol=1e-4)


@pytest.mark.parametrize(
    ("more", "word"),
    [
        ({"Manufacturer": "GE MEDICAL SYSTEMS"}, "scanner's own axes: no .bvec is written"),
        ({"DiffusionGradientOrientation": None}, "directions of all gradients: no .bvec"),
    ],
)
def test_directions_that_are_not_known_are_left_out_and_it_is_said(tmp_path, more, word):
    steps = [{**weighted(b, 1.0, 0.0, 0.0), **more} for b in (0, 500, 1000)]
    write_steps(tmp_path / "dicom", steps, modality="MR")

    _, _, written = saved_again(tmp_path)

    assert [path.suffix for path in written.paths] == [".gz", ".bval"]
    assert word in written.words[-1]


@needs_real
@pytest.mark.parametrize("case", REAL_CASES)
def test_every_real_volume_comes_back_or_is_refused(tmp_path, case):
    try:
        volumes = read_volumes(REAL / case)
    except NothingToOpenError:
        volumes = []
    for number, loaded in enumerate(volumes):
        if "irregular-spacing" in {note.code for note in loaded.volume.notes}:
            with pytest.raises(ExportError, match="varies from"):
                write_nifti(loaded, tmp_path / f"{number}.nii")
            written = write_nifti(loaded, tmp_path / f"{number}.nii", uneven="regularise")
            assert "interpolation" in " ".join(written.words)
            continue
        written = write_nifti(loaded, tmp_path / f"{number}.nii")
        assert_same_image(nibabel.load(written.paths[0]), loaded)
        assert_same_image(loaded.to_nibabel(), loaded)


def assert_same_image(image, loaded):
    volume, leads = loaded.volume, len(loaded.volume.axes)
    data, values = np.asarray(image.dataobj), np.asarray(loaded.values)
    if volume.geometry is None:
        values = np.expand_dims(values, leads)
    time = [number for number, axis in enumerate(volume.axes) if axis.label == "t"]
    others = [number for number in range(leads) if number not in time]
    order = (leads + 2, leads + 1, leads, *time, *reversed(others))
    if volume.is_colour:
        data, order = np.stack([data[name] for name in "RGB"], axis=-1), (*order, leads + 3)
    assert data.dtype == values.dtype
    np.testing.assert_array_equal(data, values.transpose(order))
    if image.header["sform_code"]:
        assert_same_place(image.affine, ras(volume.geometry.affine))
    else:
        assert volume.geometry is None or not volume.geometry.is_in_patient


def test_nobody_is_named_nor_any_file(saved, tmp_path):
    name = {"PatientName": PATIENT_NAME, "SeriesDescription": "Secret series"}
    saved(ramp(3), header=name, name="out.nii.gz")

    packed = (tmp_path / "out" / "out.nii.gz").read_bytes()

    assert b"Secret" not in gzip.decompress(packed)[:352]
    assert b"out" not in packed[:20]


def test_what_is_there_stays_and_nothing_is_written_beside_the_data(tmp_path):
    write_series(tmp_path / "dicom")
    (loaded,) = read_volumes(tmp_path / "dicom")
    (tmp_path / "old.nii").write_text("old")

    for path, words in (
        ("old.nii", r"old\.nii is there already"),
        ("dicom/new.nii", "among the image's files"),
        ("missing/new.nii", "is not there"),
        ("new.img", r"ends in \.nii or \.nii\.gz"),
    ):
        with pytest.raises(ExportError, match=words):
            write_nifti(loaded, tmp_path / path)

    assert (tmp_path / "old.nii").read_text() == "old"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["dicom", "old.nii"]


def test_old_b_values_are_not_overwritten(tmp_path):
    write_steps(tmp_path / "dicom", DIFFUSION, modality="MR")
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "out.bval").write_text("old")

    with pytest.raises(ExportError, match=r"out\.bval is there already"):
        saved_again(tmp_path)

    assert [path.name for path in (tmp_path / "out").iterdir()] == ["out.bval"]


def test_cancelled_it_leaves_nothing_behind(tmp_path):
    write_steps(tmp_path / "dicom", DIFFUSION, modality="MR")
    told = []

    def cancel(*what):
        told.append(what)
        if len(told) == 3:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        saved_again(tmp_path, progress=cancel)

    assert told == [("Writing NIfTI", done, 16) for done in (0, 4, 8)]
    assert list((tmp_path / "out").iterdir()) == []


@pytest.mark.parametrize("choice", [{"tilt": "shear"}, {"uneven": "keep"}])
def test_a_choice_there_is_not_is_answered_by_those_there_are(tmp_path, choice):
    write_series(tmp_path / "dicom")

    with pytest.raises(ChoiceError, match=r"choose '\w+' or '\w+'"):
        saved_again(tmp_path, **choice)


def test_where_nibabel_is_missing_the_message_says_how_to_install_it(tmp_path, monkeypatch):
    write_series(tmp_path / "dicom")

    def missing(name):
        raise ImportError(f"{name} not installed")

    monkeypatch.setattr("napari_dicom.dicom.converting.library.optional_module", missing)

    with pytest.raises(ExportError, match=r'NIfTI: nibabel not installed.*pip install "nibabel>='):
        saved_again(tmp_path)
