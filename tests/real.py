"""Where the real cases lie; they are not part of the repository.

``NAPARI_DICOM_DATA`` names their folder, else it is ``shared/data`` beside the project.
"""

import os
from pathlib import Path

import pytest

REAL = Path(os.environ.get("NAPARI_DICOM_DATA", Path(__file__).parents[2] / "shared" / "data"))
needs_real = pytest.mark.skipif(not REAL.is_dir(), reason="no real cases: set NAPARI_DICOM_DATA")
