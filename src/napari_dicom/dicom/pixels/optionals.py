"""The one place that imports optional packages: what is there, which version, under which licence.

Nothing is imported before it is asked for; a package that is missing or broken is a text, not an
error.
"""

import importlib
from dataclasses import dataclass
from functools import cache
from typing import Any

NOT_INSTALLED = "not installed"


@dataclass(frozen=True, slots=True)
class Package:
    """An optional package: decoders, a format that can be written, a library of images.

    Parameters
    ----------
    name
        Name of the distribution, as pip knows it.
    module
        Name that is imported.
    licence
        SPDX identifier; GPL packages are marked in the panel.
    minimum
        Oldest version that was tried.
    """

    name: str
    module: str
    licence: str
    minimum: str

    @property
    def requirement(self) -> str:
        """Return the text that pip installs."""
        return f"{self.name}>={self.minimum}"


PACKAGES: dict[str, Package] = {
    package.name: package
    for package in (
        Package("imagecodecs", "imagecodecs", "BSD-3-Clause", "2024.9.22"),
        Package("pylibjpeg-libjpeg", "libjpeg", "GPL-3.0", "2.2"),
        Package("pylibjpeg-openjpeg", "openjpeg", "MIT", "2.4"),
        Package("pylibjpeg-rle", "rle", "MIT", "2.0"),
        Package("pyjpegls", "jpeg_ls", "MIT", "1.2"),
        Package("pillow", "PIL.Image", "MIT-CMU", "10.0"),
        Package("pydicom", "pydicom", "MIT", "3.0.2"),
        Package("numpy", "numpy", "BSD-3-Clause", "1.26"),
        Package("av", "av", "BSD-3-Clause", "13"),
        Package("zarr", "zarr", "MIT", "3.0"),
        Package("nibabel", "nibabel", "MIT", "5.2"),
        Package("SimpleITK", "SimpleITK", "Apache-2.0", "2.4"),
        Package("xarray", "xarray", "Apache-2.0", "2024.1"),
    )
}


@cache
def version(name: str) -> str | None:
    """Return the installed version of a package, or None. Imports nothing."""
    # imports e-mail and sockets: not before somebody asks
    from importlib import metadata

    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return None


@cache
def problem(name: str) -> str | None:
    """Return why a package cannot be used, or None if it can. Imports it."""
    loaded = _load(name)
    return loaded if isinstance(loaded, str) else None


def module(name: str) -> Any:  # Any: a module without type hints
    """Return the module of a package.

    Raises
    ------
    ImportError
        The package is missing or broken; the text says which.
    """
    loaded = _load(name)
    if isinstance(loaded, str):
        raise ImportError(f"{name} {loaded}")
    return loaded


def forget() -> None:
    """Look again at what is installed."""
    importlib.invalidate_caches()
    _load.cache_clear()
    problem.cache_clear()
    version.cache_clear()


@cache
def _load(name: str) -> Any:  # Any: a module, or a text that says why there is none
    package = PACKAGES[name]
    try:
        return importlib.import_module(package.module)
    except ModuleNotFoundError as error:
        root = package.module.partition(".")[0]
        if error.name is not None and error.name.partition(".")[0] == root:
            return NOT_INSTALLED
        return f"broken: {error}"
    except (ImportError, OSError, RuntimeError, ValueError, AttributeError, TypeError) as error:
        return f"broken: {type(error).__name__}: {error}"
