"""Files that name the same SOP instance: true copies, damaged copies, and other images.

A copy is known by its pixels. A folder may hold the same image twice, sent again after a transfer
broke off, or both as it was and compressed with loss under the same UID, against PS3.3 C.12.1.1.
"""

import hashlib
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import replace
from functools import partial
from itertools import count

from napari_dicom.dicom.errors import LimitError, PixelError
from napari_dicom.dicom.files.instance import Instance
from napari_dicom.dicom.limits import Limits
from napari_dicom.dicom.note import Skipped
from napari_dicom.dicom.pixels import PixelReader, PixelSource, disk_errors, open_regular
from napari_dicom.dicom.text import plain_text
from napari_dicom.dicom.workers import done_in_time

_STEP = 1 << 20
_SAME = ("SOPInstanceUID", "ImagePositionPatient", "InstanceNumber")


def tell_apart(
    instances: Sequence[Instance],
    limits: Limits,
    progress: Callable[[str, int, int | None], None] | None = None,
) -> tuple[list[Instance], list[Skipped]]:
    """Mark files of one SOP instance whose pixels differ; leave out damaged copies of good ones.

    Parameters
    ----------
    progress
        Called with each instance that is compared; may raise to cancel.

    Returns
    -------
    list of Instance
        Those that are left, in order; `Instance.content` differs where pixels do.
    list of Skipped
        Copies that cannot be decoded, where another one can.
    """
    skipped: list[Skipped] = []
    changed: dict[int, Instance | None] = {}
    suspects = _suspects(instances)
    for number, group in enumerate(suspects):
        if progress is not None:
            progress("Comparing copies", number, len(suspects))
        contents = _contents(group, limits)
        good = next((one for one in group if contents[id(one)] is not None), None)
        if good is None:
            continue
        seen: dict[str, str] = {}
        for one in group:
            content = contents[id(one)]
            if content is None:
                reason = f"a damaged copy of {plain_text(good.path.name)}"
                skipped.append(Skipped(one.path, reason, "damaged-copy"))
                changed[id(one)] = None
            else:
                changed[id(one)] = replace(one, content=seen.setdefault(content, str(len(seen))))
    left = (changed.get(id(one), one) for one in instances)
    return [one for one in left if one is not None], skipped


def pixel_digest(instance: Instance) -> Hashable:
    """Return what two files of the same pixel data have in common; the file's path of unread ones.

    Files of which this is the same show the same stored values.
    """
    return _raw(instance)


def _suspects(instances: Iterable[Instance]) -> list[list[Instance]]:
    """Return files that name one instance, place and number, and whose pixel data differ."""
    groups: dict[Hashable, list[Instance]] = defaultdict(list)
    unnamed = count()
    for one in instances:
        if one.pixels is None:
            continue  # no pixels to tell them apart by
        uid = one.sop_instance_uid
        groups[tuple(one.header.text(key) for key in _SAME) if uid else next(unnamed)].append(one)
    several = (group for group in groups.values() if len(group) > 1)
    return [group for group in several if len({_raw(one) for one in group}) > 1]


def _raw(instance: Instance) -> Hashable:
    """Return what two files of the same pixel data have in common, whatever it codes."""
    source = instance.pixels
    assert source is not None
    try:
        return (source.transfer_syntax_uid, source.format, source.number_of_frames, _digest(source))
    except PixelError:
        return instance.path


def _digest(source: PixelSource) -> str:
    """Return a hash of the pixel element to its length, or of all behind its start."""
    found = hashlib.blake2b()
    with disk_errors(), open_regular(source.path) as file:
        file.seek(source.dataset_offset or source.offset)
        left = source.length if source.length is not None and not source.dataset_offset else None
        while left is None or left > 0:
            part = file.read(_STEP if left is None else min(_STEP, left))
            if not part:
                break
            found.update(part)
            left = None if left is None else left - len(part)
    return found.hexdigest()


def _contents(group: Sequence[Instance], limits: Limits) -> dict[int, str | None]:
    """Return a hash of each file's stored values, None where one frame cannot be decoded."""
    return {id(one): _content(one.pixels, limits) for one in group if one.pixels is not None}


def _content(source: PixelSource, limits: Limits) -> str | None:
    found = hashlib.blake2b(repr(source.format.shape).encode())
    try:
        with PixelReader(source, limits) as reader:
            for number in range(1, source.number_of_frames + 1):
                frame = done_in_time(partial(reader.read, number), limits.frame_seconds)
                if frame is None:
                    return None
                found.update(frame.values.tobytes())
    except (PixelError, LimitError):
        return None
    return found.hexdigest()
