"""Keywords in a narrow column: cut so that no two of one list look the same."""

import pytest
from pydicom.datadict import keyword_dict
from qtpy.QtCore import Qt
from qtpy.QtGui import QFont, QFontMetrics
from qtpy.QtWidgets import QStyleOptionViewItem

from napari_dicom.dicom.attributes import Row
from napari_dicom.widgets.metadata.attribute_view import AttributeView
from napari_dicom.widgets.metadata.row_model import RowModel
from napari_dicom.widgets.metadata.stubs import distinct_stubs

ALIKE = ["PerformedProcedureStepDescription", "PerformedProcedureTypeDescription"]


def test_a_name_that_fits_is_whole():
    assert distinct_stubs(["Rows"], 4, len) == {"Rows": "Rows"}


def test_a_name_one_too_long_loses_its_middle():
    assert distinct_stubs(["Columns"], 6, len) == {"Columns": "Col…ns"}


def test_names_that_would_be_cut_alike_show_what_tells_them_apart():
    stubs = distinct_stubs(ALIKE, 17, len)

    assert "Ste" in stubs[ALIKE[0]]
    assert "Typ" in stubs[ALIKE[1]]
    assert all(len(stub) <= 17 for stub in stubs.values())


def test_a_name_that_another_only_goes_on_from_is_told_apart():
    stubs = distinct_stubs(["AlongAlongAlong", "AlongAlongAlongAlong"], 9, len)

    assert len(set(stubs.values())) == 2


@pytest.fixture(scope="module")
def metrics(qapp):  # noqa: ARG001 - a font needs an application
    return QFontMetrics(QFont("DejaVu Sans", 9))


@pytest.mark.parametrize("width", [110, 140, 168])
def test_no_two_keywords_of_the_standard_look_the_same_in_their_group(metrics, width):
    groups = {}
    for keyword, tag in keyword_dict.items():
        if keyword:
            groups.setdefault(tag >> 16, []).append(keyword)

    shown = [
        list(distinct_stubs(names, width, metrics.horizontalAdvance).values())
        for names in groups.values()
    ]

    assert [names for names in shown if len(set(names)) < len(names)] == []
    assert max(metrics.horizontalAdvance(name) for names in shown for name in names) <= width


def test_the_view_paints_the_stub_and_the_tooltip_has_all(qtbot):
    view = AttributeView((0.6, 0.4), (92, 36), {"Copy": str, "Copy row": str})
    qtbot.addWidget(view)
    model = RowModel(view)
    model.show([Row((name,), 0x00100010, name) for name in ALIKE], False)
    view.setModel(model)
    painted = []

    for number in range(2):
        index = model.index(number, 0)
        option = QStyleOptionViewItem()
        view.initViewItemOption(option)
        option.rect.setWidth(view.fontMetrics().horizontalAdvance("PerformedProcedureSte"))
        view.itemDelegateForColumn(0).initStyleOption(option, index)
        painted.append(option.text)
        assert ALIKE[number] in model.data(index, Qt.ItemDataRole.ToolTipRole)

    assert len(set(painted)) == 2
    assert not set(painted) & set(ALIKE)
