"""The parser of the command line, and its exit status.

0 all well, 1 nothing to open or to show, or part of it failed, 2 a wrong command line.
"""

import os
import sys
from argparse import ArgumentParser
from collections.abc import Sequence

from napari_dicom._version import __version__
from napari_dicom.command_line import decoders, demo, export, headers, info, notes, view

_INTERRUPTED = 130
"""What shells expect of a command that was stopped by Ctrl+C: 128 and the signal."""

_COMMANDS = (view, info, headers, export, notes, decoders, demo)


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit status."""
    arguments = _parser().parse_args(argv)
    try:
        status: int = arguments.run(arguments)
        sys.stdout.flush()
    except BrokenPipeError:  # ``napari-dicom info ... | head`` has read enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except KeyboardInterrupt:
        sys.stderr.write("\n")
        return _INTERRUPTED
    except _ours() as error:  # looked up only once something was raised
        sys.stderr.write(f"napari-dicom: {error}\n")
        return 1
    return status


def _ours() -> type[Exception]:
    """Return the root of our errors, which only those who raise one wait for."""
    from napari_dicom.dicom import NapariDicomError

    return NapariDicomError


def _parser() -> ArgumentParser:
    parser = ArgumentParser("napari-dicom", description="Open DICOM images in napari.")
    parser.add_argument("--version", action="version", version=f"%(prog)s {__version__}")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    for command in _COMMANDS:
        command.add_to(commands)
    return parser
