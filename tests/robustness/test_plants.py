"""Every planted change still has its place, and tests that are to notice it."""

import ast
from pathlib import Path

import pytest

from robustness.plant import Plant
from robustness.planter import CHECKOUT, MODULES, PACKAGE, change, plants_of

PLANTS = [pytest.param(plant, id=f"{plant.file}: {plant.notices}") for plant in plants_of(MODULES)]


@pytest.mark.parametrize("plant", PLANTS)
def test_the_plant_stands_in_one_place_and_leaves_python(plant: Plant) -> None:
    source = (CHECKOUT / PACKAGE / plant.file).read_text(encoding="utf-8")

    changed = change(plant, source)

    assert changed is not None
    assert ast.dump(ast.parse(changed)) != ast.dump(ast.parse(source))


@pytest.mark.parametrize("plant", PLANTS)
def test_the_plant_names_tests_that_there_are(plant: Plant) -> None:
    missing = [test for test in plant.tests if not Path(CHECKOUT, "tests", test).is_file()]

    assert plant.tests
    assert not missing


def test_no_change_is_planted_twice() -> None:
    changes = [(plant.file, plant.old, plant.new) for plant in plants_of(MODULES)]

    assert len(set(changes)) == len(changes)
    assert changes


@pytest.mark.parametrize(
    ("source", "changed"),
    [
        pytest.param("a < 1\n", "a <= 1\n", id="one place"),
        pytest.param("a > 1\n", None, id="none"),
        pytest.param("a < 1 and a < 1\n", None, id="two"),
    ],
)
def test_a_change_needs_exactly_one_place(source: str, changed: str | None) -> None:
    plant = Plant("grid.py", "a < 1", "a <= 1", "", ())

    assert change(plant, source) == changed
