"""What notes on segmentations, contours, reports and the like mean: code -> (meaning, advice)."""

COMPANIONS = {
    "irregular": (
        "The planes of a segmentation lie at uneven distances, and no image says on which slices.",
        "Open the images it was drawn on together with it.",
    ),
    "no-place": (
        "A segmentation does not say where it lies, and is shown by itself.",
        "Open the images it was drawn on together with it.",
    ),
    "segment-repeats": (
        "Several frames show one segment in one plane, of several times perhaps: shown together.",
        "Do not take its volume for that of one time.",
    ),
    "segment-undescribed": (
        "Voxels have numbers that the header of the segmentation does not describe.",
        "Ask whoever wrote the file what these numbers stand for.",
    ),
    "fraction-binary": (
        "Fractions that are all 0 or 1: shown as labels.",
        "Nothing.",
    ),
    "no-image": (
        "No image of the frame of reference of contours, points or surfaces is open: they are "
        "drawn alone.",
        "Open the images of the study together with them.",
    ),
    "referenced-images-absent": (
        "The images a structure set names are not there: it is drawn on others of its frame of "
        "reference.",
        "Open the planning images too, if slices or extent matter.",
    ),
    "on-several-images": (
        "Contours of a structure set name images of several volumes: each lies on its own.",
        "Nothing: the names of the layers say on what they lie.",
    ),
    "contours-between-slices": (
        "Contours lie beside the image's slices: each is shown on the nearest one.",
        "Look at the distance in the note; points keep their exact place in 3D.",
    ),
    "contours-across-slices": (
        "Contours lie in no plane of the image: they are seen whole in 3D only.",
        "Switch to 3D.",
    ),
    "contours-beyond-images": (
        "Contours lie before the first slice of the image or behind the last.",
        "Look for further slices of the series.",
    ),
    "contours-not-filled": (
        "ROIs are shown as contours only; the note says why they are not filled.",
        "Open the images they were drawn on, for their voxels.",
    ),
    "unreadable-contours": (
        "The points of some contours cannot be read; the ROIs are named.",
        "Export the structure set anew.",
    ),
    "rois-without-contours": (
        "ROIs that nothing is drawn of: the file lists them without a contour.",
        "Nothing, as a rule: planning systems list empty ROIs.",
    ),
    "rois-of-one-name": (
        "Several ROIs are called alike.",
        "Tell them apart by their numbers, in the features of the layer.",
    ),
    "roi-numbers-replaced": (
        "ROIs have numbers that are none, or another's as well; they were given free ones.",
        "Refer to them by name.",
    ),
    "graphics-not-drawn": (
        "A presentation state draws in a way that is not known, or on images that lie elsewhere.",
        "Look at it in another viewer where it matters.",
    ),
    "presentation-cut-off": (
        "A presentation state names its images and nothing else: its file was probably cut off, "
        "and the windows, graphics and texts in it are lost.",
        "Fetch or export it anew.",
    ),
    "presentation-not-applied": (
        "A presentation state asks for a rotation, a flip or shutter: the image is shown without.",
        "Nothing: the image keeps its place in the patient.",
    ),
    "registration-not-applied": (
        "A registration leads from or to the frame of reference of the images, and is not applied.",
        "Show registered, in the Volume panel, lays one image on the other in a new layer; the "
        "matrices are in the layer's metadata, under registrations.",
    ),
    "marks-beyond-images": (
        "Something drawn lies before the first slice of the images, behind the last or beside.",
        "Look for further slices of the series; it is seen in 3D.",
    ),
    "moved-by-registration": (
        "The images of these contours are not here; a registration leads to others, on which they "
        "are drawn, moved by its matrix.",
        "Compare with the images they were drawn on; without the registration's file they are "
        "drawn by themselves.",
    ),
    "registered": (
        "The image was moved by a registration, on the grid of another one, and interpolated.",
        "Nothing; the image as it was is a layer of its own. Delete this one to undo it.",
    ),
    "lines-not-drawn": (
        "A surface has lines or points beside its triangles; they are not drawn.",
        "Look at it in another viewer where it matters.",
    ),
    "regions-not-drawn": (
        "A report drew on, or a selection marks, images that are not here, that lie elsewhere, or "
        "in a way not known.",
        "Open the images it names together with it.",
    ),
}
