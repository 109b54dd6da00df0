"""Open very many mutants, made with another seed than the tests', and report.

    PYTHONPATH=tests python -m robustness.long_run --seed 2 --count 50000 --report report.txt

Takes the sources of the tests and the smaller ones of pydicom's own test files.
"""

import argparse
import os
import sys
import tempfile
import time
from pathlib import Path

from robustness.campaign import Fault, run
from robustness.mutants import Recipe, recipes
from robustness.sources import companions, pydicom_files, write_sources


def main() -> None:
    arguments = _parser().parse_args()
    os.nice(arguments.nice)
    with tempfile.TemporaryDirectory(prefix="sources-") as folder:
        start = time.monotonic()
        plan, good = _plan(Path(folder), arguments)
        report = run(plan, good, arguments.workers, show=_show)
        seconds = time.monotonic() - start
    text = f"seed {arguments.seed}, {seconds:.0f} s, {report.count / seconds:.0f} mutants/s\n"
    arguments.report.write_text(text + report.as_text() + "\n")


def _show(fault: Fault) -> None:
    sys.stdout.write(f"{fault}\n")
    sys.stdout.flush()


def _plan(folder: Path, arguments: argparse.Namespace) -> tuple[list[Recipe], list[Path]]:
    own = write_sources(folder)
    sources = [*own, *pydicom_files()]
    if arguments.only:
        sources = [path for path in sources if arguments.only in path.name]
    each = -(-arguments.count // len(sources))
    plan = [
        recipe
        for number, source in enumerate(sources)
        for recipe in recipes(source, arguments.seed, each, costly=number < 2)
    ]
    return plan[: arguments.count], companions(folder / "good")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=2)
    parser.add_argument("--count", type=int, default=50_000)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--nice", type=int, default=10)
    parser.add_argument("--only", default="", help="part of the names of the sources")
    parser.add_argument("--report", type=Path, default=Path("mutants.txt"))
    return parser


if __name__ == "__main__":
    main()
