"""Many mutants, several children: what was wrong with which, and figures."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from robustness.children import Answer, answers_to
from robustness.judge import Verdict, judge
from robustness.mutants import Recipe
from robustness.outcome import SECRETS, SILENT

_BATCH = 5000
"""Mutants one child opens at most: to start it takes as long as a hundred of them."""

_EXTRA_TURNS = {"again": 4, "lazily": 9, "among good": 5, "napari": 60}
"""Every how many mutants each further look is taken."""


@dataclass(frozen=True, slots=True)
class Fault:
    """A mutant whose outcome is not acceptable."""

    recipe: Recipe
    verdict: Verdict

    def __str__(self) -> str:
        return f"{self.verdict.fault:12} {self.recipe}: {self.verdict.detail}"


@dataclass(slots=True)
class Report:
    """What came of a campaign."""

    sources: set[str] = field(default_factory=set)
    by_source: Counter[str] = field(default_factory=Counter)
    outcomes: Counter[str] = field(default_factory=Counter)
    faults: list[Fault] = field(default_factory=list)
    objected: list[str] = field(default_factory=list)
    slowest: tuple[float, str] = (0.0, "")
    largest: tuple[int, str] = (0, "")

    def add(self, answer: Answer, good: dict[str, dict[str, Any]]) -> None:
        """Judge one answer and count it."""
        recipe = Recipe(**answer.job["recipe"])
        name = Path(recipe.source).name
        if answer.fault:
            self.by_source[name] += 1
            self.faults.append(Fault(recipe, Verdict(answer.fault, answer.detail)))
            return
        seen = answer.seen
        if seen["accept"] is None:
            return
        self.by_source[name] += 1
        self.outcomes[seen["kind"]] += 1
        self.slowest = max(self.slowest, (seen["seconds"], str(recipe)))
        self.largest = max(self.largest, (seen["peak_bytes"], str(recipe)))
        if seen["objected"] and seen["pixels"] != good[recipe.source]["pixels"]:
            self.objected.append(str(recipe))
        verdict = judge(
            Path(recipe.source).stem, recipe.op, tuple(seen["accept"]), seen, good[recipe.source]
        )
        if not verdict.is_good:
            self.faults.append(Fault(recipe, verdict))

    @property
    def count(self) -> int:
        """Mutants that were opened."""
        return self.by_source.total()

    def as_text(self) -> str:
        """Return figures and faults as lines."""
        kinds = ", ".join(f"{count} {kind}" for kind, count in self.outcomes.most_common())
        faults = Counter(fault.verdict.fault for fault in self.faults)
        lines = [
            f"{self.count} mutants: {kinds}",
            f"faults: {dict(faults) or 'none'}",
            f"another picture without a word, refused by another decoder: {len(self.objected)}",
            f"slowest {self.slowest[0]:.2f} s ({self.slowest[1]})",
            f"most memory {self.largest[0] >> 20} MB ({self.largest[1]})",
        ]
        return "\n".join([*lines, *map(str, self.faults), *self.objected])


def run(
    recipes: Sequence[Recipe],
    companions: Sequence[Path],
    workers: int = 2,
    show: Callable[[Fault], None] | None = None,
    *,
    beside: Sequence[Path] = (),
) -> Report:
    """Open every mutant in children with limits; return what came of it.

    Each fault is also shown as soon as its batch is done.

    Parameters
    ----------
    companions
        Good files that some mutants are opened among as well.
    beside
        Good files that every mutant is opened with: the images it is drawn on.
    """
    report = Report()
    with ThreadPoolExecutor(workers) as pool:
        good = _good_ones({recipe.source for recipe in recipes}, companions, beside)
        report.sources = {Path(source).name for source in good}
        recipes = [recipe for recipe in recipes if recipe.source in good]
        jobs = [_job(recipe, turn, companions, beside) for turn, recipe in enumerate(recipes)]
        number = max(workers, -(-len(jobs) // _BATCH))
        batches = (jobs[start::number] for start in range(number))
        pending = [pool.submit(lambda batch: list(answers_to(batch)), batch) for batch in batches]
        for done in as_completed(pending):
            for answer in done.result():
                known = len(report.faults)
                report.add(answer, good)
                if show is not None:
                    for fault in report.faults[known:]:
                        show(fault)
    return report


def _good_ones(
    sources: Iterable[str], companions: Sequence[Path], beside: Sequence[Path]
) -> dict[str, dict[str, Any]]:
    """Return the outcome of each file mutants are made from, where it opens without a remark."""
    jobs = [_job(Recipe(source, "", 0), None, companions, beside) for source in sorted(sources)]
    return {
        answer.job["recipe"]["source"]: answer.seen
        for answer in answers_to(jobs)
        if answer.seen["kind"] == SILENT and not answer.seen["problems"]
    }


def _job(
    recipe: Recipe, turn: int | None, companions: Sequence[Path], beside: Sequence[Path]
) -> dict[str, Any]:
    extras = (
        [] if turn is None else [one for one in _extras(turn) if not (beside and one == "lazily")]
    )
    return {
        "recipe": recipe.as_dict(),
        "extras": extras,
        "companions": [str(path) for path in companions],
        "beside": [str(path) for path in beside],
        "secrets": list(SECRETS),
    }


def _extras(turn: int) -> Iterator[str]:
    for extra, every in _EXTRA_TURNS.items():
        if turn % every == 0:
            yield extra
