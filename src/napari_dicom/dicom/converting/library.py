"""The libraries that volumes are handed to, where they are installed."""

from typing import Any

from napari_dicom.dicom.errors import ExportError
from napari_dicom.dicom.pixels import how_to_install, optional_module


def library(name: str, purpose: str) -> Any:  # Any: a module, an optional one
    """Return the module of an optional package.

    Parameters
    ----------
    name
        Name of the distribution, as pip knows it.
    purpose
        What it is wanted for: the first word of the message.

    Raises
    ------
    ExportError
        It is not installed, or broken; the message has the line that installs it.
    """
    try:
        return optional_module(name)
    except ImportError as error:
        raise ExportError(f"{purpose}: {error}. {how_to_install([name])}") from error
