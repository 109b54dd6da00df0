"""Read the frames of one file, one at a time, as stored values."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, BinaryIO, Self

import numpy as np

from napari_dicom.dicom.errors import DecodeError, LimitError, PixelError
from napari_dicom.dicom.limits import DEFAULT_LIMITS, Limits
from napari_dicom.dicom.pixels.decoded_frame import Array, DecodedFrame
from napari_dicom.dicom.pixels.deflate import inflate
from napari_dicom.dicom.pixels.disk import disk_errors, open_regular
from napari_dicom.dicom.pixels.encapsulation import (
    FragmentTable,
    read_fragment_table,
    read_fragments,
    read_whole,
)
from napari_dicom.dicom.pixels.format import PixelSource
from napari_dicom.dicom.pixels.frame_size import check_size, excess
from napari_dicom.dicom.pixels.kept import TABLES, VIDEOS
from napari_dicom.dicom.pixels.native import (
    needs_no_unpacking,
    swap_big_endian,
    unpack_frame,
)
from napari_dicom.dicom.pixels.stored import cut_cells
from napari_dicom.dicom.pixels.transfer_syntax import syntax_of

if TYPE_CHECKING:
    from napari_dicom.dicom.pixels.video import VideoReader

NATIVE = "none needed"
_ITEM = b"\xfe\xff\x00\xe0"


class PixelReader:
    """Reads frames of one file; a context manager. One for each thread.

    Parameters
    ----------
    source
        Where the file keeps its pixels.
    limits
        What it may ask for.

    Raises
    ------
    DecodeError
        The file cannot be opened or is not a regular file.
    LimitError
        A deflated data set inflates past the limit.
    """

    def __init__(self, source: PixelSource, limits: Limits = DEFAULT_LIMITS) -> None:
        self.source = source
        self.syntax = syntax_of(source.transfer_syntax_uid)
        self._limits = limits
        self._table: FragmentTable | None = None
        self._video: VideoReader | None = None
        self._file: BinaryIO = open_regular(source.path, source.state)
        if self.syntax.deflated:
            self._inflate()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the file; leave a video where it stands to the next who reads it."""
        self._file.close()
        if self._video is not None:
            VIDEOS.put(self.source, self._video)
            self._video = None

    def read(self, number: int) -> DecodedFrame:
        """Return frame `number`, counted from 1 as DICOM does.

        Raises
        ------
        PixelError
            It cannot be had; the text names the file, the frame and the reason.
        LimitError
            It is larger than the limit.
        """
        with self._named(number):
            self._check_number(number)
            if self._is_native:
                return self._read_native(number)
            if self.syntax.video:
                return self._read_video(number)
            return self._read_encapsulated(number)

    def read_into(self, number: int, out: Array) -> DecodedFrame:
        """Read frame `number`, counted from 1, into `out`; straight from the file where possible.

        Parameters
        ----------
        number
            1 to the number of frames.
        out
            Array of the frame's shape; it is written to.

        Returns
        -------
        DecodedFrame
            Its values are `out`.
        """
        if not self._fits(out):
            frame = self.read(number)
            out[...] = frame.values
            return DecodedFrame(
                out, frame.decoder, frame.photometric_interpretation, frame.warnings
            )
        with self._named(number):
            self._check_number(number)
            return self._read_in_place(number, out)

    @contextmanager
    def _named(self, number: int) -> Iterator[None]:
        """Put file and frame before what is wrong, be it the disk."""
        try:
            with disk_errors():
                yield
        except (PixelError, LimitError) as error:
            raise type(error)(f"{self._name}, frame {number}: {error}") from error

    @property
    def _name(self) -> str:
        return Path(self.source.path).name

    @property
    def _is_native(self) -> bool:
        if self.syntax.encapsulated:
            return False
        return self.source.length is not None

    def _inflate(self) -> None:
        file = self._file
        try:
            end = self.source.offset + self._needed_bytes()
            with disk_errors():
                body = inflate(file, self.source.dataset_offset, self._limits, end)
            self._file = io.BytesIO(body)
        except (PixelError, LimitError) as error:
            raise type(error)(f"{self._name}: {error}") from error
        finally:
            file.close()

    def _needed_bytes(self) -> int:
        """Return how many bytes of an inflated pixel element hold its frames."""
        if self.source.length is None:
            raise DecodeError("a deflated data set with encapsulated pixel data")
        check_size(self.source.format, self._limits)
        bits = self.source.number_of_frames * self.source.format.frame_bits
        return min(self.source.length, -(-bits // 8))

    def _check_number(self, number: int) -> None:
        if not 1 <= number <= self.source.number_of_frames:
            raise DecodeError(f"the file has {self.source.number_of_frames} frames")
        check_size(self.source.format, self._limits)

    def _fits(self, out: Array) -> bool:
        layout = self.source.format
        return (
            self._is_native
            and needs_no_unpacking(layout, self.syntax.little_endian_pixels)
            and not self._swaps_bytes
            and out.dtype == layout.dtype
            and out.dtype.newbyteorder("<") == out.dtype
            and out.shape == layout.shape
            and bool(out.flags.c_contiguous)
        )

    def _read_in_place(self, number: int, out: Array) -> DecodedFrame:
        layout = self.source.format
        size = layout.frame_bits // 8
        start = (number - 1) * size
        self._check_length(start, size)
        self._file.seek(self.source.offset + start)
        taken = self._file.readinto(out.data.cast("B"))  # type: ignore[attr-defined]  # BinaryIO lacks readinto
        if taken < size:
            raise DecodeError(f"the file ends {size - taken:,} bytes before the frame does")
        doubts = (*excess(self.source), *cut_cells(out, layout))
        return DecodedFrame(out, NATIVE, layout.photometric_interpretation, doubts)

    def _read_native(self, number: int) -> DecodedFrame:
        layout = self.source.format
        if needs_no_unpacking(layout, self.syntax.little_endian_pixels) and not self._swaps_bytes:
            return self._read_in_place(number, np.empty(layout.shape, layout.dtype))
        first_bit = (number - 1) * layout.frame_bits
        start, bit_offset = divmod(first_bit, 8)
        size = -(-(bit_offset + layout.frame_bits) // 8)
        self._check_length(start, size)
        raw = self._read_swapped(start, size)
        values = unpack_frame(raw, layout, bit_offset)
        doubts = (*excess(self.source), *cut_cells(values, layout))
        return DecodedFrame(values, NATIVE, layout.photometric_interpretation, doubts)

    def _read_swapped(self, start: int, size: int) -> bytes:
        """Return bytes of the value in little-endian order."""
        if self._swaps_bytes:  # whole words, so that pairs stay pairs
            even = start - start % 2
            words = self._read_bytes(even, size + start - even + (size + start - even) % 2)
            swapped = np.frombuffer(words, "u1").reshape(-1, 2)[:, ::-1].tobytes()
            return swapped[start - even : start - even + size]
        raw = self._read_bytes(start, size)
        return raw if self.syntax.little_endian_pixels else swap_big_endian(raw, self.source.format)

    def _read_bytes(self, start: int, size: int) -> bytes:
        return read_whole(self._file, self.source.offset + start, size)

    def _check_length(self, start: int, size: int) -> None:
        length = self.source.length
        if length is not None and start + size > length:
            raise DecodeError(
                f"the pixel data has {length:,} bytes, {start + size:,} are needed up to here"
            )

    @property
    def _swaps_bytes(self) -> bool:
        """Whether bytes come in swapped pairs: 8 bits in big-endian words (OW)."""
        layout = self.source.format
        if self.syntax.little_endian_pixels or layout.bits_allocated > 8:
            return False
        self._file.seek(max(0, self.source.offset - 8))
        return self._file.read(2) == b"OW"

    def _read_encapsulated(self, number: int) -> DecodedFrame:
        from napari_dicom.dicom.pixels.rle_bits import decode_stream  # decoders: where coded

        stream, warnings = self._stream(number)
        frame = decode_stream(stream, self.syntax, self.source.format, self._limits)
        if not warnings:
            return frame
        return DecodedFrame(
            frame.values,
            frame.decoder,
            frame.photometric_interpretation,
            (*warnings, *frame.warnings),
        )

    def _read_video(self, number: int) -> DecodedFrame:
        video = self._video or VIDEOS.take(self.source) or self._opened_video()
        self._video = None  # one that raised is not asked again
        frame = video.read(number)
        self._video = video
        return frame

    def _opened_video(self) -> VideoReader:
        from napari_dicom.dicom.pixels.video import VideoReader  # decoders: where coded

        table = read_fragment_table(self._file, self.source.offset, 1)
        stream = read_fragments(self._file, table.frames[0])
        frames = self.source.number_of_frames
        return VideoReader(stream, self.syntax, self.source.format, frames)

    def _stream(self, number: int) -> tuple[bytes, tuple[str, ...]]:
        if self.source.length is not None and not self._starts_with_item():
            if self.source.number_of_frames == 1:
                return self._read_bytes(0, self.source.length), (
                    "the pixel data is compressed but not encapsulated",
                )
            raise DecodeError("the pixel data is compressed but not encapsulated")
        if self._table is None:
            self._table = TABLES.get(self.source, self._walked_table)
        frames = self._table.frames
        if number > len(frames):
            raise DecodeError(
                f"the pixel data holds {len(frames)} of {self.source.number_of_frames} frames"
            )
        return read_fragments(self._file, frames[number - 1]), self._table.warnings

    def _walked_table(self) -> FragmentTable:
        source = self.source
        return read_fragment_table(
            self._file, source.offset, source.number_of_frames, source.extended_offsets
        )

    def _starts_with_item(self) -> bool:
        self._file.seek(self.source.offset)
        return self._file.read(4) == _ITEM
