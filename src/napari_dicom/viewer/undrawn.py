"""What was opened and has nothing to draw: registrations, selections, windows to choose from.

It is told in the metadata of the images it speaks of, if these are open: no layer is made of it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from napari_dicom.dicom import Content, Loaded, LoadedVolume, Opened, Volume
from napari_dicom.dicom.objects import LoadedDrawing
from napari_dicom.viewer.open_layers import has_images_of, layer_of

if TYPE_CHECKING:
    from napari.layers import Layer


def is_drawn(loaded: Loaded) -> bool:
    """Tell whether something that was opened makes a layer."""
    if not isinstance(loaded, LoadedDrawing):
        return True
    return any(one.placed for one in (loaded, *loaded.others))


def is_open(loaded: Loaded, layers: Sequence[Layer]) -> bool:
    """Tell whether layers show it already: the images of a volume, or what an object's file is."""
    if isinstance(loaded, LoadedVolume):
        return layer_of(layers, loaded.volume) is not None
    uid, kind = _uid(loaded.content), type(loaded.content)
    shown = (layer.metadata.get("dicom_content") for layer in layers)
    return uid != "" and any(type(one) is kind and _uid(one) == uid for one in shown)


def undrawn_words(opened: Opened, layers: Sequence[Layer]) -> Iterator[str]:
    """Say of each thing without a layer where it is told, or that its images are not open.

    Parameters
    ----------
    layers
        All that are open.
    """
    for one in opened.loaded:
        if not isinstance(one, LoadedDrawing) or is_drawn(one):
            continue
        about = [volume for volume, _ in one.remarks]
        names = dict.fromkeys(v.name for v in about if _is_open(v, opened.volumes, layers))
        said = "no image it speaks of is open"
        if names:
            said = f"told in the metadata of {', '.join(names)}"
        yield f"{one.content.name}: nothing to draw, {said}"


def _is_open(volume: Volume, loaded: Sequence[LoadedVolume], layers: Sequence[Layer]) -> bool:
    return (
        any(has_images_of(one.volume, volume) for one in loaded)
        or layer_of(layers, volume) is not None
    )


def _uid(content: Content) -> str:
    return content.instances[0].sop_instance_uid
