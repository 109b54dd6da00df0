"""Children that open mutants: started, fed, watched; a crash or a hang names its culprit."""

import json
import os
import select
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_TESTS = Path(__file__).parents[1]
_PATH = os.pathsep.join([str(_TESTS.parent / "src"), str(_TESTS)])
_START_SECONDS = 120.0
HANG_SECONDS = 20.0
"""A child that is silent for so long hangs, on a busy machine too."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A job with its outcome; `fault` is ``"crash"`` or ``"hang"`` where there is none."""

    job: dict[str, Any]
    seen: dict[str, Any]
    fault: str = ""
    detail: str = ""


def answers_to(jobs: list[dict[str, Any]]) -> Iterator[Answer]:
    """Have jobs done in one child, and in another where that dies; yield answers in order."""
    with tempfile.TemporaryDirectory(prefix="mutants-") as folder:
        position = 0
        while position < len(jobs):
            child = _Child(Path(folder), jobs[position:])
            for answer in child.answers():
                position += 1
                yield answer


class _Child:
    """One process with the jobs it was given."""

    def __init__(self, folder: Path, jobs: list[dict[str, Any]]) -> None:
        self._jobs = jobs
        self._log = (folder / "child.log").open("w+b")
        self._list = folder / "jobs"
        self._list.write_text("".join(json.dumps(job) + "\n" for job in jobs))
        self._input = self._list.open("rb")
        self._process = subprocess.Popen(
            [sys.executable, "-m", "robustness.child", str(folder)],
            stdin=self._input,
            stdout=subprocess.PIPE,
            stderr=self._log,
            env={**os.environ, "PYTHONPATH": _PATH, "PYTHONFAULTHANDLER": "1"},
        )

    def answers(self) -> Iterator[Answer]:
        """Yield an answer for each job up to the first that kills the child, that one included."""
        try:
            for number, job in enumerate(self._jobs):
                line, fault = self._line(_START_SECONDS if number == 0 else HANG_SECONDS)
                if fault:
                    yield Answer(job, {}, fault, self._last_words())
                    return
                yield Answer(job, json.loads(line))
        finally:
            self._close()

    def _line(self, seconds: float) -> tuple[bytes, str]:
        assert self._process.stdout is not None
        ready, _, _ = select.select([self._process.stdout], [], [], seconds)
        if not ready:
            return b"", "hang"
        line = self._process.stdout.readline()
        return (line, "") if line.endswith(b"\n") else (line, "crash")

    def _last_words(self) -> str:
        self._process.kill()
        code = self._process.wait()
        self._log.seek(0)
        text = self._log.read()[-400:].decode("utf-8", "replace")
        return f"exit {code}: {text}"

    def _close(self) -> None:
        self._process.kill()
        self._process.wait()
        if self._process.stdout is not None:
            self._process.stdout.close()
        self._input.close()
        self._log.close()
