"""Say how a missing package is installed into the Python that runs."""

import sys
from pathlib import Path

from napari_dicom.dicom.pixels.optionals import PACKAGES


def how_to_install(packages: list[str]) -> str:
    """Return one sentence: how to install the first, and best, of some packages.

    Parameters
    ----------
    packages
        Keys of `optionals.PACKAGES`, best first.
    """
    if not packages:
        return ""
    package = PACKAGES[packages[0]]
    if in_bundled_app():
        return (
            f"In napari's Plugins > Install/Uninstall Plugins, type {package.name} into the box "
            '"install by name/URL" and press Install, then restart napari.'
        )
    return f"Run {pip_command(packages[0])}, then restart napari."


def pip_command(package: str) -> str:
    """Return the command that installs a package for the Python that runs, quoted for a shell."""
    return f'"{sys.executable}" -m pip install "{PACKAGES[package].requirement}"'


def in_bundled_app() -> bool:
    """Whether this Python belongs to the napari app from its installer.

    The installer (constructor) leaves a marker two folders above the environment it brings; napari
    itself looks for the same file.
    """
    return (Path(sys.prefix).parent.parent / ".napari_is_bundled_constructor").exists()
