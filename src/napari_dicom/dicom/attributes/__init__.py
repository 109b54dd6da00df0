"""The header for people to read: rows, search, comparison, export. The door."""

from napari_dicom.dicom.attributes.comparison import (
    Difference,
    Variation,
    differences,
    value_rows,
    variations,
)
from napari_dicom.dicom.attributes.element_text import visible_text
from napari_dicom.dicom.attributes.export import (
    ExportFormat,
    dataset_as_json,
    lines_as_csv,
    lines_as_text,
    rows_as_csv,
    rows_as_text,
)
from napari_dicom.dicom.attributes.row import Row, flat_rows
from napari_dicom.dicom.attributes.rows import header_rows
from napari_dicom.dicom.attributes.search import (
    QueryError,
    count_matching,
    matching_rows,
    row_matcher,
    search_text,
)

__all__ = [
    "Difference",
    "ExportFormat",
    "QueryError",
    "Row",
    "Variation",
    "count_matching",
    "dataset_as_json",
    "differences",
    "flat_rows",
    "header_rows",
    "lines_as_csv",
    "lines_as_text",
    "matching_rows",
    "row_matcher",
    "rows_as_csv",
    "rows_as_text",
    "search_text",
    "value_rows",
    "variations",
    "visible_text",
]
