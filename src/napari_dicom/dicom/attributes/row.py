"""One line of a header's tree, and what of it is shown."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from napari_dicom.dicom.attributes.element_text import tag_text, value_numbers

HIDDEN = "(hidden)"
"""What is shown for a value that may identify the patient."""


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a header's tree.

    Parameters
    ----------
    path
        Tags and item numbers from the root, ``"(0008,1140)[1]"`` for the first item; unique.
    tag
        None for a section or a sequence item.
    name
        Keyword, a private element's description, or what the section or item is called.
    vr
        Value representation.
    value
        Text of the value, units left out; of a sequence, how many items.
    unit
        Unit of the value, ``""`` where it has none.
    confidential
        Whether the value may identify the patient.
    """

    path: tuple[str, ...]
    tag: int | None
    name: str
    vr: str = ""
    value: str = ""
    unit: str = ""
    confidential: bool = False
    children: "tuple[Row, ...]" = ()

    @property
    def tag_text(self) -> str:
        """(gggg,eeee), ``""`` for a section or an item."""
        return "" if self.tag is None else tag_text(self.tag)

    def brief(self, reveal: bool = False) -> str:
        """Return what `shown` does: numbers with at most 6 digits, UIDs by their names alone."""
        if self.vr == "UI" and not self.confidential:
            return self.value.split("  ")[0]
        numbers = value_numbers(self.value, "DS") if self.vr in {"DS", "FD", "FL"} else None
        if numbers is None or (self.confidential and not reveal):
            return self.shown(reveal)
        text = " \\ ".join(f"{number:.6g}" for number in numbers)
        return f"{text} {self.unit}".rstrip()

    def shown(self, reveal: bool = False) -> str:
        """Return the value with its unit, or that it is hidden."""
        if self.confidential and not reveal:
            return HIDDEN
        return f"{self.value} {self.unit}" if self.unit and self.value else self.value


def flat_rows(rows: Iterable[Row]) -> Iterator[Row]:
    """Return all rows of a tree, parents before children."""
    for row in rows:
        yield row
        yield from flat_rows(row.children)
