"""How much memory is free: of the machine, and of what this process may have of it.

A container or a job of a cluster has less than the machine: its control group says how much
(`memory.max` of cgroup v2, `memory.limit_in_bytes` of v1), and so may a limit of the process.
"""

import os
import sys
from collections.abc import Iterator
from pathlib import Path

from napari_dicom.dicom.loading.control_groups import GROUPS, OWN_GROUPS, groups_of

_FALLBACK = 4 << 30
_V2 = ("memory.max", "memory.current", "inactive_file")
_V1 = ("memory.limit_in_bytes", "memory.usage_in_bytes", "total_inactive_file")
"""Names of the limit, of what is used, and in `memory.stat` of what is cached."""
_OWN_PAGES = Path("/proc/self/statm")
_MACHINE = Path("/proc/meminfo")


def free_memory() -> int:
    """Return the bytes of memory that can be taken without swapping; 4 GiB where unknown."""
    allowed = [*_left_in_groups(GROUPS, OWN_GROUPS), *_left_of_address_space()]
    return max(0, min([_free_on_machine(), *allowed]))


def _free_on_machine() -> int:
    available, total = (_in_machine(word) for word in ("MemAvailable:", "MemTotal:"))
    if available is not None and total is not None and available <= total:
        return available
    try:
        # napari brings psutil; without it the operating system is asked itself
        import psutil  # takes longer to import than a folder's headers to be read
    except ImportError:
        return _free_pages()
    return int(psutil.virtual_memory().available)


def _in_machine(word: str) -> int | None:
    """Return the bytes that Linux tells of its memory under a word; None where it does not."""
    try:
        lines = _MACHINE.read_text().splitlines()
    except OSError:
        return None
    found = (line.split() for line in lines if line.startswith(word))
    return next(
        (int(words[1]) << 10 for words in found if words[1:2] and words[1].isdecimal()), None
    )


def _free_pages() -> int:
    try:
        return os.sysconf("SC_AVPHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    except (AttributeError, ValueError, OSError):
        return _FALLBACK


def _left_in_groups(root: Path, own: Path) -> Iterator[int]:
    """Yield what each control group that this process is in leaves it, those above included."""
    for folder, is_v2 in groups_of(root, own, "memory"):
        yield from _left_in(folder, *(_V2 if is_v2 else _V1))


def _left_in(folder: Path, limit: str, used: str, cached: str) -> Iterator[int]:
    """Yield the limit of one group less what is used; files it has cached can be given up."""
    most, now = _number(folder / limit), _number(folder / used)
    if most is None or now is None:
        return
    yield most - now + _cached(folder / "memory.stat", cached)


def _number(path: Path) -> int | None:
    try:
        text = path.read_text().strip()
    except OSError:
        return None
    return int(text) if text.isdecimal() else None  # "max" is no limit


def _cached(path: Path, keyword: str) -> int:
    try:
        lines = path.read_text().splitlines()
    except OSError:
        return 0
    found = (line.split() for line in lines if line.startswith(f"{keyword} "))
    return next((int(number) for _, number in found if number.isdecimal()), 0)


def _left_of_address_space() -> Iterator[int]:
    """Yield what a limit on the address space (``ulimit -v``) leaves, where there is one."""
    if sys.platform == "win32":
        return
    import resource  # not there on Windows

    limit, _ = resource.getrlimit(resource.RLIMIT_AS)
    if limit == resource.RLIM_INFINITY:
        return
    try:
        pages = int(_OWN_PAGES.read_text().split()[0])
    except (OSError, ValueError, IndexError):
        pages = 0
    yield limit - pages * os.sysconf("SC_PAGE_SIZE")
