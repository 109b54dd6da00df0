"""The control groups of this process: a container or a job of a cluster has limits of its own."""

from collections.abc import Iterator
from pathlib import Path

GROUPS = Path("/sys/fs/cgroup")
OWN_GROUPS = Path("/proc/self/cgroup")


def groups_of(root: Path, own: Path, controller: str) -> Iterator[tuple[Path, bool]]:
    """Yield the folder of each group that limits this process, those above it included.

    Parameters
    ----------
    root
        Where control groups are mounted, `GROUPS`.
    own
        The file that names those of the process, `OWN_GROUPS`.
    controller
        ``"memory"`` or ``"cpu"``.

    Yields
    ------
    tuple of Path and bool
        A folder, and whether it is of version 2, whose groups have all controllers in one place.
    """
    for controllers, place in _own_groups(own):
        if controllers and controller not in controllers:
            continue
        top = root if not controllers else root / controller
        group = top / place
        for folder in (group, *group.parents):
            if folder == top or top in folder.parents:
                yield folder, not controllers


def _own_groups(own: Path) -> Iterator[tuple[list[str], str]]:
    """Yield (controllers, path below the root) of the control groups of a process."""
    try:
        lines = own.read_text().splitlines()
    except OSError:  # no Linux
        return
    for line in lines:
        _, controllers, place = [*line.split(":", 2), "", ""][:3]
        yield [name for name in controllers.split(",") if name], place.strip("/")
