"""One kind of damage to a whole study, and what may come of it."""

import random
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from robustness.study import Study

Change = Callable[[Study, random.Random], None]


class Expected(StrEnum):
    """What may come of a damaged study."""

    RIGHT = "right, and no warning"
    TOLD = "told: something is lost"
    EITHER = "right or told"


@dataclass(frozen=True, slots=True)
class Damage:
    """A kind of damage.

    Parameters
    ----------
    change
        Damages the files of a tidy study, and keeps what is true of it.
    steps
        Steps of a further axis that the study has.
    tilt
        Degrees by which the gantry was tilted.
    """

    change: Change
    expected: Expected
    steps: int = 1
    tilt: float = 0.0
