"""Which colour space the samples inside a stream are in: the stream's word before the header's."""

from napari_dicom.dicom.pixels.codestream import StreamColour, StreamHeader
from napari_dicom.dicom.pixels.compression import Compression
from napari_dicom.dicom.pixels.format import PixelFormat


def colour_space(header: StreamHeader | None, pixel_format: PixelFormat) -> tuple[str, str | None]:
    """Return the photometric interpretation of the decoded samples, and a warning or None.

    JPEG says it by an Adobe or JFIF marker, by halved chroma or by component names (ITU-T T.872),
    JPEG 2000 by its multiple component transform, which decoders undo: RGB comes out. Otherwise
    PhotometricInterpretation (0028,0004) stands.
    """
    label = pixel_format.photometric_interpretation
    if pixel_format.samples_per_pixel != 3 or header is None:
        return label, None
    if header.compression in (Compression.JPEG_2000, Compression.HTJ2K):
        return _of_jpeg2000(header, label)
    if header.colour is StreamColour.UNSAID:
        return label, None
    said_ybr = label.startswith("YBR")
    if header.colour is StreamColour.YBR and not said_ybr:
        return "YBR_FULL", f"labelled {label}, but the stream is YBR; it is shown as YBR"
    if header.colour is StreamColour.RGB and said_ybr:
        return "RGB", f"labelled {label}, but the stream is RGB; it is shown as RGB"
    return label, None


def _of_jpeg2000(header: StreamHeader, label: str) -> tuple[str, str | None]:
    transformed = header.colour is StreamColour.RGB
    if label in ("YBR_ICT", "YBR_RCT"):
        if transformed:
            return "RGB", None
        return "RGB", f"labelled {label}, but the stream has no colour transform"
    if transformed and label.startswith("YBR"):
        return "RGB", f"labelled {label}, but the stream was made of RGB"
    return label, None
