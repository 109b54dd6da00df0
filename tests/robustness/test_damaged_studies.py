"""Whole studies, damaged: all that can be known is shown right, and nothing is lost without a word.

`robustness.studies` does the same with very many, by a seed of its own; the judge's own tests show
that it finds what is wrong.
"""

import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from napari_dicom import LoadedVolume, read_all
from napari_dicom.dicom import Opened
from napari_dicom.dicom.note import Note, Severity
from robustness.studies import damaged_study, main, pairs, try_study
from robustness.study_damage import DAMAGES
from robustness.study_judge import judge
from robustness.study_verdict import Fault, Outcome, Verdict

SEED = 1
PAIRS = 12

Planted = Callable[[LoadedVolume], LoadedVolume]


@pytest.mark.parametrize("kind", [*DAMAGES, *pairs(SEED)[:PAIRS]])
def test_a_damaged_study_is_right_or_says_what_is_not(kind: str, tmp_path: Path) -> None:
    result = try_study(kind, SEED, tmp_path)

    assert result.fault == "", str(result)


def judged(kind: str, folder: Path, planted: Planted) -> Verdict:
    """Damage a study, open it, change what was opened, and judge that."""
    study, _ = damaged_study(kind, SEED, folder)
    opened = read_all(folder, lazy=False)
    loaded = tuple(planted(one) if isinstance(one, LoadedVolume) else one for one in opened.loaded)
    return judge(study, replace(opened, loaded=loaded))


def silent(verdict: Verdict) -> set[Fault]:
    """Return what was found and is not told."""
    return {finding.fault for finding in verdict.findings if not finding.told}


def with_values(change: Callable[[np.ndarray], np.ndarray]) -> Planted:
    """Return a change of values: of a copy (slice, row, column)."""
    return lambda loaded: replace(loaded, values=change(np.array(loaded.values, dtype=float)))


def one_more(values: np.ndarray) -> np.ndarray:
    """Let one pixel have another value."""
    values[2, 1, 1] += 1
    return values


def swapped(values: np.ndarray) -> np.ndarray:
    """Let two slices stand for each other."""
    values[[1, 2]] = values[[2, 1]]
    return values


def emptied(values: np.ndarray) -> np.ndarray:
    """Let a slice be empty."""
    values[3] = 0
    return values


def moved(loaded: LoadedVolume) -> LoadedVolume:
    """Let the volume lie a third of a slice further."""
    geometry = loaded.volume.geometry
    assert geometry is not None
    affine = geometry.affine.copy()
    affine[:3, 3] += affine[:3, 0] / 3
    volume = replace(loaded.volume, geometry=replace(geometry, affine=affine))
    return replace(loaded, volume=volume)


@pytest.mark.parametrize(
    ("planted", "faults"),
    [
        pytest.param(lambda loaded: loaded, set(), id="nothing"),
        pytest.param(with_values(one_more), {Fault.VALUES, Fault.UNSHOWN}, id="a value"),
        pytest.param(with_values(swapped), {Fault.OFF, Fault.ORDER}, id="slices swapped"),
        pytest.param(with_values(lambda v: v[::-1]), {Fault.OFF}, id="order reversed"),
        pytest.param(
            with_values(lambda v: v[:, ::-1]), {Fault.VALUES, Fault.UNSHOWN}, id="mirrored"
        ),
        pytest.param(with_values(emptied), {Fault.EMPTY, Fault.UNSHOWN}, id="a slice empty"),
        pytest.param(moved, {Fault.OFF}, id="moved"),
    ],
)
def test_the_judge_finds_what_is_wrong_with_a_volume(
    planted: Planted, faults: set[Fault], tmp_path: Path
) -> None:
    verdict = judged("tidy", tmp_path, planted)

    assert silent(verdict) == faults
    assert verdict.outcome is (Outcome.SILENT if faults else Outcome.RIGHT)


def test_the_judge_finds_a_volume_that_is_left_out(tmp_path: Path) -> None:
    study, _ = damaged_study("two series", SEED, tmp_path)
    opened = read_all(tmp_path)

    verdict = judge(study, replace(opened, loaded=opened.loaded[:1]))

    assert silent(verdict) == {Fault.UNSHOWN}


def test_the_judge_finds_two_series_in_one_volume(tmp_path: Path) -> None:
    study, _ = damaged_study("tidy", SEED, tmp_path)
    path, plane = next(iter(study.planes.items()))
    study.planes[path] = replace(plane, series="another")

    verdict = judge(study, read_all(tmp_path))

    assert silent(verdict) == {Fault.MIXED}


def test_the_judge_finds_an_image_that_is_shown_twice(tmp_path: Path) -> None:
    study, _ = damaged_study("tidy", SEED, tmp_path)
    opened = read_all(tmp_path)

    verdict = judge(study, replace(opened, loaded=opened.loaded * 2))

    assert silent(verdict) == {Fault.AGAIN, Fault.PARTED}


def said_by(*notes: Note) -> Planted:
    """Return a change that lets a volume say nothing of its slices but these notes."""

    def change(loaded: LoadedVolume) -> LoadedVolume:
        return replace(loaded, volume=replace(loaded.volume, stack=None).with_notes(notes))

    return change


@pytest.mark.parametrize(
    ("notes", "outcome"),
    [
        pytest.param([], Outcome.SILENT, id="nothing is said"),
        pytest.param([("missing-slices", Severity.WARNING)], Outcome.TOLD, id="a warning"),
        pytest.param([("missing-slices", Severity.INFO)], Outcome.SILENT, id="a remark"),
        pytest.param([("uneven-spacing", Severity.WARNING)], Outcome.SILENT, id="something else"),
    ],
)
def test_only_a_warning_of_its_own_tells_of_a_missing_slice(
    notes: list[tuple[str, Severity]], outcome: Outcome, tmp_path: Path
) -> None:
    said = said_by(*(Note(code, "", severity) for code, severity in notes))

    verdict = judged("a slice missing", tmp_path, said)

    assert verdict.outcome is outcome


def test_the_judge_reads_no_header_for_the_truth(tmp_path: Path) -> None:
    study, _ = damaged_study("a slice missing", SEED, tmp_path)

    verdict = judge(study, Opened((), (), ()))

    assert verdict.outcome is Outcome.SILENT
    assert len(verdict.findings) >= len(study.planes)


def test_the_run_writes_a_table_of_all_kinds(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    report = tmp_path / "studies.txt"
    arguments = ["--seed", "1", "--count", "2", "--only", "a slice*", "--report", str(report)]
    monkeypatch.setattr(sys, "argv", ["robustness.studies", *arguments])

    assert main() == 0

    lines = report.read_text().splitlines()
    assert lines[-1].split() == ["TOTAL", "0", "2", "0", "0", "0", "0"]
