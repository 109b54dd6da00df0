"""Run the checks on cases beside the project and compare them with the lists of what passed before.

    python tests/passed_before.py SHARED [--only NAME] [--update]

Each check has its list: fidelity.txt, imperfect.txt, companions.txt. A case in it passed before and
must pass. --update rewrites the lists. A check whose cases are not there is left out.
"""

import json
import subprocess
import sys
import tempfile
from argparse import ArgumentParser
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Check:
    """One scoreboard.

    Parameters
    ----------
    name
        Of its tool (``check_NAME.py``) and of its list (``NAME.txt``).
    cases
        The folder of its cases.
    options
        What the tool is told beside them; ``{shared}`` is the folder of all.
    passed
        Takes the names of the cases that pass from its report.
    """

    name: str
    cases: str
    options: tuple[str, ...]
    passed: Callable[[Any], list[str]]

    @property
    def list(self) -> Path:
        return HERE / f"{self.name}.txt"


def _passed_of(key: str) -> Callable[[Mapping[str, Any]], list[str]]:
    return lambda cases: [name for name, case in cases.items() if case[key]]


CHECKS = (
    Check(
        "fidelity",
        "data",
        ("--ref", "{shared}/reference", "--contract", "--plugin", "napari-dicom"),
        lambda report: [case["case"] for case in report["cases"] if case["pass"]],
    ),
    Check("imperfect", "imperfect", (), lambda report: _passed_of("passed")(report["result"])),
    Check(
        "companions", "companions", ("--truth", "{shared}/companions/truth.json"), _passed_of("ok")
    ),
)


def main(arguments: Sequence[str]) -> int:
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("shared", type=Path)
    parser.add_argument("--only", choices=[check.name for check in CHECKS])
    parser.add_argument("--update", action="store_true")
    asked = parser.parse_args(arguments)
    status = 0
    for check in CHECKS:
        if asked.only in {None, check.name} and (asked.shared / check.cases).is_dir():
            passed = sorted(run(check, asked.shared))
            if asked.update:
                check.list.write_text("".join(f"{name}\n" for name in passed))
            status |= compare(check, passed)
    return status


def run(check: Check, shared: Path) -> list[str]:
    """Open every case as a user does; return those that pass."""
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder, "report.json")
        command = [
            sys.executable,
            str(shared / "tools" / f"check_{check.name}.py"),
            str(shared / check.cases),
            *(option.format(shared=shared) for option in check.options),
            *("--json", str(report)),
        ]
        subprocess.run(command, check=False)  # its exit status asks for every case there is
        return check.passed(json.loads(report.read_text()))


def compare(check: Check, passed: Sequence[str]) -> int:
    before = check.list.read_text().split()
    lost = sorted(set(before) - set(passed))
    gained = sorted(set(passed) - set(before))
    say = sys.stdout.write
    say(f"{check.name}: {len(passed)} cases pass, {len(before)} passed before\n")
    if gained:
        say(f"now pass too (add them to {check.list.name}): {', '.join(gained)}\n")
    if lost:
        say(f"FAILED: passed before, not now: {', '.join(lost)}\n")
    return 1 if lost else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
