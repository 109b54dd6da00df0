"""``napari-dicom demo``: the sample study in a napari window."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from napari_dicom.command_line.commands import Commands


def add_to(commands: Commands) -> None:
    """Add the command to the parser."""
    parser = commands.add_parser("demo", help="open a sample study in napari")
    parser.add_argument(
        "--screenshot", type=Path, metavar="FILE", help="write a PNG of the window and exit"
    )
    parser.set_defaults(run=run)


def run(arguments: Namespace) -> int:
    """Open the sample study, or leave its picture."""
    from napari_dicom.samples import run_demo  # only a window needs napari

    return run_demo(arguments.screenshot)
