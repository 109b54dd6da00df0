"""Plant small changes in a copy of the code, one at a time: each must make a test fail.

By hand: ``PYTHONPATH=tests python -m robustness.planter [--only GLOB] [--all-tests]``. The checkout
is left alone. A test that hangs has noticed too.
"""

import argparse
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Sequence
from fnmatch import fnmatch
from importlib import import_module
from pathlib import Path

from real import REAL
from robustness.plant import Plant

MODULES = (
    "robustness.plants_of_stacks",
    "robustness.plants_of_values",
    "robustness.plants_of_contents",
    "robustness.plants_of_conversions",
    "robustness.plants_of_studies",
)
"""Where the plants stand, each in a tuple ``PLANTS``."""

CHECKOUT = Path(__file__).parents[2]
PACKAGE = Path("src", "napari_dicom")

KILLED, SURVIVED, DOES_NOT_APPLY = "killed", "SURVIVED", "does not apply"

_PARTS = ("src", "tests", "pyproject.toml")
_SECONDS = 300
"""What the tests of one plant may take: many times what they need."""

_SECONDS_FOR_ALL = 3600


def main(arguments: Sequence[str] | None = None) -> int:
    """Plant each change and print what became of it; return 1 unless every one was noticed."""
    options = _options(arguments)
    plants = [plant for plant in plants_of(MODULES) if fnmatch(plant.file, options.only)]
    with tempfile.TemporaryDirectory(prefix="planter-") as folder:
        copy = Path(folder)
        _copy_checkout(copy)
        tests = _tests_of(plants, every=options.all_tests)
        if not tests or not _pass(copy, tests, options.all_tests, may_write=True):
            _say(f"no plant, or tests that fail before anything is planted: {' '.join(tests)}")
            return 1
        fates = [_try(copy, plant, every=options.all_tests) for plant in plants]
    counts = ", ".join(f"{fates.count(fate)} {fate}" for fate in (KILLED, SURVIVED, DOES_NOT_APPLY))
    _say(f"{len(plants)} plants: {counts}")
    return int(fates.count(KILLED) < len(plants))


def plants_of(modules: Iterable[str]) -> list[Plant]:
    """Return the plants of these modules."""
    return [plant for name in modules for plant in import_module(name).PLANTS]


def change(plant: Plant, source: str) -> str | None:
    """Return a source with the change in it, None where there is no one place for it."""
    if source.count(plant.old) != 1 or plant.new == plant.old:
        return None
    return source.replace(plant.old, plant.new)


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="robustness.planter", description=__doc__)
    parser.add_argument("--only", metavar="GLOB", default="*", help="files below the package")
    parser.add_argument("--all-tests", action="store_true", help="not only those a plant names")
    return parser.parse_args(arguments)


def _copy_checkout(copy: Path) -> None:
    for part in _PARTS:
        source = CHECKOUT / part
        if source.is_dir():
            shutil.copytree(source, copy / part, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy2(source, copy / part)


def _tests_of(plants: Iterable[Plant], *, every: bool) -> list[str]:
    found = {"tests"} if every else {f"tests/{test}" for one in plants for test in one.tests}
    return sorted(found)


def _try(copy: Path, plant: Plant, *, every: bool) -> str:
    """Plant one change, run its tests, take it out again and print what became of it."""
    began = time.monotonic()
    file = copy / PACKAGE / plant.file
    source = file.read_text(encoding="utf-8") if file.is_file() else ""
    changed = change(plant, source)
    if changed is None:
        fate = DOES_NOT_APPLY
    else:
        file.write_text(changed, encoding="utf-8")
        fate = SURVIVED if _pass(copy, _tests_of([plant], every=every), every) else KILLED
        file.write_text(source, encoding="utf-8")
    seconds = time.monotonic() - began
    _say(f"{fate:14} {seconds:6.1f} s  {plant.file}: {plant.notices}")
    return fate


def _pass(copy: Path, tests: Sequence[str], every: bool, *, may_write: bool = False) -> bool:
    """Tell whether tests pass in the copy, in time.

    Compiled code is written before anything is planted only: what a plant made must not be found
    by the next one.
    """
    environment = {
        **os.environ,
        "PYTHONPATH": str(copy / "src"),
        "NAPARI_DICOM_DATA": str(REAL.resolve()),
    }
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    if not may_write:
        environment["PYTHONDONTWRITEBYTECODE"] = "1"
    command = [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", *tests]
    with subprocess.Popen(
        command,
        cwd=copy,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    ) as running:
        try:
            return running.wait(_SECONDS_FOR_ALL if every else _SECONDS) == 0
        except subprocess.TimeoutExpired:
            return False
        finally:
            if running.poll() is None:
                os.killpg(running.pid, signal.SIGKILL)  # its display too


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
