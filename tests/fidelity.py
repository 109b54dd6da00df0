"""Run the fidelity check on real cases and compare it with tests/fidelity.txt, case by case.

    python tests/fidelity.py SHARED [--update]

A case listed in fidelity.txt passed before and must pass. --update rewrites the list.
"""

import json
import subprocess
import sys
import tempfile
from pathlib import Path

PASSED_BEFORE = Path(__file__).with_name("fidelity.txt")


def main(arguments: list[str]) -> int:
    shared = Path(arguments[0])
    results = check(shared)
    passed = sorted(case["case"] for case in results if case["pass"])
    if "--update" in arguments:
        PASSED_BEFORE.write_text("".join(f"{name}\n" for name in passed))
    return compare(passed, PASSED_BEFORE.read_text().split())


def check(shared: Path) -> list[dict]:
    """Open every case as a user does; return what the check says of each."""
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder, "report.json")
        command = [
            sys.executable,
            str(shared / "tools" / "check_fidelity.py"),
            str(shared / "data"),
            *("--ref", str(shared / "reference")),
            *("--contract", "--plugin", "napari-dicom", "--json", str(report)),
        ]
        subprocess.run(command, check=False)  # its exit status asks for every case there is
        return json.loads(report.read_text())["cases"]


def compare(passed: list[str], before: list[str]) -> int:
    lost = sorted(set(before) - set(passed))
    gained = sorted(set(passed) - set(before))
    say = sys.stdout.write
    say(f"{len(passed)} cases pass, {len(before)} passed before\n")
    if gained:
        say(f"now pass too (add them to {PASSED_BEFORE.name}): {', '.join(gained)}\n")
    if lost:
        say(f"FAILED: passed before, not now: {', '.join(lost)}\n")
    return 1 if lost else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
