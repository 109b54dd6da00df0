"""Turn decoded colour samples into RGB of 8 bits (PS3.3 C.7.6.3.1.2)."""

from typing import Any

import numpy as np

from napari_dicom.dicom.errors import DecodeError
from napari_dicom.dicom.pixels.palette import Palette

Array = np.ndarray[Any, np.dtype[Any]]

_PLAIN = {"RGB", "YBR_ICT", "YBR_RCT"}  # decoders undo the transforms of JPEG 2000
_FULL = np.array(
    [[1.0, 1.0, 1.0], [0.0, -0.114 * 1.772 / 0.587, 1.772], [1.402, -0.299 * 1.402 / 0.587, 0.0]],
    np.float32,
)
_PARTIAL = _FULL * np.array([[255 / 219], [255 / 224], [255 / 224]], np.float32)


def to_rgb8(
    values: Array,
    photometric_interpretation: str,
    bits_stored: int = 8,
    palette: Palette | None = None,
) -> Array:
    """Return a colour frame as RGB.

    Parameters
    ----------
    values
        Decoded frame: (rows, columns, 3), or (rows, columns) indices into a palette.
    photometric_interpretation
        What `values` are, as `DecodedFrame` says it.
    bits_stored
        Bits of a sample; more than 8 are scaled down.
    palette
        For PALETTE COLOR.

    Returns
    -------
    ndarray
        (rows, columns, 3) uint8.

    Raises
    ------
    DecodeError
        These samples have no RGB: another number of them, or a retired colour space.
    """
    if photometric_interpretation == "PALETTE COLOR":
        if palette is None:
            raise DecodeError("PALETTE COLOR without a palette")
        return palette.apply(values)
    if values.ndim != 3 or values.shape[-1] not in (3, 4):
        raise DecodeError(f"{photometric_interpretation} with samples of shape {values.shape}")
    samples = _to_8_bits(values, bits_stored)
    if photometric_interpretation in _PLAIN:
        return samples[..., :3]
    if photometric_interpretation == "ARGB":
        return samples[..., -3:]
    if photometric_interpretation in ("YBR_FULL", "YBR_FULL_422"):
        return _ybr_to_rgb(samples, _FULL, 0)
    if photometric_interpretation.startswith("YBR_PARTIAL"):
        return _ybr_to_rgb(samples, _PARTIAL, 16)
    raise DecodeError(f"PhotometricInterpretation {photometric_interpretation} is not supported")


def _to_8_bits(values: Array, bits_stored: int) -> Array:
    if bits_stored > 8:
        return (values >> (bits_stored - 8)).astype(np.uint8)
    if bits_stored < 8:
        return (values.astype(np.uint16) * 255 // ((1 << bits_stored) - 1)).astype(np.uint8)
    return values if values.dtype == np.uint8 else values.astype(np.uint8)


def _ybr_to_rgb(samples: Array, matrix: Array, black: int) -> Array:
    centred = samples[..., :3].astype(np.float32)
    centred -= np.array([black, 128, 128], np.float32)
    rgb = centred @ matrix
    np.rint(rgb, out=rgb)
    np.clip(rgb, 0, 255, out=rgb)
    return np.asarray(rgb.astype(np.uint8))
