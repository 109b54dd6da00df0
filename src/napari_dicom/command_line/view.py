"""``napari-dicom view``: files and folders in a napari window."""

from __future__ import annotations

import sys
from argparse import Namespace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from napari_dicom.command_line.commands import Commands

_NO_SCREEN = "there is no screen here: neither DISPLAY nor WAYLAND_DISPLAY is set"


def add_to(commands: Commands) -> None:
    """Add the command to the parser."""
    parser = commands.add_parser("view", help="open files and folders in a napari window")
    parser.add_argument("paths", nargs="+", metavar="PATH", help="file or folder")
    parser.set_defaults(run=run)


def run(arguments: Namespace) -> int:
    """Open a window, and wait until it is closed."""
    # only who opens a window waits for napari
    from napari_dicom.dicom import NapariDicomError
    from napari_dicom.samples import has_screen

    if not has_screen():
        sys.stderr.write(f"napari-dicom view: {_NO_SCREEN}\n")
        return 1
    import napari

    from napari_dicom.api import add_dicom

    viewer = napari.Viewer(title="napari-dicom")
    paths = arguments.paths
    try:
        # one path stands for what it belongs to, as in a drop
        add_dicom(viewer, paths[0] if len(paths) == 1 else paths)
    except NapariDicomError as error:
        viewer.close()
        sys.stderr.write(f"napari-dicom view: {error}\n")
        return 1
    napari.run()
    return 0
