"""``napari-dicom info``: what would open, by headers, without patient data."""

from __future__ import annotations

import sys
from argparse import Namespace
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from napari_dicom.command_line.commands import Commands


def add_to(commands: Commands) -> None:
    """Add the command to the parser."""
    parser = commands.add_parser(
        "info", help="list what would open, by headers, without patient data"
    )
    parser.add_argument("paths", nargs="+", type=Path, metavar="PATH", help="file or folder")
    parser.add_argument("--json", action="store_true", help="print JSON")
    parser.set_defaults(run=run)


def run(arguments: Namespace) -> int:
    """Print the inventory of paths."""
    # 0.2 s: `--help` does not wait
    from napari_dicom.dicom.describing import inventory_of, inventory_text

    inventory = inventory_of(arguments.paths)
    sys.stdout.write(inventory.as_json() if arguments.json else inventory_text(inventory))
    return 0 if inventory.volumes else 1
