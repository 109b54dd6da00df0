"""Different names for different volumes: what is called alike cannot be told apart in a list."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import replace

from napari_dicom.dicom.volumes.volume import Volume


def name_apart(volumes: Sequence[Volume]) -> list[Volume]:
    """Give volumes that would have one name a number each, in their order."""
    counts = Counter(volume.name for volume in volumes)
    seen: dict[str, int] = defaultdict(int)
    named = []
    for volume in volumes:
        name = volume.name
        if counts[name] > 1:
            seen[name] += 1
            number = f"({seen[name]} of {counts[name]})"
            part = " ".join(filter(None, (volume.part, number)))
            volume = replace(volume, part=part)
        named.append(volume)
    return named
