"""What the user is told of an opening: one short notification, and the whole of it in the log."""

from __future__ import annotations

import logging
import os
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from textwrap import wrap
from typing import TYPE_CHECKING

from napari.utils.notifications import (
    NotificationSeverity,
    notification_manager,
    show_warning,
)

from napari_dicom.dicom import (
    Content,
    Failed,
    Loaded,
    Opened,
    Severity,
    Skipped,
    Volume,
    file_names,
    plain_text,
    without_markup,
)
from napari_dicom.dicom.objects import Listing
from napari_dicom.viewer.notice import Notice
from napari_dicom.viewer.open_layers import lies_with, volume_of
from napari_dicom.viewer.undrawn import is_drawn, is_open, undrawn_words

if TYPE_CHECKING:
    from napari.layers import Layer

LOGGER = logging.getLogger("napari_dicom")

Offer = tuple[str, Callable[[object], None]]
"""What a button of a notification says, and does; the notification hands itself over."""

MOST_NAMES = 3
MOST_LINES = 12
LONGEST_LINE = 480
LINE_WIDTH = 100
"""Characters in a row of a notification or a dialog."""

MOST_LOGGED_NAMES = 1000


@dataclass(frozen=True, slots=True)
class Line:
    """One cause, and the files or series it concerns."""

    text: str
    names: tuple[str, ...] = ()
    is_warning: bool = False

    def shortened(self, most: int = MOST_NAMES) -> str:
        """Return the line with a few of its names, and how many there are more."""
        if not self.names:
            return self.text
        more = f" and {len(self.names) - most} more" if len(self.names) > most else ""
        return f"{self.text}: {', '.join(self.names[:most])}{more}"


@dataclass(frozen=True, slots=True)
class Report:
    """All that is to be told."""

    lines: tuple[Line, ...]

    @property
    def is_warning(self) -> bool:
        """Whether something was lost or is doubtful."""
        return any(line.is_warning for line in self.lines)

    @property
    def text(self) -> str:
        """The notification: plain, bounded."""
        lines = [_bounded(line.shortened()) for line in self.lines[:MOST_LINES]]
        if len(self.lines) > MOST_LINES:
            lines.append(f"and {len(self.lines) - MOST_LINES} more remarks: see the log")
        return "\n".join(lines)


def report_on(
    opened: Opened,
    paths: Sequence[str],
    series_files: int = 0,
    layers: Sequence[Layer] = (),
    others: Iterable[Layer] = (),
    more: Sequence[Line] = (),
) -> Report:
    """Say what was opened, what of it is hidden, what was not and why, and what is doubtful.

    Parameters
    ----------
    paths
        What the user pointed at.
    series_files
        How many files one file stood for, 0 where it did for none but itself.
    layers
        What was made of it for a viewer.
    others
        What else the viewer has.
    more
        What is told of what came beside DICOM files.
    """
    before = list(others)
    undrawn = [Line(words) for words in undrawn_words(opened, [*layers, *before])]
    lines = [*more, *undrawn]
    if len(opened.loaded) > len(undrawn) or not lines:
        lines.insert(0, _opened_line(opened.loaded, paths, series_files))
    lines += [
        *hidden_lines(layers),
        *_again_lines(opened.loaded, before),
        *_lines_of_the_rest(opened),
        *_note_lines(opened.loaded),
    ]
    return Report(tuple(lines))


def report_on_nothing(opened: Opened, names: str) -> Report:
    """Say why nothing of what was found can be shown: one reason a line."""
    return Report((Line(f"{names}: nothing to show", is_warning=True), *_lines_of_the_rest(opened)))


def is_dicom(opened: Opened) -> bool:
    """Tell whether something of what was found is known to be DICOM, readable or not."""
    known = any(skipped.code != "not-dicom" for skipped in opened.skipped)
    return known or bool(opened.loaded or opened.failed or opened.listed)


def wrapped(text: str) -> str:
    """Return lines broken where Qt would make a dialog as wide as they are long."""
    lines = (
        wrap(line, LINE_WIDTH, subsequent_indent="    ", break_on_hyphens=False)
        for line in text.splitlines()
    )
    return "\n".join(part for line in lines for part in line)


def tell(report: Report, offers: Sequence[Offer] = ()) -> None:
    """Show the notification, and log every name.

    Parameters
    ----------
    offers
        Buttons of the notification.
    """
    level = logging.WARNING if report.is_warning else logging.INFO
    LOGGER.log(level, "\n".join(line.shortened(MOST_LOGGED_NAMES) for line in report.lines))
    severity = NotificationSeverity.WARNING if report.is_warning else NotificationSeverity.INFO
    notification_manager.dispatch(Notice(wrapped(report.text), severity, actions=tuple(offers)))


def tell_of_lost_slices() -> None:
    """Let the user know from now on of slices that are read when looked at, and cannot be."""
    lazy = logging.getLogger("napari_dicom.lazy")
    if not any(isinstance(handler, _Teller) for handler in lazy.handlers):
        lazy.addHandler(_Teller())


class _Teller(logging.Handler):
    """Shows each warning once; it comes from whatever thread reads slices."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self._told: set[str] = set()

    def emit(self, record: logging.LogRecord) -> None:
        text = _bounded(record.getMessage())
        if text not in self._told:
            self._told.add(text)
            show_warning(text)


def what_was_found(folder: str, suffixes: Counter[str]) -> str:
    """Say in one sentence what a folder without DICOM holds instead."""
    name = plain_text(Path(folder).absolute().name) or os.sep
    if not suffixes:
        return f"{name}: no DICOM image in this folder, it holds no files"
    kinds = [
        f"{count} {plain_text(suffix, 16) or 'without extension'}"
        for suffix, count in suffixes.most_common(MOST_NAMES)
    ]
    more = sum(suffixes.values()) - sum(n for _, n in suffixes.most_common(MOST_NAMES))
    tail = f" and {more} others" if more else ""
    return f"{name}: no DICOM image in this folder, only other files ({', '.join(kinds)}{tail})"


def _opened_line(loaded: Sequence[Loaded], paths: Sequence[str], series_files: int) -> Line:
    drawn = [one.content for one in loaded if is_drawn(one)]
    names = tuple(map(_described, drawn))
    count = sum(isinstance(one, Volume) for one in drawn)
    others = len(drawn) - count
    parts = [_number(count, "volume")] if count or not others else []
    parts += [_number(others, "other object" if count else "object")] if others else []
    if series_files > 1:
        name = plain_text(Path(paths[0]).name)
        return Line(f"Opened the series of {name}, {series_files} files of its folder", names)
    return Line(f"Opened {' and '.join(parts)}", names)


def hidden_lines(layers: Sequence[Layer]) -> Iterator[Line]:
    """Tell of what lies elsewhere; what starts hidden upon its image, filled contours, does not."""
    seen = [layer for layer in layers if layer.visible]
    shown = [layer for layer in seen if volume_of(layer) is not None] or seen
    hidden = [layer for layer in layers if not layer.visible]
    names = tuple(one.name for one in hidden if not any(lies_with(one, other) for other in shown))
    if names:
        text = "Opened hidden, not in one space with what is shown (DICOM Volume: Show only this)"
        yield Line(text, names)


def _again_lines(loaded: Iterable[Loaded], others: Sequence[Layer]) -> Iterator[Line]:
    names = tuple(one.content.name for one in loaded if is_open(one, others))
    if names:
        yield Line("Open already, now once more", names)


def _lines_of_the_rest(opened: Opened) -> Iterator[Line]:
    yield from _failed_lines(opened.failed)
    yield from _listed_lines(opened.listed)
    yield from _skipped_lines(opened.skipped)


def _described(content: Content) -> str:
    if isinstance(content, Volume):
        return f"{content.name} ({' × '.join(str(size) for size in content.shape)})"
    return content.name


def _failed_lines(failed: Iterable[Failed]) -> Iterator[Line]:
    for one in failed:
        names = tuple(file_names(one.content))
        count = _number(len(names), "image" if isinstance(one.content, Volume) else "file")
        text = f"Not opened, {one.content.name}, {count}: {one.reason} Files"
        yield Line(text, names, is_warning=True)


def _listed_lines(listed: Iterable[Listing]) -> Iterator[Line]:
    """One line for each kind of object that is named only."""
    reasons: dict[str, list[str]] = {}
    for one in listed:
        reasons.setdefault(one.reason, []).extend(file_names(one))
    for reason, names in reasons.items():
        yield Line(f"{_files(len(names))} not opened ({reason})", tuple(names))


def _skipped_lines(skipped: Iterable[Skipped]) -> Iterator[Line]:
    """One line for each cause; those for files that are not even DICOM come last."""
    causes: dict[tuple[str, str], list[str]] = {}
    for one in skipped:
        reason = "" if one.code == "not-dicom" else one.reason
        causes.setdefault((one.code, reason), []).append(plain_text(one.path.name))
    for (code, reason), names in sorted(causes.items(), key=_is_foreign):
        if code == "not-dicom":
            yield Line(f"{_files(len(names))} not DICOM", tuple(names))
        else:
            text = f"{_files(len(names))} not opened ({reason})"
            yield Line(text, tuple(names), is_warning=True)


def _is_foreign(cause: tuple[tuple[str, str], list[str]]) -> bool:
    return cause[0][0] == "not-dicom"


def _files(count: int) -> str:
    return _number(count, "file")


def _number(count: int, word: str) -> str:
    return f"1 {word}" if count == 1 else f"{count} {word}s"


def _note_lines(loaded: Iterable[Loaded]) -> Iterator[Line]:
    """One line for each cause, however many series it concerns."""
    causes: dict[str, list[str]] = {}
    for one in loaded:
        for note in one.content.notes:
            if note.severity is not Severity.INFO:
                causes.setdefault(note.message, []).append(one.content.name)
    for message, names in causes.items():
        if len(names) == 1:
            yield Line(f"{names[0]}: {message}", is_warning=True)
        else:
            yield Line(message, tuple(names), is_warning=True)


def _bounded(line: str) -> str:
    """Return a line as Qt shows it literally: nothing in it may pass for a tag."""
    return without_markup(plain_text(line, LONGEST_LINE))
