"""Files of one object: they name the same SOP instance and hold the same (PS3.3 C.12.1.1).

Objects that differ under one SOP Instance UID are against the standard, and there are such: both
are kept. A copy sent again has the same data set, under another file meta information perhaps.
"""

import hashlib
from collections.abc import Hashable, Iterable

from napari_dicom.dicom.files import Instance

_STEP = 1 << 20


def by_object(instances: Iterable[Instance]) -> list[tuple[Instance, ...]]:
    """Return the files of each object, in the order they were found; copies are together."""
    named: dict[str, list[Instance]] = {}
    for instance in instances:
        key = instance.sop_instance_uid or str(instance.path)
        named.setdefault(key, []).append(instance)
    return [files for group in named.values() for files in _apart(group)]


def _apart(group: list[Instance]) -> list[tuple[Instance, ...]]:
    if len(group) == 1:
        return [tuple(group)]
    objects: dict[Hashable, list[Instance]] = {}
    for instance in group:
        objects.setdefault(instance.content or _digest(instance), []).append(instance)
    return [tuple(files) for files in objects.values()]


def _digest(instance: Instance) -> Hashable:
    """Return what files of the same data set have in common; the path where none can be read."""
    found = hashlib.blake2b(instance.header.text("TransferSyntaxUID").encode())
    try:
        with instance.path.open("rb") as file:
            file.seek(_data_set_offset(file.read(144)))
            while part := file.read(_STEP):
                found.update(part)
    except OSError:
        return instance.path
    return found.digest()


def _data_set_offset(head: bytes) -> int:
    """Return where the data set starts, behind the file meta information (PS3.10 7.1)."""
    if head[128:140] != b"DICM\2\0\0\0UL\4\0":
        return 0
    return len(head) + int.from_bytes(head[140:], "little")
