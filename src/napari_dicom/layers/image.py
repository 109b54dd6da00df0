"""Image layers of loaded volumes: plain values, no napari."""

import numpy as np

from napari_dicom.dicom import LoadedVolume, Window, display_windows
from napari_dicom.layers.display import Matrix
from napari_dicom.layers.dose import dose_looks, is_dose
from napari_dicom.layers.layer_axes import axes_of
from napari_dicom.layers.layer_data import LayerData
from napari_dicom.layers.layer_volume import VALUE_RANGE
from napari_dicom.layers.metadata import dicom_metadata
from napari_dicom.layers.window import colormap_of

SOFT_TISSUE = Window(40.0, 400.0)
"""In HU: what a CT is shown with where its files name no window."""


def build_image(loaded: LoadedVolume, display: Matrix) -> list[LayerData]:
    """Make the image layer of a volume.

    Parameters
    ----------
    display
        4x4 LPS -> LPS it is displayed through.
    """
    volume = loaded.volume
    axes, value_range = axes_of(volume, display), _ordered(*loaded.value_range)
    keywords = {
        "name": volume.name,
        "rgb": volume.is_colour,
        "multiscale": False,
        "contrast_limits": list(contrast_limits(loaded)),
        "metadata": {
            "dicom": dicom_metadata(loaded, axes, display),
            "dicom_volume": volume,
            VALUE_RANGE: value_range,
        },
        **axes.keywords,
    }
    if not volume.is_colour:
        keywords["colormap"] = colormap_of(opening_window(loaded), volume.is_inverted)
    if is_dose(volume):
        keywords |= dose_looks(loaded)
    return [LayerData(axes.view_of(loaded.values), keywords, "image", value_range)]


def contrast_limits(loaded: LoadedVolume) -> tuple[float, float]:
    """Return the limits of the window it opens with, else what its values span, without padding.

    Of what has no window the brightest 0.2 % of the middle slice are left out: one hot pixel should
    not darken an image. A dose is shown from 0 to its greatest.
    """
    if is_dose(loaded.volume):
        low, high = dose_looks(loaded)["contrast_limits"]
        return float(low), float(high)
    window = opening_window(loaded)
    if window is not None:
        return _ordered(*window.limits)
    return (0.0, 255.0) if loaded.volume.is_colour else _spanned(loaded)


def opening_window(loaded: LoadedVolume) -> Window | None:
    """Return the header's window on the middle slice; without one, a CT has that of soft tissue.

    None of colour, and of what has none and no values of soft tissue.
    """
    volume = loaded.volume
    if volume.is_colour:
        return None
    windows = display_windows(volume.middle)
    if windows:
        return windows[0]
    low, high = loaded.value_range
    least, greatest = SOFT_TISSUE.limits
    is_seen = volume.first.rescale.unit == "HU" and low < greatest and high > least
    return SOFT_TISSUE if is_seen else None


def _spanned(loaded: LoadedVolume) -> tuple[float, float]:
    """Return what the values of the middle slice span, but for the outermost."""
    volume = loaded.volume
    low, high = _ordered(*loaded.value_range)
    index = volume.frames.index(volume.middle)
    plane = loaded.values.reshape(-1, *loaded.values.shape[-2:])[index]
    sample = plane[(plane >= low) & (plane <= high)]
    if not sample.size:
        return low, high
    bottom, top = np.percentile(sample.astype(np.float64), (0.1, 99.8))
    return _ordered(float(bottom), float(top)) if top > bottom else (low, high)


def _ordered(low: float, high: float) -> tuple[float, float]:
    """Return limits napari accepts: finite, the second above the first, in float32 too."""
    if not (np.isfinite(low) and np.isfinite(high)):
        return 0.0, 1.0
    least = 1e-6 * max(abs(low), abs(high))
    return (low, high) if high - low > least else (low, low + max(1.0, least))
