"""``napari-dicom decoders``: every decoder, tested on known pixels."""

from __future__ import annotations

import sys
from argparse import Namespace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from napari_dicom.command_line.commands import Commands


def add_to(commands: Commands) -> None:
    """Add the command to the parser."""
    parser = commands.add_parser("decoders", help="test every decoder on known pixels")
    parser.add_argument("--json", action="store_true", help="print JSON")
    parser.set_defaults(run=run)


def run(arguments: Namespace) -> int:
    """Print what each decoder made of known pixels."""
    # 0.2 s: `--help` does not wait
    from napari_dicom.dicom.pixels.coded import decoder_report, report_as_json, report_as_text

    rows = decoder_report()
    sys.stdout.write(report_as_json(rows) + "\n" if arguments.json else report_as_text(rows))
    return 0
