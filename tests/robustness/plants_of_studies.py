"""Changes that lose or misplace images of damaged studies: `test_damaged_studies` finds them.

Those of the rules that damaged studies led to name the tests of these rules.
"""

from robustness.plant import Plant

STUDIES = ("robustness/test_damaged_studies.py",)
EXTENT, EXTENT_TESTS = "dicom/volumes/extent.py", ("dicom/volumes/test_split_remarks.py",)
NUMBERS, NUMBERS_TESTS = (
    "dicom/volumes/number_remarks.py",
    ("dicom/volumes/test_number_remarks.py",),
)
STACK, SOUNDNESS = "dicom/stacks/stack.py", ("dicom/stacks/test_soundness.py",)
LAZY = ("dicom/loading/test_lazy.py",)

PLANTS: tuple[Plant, ...] = (
    Plant(
        "dicom/volumes/remarks.py",
        "missing = [node for node in range(stack.grid.length) if node not in nodes]",
        "missing: list[int] = []",
        "slices that are missing are told",
        STUDIES,
    ),
    Plant(
        "dicom/volumes/step_remarks.py",
        "    if holes:\n",
        "    if holes > 1:\n",
        "one image that a step lacks is told",
        STUDIES,
    ),
    Plant(
        "dicom/stacks/geometry.py",
        "affine[:3, 1] = np.asarray(frame.orientation[3:]) * frame.pixel_spacing[0]",
        "affine[:3, 1] = np.asarray(frame.orientation[3:]) * frame.pixel_spacing[1]",
        "rows lie as far apart as PixelSpacing says first",
        STUDIES,
    ),
    Plant(
        "dicom/stacks/laid_out.py",
        "row[node] = cells.frames.get((*lead, place))",
        "row[place] = cells.frames.get((*lead, place))",
        "slices behind a gap keep their place",
        STUDIES,
    ),
    Plant(
        "dicom/volumes/identity.py",
        "key = (claim, _content(frame), labels)",
        "key = (claim, labels)",
        "another image of one's UID is no copy",
        STUDIES,
    ),
    Plant(
        "dicom/stacks/stackable.py",
        "return max(differences) <= SAME_DIRECTION",
        "return max(differences) <= 10",
        "slices that are turned share no volume",
        STUDIES,
    ),
    Plant(
        "dicom/loading/plane.py",
        "        rescale=frame.rescale,\n",
        "        rescale=Rescale(),\n",
        "each slice is scaled as its file says",
        STUDIES,
    ),
    Plant(
        "dicom/files/scan.py",
        'return Skipped(path, str(error), "not-dicom")',
        "return None",
        "what is no DICOM is named",
        STUDIES,
    ),
    Plant(EXTENT, "_SHARED = 3 / 4", "_SHARED = 0.76", "three quarters are shared", EXTENT_TESTS),
    Plant(
        EXTENT,
        "_SHARED = 3 / 4",
        "_SHARED = 0.6",
        "volumes that share less than three quarters are of two extents",
        EXTENT_TESTS,
    ),
    Plant(
        EXTENT,
        "if other is stack or _plane_of(other) != _plane_of(stack):",
        "if other is stack:",
        "volumes of other pixels or another place lack nothing",
        EXTENT_TESTS,
    ),
    Plant(NUMBERS, "if by < 2 or", "if by < 3 or", "numbers by twos are told", NUMBERS_TESTS),
    Plant(NUMBERS, "_FEWEST = 3", "_FEWEST = 2", "two numbers make no rule", NUMBERS_TESTS),
    Plant(NUMBERS, "_FEWEST = 3", "_FEWEST = 4", "three numbers make a rule", NUMBERS_TESTS),
    Plant(NUMBERS, "_SAME = 0.01", "_SAME = 0.007", "0.8 % off is the declared one", NUMBERS_TESTS),
    Plant(NUMBERS, "_SAME = 0.01", "_SAME = 0.013", "1.2 % off is another one", NUMBERS_TESTS),
    Plant(STACK, "_MOST_LOST = 1 / 20", "_MOST_LOST = 1 / 21", "a twentieth is few", SOUNDNESS),
    Plant(STACK, "_MOST_LOST = 1 / 20", "_MOST_LOST = 1 / 13", "3 of 40 are many", SOUNDNESS),
    Plant(
        STACK,
        "<= max(1, _MOST_LOST * len(stack.frames))",
        "<= _MOST_LOST * len(stack.frames)",
        "one lost image takes no short steps apart",
        SOUNDNESS,
    ),
    Plant(
        "dicom/pixels/native.py",
        "syntax.encapsulated or syntax.deflated:",
        "syntax.encapsulated:",
        "deflated files are not measured by their size",
        LAZY,
    ),
    Plant(
        "dicom/pixels/native.py",
        "-(-number * source.format.frame_bits // 8) > source.state.size",
        "-(-number * source.format.frame_bits // 8) > source.state.size + 2",
        "a file that is two bytes short is told",
        LAZY,
    ),
)
