"""How many threads load a volume: as many as the machine has, where decoding lets them run.

Reading bytes into place is done by two threads as fast as by more (measured: page faults are the
floor). Decoders that hold Python's lock gain nothing from others; those that release it, which
JPEG 2000 at 27 ms a frame needs most, run on every core at once.
"""

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from napari_dicom.dicom.loading.control_groups import GROUPS, OWN_GROUPS, groups_of
from napari_dicom.dicom.pixels import PixelSource, syntax_of

_FEW = 4
"""Threads that read files: on a network they wait for several at once."""
_MOST = 32
"""Threads that decode; beyond, writing into memory is the floor."""
_BYTES = 1 << 30
"""Bytes of frames that are decoded at once."""


def threads_for(sources: Iterable[PixelSource]) -> int:
    """Return how many threads load frames that are coded so."""
    kinds = {(source.transfer_syntax_uid, source.format): source for source in sources}
    cores = usable_cores()
    many = any(_scales(source) for source in kinds.values())
    largest = max((source.format.frame_bits // 8 for source in kinds.values()), default=1)
    most = min(_MOST if many else _FEW, _BYTES // max(1, largest))
    return max(1, min(cores, most))


def usable_cores() -> int:
    """Return the cores that this process may have: fewer than there are, in a container."""
    try:
        cores = len(os.sched_getaffinity(0))
    except (AttributeError, OSError):  # macOS, Windows
        cores = os.cpu_count() or 1
    return min([cores, *_quotas(GROUPS, OWN_GROUPS)])


def _quotas(root: Path, own: Path) -> Iterator[int]:
    """Yield how many cores' time each control group gives; part of a core is one."""
    for folder, is_v2 in groups_of(root, own, "cpu"):
        try:
            if is_v2:
                quota, period = (folder / "cpu.max").read_text().split()
            else:
                quota = (folder / "cpu.cfs_quota_us").read_text().strip()
                period = (folder / "cpu.cfs_period_us").read_text().strip()
        except (OSError, ValueError):
            continue
        if quota.isdecimal() and period.isdecimal() and int(period):  # "max" and -1 are no limit
            yield max(1, -(-int(quota) // int(period)))


def _scales(source: PixelSource) -> bool:
    syntax = syntax_of(source.transfer_syntax_uid)
    if not syntax.encapsulated:
        return False
    from napari_dicom.dicom.pixels.coded import decodes_in_parallel  # decoders: where coded

    return decodes_in_parallel(syntax.uid, source.format)
