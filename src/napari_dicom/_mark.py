"""What this plugin knows its own exports by, wherever they are written, recognised or read."""

MARK = "napari-dicom"
"""The attribute of a Zarr group that holds what its layer looked like."""

RECORD_VERSION = 1
"""Of what that attribute holds."""
