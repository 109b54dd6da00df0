"""Viewers that go in step: at one place by position, at one scale, at one step of time.

Members of one frame of reference stand at the same place of the patient. What lies in another
frame, as an image of another day does, has no place in common with it: it goes along by an offset,
at first from middle to middle, then from where the user has put it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from psygnal import Signal

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from napari_dicom.viewer.in_step.member import Member

    Point = NDArray[np.float64]

_SAME = 1e-9
"""Part of a zoom, or mm, that is rounding."""


class InStep:
    """Leads members from wherever one of them is taken to.

    Attributes
    ----------
    point
        The common place, (z, y, x) in mm of the first member's patient. A viewer stands no further
        than its own image reaches, so none of them says it.
    is_together
        Whether a member takes the others along; while not, each goes alone.
    moved
        Emitted when any member stands elsewhere.
    """

    moved = Signal()

    def __init__(self) -> None:
        self.members: list[Member] = []
        self.point: Point = np.zeros(3)
        self.is_together = True
        self._busy = False

    def add(self, member: Member) -> None:
        """Take another member to where the others are."""
        self._place(member)
        self.members.append(member)
        for event, callback in self._events(member):
            event.connect(callback)
        if member is self.members[0]:
            self.point = member.place()
        elif self.is_together:
            member.stand(self.point + member.shift)
            _go_in_time(self.members[0], member)
            self._show_as(self.members[0])

    def remove(self, member: Member) -> None:
        """Leave a member where it is, and follow it no longer."""
        for event, callback in self._events(member):
            event.disconnect(callback)
        self.members.remove(member)

    def put_in_order(self, members: Sequence[Member]) -> None:
        """Let another member be the first, in whose world the common place is; none moves."""
        shift = members[0].shift
        self.point = self.point + shift
        for member in members:
            member.shift = member.shift - shift
        self.members = list(members)

    def depth(self) -> float | None:
        """Return the depth of the first member's view, in mm; None where it has none."""
        if not self.members or not self.members[0].has_depth:
            return None
        return self.members[0].depth_of(self.point)

    def go_to(self, depth: float) -> None:
        """Go to a depth of the first member's view, in mm along the axis across."""
        first = self.members[0]
        self.point = first.at_depth(self.point, depth)
        self._stand(self.members if self.is_together else [first])
        self.moved.emit()

    def turn(self, turn: Callable[[Member], None]) -> None:
        """Turn each member to another plane, at the place where all are."""
        together, self.is_together = self.is_together, False
        busy, self._busy = self._busy, True
        try:
            for member in self.members:
                turn(member)
        finally:
            self.is_together, self._busy = together, busy
        self._stand(self.members)
        self.moved.emit()

    def go_together(self, together: bool) -> None:
        """Let all go in step from now on, or each alone.

        Members of one frame of reference are then at one place again. Those of another keep the
        offset they have now.
        """
        self.is_together = together
        if not together or not self.members:
            return
        first = self.members[0]
        for place, member in enumerate(self.members[1:], 1):
            kin = member.among(self.members[:place])
            member.shift = member.place() - self.point if kin is None else kin.shift
        self._stand(self.members)
        self._show_as(first)

    def offset(self, member: Member) -> float | None:
        """Return by how many mm a member's slices are set off; None in the first one's frame."""
        if not self.members or member.among(self.members[:1]) is not None:
            return None
        return float(member.shift[member.across])

    def is_turned(self, member: Member) -> bool:
        """Tell whether a member's planes are others than the first one's, in the patient."""
        first = self.members[0]
        return first.has_depth and member.has_depth and not member.is_parallel_to(first)

    def _place(self, member: Member) -> None:
        """Find how a member lies to the others: its own frame's way, else from middle to middle."""
        if not self.members:
            return
        kin = member.among(self.members)
        apart = member.middle() - self.members[0].middle()
        member.shift = apart if kin is None else kin.shift

    def _events(self, member: Member) -> tuple[tuple[Any, Any], ...]:  # Any: napari's emitters
        camera, dims = member.viewer.scene.camera.events, member.viewer.dims.events
        return (
            (dims.point, self._on_point),
            (camera.zoom, self._on_camera),
            (camera.center, self._on_camera),
        )

    def _on_point(self, event: Any) -> None:  # Any: napari's untyped events
        moved = next(one for one in self.members if one.viewer.dims is event.source)
        if not self._busy and (self.is_together or moved is self.members[0]):
            self._lead(moved)
        self.moved.emit()

    def _on_camera(self, event: Any) -> None:  # Any: as above
        cameras = {id(one.viewer.scene.camera): one for one in self.members}
        if not self._busy and self.is_together:
            self._show_as(cameras[id(event.source)])

    def _lead(self, leader: Member) -> None:
        """Take all others to the place, and the step of time, of one."""
        if leader.has_depth:
            self.point = leader.place() - leader.shift
        if not self.is_together:
            return
        others = [one for one in self.members if one is not leader]
        self._stand(others)
        for one in others:
            _go_in_time(leader, one)

    def _stand(self, members: Sequence[Member]) -> None:
        busy, self._busy = self._busy, True
        try:
            for member in members:
                member.stand(self.point + member.shift)
        finally:
            self._busy = busy

    def _show_as(self, leader: Member) -> None:
        """Show all others at the scale of one, and the same part of the patient."""
        camera = leader.viewer.scene.camera
        self._busy = True
        try:
            for member in self.members:
                if member is leader:
                    continue
                center = self._center(leader, member)
                own = member.viewer.scene.camera
                if not np.allclose(own.center[-2:], center, rtol=0, atol=_SAME):
                    own.center = center
                if abs(own.zoom / camera.zoom - 1) > _SAME:
                    own.zoom = camera.zoom
        finally:
            self._busy = False

    def _center(self, leader: Member, member: Member) -> tuple[float, ...]:
        """Return where a member looks when it looks at what is in the middle of the leader."""
        middle = np.asarray(leader.viewer.scene.camera.center, dtype=np.float64)[-2:]
        if not (leader.has_depth and member.has_depth):
            return tuple((middle + (member.shift - leader.shift)[_shown(member)]).tolist())
        seen = leader.seen(self.point + leader.shift)
        seen[_shown(leader)] = middle
        place = leader.back(seen) - leader.shift + member.shift
        return tuple(member.seen(place)[_shown(member)].tolist())


def _shown(member: Member) -> list[int]:
    """Return the axes of (z, y, x) that a member displays."""
    dims = member.viewer.dims
    return [axis - dims.ndim + 3 for axis in dims.displayed[-2:]]


def _go_in_time(leader: Member, member: Member) -> None:
    """Go to the leader's value on each further axis that both have, in the same unit."""
    for axis, key in _further(leader).items():
        for own, other in _further(member).items():
            dims = member.viewer.dims
            value = leader.viewer.dims.point[axis]
            low, high, _ = dims.range[own]
            if key == other and low <= value <= high and dims.point[own] != value:
                dims.set_point(own, value)


def _further(member: Member) -> dict[int, tuple[str, str]]:
    """Return the name and unit of each axis before the last three."""
    layer = member.layer
    lead = max(layer.ndim - 3, 0)
    pairs = zip(layer.axis_labels[:lead], layer.units[:lead], strict=True)
    return {axis: (str(name), str(unit)) for axis, (name, unit) in enumerate(pairs)}
