"""The command ``napari-dicom``, and ``python -m napari_dicom``: the command line's own door."""

import sys

from napari_dicom.command_line import main

__all__ = ["main"]

if __name__ == "__main__":
    sys.exit(main())
