"""Plants in what makes values of bytes: headers, files, pixels, loading, and what is said of it."""

from robustness.plant import Plant

_VALUES = (
    Plant(
        "dicom/loading/values.py",
        "count = int(descriptor[0]) or 65536",
        "count = int(descriptor[0])",
        "a modality table of 65536 entries (descriptor 0) is read whole",
        ("dicom/loading/test_values.py",),
    ),
    Plant(
        "dicom/loading/values.py",
        'order = "<" if dataset.original_encoding[1] is not False else ">"',
        'order = "<"',
        "a modality table is read in the byte order of its file",
        ("dicom/loading/test_values.py",),
    ),
    Plant(
        "dicom/loading/values.py",
        "if any(abs(frame.rescale.intercept) >= half for frame in frames):",
        "if any(abs(frame.rescale.intercept) > half for frame in frames):",
        "an intercept of just half the range is not hoped to do",
        ("dicom/loading/test_values.py",),
    ),
    Plant(
        "dicom/loading/values.py",
        "if any(abs(frame.rescale.intercept) >= half for frame in frames):",
        "if abs(frames[0].rescale.intercept) >= half:",
        "the intercept of every frame counts, not the first one's",
        ("dicom/loading/test_values.py",),
    ),
    Plant(
        "dicom/loading/values.py",
        "if any(abs(frame.rescale.intercept) >= half for frame in frames):",
        "if False:",
        "an unsigned 16-bit series with intercept -40000 is loaded into 32 bits",
        ("dicom/loading/test_values.py",),
    ),
)

_FRAMES = (
    Plant(
        "dicom/frames/frame.py",
        ' and "LOCALIZER" not in header.texts("ImageType") else None',
        " else None",
        "a CT localizer has no HU",
        ("dicom/loading/test_values.py",),
    ),
    Plant(
        "dicom/frames/functional_groups.py",
        "return self._own.items(keyword) or self._shared.items(keyword)",
        "return self._shared.items(keyword) or self._own.items(keyword)",
        "a frame's own diffusion or real world mapping wins over that of all",
        ("dicom/frames/test_functional_groups.py",),
    ),
    Plant(
        "dicom/frames/functional_groups.py",
        'intercept = header.number("RealWorldValueIntercept") or 0.0',
        "intercept = 0.0",
        "a real world mapping's intercept is in the note",
        ("dicom/frames/test_functional_groups.py",),
    ),
    Plant(
        "dicom/frames/functional_groups.py",
        "return replace(found, unit=real_world.unit) if identical and real_world else found",
        "return found",
        "an identical real world mapping gives its unit",
        ("dicom/frames/test_functional_groups.py",),
    ),
    Plant(
        "dicom/frames/functional_groups.py",
        " or windows_of(groups.header)",
        "",
        "windows at the top level serve frames without a group",
        ("dicom/frames/test_functional_groups.py",),
    ),
)

_HEADERS = (
    Plant(
        "dicom/headers/header_walk.py",
        "if depth < 1:",
        "if depth < 0:",
        "nesting one deeper than limits.depth is refused",
        ("dicom/headers/test_header_walk.py", "robustness/test_limits.py"),
    ),
    Plant(
        "dicom/headers/header_walk.py",
        "if depth < 1:",
        "if depth < 2:",
        "nesting just as deep as limits.depth is read",
        ("dicom/headers/test_header_walk.py", "robustness/test_limits.py"),
    ),
)

_DESCRIBING = (
    Plant(
        "dicom/volumes/suv.py",
        "series <= min(acquisitions)",
        "series <= max(acquisitions)",
        "a series time between first and last acquisition is not the start of the scan",
        ("dicom/volumes/test_suv.py",),
    ),
    Plant(
        "dicom/volumes/suv.py",
        "series <= min(acquisitions)",
        "series < min(acquisitions)",
        "a series time of just the first acquisition is the start of the scan",
        ("dicom/volumes/test_suv.py",),
    ),
    Plant(
        "dicom/volumes/suv.py",
        "_LONGEST = timedelta(hours=24)",
        "_LONGEST = timedelta(hours=25)",
        "an administration is at most a day before the scan",
        ("dicom/volumes/test_suv.py",),
    ),
    Plant(
        "dicom/objects/overlay.py",
        "first = (_integer(dataset, group, 0x0051) or 1) - 1",
        "first = 0",
        "an overlay of frames 3 to 5 lies on these",
        ("dicom/objects/test_overlay.py",),
    ),
    Plant(
        "dicom/objects/overlay.py",
        "index = frame.number - 1 - first if count > 1 else 0",
        "index = frame.number - 1 - first",
        "an overlay of one frame lies on every frame of its file",
        ("dicom/objects/test_overlay.py",),
    ),
    Plant(
        "dicom/objects/overlay.py",
        "file.seek(source.offset + (frame.number - 1) * size)",
        "file.seek(source.offset)",
        "an overlay in the unused bits of the second frame of a file is its own",
        ("dicom/objects/test_overlay.py",),
    ),
    Plant(
        "dicom/describing/voi_lut.py",
        "(level >= _DARK)",
        "(level > _DARK)",
        "a curve leaves the dark at exactly 2 %",
        ("dicom/describing/test_voi_lut.py",),
    ),
    Plant(
        "dicom/describing/voi_lut.py",
        "(level <= _BRIGHT)",
        "(level < _BRIGHT)",
        "a curve reaches the bright at exactly 98 %",
        ("dicom/describing/test_voi_lut.py",),
    ),
    Plant(
        "dicom/describing/voi_lut.py",
        '"<u2" if little else ">u2"',
        '"<u2"',
        "a VOI table is read in the byte order of its file",
        ("dicom/describing/test_voi_lut.py",),
    ),
    Plant(
        "dicom/describing/window_presets.py",
        "Window(75, 215)",
        "Window(215, 75)",
        "each CT window has the centre and width of its source",
        ("dicom/describing/test_window_presets.py",),
    ),
    Plant(
        "dicom/describing/window_presets.py",
        "Window(-600, 1500)",
        "Window(-500, 1500)",
        "each CT window has the centre and width of its source",
        ("dicom/describing/test_window_presets.py",),
    ),
)

_FILES = (
    Plant(
        "dicom/files/copies.py",
        "range(1, source.number_of_frames + 1)",
        "range(1, 2)",
        "files that differ in their second frame are no copies",
        ("dicom/files/test_copies.py",),
    ),
    Plant(
        "dicom/files/copies.py",
        "hashlib.blake2b(repr(source.format.shape).encode())",
        "hashlib.blake2b()",
        "pictures of the same bytes but another shape are no copies",
        ("dicom/files/test_copies.py",),
    ),
)

_PIXELS = (
    Plant(
        "dicom/pixels/decode.py",
        "else half >> 3",
        "else 0",
        "a lossy stream that overshoots BitsStored a little gives no warning",
        ("dicom/pixels/test_decode.py",),
    ),
    Plant(
        "dicom/pixels/decode.py",
        "else half >> 3",
        "else half >> 2",
        "a lossy stream that overshoots BitsStored by more is warned about",
        ("dicom/pixels/test_decode.py",),
    ),
    Plant(
        "dicom/pixels/decode.py",
        "slack = 0 if header.compression in _WHOLE_CELLS else half >> 3",
        "slack = half >> 3",
        "JPEG Lossless may not overshoot BitsStored at all",
        ("dicom/pixels/test_decode.py",),
    ),
    Plant(
        "dicom/pixels/decode.py",
        "extend_sign(cells, min(header.precision, pixel_format.bits_stored))",
        "extend_sign(cells, pixel_format.bits_stored)",
        "the sign stands where the stream ends, not where BitsStored does",
        ("dicom/pixels/test_decode.py",),
    ),
    Plant(
        "dicom/pixels/guard.py",
        "_LARGE_BYTES, _MOST_RATIO = 256 << 20, 1000",
        "_LARGE_BYTES, _MOST_RATIO = 256 << 20, 1_000_000",
        "a stream of 1 kB that claims 300 MB is refused",
        ("dicom/pixels/test_guard.py",),
    ),
    Plant(
        "dicom/pixels/guard.py",
        "_LARGE_BYTES, _MOST_RATIO = 256 << 20, 1000",
        "_LARGE_BYTES, _MOST_RATIO = 128 << 20, 1000",
        "a picture of 256 MB may come from any stream",
        ("dicom/pixels/test_guard.py",),
    ),
    Plant(
        "dicom/pixels/guard.py",
        "if size > limits.frame_bytes:",
        "if size >= limits.frame_bytes:",
        "a frame may be just as large as the limit",
        ("dicom/pixels/test_guard.py",),
    ),
    Plant(
        "dicom/pixels/guard.py",
        "size = rows * columns * samples * pixel_format.dtype.itemsize",
        "size = rows * columns * samples * pixel_format.bits_allocated // 8",
        "a frame of 1 bit is as large as it is decoded",
        ("dicom/pixels/test_guard.py",),
    ),
    Plant(
        "dicom/pixels/jpeg2000_header.py",
        "return y1 - y0, x1 - x0, components",
        "return y1, x1, components",
        "the offset of a JPEG 2000 picture on its canvas is no part of it",
        ("dicom/pixels/test_guard.py", "dicom/pixels/test_decode.py"),
    ),
    Plant(
        "dicom/pixels/jpeg2000_header.py",
        "return y1 - y0, x1 - x0, components",
        "return x1 - x0, y1 - y0, components",
        "a JPEG 2000 picture's rows are its height",
        ("dicom/pixels/test_guard.py",),
    ),
)

_LAYERS = (
    Plant(
        "layers/image.py",
        "(0.1, 99.8)",
        "(0.2, 99.8)",
        "the contrast without a window starts at the 0.1st percentile",
        ("layers/test_image.py",),
    ),
    Plant(
        "layers/image.py",
        "(0.1, 99.8)",
        "(0.1, 99.7)",
        "the contrast without a window ends at the 99.8th percentile",
        ("layers/test_image.py",),
    ),
    Plant(
        "layers/image.py",
        "(ratio[0] / ratio[1], 1.0) if ratio",
        "(ratio[1] / ratio[0], 1.0) if ratio",
        "without a pixel size the aspect ratio is vertical to horizontal",
        ("layers/test_image.py",),
    ),
)

PLANTS = (*_VALUES, *_FRAMES, *_HEADERS, *_DESCRIBING, *_FILES, *_PIXELS, *_LAYERS)
