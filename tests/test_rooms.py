"""The rooms hold: imports point downwards, other rooms come in by the door."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

SOURCE = Path(__file__).parents[1] / "src"
PACKAGE = SOURCE / "napari_dicom"
FILES = sorted(path.relative_to(SOURCE) for path in PACKAGE.rglob("*.py"))
EDGES = ("napari_dicom.reader", "napari_dicom.writer", "napari_dicom.sample_data")
GRAPHICS = ("napari", "qtpy", "magicgui", "vispy", "superqt", "PyQt5", "PyQt6", "PySide6")
FORBIDDEN = {
    "dicom": (*GRAPHICS, "napari_dicom.layers", "napari_dicom.widgets", "napari_dicom.api"),
    "layers": (*GRAPHICS, "napari_dicom.widgets", "napari_dicom.api"),
}
DOORS = {
    # door: who may come in by it
    "napari_dicom.dicom": "napari_dicom",
    "napari_dicom.dicom.attributes": "napari_dicom",
    "napari_dicom.dicom.pixels": "napari_dicom",
    "napari_dicom.dicom.pixels.decoders": "napari_dicom.dicom.pixels",
    "napari_dicom.layers": "napari_dicom",
}


def imports(path: Path) -> Iterator[tuple[int, str, str]]:
    """Yield (line, module, name taken from it) of each import in a file, wherever it stands."""
    for node in ast.walk(ast.parse((SOURCE / path).read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name, "") for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from ((node.lineno, str(node.module), alias.name) for alias in node.names)


def module(path: Path) -> str:
    return ".".join(path.with_suffix("").parts).removesuffix(".__init__")


def is_within(name: str, room: str) -> bool:
    return name == room or name.startswith(f"{room}.")


def exported(door: str) -> set[str]:
    """Return a door's ``__all__``."""
    tree = ast.parse(SOURCE.joinpath(*door.split("."), "__init__.py").read_text(encoding="utf-8"))
    lists = [node.value for node in tree.body if isinstance(node, ast.Assign)]
    return {name for value in lists for name in ast.literal_eval(value)}


@pytest.mark.parametrize(("room", "forbidden"), FORBIDDEN.items(), ids=FORBIDDEN.keys())
def test_a_room_imports_nothing_from_above(room: str, forbidden: tuple[str, ...]):
    found = [
        f"{path}:{line} imports {name} from {origin}"
        for path in FILES
        if path.parts[1] == room
        for line, origin, name in imports(path)
        if any(is_within(f"{origin}.{name}", other) for other in forbidden)
    ]

    assert found == []


@pytest.mark.parametrize(("door", "guests"), DOORS.items(), ids=DOORS.keys())
def test_a_room_is_entered_by_its_door(door: str, guests: str):
    found = [
        f"{path}:{line} imports {name} from {origin}"
        for path in FILES
        if not is_within(module(path), door)
        for line, origin, name in imports(path)
        if is_within(origin, door) and not (origin in DOORS and origin != door)
        if origin != door or name not in exported(door) or not is_within(module(path), guests)
    ]

    assert found == []


def test_only_the_manifest_names_the_edges_of_napari():
    edges = (*EDGES, "napari_dicom.widgets")

    found = [
        f"{path}:{line} imports {name} from {origin}"
        for path in FILES
        for line, origin, name in imports(path)
        for edge in edges
        if is_within(f"{origin}.{name}", edge) and not is_within(module(path), edge)
    ]

    assert found == []


@pytest.mark.parametrize("path", FILES, ids=str)
def test_a_file_imports_absolutely_and_no_folder_is_named_for_nothing(path: Path):
    tree = ast.parse((SOURCE / path).read_text(encoding="utf-8"))
    relative = [n for n in ast.walk(tree) if isinstance(n, ast.ImportFrom) and n.level]

    assert not relative
    assert path.stem not in {"utils", "helpers", "common", "core", "misc"}


DOOR_FILES = [p for p in FILES if p.name == "__init__.py" and len(p.parts) > 2]


@pytest.mark.parametrize("path", DOOR_FILES, ids=str)
def test_a_door_holds_imports_and_all_only(path: Path):
    tree = ast.parse((SOURCE / path).read_text(encoding="utf-8"))
    allowed = (ast.Import, ast.ImportFrom)
    others = [
        ast.unparse(node)
        for node in tree.body
        if not isinstance(node, allowed)
        and not (isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant))
        and not (isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__")
    ]

    assert others == []


@pytest.mark.parametrize("path", DOOR_FILES, ids=str)
def test_a_door_names_all_it_opens_to(path: Path):
    tree = ast.parse((SOURCE / path).read_text(encoding="utf-8"))
    imported = {
        alias.asname or alias.name
        for node in tree.body
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }

    assert exported(module(path)) == imported
