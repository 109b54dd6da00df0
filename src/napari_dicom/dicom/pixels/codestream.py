"""What a compressed stream says about itself, whichever its family."""

from dataclasses import dataclass
from enum import StrEnum

from napari_dicom.dicom.pixels.compression import Compression


class StreamColour(StrEnum):
    """Colour space that the stream itself declares for three components."""

    RGB = "RGB"
    YBR = "YBR"
    UNSAID = "unsaid"


@dataclass(frozen=True, slots=True)
class StreamHeader:
    """Header of one compressed frame.

    Parameters
    ----------
    compression
        What the stream is, whatever the transfer syntax says.
    coding
        Its name for messages: ``"JPEG, SOF1"``.
    rows, columns
        Height and width in pixels.
    components
        Samples per pixel.
    precision
        Bits per sample.
    signed
        Whether samples are two's complement; None where the family cannot say.
    colour
        Colour space the stream declares.
    end
        Byte offset of the end marker; None where there is none.
    scan
        Byte offset of the first scan or tile; 0 where there is none.
    least_bytes
        Fewest bytes a whole stream of this size can have.
    has_many_scans
        Whether the first scan does not hold the whole picture (JPEG).
    sequential
        Whether one scan holds a sample's whole value (JPEG SOF0, SOF1).
    frame
        Byte offset of the frame header (JPEG SOF).
    unit
        Rows and columns of the smallest part that is coded as one (JPEG MCU); (0, 0) if unknown.
    restart
        After how many of these the decoder starts anew (JPEG DRI); 0 where it never does.
    predictor
        Number of the predictor (JPEG Lossless); 0 where there is none.
    marks_packets
        Whether packets may have markers around their headers (JPEG 2000 SOP, EPH).
    """

    compression: Compression
    coding: str
    rows: int
    columns: int
    components: int
    precision: int
    signed: bool | None = None
    colour: StreamColour = StreamColour.UNSAID
    end: int | None = None
    scan: int = 0
    least_bytes: int = 0
    has_many_scans: bool = False
    sequential: bool = False
    frame: int = 0
    unit: tuple[int, int] = (0, 0)
    restart: int = 0
    predictor: int = 0
    marks_packets: bool = False

    @property
    def size(self) -> str:
        """Return its size for messages: ``"512 x 512 x 1"``."""
        return f"{self.rows} x {self.columns} x {self.components}"
