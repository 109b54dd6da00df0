"""Broken companions end shown, warned of, or named with a reason; their images open as ever.

The same mutants every time, each opened with the good images it is drawn on.
"""

import sys
from pathlib import Path

import pytest

from robustness.campaign import Report, run
from robustness.companion_sources import write_companions, write_images
from robustness.mutants import recipes

SEED = 20263
EACH = 100
"""Mutants of each kind of object."""

pytestmark = pytest.mark.skipif(
    sys.platform != "linux", reason="limits of memory are those of Linux"
)


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Report:
    folder = tmp_path_factory.mktemp("companions")
    sources = write_companions(folder)
    plan = [one for source in sources for one in recipes(source, SEED, EACH)]
    images = write_images(folder / "images")
    return run(plan, images, beside=images)


def test_every_good_companion_opens_without_a_remark(report: Report, tmp_path: Path) -> None:
    assert report.sources == {path.name for path in write_companions(tmp_path)}


def test_at_least_100_mutants_of_each_kind_were_opened(report: Report) -> None:
    assert not {name: count for name, count in report.by_source.items() if count < EACH}


@pytest.mark.parametrize("fault", ["crash", "hang", "memory", "silent", "exception", "slow"])
def test_no_broken_companion_ends_in_a(fault: str, report: Report) -> None:
    assert not [str(one) for one in report.faults if one.verdict.fault == fault]


def test_no_broken_companion_ends_otherwise_than_its_recipe_accepts(report: Report) -> None:
    assert not [str(one) for one in report.faults]
