"""The table of what notes mean: an entry for every code of the source, and no other."""

import ast
from pathlib import Path

import pytest

import napari_dicom
from napari_dicom.dicom.describing import NOTE_MEANINGS, NoteMeaning

SOURCE = Path(napari_dicom.__file__).parent


def codes_in(tree: ast.Module) -> set[str]:
    """Return the codes of the notes a module makes, given as they are or by a name of its own."""
    named = {
        target.id: value.value
        for node in tree.body
        if isinstance(node, ast.Assign)
        for target, value in assigned(node)
        if isinstance(target, ast.Name) and isinstance(value, ast.Constant)
    }
    codes = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "Note":
            keyword = [one.value for one in node.keywords if one.arg == "code"]
            (code,) = [*node.args[:1], *keyword][:1]
            codes.add(code.value if isinstance(code, ast.Constant) else named[ast.unparse(code)])
    return codes


def assigned(node: ast.Assign) -> list[tuple[ast.expr, ast.expr]]:
    """Return each (target, value) of an assignment, those of tuples one by one."""
    (target,) = node.targets
    if isinstance(target, ast.Tuple) and isinstance(node.value, ast.Tuple):
        return list(zip(target.elts, node.value.elts, strict=True))
    return [(target, node.value)]


def codes_of_the_source() -> set[str]:
    trees = (ast.parse(path.read_text(encoding="utf-8")) for path in SOURCE.rglob("*.py"))
    return {code for tree in trees for code in codes_in(tree)}


@pytest.mark.parametrize(
    "text",
    ["x = Note('gone', 'it went')", "A, B = 1, 'gone'\nNote(B, '')", "A = 'gone'\nNote(code=A)"],
)
def test_a_code_is_found_however_it_is_written(text: str):
    assert codes_in(ast.parse(text)) == {"gone"}


def test_the_table_explains_every_note_there_is_and_no_other():
    assert set(NOTE_MEANINGS) == codes_of_the_source()


@pytest.mark.parametrize("entry", NOTE_MEANINGS.values(), ids=lambda entry: entry.code)
def test_an_entry_has_sentences_that_say_what_it_is_and_what_to_do(entry: NoteMeaning):
    for text in (entry.meaning, entry.advice):
        assert text[:1].isupper() or text.startswith("napari_dicom")
        assert text.endswith(".")
        assert text.isprintable()
