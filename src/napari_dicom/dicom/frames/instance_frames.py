"""From an instance to its frames, whatever kind of object it is.

What needs pydicom is imported where it is needed: a folder of classic images opens without it.
"""

from dataclasses import replace

from napari_dicom.dicom.files import Instance
from napari_dicom.dicom.frames.coordinates import classic_coordinates
from napari_dicom.dicom.frames.directions import doubts_of_directions, header_orientation
from napari_dicom.dicom.frames.frame import (
    Frame,
    Rescale,
    has_modality_table,
    pixel_spacing_of,
    position_of,
    rescale_of,
    spacing_between_of,
)
from napari_dicom.dicom.frames.mosaic import is_mosaic, mosaic_frames
from napari_dicom.dicom.frames.window import window_doubts, windows_of


def frames_of(instance: Instance) -> list[Frame]:
    """Return the frames of an instance; none for an object without an image."""
    if instance.pixels is None:
        return []
    if _is_enhanced(instance):
        # only where there are functional groups
        from napari_dicom.dicom.frames.functional_groups import enhanced_frames

        return enhanced_frames(instance)
    whole = _whole(instance)
    if instance.pixels.number_of_frames == 1:
        return _single(whole)
    from napari_dicom.dicom.frames.multiframe import multi_frames  # imports pydicom

    return multi_frames(whole, instance.pixels.number_of_frames)


def _single(whole: Frame) -> list[Frame]:
    """Return the planes of a file of one frame: it, or the slices that are its tiles."""
    header = whole.header
    if is_mosaic(whole.instance):
        return mosaic_frames(whole)
    slices = header.integer("UIHNumberOfFrames") or 0
    if slices > 1:
        from napari_dicom.dicom.frames.vframe import vframe_frames  # imports pydicom

        return vframe_frames(whole, slices)
    if "GridFrameOffsetVector" in header:
        from napari_dicom.dicom.frames.multiframe import multi_frames  # imports pydicom

        return multi_frames(whole, 1)
    return [whole]


def _is_enhanced(instance: Instance) -> bool:
    header = instance.header
    return (
        "PerFrameFunctionalGroupsSequence" in header or "SharedFunctionalGroupsSequence" in header
    )


def _rescale(instance: Instance) -> Rescale:
    found = rescale_of(instance.header)
    if not has_modality_table(instance.header) or found.unit is not None:
        return found
    from napari_dicom.dicom.frames.modality_lut import table_unit  # reads it with pydicom

    return replace(found, unit=table_unit(instance))


def _whole(instance: Instance) -> Frame:
    """Return the frame of a classic file, or the first of a multi-frame one."""
    header, pixels = instance.header, instance.pixels
    assert pixels is not None
    orientation = header_orientation(header)
    spacing, source = pixel_spacing_of(header)
    if spacing is None and "SequenceOfUltrasoundRegions" in header:
        from napari_dicom.dicom.frames.multiframe import ultrasound_spacing  # imports pydicom

        spacing, source = ultrasound_spacing(instance), "SequenceOfUltrasoundRegions"
    thickness = header.positive("SliceThickness") if "SliceThickness" in header else None
    return Frame(
        instance=instance,
        number=1,
        rows=pixels.format.rows,
        columns=pixels.format.columns,
        position=position_of(header),
        orientation=orientation,
        pixel_spacing=spacing,
        pixel_spacing_source=source,
        slice_thickness=thickness[0] if thickness else None,
        spacing_between_slices=spacing_between_of(header),
        rescale=_rescale(instance),
        windows=windows_of(header),
        coordinates=classic_coordinates(header),
        doubts=doubts_of_directions(header, max(pixels.format.shape[:2])) if orientation else (),
        values_in_doubt=window_doubts(header),
    )
