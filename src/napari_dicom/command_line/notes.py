"""``napari-dicom notes``: what the notes of volumes mean, and what to do about them."""

from __future__ import annotations

import sys
import textwrap
from argparse import Namespace
from difflib import get_close_matches
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from napari_dicom.command_line.commands import Commands

_WIDTH = 80


def add_to(commands: Commands) -> None:
    """Add the command to the parser."""
    parser = commands.add_parser("notes", help="explain the notes: what a code means, what to do")
    parser.add_argument(
        "codes", nargs="*", metavar="CODE", help="for instance gantry-tilt; all, without one"
    )
    parser.set_defaults(run=run)


def run(arguments: Namespace) -> int:
    """Print what codes of notes mean: those asked for, or all."""
    from napari_dicom.dicom.describing import NOTE_MEANINGS  # 0.2 s: `--help` does not wait

    asked = [code.strip("[]").lower() for code in arguments.codes] or list(NOTE_MEANINGS)
    unknown = [code for code in asked if code not in NOTE_MEANINGS]
    for code in asked:
        if code not in unknown:
            found = NOTE_MEANINGS[code]
            sys.stdout.write(f"{code}\n{_indented(found.meaning)}\n{_indented(found.advice)}\n\n")
    for code in unknown:
        near = get_close_matches(code, NOTE_MEANINGS, 3)
        hint = f"did you mean {', '.join(near)}?" if near else "`napari-dicom notes` lists all."
        sys.stderr.write(f"napari-dicom notes: no note has the code {code!r}; {hint}\n")
    return 1 if unknown else 0


def _indented(text: str) -> str:
    return textwrap.fill(text, _WIDTH, initial_indent="  ", subsequent_indent="  ")
