"""What is kept of files whose frames are read one by one: where their fragments are, open videos.

A lazy layer opens its file anew for each frame. Where thousands of frames lie in it is looked up
once, and a video is decoded on from where it stands. No file stays open, and what is kept has
bounds; it is that of a file in a state (`FileState`), and of no other.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import TYPE_CHECKING

from napari_dicom.dicom.pixels.encapsulation import FragmentTable
from napari_dicom.dicom.pixels.format import PixelSource

if TYPE_CHECKING:
    from napari_dicom.dicom.pixels.video import VideoReader

_MOST_FRAMES = 200_000
"""Frames of all files together of which it is known where they are: 30 MB."""
_MOST_VIDEOS = 2
_MOST_BYTES = 256 << 20
"""Of a video's stream that stays in memory."""

_Key = Hashable


class _Tables:
    """Fragment tables of the files last read from."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._tables: OrderedDict[_Key, FragmentTable] = OrderedDict()

    def get(self, source: PixelSource, walk: Callable[[], FragmentTable]) -> FragmentTable:
        """Return the table of a file, walked where it is not known yet."""
        key = _key(source)
        with self._lock:
            table = self._tables.get(key)
            if table is not None:
                self._tables.move_to_end(key)
                return table
        table = walk()
        if source.state is not None and source.number_of_frames > 1:
            self._keep(key, table)
        return table

    def _keep(self, key: _Key, table: FragmentTable) -> None:
        with self._lock:
            self._tables[key] = table
            while len(self._tables) > 1 and self._frames() > _MOST_FRAMES:
                self._tables.popitem(last=False)

    def _frames(self) -> int:
        return sum(len(table.frames) for table in self._tables.values())


class _Videos:
    """Videos that stand where they were left; each serves one reader at a time."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._videos: OrderedDict[_Key, VideoReader] = OrderedDict()

    def take(self, source: PixelSource) -> VideoReader | None:
        """Return a video nobody reads at present; None where there is none."""
        with self._lock:
            return self._videos.pop(_key(source), None)

    def put(self, source: PixelSource, video: VideoReader) -> None:
        """Leave a video to the next who asks, unless it is at its end, or large."""
        if source.state is None or video.is_at_end or video.stream_bytes > _MOST_BYTES:
            return
        with self._lock:
            self._videos[_key(source)] = video
            while len(self._videos) > _MOST_VIDEOS:
                self._videos.popitem(last=False)


def _key(source: PixelSource) -> _Key:
    return source.path, source.state, source.offset, source.number_of_frames


TABLES = _Tables()
VIDEOS = _Videos()
