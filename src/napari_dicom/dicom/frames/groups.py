"""The functional groups of one frame (PS3.3 C.7.6.16): its own first, then the shared ones.

They are walked in the bytes of the file, or read by pydicom: to what asks they are the same.
"""

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from napari_dicom.dicom.headers import Encoding, Header, ValueDoubt, doubts_in


class GroupItem(Protocol):
    """An item of a functional group, or of a sequence below one."""

    @property
    def header(self) -> Header:
        """Its values of `ELEMENTS`: one header, made once."""

    def items(self, keyword: str) -> Sequence["GroupItem"]:
        """Return the items of a sequence, none where it is absent."""

    def value(self, keyword: str) -> object:
        """Return the value of any element as pydicom has it, None where it is absent."""

    def __contains__(self, keyword: str) -> bool: ...


class Group(Protocol):
    """The functional groups of a frame, or those that all frames share."""

    def items(self, keyword: str) -> Sequence[GroupItem]:
        """Return the items of a group's sequence, none where it is absent."""

    def content(self, keywords: frozenset[str]) -> Hashable:
        """Return what is the same where some groups are equal; None where that is not known."""

    def element(self, tag: int) -> tuple[bytes, bytes] | None:
        """Return VR (empty where implicit) and bytes of a group; None where they are not known."""


class Groups:
    """The functional groups of one frame, and the header behind them.

    `is_described` is False of a frame behind the last item of the per-frame groups.
    """

    __slots__ = ("_own", "_shared", "header", "is_described")

    def __init__(
        self, own: Group, shared: Group, header: Header, *, is_described: bool = True
    ) -> None:
        self._own = own
        self._shared = shared
        self.header = header
        self.is_described = is_described

    def has_its_own(self, keyword: str) -> bool:
        """Tell whether the frame's own groups have a sequence."""
        return bool(self._own.items(keyword))

    def items(self, keyword: str) -> Sequence[GroupItem]:
        """Return the items of a functional group sequence of this frame."""
        return self._own.items(keyword) or self._shared.items(keyword)

    def item(self, keyword: str) -> Header:
        """Return the first item of a functional group sequence as header values, maybe empty."""
        items = self.items(keyword)
        return items[0].header if items else Header({})

    def doubts(self, keywords: Iterable[str]) -> tuple[ValueDoubt, ...]:
        """Return what is doubtful about the values of some functional group sequences."""
        found: tuple[ValueDoubt, ...] = ()
        for keyword in keywords:
            for item in self.items(keyword):
                found += doubts_in(item.header)  # nearly always none
        return found

    def own_content(self, keywords: frozenset[str]) -> Hashable:
        """Return what is the same for frames of a file whose own groups of some kinds are equal.

        None where that is not known.
        """
        return self._own.content(keywords)

    def own_element(self, tag: int) -> tuple[bytes, bytes] | tuple[None, None]:
        """Return VR (empty where implicit) and bytes of a group of the frame's own.

        None where it has none, or they are not known.
        """
        return self._own.element(tag) or (None, None)


@dataclass(frozen=True, slots=True)
class GroupTable:
    """The functional groups of all frames of a file, in their order.

    Parameters
    ----------
    dimensions
        Items of the Dimension Index Sequence (0020,9222).
    frames
        Can be gone through again and again.
    encoding
        How they are written, where their bytes are known.
    """

    dimensions: Sequence[GroupItem]
    frames: Iterable[Groups]
    encoding: Encoding | None = None
