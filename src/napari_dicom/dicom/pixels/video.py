"""Frames of a video transfer syntax: one stream for all of them (PS3.5 8.2.5 to 8.2.8)."""

from collections.abc import Iterator

from napari_dicom.dicom.errors import DecodeError, NoDecoderError
from napari_dicom.dicom.pixels import optionals
from napari_dicom.dicom.pixels.decoded_frame import DecodedFrame
from napari_dicom.dicom.pixels.decoders import DECODERS, Array, video_frames
from napari_dicom.dicom.pixels.format import PixelFormat
from napari_dicom.dicom.pixels.one_decoder import decoder_label, third_party
from napari_dicom.dicom.pixels.transfer_syntax import TransferSyntax
from napari_dicom.dicom.pixels.trust import describe, missing_text, trusted_names


class VideoReader:
    """Decodes a video forwards; asked for an earlier frame, it starts over.

    Parameters
    ----------
    stream
        All fragments of the pixel element.
    syntax
        Which kind of video.
    pixel_format
        Layout of its frames.
    number_of_frames
        How many the header speaks of (0028,0008).

    Raises
    ------
    NoDecoderError
        PyAV is not there; the text says how to install it.
    """

    def __init__(
        self,
        stream: bytes,
        syntax: TransferSyntax,
        pixel_format: PixelFormat,
        number_of_frames: int,
    ) -> None:
        self._decoder = DECODERS["pyav"]
        missing = optionals.problem(self._decoder.package)
        if missing is not None:
            names = trusted_names(syntax.compression, pixel_format)
            reasons = dict.fromkeys(names, missing)
            what = describe(syntax, pixel_format)
            raise NoDecoderError(missing_text(what, syntax.compression, reasons))
        self._stream = stream
        self._format = pixel_format
        self._frames: Iterator[Array] = video_frames(stream)
        self._next = 1
        self._number_of_frames = number_of_frames

    @property
    def is_at_end(self) -> bool:
        """Whether the last frame was read: who asks again starts over."""
        return self._next > self._number_of_frames

    @property
    def stream_bytes(self) -> int:
        """Bytes of the stream, which stays in memory."""
        return len(self._stream)

    def read(self, number: int) -> DecodedFrame:
        """Return frame `number`, counted from 1, as RGB.

        Raises
        ------
        DecodeError
            The stream has fewer frames, or frames of another size, or is damaged.
        """
        if number < self._next:
            self._frames, self._next = video_frames(self._stream), 1
        frame = None
        while self._next <= number:
            frame = third_party(lambda: next(self._frames, None))
            if frame is None:
                raise DecodeError(f"the video has {self._next - 1} frames")
            self._next += 1
        if frame is None or frame.shape != self._format.shape:
            found = "no" if frame is None else " x ".join(str(side) for side in frame.shape)
            raise DecodeError(f"the video has {found} pixels a frame, not {self._format.shape}")
        return DecodedFrame(frame, decoder_label(self._decoder), "RGB", self._excess())

    def _excess(self) -> tuple[str, ...]:
        """Return a warning behind the last frame, where the video goes on."""
        if self._next <= self._number_of_frames:
            return ()
        more = third_party(lambda: next(self._frames, None))
        self._next += 1
        if more is None:
            return ()
        return (f"the video goes on behind the {self._number_of_frames} images the header names",)
