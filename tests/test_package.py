"""The package as it is installed, and what README and CHANGELOG say of it."""

import re
import subprocess
import sys
import tomllib
from configparser import ConfigParser
from importlib.metadata import metadata, requires
from importlib.resources import files
from pathlib import Path

import napari
import pytest
import yaml
from npe2 import PluginManager, PluginManifest
from packaging.requirements import Requirement

import napari_dicom
from napari_dicom.samples.study import sample_study

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
GUIDE_PATH = ROOT / "src/napari_dicom/resources/guide.md"
GUIDE = GUIDE_PATH.read_text(encoding="utf-8")
BEFORE, _, AFTER = README.partition("\n## Recipes\n")
EXAMPLES = [  # recipes need more than the sample study: test_recipes
    example
    for part in (BEFORE, AFTER.partition("\n## ")[2], GUIDE)
    for example in re.findall(r"```python\n(.*?)```", part, re.DOTALL)
]


def test_the_version_is_the_same_everywhere():
    assert metadata("napari-dicom")["Version"] == napari_dicom.__version__


def test_the_licence_is_an_expression_and_napari_is_the_framework():
    found = metadata("napari-dicom")

    assert found["License-Expression"] == "BSD-3-Clause"
    assert "Framework :: napari" in found.get_all("Classifier")


def test_nothing_depends_on_one_binding_of_qt():
    needed = [Requirement(text) for text in requires("napari-dicom") or []]
    always = [one for one in needed if not one.marker or one.marker.evaluate({"extra": ""})]

    assert "napari" in {one.name for one in always}
    assert [one for one in always if one.name.lower().startswith(("pyqt", "pyside"))] == []
    assert [one for one in always if one.extras] == []


def test_types_and_manifest_are_in_the_package():
    names = {file.name for file in files("napari_dicom").iterdir()}

    assert {"py.typed", "napari.yaml"} <= names


def test_every_command_of_the_manifest_can_be_imported():
    manifest = PluginManifest.from_distribution("napari-dicom")

    manifest.validate_imports()

    assert manifest.contributions.readers
    assert manifest.contributions.sample_data


def test_importing_the_package_imports_nothing_large():
    code = "import sys, napari_dicom; print({'numpy', 'pydicom', 'napari'} & set(sys.modules))"

    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert ran.stdout.strip() == "set()"


def test_what_the_package_offers_is_there():
    assert [name for name in napari_dicom.__all__ if not hasattr(napari_dicom, name)] == []


def test_the_readme_names_scripts_and_commands_that_exist():
    scripts = re.findall(r"bash (\S+) (\w+)", README)

    assert scripts == [("tests/run.sh", "demo"), ("tests/run.sh", "test")]
    text = (ROOT / "tests" / "run.sh").read_text(encoding="utf-8")
    assert all(re.search(rf"^\s+{command}\)", text, re.MULTILINE) for _, command in scripts)


WORKFLOW = yaml.safe_load((ROOT / ".github/workflows/test_and_deploy.yml").read_text("utf-8"))
TOX = ConfigParser()
TOX.read(ROOT / "tox.ini", encoding="utf-8")


PLATFORMS = {
    "linux": "ubuntu-latest",
    "macos": "macos-latest",
    "windows": "windows-latest",
}
"""tox's name of each platform and GitHub's."""


def python_versions() -> list[str]:
    """Return the versions of Python that the package says it runs on."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    words = (text.split(" :: ") for text in project["classifiers"])
    return [last for *first, last in words if first[-1] == "Python" and "." in last]


def test_the_workflow_tests_every_platform_on_every_python_there_is():
    matrix = WORKFLOW["jobs"]["test"]["strategy"]["matrix"]

    assert matrix["platform"] == [*PLATFORMS.values()]
    assert matrix["python-version"] == python_versions()


def test_each_job_of_the_workflow_has_its_environment_in_tox():
    systems = ",".join(PLATFORMS)
    digits = {version: version.replace(".", "") for version in python_versions()}
    chosen = [f"{version} = py{short}-{{{systems}}}" for version, short in digits.items()]

    assert TOX["tox"]["envlist"] == f"py{{{','.join(digits.values())}}}-{{{systems}}}"
    assert TOX["gh"]["python"].split("\n") == ["", *chosen]
    for name in WORKFLOW["jobs"]["check"]["strategy"]["matrix"]["environment"]:
        assert f"testenv:{name}" in TOX


def test_the_workflow_may_write_nothing_but_publishes_what_is_tagged():
    deploy = WORKFLOW["jobs"]["deploy"]

    assert WORKFLOW["permissions"] == {"contents": "read"}
    assert [name for name, job in WORKFLOW["jobs"].items() if "permissions" in job] == ["deploy"]
    assert deploy["permissions"] == {"id-token": "write"}
    assert deploy["if"] == "startsWith(github.ref, 'refs/tags/v')"
    assert set(deploy["needs"]) == set(WORKFLOW["jobs"]) - {"deploy"}


@pytest.fixture
def installed_plugin():
    """Let napari know the plugin, as it does outside of tests."""
    manager = PluginManager.instance()
    manager.discover()
    return manager.get_manifest("napari-dicom")


def test_the_readme_has_examples_with_and_without_a_viewer():
    with_viewer = ["napari.Viewer()" in example for example in EXAMPLES]

    assert set(with_viewer) == {True, False}


@pytest.mark.window
@pytest.mark.usefixtures("installed_plugin")
@pytest.mark.parametrize("example", EXAMPLES, ids=range(len(EXAMPLES)))
def test_the_examples_of_the_readme_run(example, make_napari_viewer, monkeypatch, capsys):
    monkeypatch.setattr(napari, "Viewer", make_napari_viewer)
    scope: dict[str, object] = {}

    exec(example.replace("path/to/folder", str(sample_study())), scope)

    assert "napari_dicom" in scope
    if "viewer" in scope:
        assert len(scope["viewer"].layers) == 4  # two series, opened by two routes
    elif "folder" in scope:
        assert "Thorax 6.0 lung" in capsys.readouterr().out


def test_the_readme_can_be_read_at_a_sitting():
    assert len(README.splitlines()) < 300


def anchors(text: str) -> set[str]:
    """Return what the headings of a text are linked by."""
    headings = re.findall(r"^#+ (.*)$", text, re.MULTILINE)
    return {re.sub(r"[^\w -]", "", one.lower()).replace(" ", "-") for one in headings}


@pytest.mark.parametrize("path", [ROOT / "README.md", GUIDE_PATH], ids=["README", "guide"])
def test_links_lead_somewhere(path):
    text = path.read_text(encoding="utf-8")
    links = [one for one in re.findall(r"\]\(([^)]*)\)", text) if "://" not in one]

    for link in links:
        file, _, anchor = link.partition("#")
        target = path.parent / file if file else path
        assert target.is_file(), link
        assert not anchor or anchor in anchors(target.read_text(encoding="utf-8")), link


def test_pictures_of_the_package_are_small():
    sizes = {one.name: one.stat().st_size for one in GUIDE_PATH.parent.glob("*.png")}

    assert sum(sizes.values()) < 250_000, sizes


def test_the_changelog_has_a_place_for_what_is_new():
    text = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")

    assert "## [Unreleased]" in text
