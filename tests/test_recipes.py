"""The recipes of the README: each is run as it stands there, on files of known content."""

import re
from pathlib import Path

import napari
import numpy as np
import pytest
from npe2 import PluginManager
from pydicom.dataset import Dataset

from napari_dicom import read_all
from phantom import make_affine, ramp, write_series

README = (Path(__file__).parents[1] / "README.md").read_text(encoding="utf-8")
SECTION = README.partition("\n## Recipes\n")[2].partition("\n## ")[0]
RECIPES = {
    text.partition("\n")[0].removeprefix("# "): text
    for text in re.findall(r"```python\n(.*?)```", SECTION, re.DOTALL)
}
FIRST, *OTHERS = RECIPES
VALUES = ramp(6, 12, 11)
AFFINE = make_affine()


@pytest.fixture
def out(tmp_path, monkeypatch):
    """The folder that recipes write to."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "out").mkdir()
    return tmp_path / "out"


@pytest.fixture
def run(tmp_path, out):  # noqa: ARG001 - recipes write there
    """Return a function that runs a recipe after the first and returns the names it has made."""

    def edit(dataset, index):
        dataset.SliceLocation, dataset.XRayTubeCurrent, dataset.KVP = index * 2.5, 200 + index, 120

    write_series(tmp_path / "path/to/ct", VALUES, affine=AFFINE, edit=edit, shuffle=1)

    def run(title, text=None):
        scope = {}
        for code in (RECIPES[FIRST], text or RECIPES[title]):
            exec(code, scope)
        return scope

    return run


def test_there_is_a_recipe_for_what_people_ask():
    assert OTHERS == [
        "the slice at a position",
        "mean HU in a sphere",
        "NIfTI, and back as a DICOM segmentation",
        "parameters of the acquisition, a row a plane",
        "PET in SUV over CT",
        "a folder of patients, and what failed",
        "larger than memory, on a cluster",
    ]


def test_a_ct_is_an_array_with_its_affine(run):
    for library in ("nibabel", "SimpleITK", "xarray"):
        pytest.importorskip(library)

    made = run(FIRST)

    np.testing.assert_array_equal(made["hounsfield"], VALUES)
    np.testing.assert_allclose(made["volume"].affine, AFFINE, atol=1e-9)
    assert made["image"].GetSize() == (11, 12, 6)
    assert made["array"].dims == ("z", "y", "x")


def test_slices_are_found_by_their_place(run):
    made = run("the slice at a position")

    np.testing.assert_array_equal(made["axial"], VALUES[1])  # 102.5 is the nearest to 102
    np.testing.assert_array_equal(made["coronal"], VALUES[:, 3])  # -17.9 is the nearest to -18


def test_values_in_a_sphere_are_those_around_its_centre(run):
    made = run("mean HU in a sphere")

    k, i, j = np.indices(VALUES.shape)
    places = np.stack([-30 + 0.8 * j, -20 + 0.7 * i, 100 + 2.5 * k], axis=-1)
    inside = np.linalg.norm(places - (-28.0, -18.0, 105.0), axis=-1) <= 2.0
    np.testing.assert_array_equal(made["inside"], inside)


def test_what_another_program_made_of_nifti_lies_on_the_images_as_a_segmentation(run, out):
    pytest.importorskip("nibabel")

    run("NIfTI, and back as a DICOM segmentation")

    (segmentation,) = read_all([out / "bone.dcm", "path/to/ct"]).loaded[1:]
    (bone,) = segmentation.label_maps
    np.testing.assert_array_equal(bone.labels, VALUES > 100)
    np.testing.assert_allclose(bone.geometry.affine, AFFINE, atol=1e-9)


def test_parameters_are_a_table(run):
    pytest.importorskip("pandas")

    table = run("parameters of the acquisition, a row a plane")["table"]

    assert list(table.columns) == ["slice", "SliceLocation", "XRayTubeCurrent", "KVP"]
    assert table.XRayTubeCurrent.tolist() == [200, 201, 202, 203, 204, 205]
    assert table.SliceLocation.diff().dropna().tolist() == [2.5] * 5


def decaying():
    """Return the header of a PET image whose SUV is a 100th of its stored values."""
    item = Dataset()
    item.RadionuclideTotalDose, item.RadionuclideHalfLife = 7.0e6, 6586.2
    item.RadiopharmaceuticalStartTime = "100000"
    return {
        "Units": "BQML",
        "CorrectedImage": ["ATTN", "DECY"],
        "DecayCorrection": "ADMIN",
        "PatientWeight": 70.0,
        "SeriesDate": "20260102",
        "SeriesTime": "110000",
        "AcquisitionDate": "20260102",
        "AcquisitionTime": "110000",
        "RadiopharmaceuticalInformationSequence": [item],
    }


@pytest.mark.window
def test_pet_lies_over_ct_in_suv(run, make_napari_viewer, monkeypatch, tmp_path):
    PluginManager.instance().discover()
    monkeypatch.setattr(napari, "Viewer", make_napari_viewer)
    folder = tmp_path / "path/to/petct"
    write_series(folder, VALUES, affine=AFFINE, series="ct", name="ct{}".format)
    coarse = make_affine(spacing=(2.5, 1.4, 1.6))
    write_series(
        folder,
        ramp(6, 6, 6),
        affine=coarse,
        series="pet",
        modality="PT",
        name="pt{}".format,
        header=decaying(),
    )

    made = run("PET in SUV over CT")

    assert [layer.name for layer in made["layers"]] == ["CT 1 ct", "PT 1 pet"]
    assert made["pet"].metadata["dicom"]["value_unit"] == "SUVbw"
    np.testing.assert_allclose(made["edited"].values, ramp(6, 6, 6) / 100, rtol=1e-6)
    np.testing.assert_allclose(made["edited"].affine, coarse, atol=1e-9)
    assert all(layer.visible for layer in made["layers"])


def test_of_a_folder_of_patients_all_is_written_or_told(run, out, tmp_path):
    pytest.importorskip("nibabel")
    patients = tmp_path / "path/to/patients"
    write_series(patients / "a")
    for number, path in enumerate(write_series(patients / "b")):
        path.write_bytes(path.read_bytes()[: -20 - number])
    write_series(patients / "c", ramp(8))[3].unlink()
    (patients / "c" / "notes.txt").write_text("nothing")

    failed = run("a folder of patients, and what failed")["failed"]

    assert sorted(path.name for path in out.iterdir()) == ["a-0.nii.gz", "c-0.nii.gz"]
    assert [(name, what) for name, what, _ in failed] == [
        ("b", "CT 1 series"),
        ("c", "notes.txt"),
        ("c", "CT 1 series"),
    ]
    assert "missing" in failed[2][2]


def test_a_projection_is_computed_on_a_cluster(run):
    pytest.importorskip("distributed")
    title = "larger than memory, on a cluster"
    small = "Client(n_workers=1, threads_per_worker=1, dashboard_address=None)"

    made = run(title, RECIPES[title].replace("Client()", small))

    np.testing.assert_array_equal(made["projection"], VALUES.max(axis=0))
