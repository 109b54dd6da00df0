"""Broken files of every transfer syntax end as an image, a warning or a reason: never otherwise.

The same mutants every time; `robustness.long_run` makes others.

Defects these found: NumberOfFrames of 2147483647 took all memory; a deflated file of 2 MB took
2 GB, 20 kB of JPEG-LS 1.6 GB; OpenJPH hung and showed memory nobody had written; pixel spacings of
1e300, frames of 65535 x 65535 and functional groups that are none let exceptions out; impossible
BitsStored and too much pixel data were shown without a word; a damaged length put a patient's name
into a reason; control characters reached messages; damaged videos and videos longer than their
header says were shown without a word, one of them differently each time.
"""

import sys
from pathlib import Path

import pytest

from robustness.campaign import Report, run
from robustness.mutants import recipes
from robustness.sources import EXTRA, companions, write_sources

SEED = 20261
EACH = 300
"""Mutants for each transfer syntax that is decoded."""

FEWER = 100
"""Mutants of further files: colour, 8 bits, floating point, several frames."""

MOST_OBJECTED = 8
"""Pictures unlike the good file's, shown without a word, that another JPEG decoder refuses.

It notices coefficients beyond the last of a block; libjpeg-turbo says nothing of these. Of some
1,200 broken JPEG files that are opened.
"""

pytestmark = pytest.mark.skipif(
    sys.platform != "linux", reason="limits of memory are those of Linux"
)


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Report:
    folder = tmp_path_factory.mktemp("sources")
    sources = write_sources(folder)
    plan = [one for source in sources for one in recipes(source, SEED, wanted(source.name))]
    return run(plan, companions(folder / "good"))


def wanted(name: str) -> int:
    """Return how many mutants of a source are opened."""
    return FEWER if name.removesuffix(".dcm") in EXTRA else EACH


def test_every_source_opens_without_a_remark(report: Report, tmp_path: Path) -> None:
    names = {path.name for path in write_sources(tmp_path)}

    assert report.sources == names


def test_at_least_300_mutants_of_each_transfer_syntax_were_opened(report: Report) -> None:
    few = {name: count for name, count in report.by_source.items() if count < wanted(name)}

    assert not few


@pytest.mark.parametrize("fault", ["crash", "hang", "memory", "silent", "exception", "slow"])
def test_no_mutant_ends_in_a(fault: str, report: Report) -> None:
    found = [str(one) for one in report.faults if one.verdict.fault == fault]

    assert not found


def test_no_mutant_ends_otherwise_than_its_recipe_accepts(report: Report) -> None:
    assert not [str(one) for one in report.faults]


def test_few_damaged_jpegs_are_shown_that_another_decoder_refuses(report: Report) -> None:
    assert len(report.objected) <= MOST_OBJECTED, report.objected
