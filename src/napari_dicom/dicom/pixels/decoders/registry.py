"""All decoders by the name under which the table of transfer syntaxes trusts them."""

from napari_dicom.dicom.pixels.decoders.builtin_decoders import BUILTIN_DECODERS
from napari_dicom.dicom.pixels.decoders.decoder import Decoder
from napari_dicom.dicom.pixels.decoders.imagecodecs_decoders import IMAGECODECS_DECODERS
from napari_dicom.dicom.pixels.decoders.pillow_decoders import PILLOW_DECODERS
from napari_dicom.dicom.pixels.decoders.pyav_decoders import PYAV_DECODERS
from napari_dicom.dicom.pixels.decoders.pyjpegls_decoders import PYJPEGLS_DECODERS
from napari_dicom.dicom.pixels.decoders.pylibjpeg_decoders import PYLIBJPEG_DECODERS

DECODERS: dict[str, Decoder] = {
    decoder.name: decoder
    for decoder in (
        *IMAGECODECS_DECODERS,
        *PYLIBJPEG_DECODERS,
        *PILLOW_DECODERS,
        *PYJPEGLS_DECODERS,
        *PYAV_DECODERS,
        *BUILTIN_DECODERS,
    )
}
