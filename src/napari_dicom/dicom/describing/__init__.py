"""Words and tables about what was found, for people: the door."""

from napari_dicom.dicom.describing.catalogue import (
    Catalogue,
    CataloguedPatient,
    CataloguedSeries,
    CataloguedStudy,
    catalogue_of,
)
from napari_dicom.dicom.describing.coding import (
    Coding,
    coding_report,
    codings_of,
    milliseconds_a_frame,
)
from napari_dicom.dicom.describing.header_columns import (
    PlaneTable,
    UnknownKeywordError,
    plane_table,
    tags_of,
)
from napari_dicom.dicom.describing.inventory import inventory_of
from napari_dicom.dicom.describing.inventory_lines import inventory_text
from napari_dicom.dicom.describing.measurements import (
    FILE_TITLES,
    TITLES,
    Measured,
    cells_of,
    file_cells_of,
    number_text,
    short_text,
)
from napari_dicom.dicom.describing.note_meaning import NOTE_MEANINGS, NoteMeaning
from napari_dicom.dicom.describing.object_card import content_facts, object_lines
from napari_dicom.dicom.describing.picture import thumbnail
from napari_dicom.dicom.describing.units import unit_text
from napari_dicom.dicom.describing.volume_card import (
    SOURCE_WORDS,
    Fact,
    geometry_facts,
    size_text,
    spacing_text,
    volume_facts,
)
from napari_dicom.dicom.describing.window_presets import (
    CT_PRESETS,
    WindowPreset,
    keyed_presets,
    presets_in,
    presets_of,
)

__all__ = [
    "CT_PRESETS",
    "FILE_TITLES",
    "NOTE_MEANINGS",
    "SOURCE_WORDS",
    "TITLES",
    "Catalogue",
    "CataloguedPatient",
    "CataloguedSeries",
    "CataloguedStudy",
    "Coding",
    "Fact",
    "Measured",
    "NoteMeaning",
    "PlaneTable",
    "UnknownKeywordError",
    "WindowPreset",
    "catalogue_of",
    "cells_of",
    "coding_report",
    "codings_of",
    "content_facts",
    "file_cells_of",
    "geometry_facts",
    "inventory_of",
    "inventory_text",
    "keyed_presets",
    "milliseconds_a_frame",
    "number_text",
    "object_lines",
    "plane_table",
    "presets_in",
    "presets_of",
    "short_text",
    "size_text",
    "spacing_text",
    "tags_of",
    "thumbnail",
    "unit_text",
    "volume_facts",
]
