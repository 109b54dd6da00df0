"""Make a study, damage it, open it, judge it: one, or very many with figures.

PYTHONPATH=tests python -m robustness.studies --seed 2 --count 3000 --report studies.txt
"""

import argparse
import logging
import random
import sys
import tempfile
import time
import traceback
import warnings
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from fnmatch import fnmatch
from itertools import permutations
from pathlib import Path

from napari_dicom import NapariDicomError, read_all
from robustness.damage import Damage, Expected
from robustness.study import Study, make_study
from robustness.study_damage import DAMAGES
from robustness.study_judge import judge
from robustness.study_verdict import Outcome, Verdict

CRASH = "CRASH"

_AND = " + "
"""Between the names of two kinds of damage done to one study."""


@dataclass(frozen=True, slots=True)
class Result:
    """What came of one damaged study: ``fault`` says what must not be, in words."""

    kind: str
    seed: int
    outcome: str
    fault: str

    def __str__(self) -> str:
        return f"{self.outcome:8} {self.kind}, seed {self.seed}: {self.fault}"


@dataclass(slots=True)
class Report:
    """What came of many."""

    counts: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    faults: list[Result] = field(default_factory=list)

    def add(self, result: Result) -> None:
        """Count a result."""
        self.counts[result.kind][result.outcome] += 1
        if result.fault:
            self.faults.append(result)
            if result.outcome not in {Outcome.SILENT, CRASH}:
                self.counts[result.kind]["alarms"] += 1

    def as_text(self) -> str:
        """Return a table, and every fault."""
        heads = [*Outcome, CRASH, "alarms"]
        lines = [f"{'kind':40}" + "".join(f"{head:>9}" for head in heads)]
        total: Counter[str] = Counter()
        for kind, counts in self.counts.items():
            total += counts
            lines.append(f"{kind:40}" + "".join(f"{counts[head]:9}" for head in heads))
        lines.append(f"{'TOTAL':40}" + "".join(f"{total[head]:9}" for head in heads))
        return "\n".join([*lines, *map(str, self.faults)])


class _Lines(logging.Handler):
    """Keeps what is logged."""

    def __init__(self, lines: list[str]) -> None:
        super().__init__(logging.WARNING)
        self._lines = lines

    def emit(self, record: logging.LogRecord) -> None:
        self._lines.append(record.getMessage())


def try_study(kind: str, seed: int, folder: Path) -> Result:
    """Damage a study of this seed, open it, and say what came of it."""
    study, lazy = damaged_study(kind, seed, folder)
    try:
        with warnings.catch_warnings(action="error"), _log_of_lazy_volumes() as logged:
            verdict = judge(study, read_all(folder, lazy=lazy), logged)
    except NapariDicomError as error:
        named = any(path.name in str(error) for path in folder.rglob("*"))
        return Result(kind, seed, Outcome.REFUSED, "" if named else f"names no file: {error}")
    except Exception:  # noqa: BLE001  # whatever it is, is what this looks for
        return Result(kind, seed, CRASH, traceback.format_exc(limit=-4))
    return Result(kind, seed, verdict.outcome, _fault(_expected(kind), verdict))


def damaged_study(kind: str, seed: int, folder: Path) -> tuple[Study, bool]:
    """Write a damaged study; return what is true of it, and whether it is to be read lazily."""
    rng, damages = random.Random(f"{kind}/{seed}"), _damages(kind)
    steps, tilt = max(one.steps for one in damages), max(one.tilt for one in damages)
    with warnings.catch_warnings(action="ignore"):  # pydicom's, of what is written on purpose
        study = make_study(folder, rng, steps=steps, tilt=tilt)
        for damage in damages:
            damage.change(study, rng)
    return study, rng.random() < 0.3


def _damages(kind: str) -> list[Damage]:
    return [DAMAGES[name] for name in kind.split(_AND)]


def _expected(kind: str) -> Expected:
    """Return what may come of a kind: of two at once nothing is known but that it is not silent."""
    damages = _damages(kind)
    return damages[0].expected if len(damages) == 1 else Expected.EITHER


@contextmanager
def _log_of_lazy_volumes() -> Iterator[list[str]]:
    """Return what is told, in the viewer too, of planes that are read when they are looked at."""
    logged: list[str] = []
    logger, handler = logging.getLogger("napari_dicom.lazy"), _Lines(logged)
    logger.addHandler(handler)
    logger.propagate = False
    try:
        yield logged
    finally:
        logger.propagate = True
        logger.removeHandler(handler)


def _fault(expected: Expected, verdict: Verdict) -> str:
    """Return what must not have come of a study."""
    if verdict.outcome is Outcome.SILENT:
        return "; ".join(str(one) for one in verdict.findings if not one.told)
    if expected is Expected.RIGHT and verdict.outcome is not Outcome.RIGHT:
        return "could be right: " + "; ".join(map(str, verdict.findings))
    if expected is Expected.RIGHT and verdict.alarms:
        return "false alarm: " + "; ".join(verdict.alarms)
    if expected is Expected.TOLD and verdict.outcome is Outcome.RIGHT:
        return "nothing is lost?"
    return ""


def pairs(seed: int) -> list[str]:
    """Return every two different kinds, in an order of the seed: done one after the other."""
    found = [_AND.join(two) for two in permutations(DAMAGES, 2)]
    random.Random(seed).shuffle(found)
    return found


def run(seed: int, count: int, kinds: Sequence[str]) -> Iterator[Result]:
    """Yield what came of very many studies, all kinds in turn."""
    for number in range(count):
        with tempfile.TemporaryDirectory(prefix="study-") as folder:
            kind = kinds[number % len(kinds)]
            yield try_study(kind, seed * 1_000_000 + number // len(kinds), Path(folder))


def main() -> int:
    """Run, print each fault at once and write a report; return 1 if there is any."""
    options = _parser().parse_args()
    report, start = Report(), time.monotonic()
    kinds = pairs(options.seed) if options.pairs else list(DAMAGES)
    kinds = [kind for kind in kinds if fnmatch(kind, options.only)]
    for result in run(options.seed, options.count, kinds):
        report.add(result)
        if result.fault:
            sys.stdout.write(f"{result}\n")
            sys.stdout.flush()
    text = f"seed {options.seed}, {time.monotonic() - start:.0f} s\n{report.as_text()}\n"
    options.report.write_text(text)
    return int(bool(report.faults))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="robustness.studies", description=__doc__)
    parser.add_argument("--seed", type=int, default=2)
    parser.add_argument("--count", type=int, default=3000)
    parser.add_argument("--pairs", action="store_true", help="damage each study in two ways")
    parser.add_argument("--only", metavar="GLOB", default="*", help="kinds of damage")
    parser.add_argument("--report", type=Path, default=Path("studies.txt"))
    return parser


if __name__ == "__main__":
    sys.exit(main())
