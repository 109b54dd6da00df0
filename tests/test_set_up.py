"""The set-up command: what fails in it is not taken for done."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PYTHON = r"""#!/bin/bash
if [ "$1 $2" = "-m venv" ]; then
    mkdir -p .venv/bin
    cp "$0" .venv/bin/python
    printf '#!/bin/bash\ntouch demo-ran\n' > .venv/bin/napari-dicom
    chmod +x .venv/bin/napari-dicom
elif [ "$1 $2 $3" = "-m pip install" ]; then
    echo pip >> pip.log
    exit "$(cat pip-status)"
elif [ "$1" = "--version" ]; then
    echo "Python 3.11.0"
fi
"""
"""Stands in for Python: makes an environment of itself, and installs as ``pip-status`` says."""

pytestmark = [
    pytest.mark.skipif(not shutil.which("bash"), reason="needs bash"),
    pytest.mark.skipif(sys.platform == "win32", reason="the command is for Debian"),
]


@pytest.fixture
def project(tmp_path):
    """A project with the command, and a Python that only pretends."""
    (tmp_path / "tests").mkdir()
    shutil.copy(ROOT / "tests" / "run.sh", tmp_path / "tests")
    (tmp_path / "pyproject.toml").write_text("[project]")
    stub = tmp_path / "python"
    stub.write_text(PYTHON)
    stub.chmod(0o755)
    return tmp_path


def run(project, pip_status):
    """Run the demo command where pip ends with this status; return its own."""
    (project / "pip-status").write_text(str(pip_status))
    environment = os.environ | {"PYTHON": str(project / "python")}
    command = ["bash", str(project / "tests" / "run.sh"), "demo"]
    return subprocess.run(command, env=environment, capture_output=True, check=False).returncode


def installed(project):
    return (project / "pip.log").read_text().count("pip")


def test_an_installation_that_fails_is_not_taken_for_done(project):
    first = run(project, 1)

    assert first != 0
    assert not (project / ".venv" / "installed-all").exists()
    assert not (project / "demo-ran").exists()


def test_after_a_failure_it_is_tried_again_and_then_no_more(project):
    run(project, 1)

    again = [run(project, 0), run(project, 0)]

    assert again == [0, 0]
    assert installed(project) == 2
    assert (project / "demo-ran").exists()
