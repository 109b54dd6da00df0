"""The house holds: one order of rooms, none leads back up, no circle, others come by the door."""

import ast
from collections.abc import Iterator
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

SOURCE = Path(__file__).parents[1] / "src"
PACKAGE = SOURCE / "napari_dicom"
FILES = sorted(path.relative_to(SOURCE) for path in PACKAGE.rglob("*.py"))

ORDER = (
    # thin edges
    "napari_dicom.__main__",
    "napari_dicom.reader",
    "napari_dicom.sample_data",
    "napari_dicom.widgets",
    "napari_dicom.command_line",
    "napari_dicom.samples",
    "napari_dicom",
    "napari_dicom.api",
    # what needs a viewer, what needs none
    "napari_dicom.viewer",
    "napari_dicom.claims",
    "napari_dicom.saved",
    "napari_dicom.writing",
    "napari_dicom.layers",
    # the domain
    "napari_dicom.dicom",
    "napari_dicom.dicom.describing",
    "napari_dicom.dicom.contents",
    "napari_dicom.dicom.measuring",
    "napari_dicom.dicom.objects",
    "napari_dicom.dicom.kinds",
    "napari_dicom.dicom.loading",
    "napari_dicom.dicom.converting",  # plain arrays and volumes: what loading gives its methods
    "napari_dicom.dicom.volumes",
    "napari_dicom.dicom.stacks",
    "napari_dicom.dicom.frames",
    "napari_dicom.dicom.files",
    "napari_dicom.dicom.attributes",
    "napari_dicom.dicom.datasets",
    "napari_dicom.dicom.headers",
    "napari_dicom.dicom.pixels",
    # the ground
    "napari_dicom.dicom.workers",
    "napari_dicom.dicom.note",
    "napari_dicom.dicom.text",
    "napari_dicom.dicom.limits",
    "napari_dicom.dicom.errors",
    "napari_dicom._version",
    "napari_dicom._mark",
)
"""Every room, from the top down: each may know those that stand below it."""

EDGES = ORDER[: ORDER.index("napari_dicom.command_line")]
"""Named by the manifest and the command line only."""

QT = ("qtpy", "magicgui", "vispy", "superqt", "PyQt5", "PyQt6", "PySide6")
FORBIDDEN = {
    "napari_dicom.dicom": ("napari", *QT),
    "napari_dicom.layers": ("napari", *QT),
    "napari_dicom.writing": ("napari", *QT),
    "napari_dicom.saved": ("napari", *QT),
    "napari_dicom.claims": ("napari", "numpy", "pydicom", *QT),
    "napari_dicom.viewer": QT,
}
"""Libraries that have no business in a room, nor in those within it."""


def tree_of(path: Path) -> ast.Module:
    return ast.parse((SOURCE / path).read_text(encoding="utf-8"))


def imports(path: Path) -> Iterator[tuple[int, str, str]]:
    """Yield (line, module, name taken from it) of each import in a file, wherever it stands."""
    yield from imports_in(tree_of(path))


def imports_in(tree: ast.Module) -> Iterator[tuple[int, str, str]]:
    """Yield (line, module, name taken from it) of each import in a module."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name, "") for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from ((node.lineno, str(node.module), alias.name) for alias in node.names)
        elif isinstance(node, ast.Call) and is_import(node.func):
            literals = (one.value for one in node.args[:1] if isinstance(one, ast.Constant))
            yield from ((node.lineno, name, "") for name in literals if isinstance(name, str))


def is_import(function: ast.expr) -> bool:
    """Tell whether a function imports what it is given the name of."""
    name = function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
    return name in {"import_module", "__import__", "find_spec"}


@pytest.mark.parametrize(
    "line",
    [
        "import napari.layers",
        "from napari.layers import Image",
        "import_module('napari.layers')",
        "importlib.import_module('napari.layers').Image",
        "__import__('napari.layers')",
        "x = [importlib.util.find_spec('napari.layers')]",
    ],
)
def test_an_import_is_seen_however_it_is_written(line: str):
    assert [origin for _, origin, _ in imports_in(ast.parse(line))] == ["napari.layers"]


def module(path: Path) -> str:
    return ".".join(path.with_suffix("").parts).removesuffix(".__init__")


MODULES = {module(path): path for path in FILES}
FOLDERS = {module(path) for path in FILES if path.name == "__init__.py"}


def is_within(name: str, room: str) -> bool:
    return name == room or name.startswith(f"{room}.")


def room_of(name: str) -> str:
    """Return the innermost room of `ORDER` that a module stands in."""
    return max((room for room in ORDER if is_within(name, room)), key=len)


def imported_module(origin: str, name: str) -> str:
    """Return the module that an import leads to: a name may be a module of a folder."""
    return f"{origin}.{name}" if f"{origin}.{name}" in MODULES else origin


def own_imports(path: Path) -> Iterator[tuple[int, str, str]]:
    """Yield (line, module of this package, name) of each import in a file."""
    for line, origin, name in imports(path):
        found = imported_module(origin, name)
        if found in MODULES:
            yield line, found, name


def exported(door: str) -> set[str]:
    """Return a door's ``__all__``."""
    lists = [node.value for node in tree_of(MODULES[door]).body if isinstance(node, ast.Assign)]
    return {name for value in lists for name in ast.literal_eval(value)}


@pytest.mark.parametrize("room", ORDER)
def test_a_room_of_the_order_is_there(room: str):
    assert room in MODULES


def test_every_file_stands_in_a_room_of_the_order():
    loose = {name for name in MODULES if room_of(name) == "napari_dicom"} - {"napari_dicom"}
    adrift = {name for name in MODULES if room_of(name) == "napari_dicom.dicom"}

    assert loose == set()
    assert adrift == {"napari_dicom.dicom"}


@pytest.mark.parametrize("path", FILES, ids=str)
def test_imports_lead_downwards(path: Path):
    own = room_of(module(path))
    upwards = [
        f"{path}:{line} imports {name} from {found}"
        for line, found, name in own_imports(path)
        if ORDER.index(room_of(found)) < ORDER.index(own)
    ]

    assert upwards == []


def test_no_files_import_each_other_in_a_circle():
    # the package's own door opens to names when they are asked for: it imports none of them
    graph = {
        name: {found for _, found, _ in own_imports(path)}
        for name, path in MODULES.items()
        if name != "napari_dicom"
    }

    order = list(TopologicalSorter(graph).static_order())  # raises CycleError at a circle

    assert set(graph) <= set(order)


@pytest.mark.parametrize(("room", "libraries"), FORBIDDEN.items(), ids=FORBIDDEN.keys())
def test_a_room_knows_no_library_that_is_none_of_its_business(
    room: str, libraries: tuple[str, ...]
):
    found = [
        f"{path}:{line} imports {name} from {origin}"
        for path in FILES
        if is_within(module(path), room)
        for line, origin, name in imports(path)
        if any(is_within(origin, library) for library in libraries)
        if (room, origin) not in ALLOWED
    ]

    assert found == []


ALLOWED: set[tuple[str, str]] = set()

NAMED = {
    "dask": ("napari_dicom.dicom.loading", "napari_dicom.writing", "napari_dicom.saved"),
    "psutil": ("napari_dicom.dicom.loading",),
}
"""library -> the rooms that DESIGN names it for."""


@pytest.mark.parametrize(("library", "rooms"), NAMED.items(), ids=NAMED.keys())
def test_a_library_is_used_where_the_design_names_it(library: str, rooms: tuple[str, ...]):
    users = {
        module(path)
        for path in FILES
        for _, origin, _ in imports(path)
        if is_within(origin, library)
    }

    assert users
    assert {user for user in users if not any(is_within(user, room) for room in rooms)} == set()


def doors_between(guest: str, found: str) -> Iterator[str]:
    """Yield the folders that a module stands in and its guest does not, outermost first."""
    parts = found.split(".")
    for length in range(2, len(parts) + 1):
        folder = ".".join(parts[:length])
        if folder in FOLDERS and not is_within(guest, folder):
            yield folder


@pytest.mark.parametrize("path", FILES, ids=str)
def test_other_rooms_are_entered_by_a_door(path: Path):
    outside = [
        f"{path}:{line} imports {name} from {found}"
        for line, found, name in own_imports(path)
        if (doors := list(doors_between(module(path), found)))
        if found not in doors or name not in exported(found)
    ]

    assert outside == []


def test_a_room_does_not_go_out_to_come_in_by_its_own_door():
    found = [
        f"{path}:{line} imports {name} from {found}"
        for path in FILES
        for line, found, name in own_imports(path)
        if found in FOLDERS and is_within(module(path), found) and path.name != "__init__.py"
        if found != "napari_dicom"
    ]

    assert found == []


def test_only_the_manifest_names_the_edges_of_napari():
    found = [
        f"{path}:{line} imports {name} from {found}"
        for path in FILES
        for line, found, name in own_imports(path)
        for edge in EDGES
        if is_within(found, edge) and not is_within(module(path), edge)
    ]

    assert found == []


@pytest.mark.parametrize("path", FILES, ids=str)
def test_a_file_imports_absolutely_and_is_not_named_for_nothing(path: Path):
    relative = [n for n in ast.walk(tree_of(path)) if isinstance(n, ast.ImportFrom) and n.level]

    assert not relative
    assert path.stem not in {"utils", "helpers", "common", "core", "misc"}


DOORS = [p for p in FILES if p.name == "__init__.py" and len(p.parts) > 2]


@pytest.mark.parametrize("path", DOORS, ids=str)
def test_a_door_holds_imports_and_all_only(path: Path):
    allowed = (ast.Import, ast.ImportFrom)
    others = [
        ast.unparse(node)
        for node in tree_of(path).body
        if not isinstance(node, allowed)
        and not (isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant))
        and not (isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__")
    ]

    assert others == []


@pytest.mark.parametrize("path", DOORS, ids=str)
def test_a_door_names_all_it_opens_to_and_hides_no_module(path: Path):
    imported = {
        alias.asname or alias.name
        for node in tree_of(path).body
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }
    modules = {
        name.rpartition(".")[2] for name in MODULES if name.rpartition(".")[0] == module(path)
    }

    assert exported(module(path)) == imported
    assert imported & modules == set()
