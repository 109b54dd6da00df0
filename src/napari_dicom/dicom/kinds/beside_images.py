"""Whether images hold more than a volume, told by headers read already: what `objects` makes."""

from napari_dicom.dicom.volumes import Volume


def holds_more(volume: Volume) -> bool:
    """Tell whether anything but the volume might be made of its files."""
    return has_overlays(volume) or is_dose(volume) or may_map_real_world(volume)


def has_overlays(volume: Volume) -> bool:
    """Tell whether a frame of a volume carries overlay planes (60xx)."""
    return any("OverlayRows" in frame.header for frame in volume.acquired)


def is_dose(volume: Volume) -> bool:
    """Tell whether a volume is a dose, which isodose lines can be drawn of."""
    return volume.header.text("Modality") == "RTDOSE"


def may_map_real_world(volume: Volume) -> bool:
    """Tell whether a volume's values may have a meaning in the real world besides their own."""
    first = volume.first
    has_mapping = first.real_world is not None or first.has_real_world_table
    return has_mapping or "RealWorldValueMappingSequence" in volume.header
