"""Tags of functional groups and of what is in them, without the dictionary that takes so long.

PS3.3 C.7.6.16 and PS3.6; what is not here is looked up in pydicom's dictionary.
"""

from functools import cache

from napari_dicom.dicom.headers import ELEMENTS

_TAGS = {
    "SharedFunctionalGroupsSequence": 0x52009229,
    "PerFrameFunctionalGroupsSequence": 0x52009230,
    "DimensionIndexSequence": 0x00209222,
    "DimensionIndexPointer": 0x00209165,
    "FunctionalGroupPointer": 0x00209167,
    "PixelMeasuresSequence": 0x00289110,
    "FrameContentSequence": 0x00209111,
    "PlanePositionSequence": 0x00209113,
    "PlaneOrientationSequence": 0x00209116,
    "PixelValueTransformationSequence": 0x00289145,
    "FrameVOILUTSequence": 0x00289132,
    "RealWorldValueMappingSequence": 0x00409096,
    "MREchoSequence": 0x00189114,
    "MRModifierSequence": 0x00189115,
    "CardiacSynchronizationSequence": 0x00189118,
    "MRTimingAndRelatedParametersSequence": 0x00189112,
    "CTXRayDetailsSequence": 0x00189325,
    "MRArterialSpinLabelingSequence": 0x00189251,
    "TemporalPositionSequence": 0x00209310,
    "MRDiffusionSequence": 0x00189117,
    "DiffusionGradientDirectionSequence": 0x00189076,
    "MRImageFrameTypeSequence": 0x00189226,
    "CTImageFrameTypeSequence": 0x00189329,
    "PETFrameTypeSequence": 0x00189751,
    "PlanePositionVolumeSequence": 0x0020930E,
    "PlaneOrientationVolumeSequence": 0x0020930F,
    "PlanePositionSlideSequence": 0x0048021A,
    "IntravascularFrameContentSequence": 0x00520027,
    "MeasurementUnitsCodeSequence": 0x004008EA,
    "QuantityDefinitionSequence": 0x00409220,
    "ConceptNameCodeSequence": 0x0040A043,
    "ConceptCodeSequence": 0x0040A168,
    "RealWorldValueLUTData": 0x00409212,
}
_KEYWORDS = {tag: keyword for keyword, tag in _TAGS.items()} | {
    tag: keyword for keyword, (tag, _) in ELEMENTS.items() if not tag >> 16 & 1
}


@cache
def tag_of(keyword: str) -> int:
    """Return the tag of a keyword of the dictionary."""
    if keyword in _TAGS:
        return _TAGS[keyword]
    from pydicom.datadict import tag_for_keyword  # imports pydicom: only for rarer elements

    tag = tag_for_keyword(keyword)
    assert tag is not None
    return tag


def keyword_of(tag: int) -> str:
    """Return the keyword of a tag, ``""`` where the dictionary has none."""
    if tag in _KEYWORDS:
        return _KEYWORDS[tag]
    from pydicom.datadict import keyword_for_tag  # imports pydicom: only for rarer elements

    return keyword_for_tag(tag)
