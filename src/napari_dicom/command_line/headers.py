"""``napari-dicom headers``: elements of the header of every plane, as a table or as CSV."""

from __future__ import annotations

import sys
from argparse import Namespace
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from napari_dicom.command_line.commands import Commands


def add_to(commands: Commands) -> None:
    """Add the command to the parser."""
    parser = commands.add_parser(
        "headers", help="list elements of the header of every plane, as a table or CSV"
    )
    parser.add_argument("path", type=Path, metavar="PATH", help="file or folder")
    parser.add_argument(
        "keywords", nargs="+", metavar="KEYWORD", help="SliceThickness, or 0018,0050"
    )
    parser.add_argument("--csv", action="store_true", help="print CSV")
    parser.add_argument(
        "--patient-data", action="store_true", help="show what may identify the patient"
    )
    parser.set_defaults(run=run)


def run(arguments: Namespace) -> int:
    """Print the table."""
    # 0.3 s: `--help` does not wait
    from napari_dicom.command_line.progress import StderrProgress
    from napari_dicom.dicom import scan
    from napari_dicom.dicom.attributes import lines_as_csv
    from napari_dicom.dicom.describing import plane_table, tags_of

    tags_of(arguments.keywords)  # what is wrong with them is said before anything is read
    with StderrProgress() as progress:
        volumes = scan(arguments.path, progress=progress).volumes
        table = plane_table(
            volumes, arguments.keywords, reveal=arguments.patient_data, progress=progress
        )
    lines = [table.columns, *table.rows]
    sys.stdout.write(lines_as_csv(lines) if arguments.csv else _aligned(lines))
    if table.hidden:
        names = ", ".join(table.hidden)
        sys.stderr.write(f"napari-dicom headers: hidden, show it by --patient-data: {names}\n")
    if not table.rows:
        sys.stderr.write(f"napari-dicom headers: {arguments.path}: no image was found\n")
    return 0 if table.rows else 1


def _aligned(lines: Sequence[Sequence[str]]) -> str:
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    cells = (
        "  ".join(f"{cell:<{width}}" for cell, width in zip(line, widths, strict=True))
        for line in lines
    )
    return "".join(f"{line.rstrip()}\n" for line in cells)
