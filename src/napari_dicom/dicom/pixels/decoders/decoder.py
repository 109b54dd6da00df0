"""What a decoder is given and what it gives back."""

from collections.abc import Callable
from dataclasses import dataclass

from napari_dicom.dicom.pixels.codestream import StreamHeader
from napari_dicom.dicom.pixels.decoded_frame import Array
from napari_dicom.dicom.pixels.format import PixelFormat


@dataclass(frozen=True, slots=True)
class CodedFrame:
    """One frame to decode.

    Parameters
    ----------
    stream
        The compressed frame.
    format
        What the data set says of it.
    header
        What the stream says of itself; None where its family has no header.
    photometric_interpretation
        Colour space of the samples inside the stream, as far as it is known.
    """

    stream: bytes
    format: PixelFormat
    header: StreamHeader | None
    photometric_interpretation: str


@dataclass(frozen=True, slots=True)
class Samples:
    """A decoded frame, (rows, columns) or (rows, columns, samples), in the decoder's own dtype."""

    values: Array
    photometric_interpretation: str


@dataclass(frozen=True, slots=True)
class Decoder:
    """One function of one package that decodes one family of streams.

    Parameters
    ----------
    name
        Key in the table of transfer syntaxes.
    package
        Key in `optionals.PACKAGES`.
    decode
        The function.
    notices_damage
        Whether it raises on a stream that ends early. One that does not is never asked about a
        stream that another has refused.
    releases_lock
        Whether other threads run while it decodes (measured).
    """

    name: str
    package: str
    decode: Callable[[CodedFrame], Samples]
    notices_damage: bool = True
    releases_lock: bool = False
