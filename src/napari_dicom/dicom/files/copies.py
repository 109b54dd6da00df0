"""Files that name the same SOP instance: true copies, damaged copies, and other images.

A copy is known by its pixels here, and by what its header says later on (`volumes.identity`). A
folder may hold the same image twice, sent again after a transfer broke off, or both as it was and
compressed with loss under the same UID, against PS3.3 C.12.1.1.
"""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from itertools import chain

from napari_dicom.dicom.errors import LimitError, PixelError
from napari_dicom.dicom.files.instance import Instance
from napari_dicom.dicom.limits import Limits
from napari_dicom.dicom.note import Skipped
from napari_dicom.dicom.pixels import PixelReader, PixelSource, disk_errors, open_regular
from napari_dicom.dicom.text import plain_text
from napari_dicom.dicom.workers import done_in_time

_STEP = 1 << 20


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
        contents: dict[int, Hashable] = {}
        for one, damage in _compared(group, contents, limits):
            skipped.append(Skipped(one.path, damage, "damaged-copy"))
            changed[id(one)] = None
        seen: dict[Hashable, str] = {}
        for one in (one for one in group if id(one) in contents):
            content = seen.setdefault(contents[id(one)], str(len(seen)))
            changed[id(one)] = replace(one, content=content)
    left = (changed.get(id(one), one) for one in instances)
    return [one for one in left if one is not None], skipped


def pixel_digest(instance: Instance) -> Hashable:
    """Return what two files of the same pixel data have in common; the file's path of unread ones.

    Files of which this is the same show the same stored values.
    """
    return _raw(instance)


def _compared(
    group: Mapping[Instance, Hashable], contents: dict[int, Hashable], limits: Limits
) -> Iterator[tuple[Instance, str]]:
    """Put what each file holds into `contents`; yield damaged copies of good ones and why.

    Only files of one number are decoded: others are copies where their pixel data are the same.
    """
    for numbered in _grouped(group, lambda one: one.header.integer("InstanceNumber")):
        if len({group[one] for one in numbered}) == 1:
            contents.update({id(one): group[one] for one in numbered})
            continue
        found = _contents(numbered, limits)
        whole = [one for one in numbered if found[id(one)] is not None]
        contents.update({id(one): found[id(one)] for one in whole})
        for one in numbered if whole else ():
            if found[id(one)] is None:
                yield one, f"a damaged copy of {plain_text(whole[0].path.name)}"


def _suspects(instances: Iterable[Instance]) -> list[dict[Instance, Hashable]]:
    """Return files that name one instance and place, and whose pixel data differ, with these."""
    named = (one for one in instances if one.pixels is not None and one.sop_instance_uid)
    several = (group for group in _grouped(named, _uid) if len(group) > 1)
    places = chain.from_iterable(_grouped(group, _place) for group in several)
    raws = ({one: _raw(one) for one in group} for group in places if len(group) > 1)
    return [group for group in raws if len(set(group.values())) > 1]


def _grouped(
    instances: Iterable[Instance], key: Callable[[Instance], Hashable]
) -> list[list[Instance]]:
    groups: dict[Hashable, list[Instance]] = defaultdict(list)
    for one in instances:
        groups[key(one)].append(one)
    return list(groups.values())


def _uid(instance: Instance) -> Hashable:
    return instance.sop_instance_uid


def _place(instance: Instance) -> Hashable:
    return instance.header.numbers("ImagePositionPatient", 3)


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
    import hashlib  # for what is there twice

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
    import hashlib  # for what is there twice

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
