"""Changes of what is found, loaded, listed and built into layers, of any kind."""

from robustness.plant import Plant

KINDS, KINDS_TESTS = "dicom/kinds/kind.py", ("dicom/kinds/test_kind.py",)
INSIDE, INSIDE_TESTS = "dicom/objects/inside.py", ("dicom/objects/test_inside.py",)
LISTING_TESTS = ("dicom/objects/test_listing.py",)
OVERLAY, OVERLAY_TESTS = "dicom/objects/overlay.py", ("dicom/objects/test_overlay.py",)
CONTENTS, CONTENTS_TESTS = "dicom/contents/contents.py", ("dicom/contents/test_contents.py",)
CARD, CARD_TESTS = "dicom/describing/object_card.py", ("dicom/describing/test_object_card.py",)
AXES, DISPLAY = "layers/layer_axes.py", "layers/display.py"
SPACE_TESTS = ("layers/test_space.py",)
OPEN_LAYERS, OPEN_LAYERS_TESTS = "viewer/open_layers.py", ("viewer/test_open_layers.py",)
PLACING = "widgets/placing.py"
PICTURE, PICTURE_TESTS = "dicom/describing/picture.py", ("dicom/describing/test_picture.py",)

PLANTS = (
    Plant(
        KINDS,
        '_rows(Kind.SEGMENTATION, ["66.4", "66.7"])',
        '_rows(Kind.SEGMENTATION, ["66.4"])',
        "a label map segmentation is a segmentation",
        KINDS_TESTS,
    ),
    Plant(
        KINDS,
        'or "Image Storage" in class_name',
        'and "Image Storage" in class_name',
        "a private class with pixels is an image",
        KINDS_TESTS,
    ),
    Plant(
        KINDS,
        "return Kind.IMAGE if has_image else Kind.OTHER",
        "return Kind.IMAGE",
        "a private class without pixels is no image",
        KINDS_TESTS,
    ),
    Plant(
        KINDS,
        'if "DirectoryRecordSequence" in instance.header:',
        'if "DirectoryRecordSequence" not in instance.header:',
        "a data set with directory records is a directory, and no other",
        KINDS_TESTS,
    ),
    Plant(
        KINDS,
        "range(1, 13)",
        "range(1, 12)",
        "the last of the presentation states is one",
        KINDS_TESTS,
    ),
    Plant(
        INSIDE,
        "if _header_bytes(instance) > MOST_BYTES:",
        "if _header_bytes(instance) > MOST_BYTES << 10:",
        "a header of more than the bound is not looked into",
        INSIDE_TESTS,
    ),
    Plant(
        INSIDE,
        "return found.pop() if len(found) == 1 else",
        "return found.pop() if found else",
        "of two frames of reference none is that of the object",
        INSIDE_TESTS,
    ),
    Plant(
        INSIDE,
        "yield from _items(item, way[1:])",
        "yield from _items(item, way[2:])",
        "references are followed through every sequence",
        INSIDE_TESTS,
    ),
    Plant(
        INSIDE,
        'types.count("SCOORD") + types.count("SCOORD3D")',
        'types.count("SCOORD")',
        "regions in three dimensions are drawn regions",
        INSIDE_TESTS,
    ),
    Plant(
        INSIDE,
        'level = [child for item in level for child in _sequence(item, "ContentSequence")]',
        "level = []",
        "measurements below the first level are counted",
        INSIDE_TESTS,
    ),
    Plant(
        "dicom/objects/same_object.py",
        "key = instance.sop_instance_uid or str(instance.path)",
        "key = str(instance.path)",
        "two files of one object are one listing",
        LISTING_TESTS,
    ),
    Plant(
        "dicom/objects/same_object.py",
        "key = instance.sop_instance_uid or str(instance.path)",
        "key = instance.sop_instance_uid",
        "objects without UID are listed each by itself",
        LISTING_TESTS,
    ),
    Plant(
        "dicom/objects/same_object.py",
        "instance.content or _digest(instance)",
        "instance.content",
        "two objects under one SOP Instance UID are two listings",
        LISTING_TESTS,
    ),
    Plant(
        OVERLAY,
        "geometry.shape[1:] == size",
        "geometry.shape[1:] != size",
        "overlays are offered of planes as acquired, and of no others",
        ("dicom/contents/test_contents.py",),
    ),
    Plant(
        OVERLAY,
        'element.VR == "OW" and dataset.original_encoding[1] is False',
        "dataset.original_encoding[1] is False",
        "the bytes of a big-endian overlay are not turned",
        OVERLAY_TESTS,
    ),
    Plant(
        OVERLAY,
        'element.VR == "OW" and dataset.original_encoding[1] is False',
        'element.VR == "OW" and dataset.original_encoding[1] is None',
        "the words of a big-endian overlay are turned",
        OVERLAY_TESTS,
    ),
    Plant(
        CONTENTS,
        "refused += [_without_pixels(one) for one in instances if one.pixels is None]",
        "refused += []",
        "an image without pixels is told of",
        CONTENTS_TESTS,
    ),
    Plant(
        CONTENTS,
        "(one for one in self.objects if not one.on_request)",
        "(one for one in self.objects)",
        "what opens on request does not open with the rest",
        CONTENTS_TESTS,
    ),
    Plant(
        CARD,
        "if uid in names]",
        "if uid not in names]",
        "references that are here are named, and others are not",
        CARD_TESTS,
    ),
    Plant(
        CARD,
        '"1 series that is not here" if absent == 1',
        '"1 series that is not here" if absent',
        "several absent series are counted",
        CARD_TESTS,
    ),
    Plant(
        DISPLAY,
        "if geometry.space is not Space.PATIENT:",
        "if geometry.space is Space.OWN:",
        "what lies in a volume's own frame is not permuted",
        SPACE_TESTS,
    ),
    Plant(
        DISPLAY,
        "if space is DisplaySpace.PATIENT and geometry.space is Space.PATIENT:",
        "if space is DisplaySpace.PATIENT:",
        "what lies in no patient is shown in its own planes in patient space too",
        SPACE_TESTS,
    ),
    Plant(
        DISPLAY,
        "if uid and geometry.space is Space.PATIENT else []",
        "if uid else []",
        "only volumes of a patient share a display",
        SPACE_TESTS,
    ),
    Plant(
        AXES,
        "return self.leads if self.leads else None",
        "return self.leads - 1 if self.leads else None",
        "an axis of length one runs across planes without place",
        ("layers/test_image.py",),
    ),
    Plant(
        OPEN_LAYERS,
        'return is_laid_out(layer) and layer.metadata["dicom"]["space"] == Space.PATIENT',
        "return is_laid_out(layer)",
        "a layer in a frame of its own has no place in a patient",
        ("widgets/test_volume.py",),
    ),
    Plant(
        OPEN_LAYERS,
        "if uid and frame_of_reference(one) == uid",
        "if frame_of_reference(one) == uid",
        "without a frame of reference a layer has no relatives",
        OPEN_LAYERS_TESTS,
    ),
    Plant(
        PLACING,
        "next((new for was, new in pairs if np.allclose(was, old)), old)",
        "old",
        "what lies on an image goes with it to patient space",
        OPEN_LAYERS_TESTS,
    ),
    Plant(
        PICTURE,
        "if volume.is_inverted:",
        'if plan.source.format.photometric_interpretation == "MONOCHROME1":',
        "low values of an inverse presentation are bright in pictures",
        PICTURE_TESTS,
    ),
    Plant(
        PICTURE,
        "_sampled(plane, volume.plane_spacing, size)",
        "_sampled(plane, frame.pixel_spacing or (1.0, 1.0), size)",
        "pixels without size have their aspect in pictures",
        PICTURE_TESTS,
    ),
    Plant(
        PICTURE,
        "_grey(small, display_windows(frame), plan)",
        "_grey(small, frame.windows, plan)",
        "a contrast by lookup table is that of the layer",
        PICTURE_TESTS,
    ),
)
