"""The command line: what a folder holds, what notes mean, what can be decoded; the door.

A file a command: each adds its arguments to the parser, and imports what takes time only as it
runs. Neither Qt nor napari is imported, but by those that show a window.
"""

from napari_dicom.command_line.parser import main

__all__ = ["main"]
