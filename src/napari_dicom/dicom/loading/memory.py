"""How much memory is free."""

import os

_FALLBACK = 4 << 30


def free_memory() -> int:
    """Return the bytes of memory that can be taken without swapping; 4 GiB where unknown."""
    try:
        # napari brings psutil; without it the operating system is asked itself
        import psutil
    except ImportError:
        return _free_pages()
    return int(psutil.virtual_memory().available)


def _free_pages() -> int:
    try:
        return os.sysconf("SC_AVPHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    except (AttributeError, ValueError, OSError):
        return _FALLBACK
