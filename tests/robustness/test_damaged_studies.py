"""Whole studies, damaged: all that can be known is shown right, and nothing is lost without a word.

`robustness.studies` does the same with very many, by a seed of its own.
"""

from pathlib import Path

import pytest

from robustness.studies import try_study
from robustness.study_damage import DAMAGES

SEEDS = (1,)


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("kind", DAMAGES)
def test_a_damaged_study_is_right_or_says_what_is_not(kind: str, seed: int, tmp_path: Path) -> None:
    result = try_study(kind, seed, tmp_path)

    assert result.fault == "", str(result)
