"""What notes on the order, the distance and the place of slices mean: code -> (meaning, advice)."""

PLACES = {
    "missing-slices": (
        "There are positions between the first and the last slice that no file has. Their planes "
        "are kept in place, filled with padding, so that all others lie right.",
        "Look for the missing files (the note names the neighbours) and open the whole folder; do "
        "not measure across the gap.",
    ),
    "one-file": (
        "One file was given, and files beside it belong to its series: this is a part of it.",
        "Give the folder, or all files of the series, for the whole volume.",
    ),
    "incomplete": (
        "Some steps of a further dimension (time, echo, ...) lack images that other steps have; "
        "they are shown empty.",
        "Look for the missing files, or leave the incomplete steps out of what you compute.",
    ),
    "skipped-numbers": (
        "The images are numbered by twos, threes ..., and those between are not in the folder: "
        "slices may be missing, evenly, so that no gap is seen.",
        "Compare with the source: copy the whole series again. Where other images lie between (of "
        "another echo, say), nothing is missing.",
    ),
    "irregular-spacing": (
        "There is no regular distance between the slices, and a layer has only one: planes lie "
        "beside their true places by as much as the note says.",
        "Regularise in the Volume panel lays the slices evenly, as a new layer. Take in-plane "
        "measures as they are.",
    ),
    "uneven-spacing": (
        "The distance between slices varies slightly; the median is used.",
        "Nothing, as a rule. The Volume panel shows by how much a corner is misplaced.",
    ),
    "spacing-unknown": (
        "Nothing says how far apart the slices are: the distance between pixels is used.",
        "Set the distance you know (layer.scale); until then trust no length across the slices.",
    ),
    "thickness-differs": (
        "SliceThickness is not the distance between the slices: they overlap or leave gaps.",
        "Nothing: the distance is right. To scale by SliceThickness all the same, choose it in the "
        "Volume panel.",
    ),
    "spacing-between-slices-differs": (
        "SpacingBetweenSlices contradicts the positions of the slices; the positions are used.",
        "Nothing, as a rule: positions are measured, that value is often copied.",
    ),
    "scaled-as-asked": (
        "The layer is scaled by the distance you asked for, and the slices lie otherwise.",
        "Choose Slice positions in the Volume panel to have the true place back.",
    ),
    "order-only": (
        "Only numbers order the steps of a further dimension: nothing says what it is.",
        "Look at the steps before you call the axis time.",
    ),
    "order-of-numbers": (
        "Times put the images of each position into another order, so they are no time of the "
        "steps: the images' numbers order them.",
        "Do not compute rates from those times.",
    ),
    "order-doubtful": (
        "The order of slices or steps is doubtful: numbers follow no rule, or only file names are "
        "left.",
        "Play the axis and see whether it moves as it should.",
    ),
    "mixed-slices": (
        "Slices of one step differ in kernel, echo, b-value, component, image type or stack: "
        "planes of several images may be mixed. The odd ones are named.",
        "Look at those slices; the Metadata panel shows what varies between them.",
    ),
    "moved": (
        "Repeats of a slice lie apart along the normal: drift, motion correction or noise.",
        "Nothing, as a rule; the note says how far.",
    ),
    "corner-error": (
        "How far the worst corner of a frame lies from where the volume shows it.",
        "Compare it with the pixel size: what is below it cannot be seen.",
    ),
    "rounded-positions": (
        "The positions of the images were written with too few digits for their pixels, or for "
        "the distance between slices: each may lie half a unit of the last digit off, in any "
        "direction. Where several slices share one position their numbers give the order.",
        "Do not measure across slices by single pixels; ask for the series as it was acquired.",
    ),
    "drifting-orientation": (
        "The slices are not quite parallel: their orientation changes a little from one to the "
        "next. They are shown parallel, the far corners less than a pixel off.",
        "Nothing, as a rule. The note says by how much.",
    ),
    "gantry-tilt": (
        "The gantry was tilted: the volume is a sheared box. Slices are shown as acquired.",
        "For coronal and sagittal views use Straighten tilt in the Volume panel (a new layer).",
    ),
    "oblique": (
        "The planes are oblique to the patient's axes and shown in their own planes, all that "
        "share their frame of reference turned alike.",
        "The Volume panel and a setting show exact patient space, which is right in 3D.",
    ),
    "duplicates": (
        "Files that are copies of an image that is there; they are left out.",
        "Nothing. The files are named, should you want to clean the folder.",
    ),
    "copies": (
        "Files that have another UID, but header and pixels of an image that is there.",
        "Nothing, or open the image's own series alone.",
    ),
    "further-images": (
        "Images lie where others of the series lie and are no copies of them: a volume of their "
        "own.",
        "Look at both: localizers and repeats are filed like this.",
    ),
    "joinable": (
        "Series of one study seem to be one acquisition, cut into files by the scanner, or slices "
        "of one volume that were given a series each when they were de-identified.",
        "Select them in the Series browser and join them, or read with join_series=True.",
    ),
    "joined-series": (
        "The volume was joined from several series, as you asked for.",
        "Nothing.",
    ),
    "split-series": (
        "The series opens as several volumes; the note says in what its images differ from those "
        "of the others, or that its files name several patients or studies.",
        "Look at all of them. Where the distance between slices changes, slices may be missing; "
        "where the patients differ, ask where the files come from.",
    ),
    "passes": (
        "The slices were acquired in passes that overlap at their ends, or in runs whose slices "
        "lie between each other: each is a volume.",
        "Nothing: each lies where it was acquired.",
    ),
    "parts-missing": (
        "An image was stored in several files (a concatenation), and some of them are not there.",
        "Look for the missing parts and open the folder that holds all of them.",
    ),
    "assumed": (
        "Something that the files do not say was assumed: the order or the distance of slices, a "
        "place, a pixel size.",
        "Compare with what you know of the acquisition before you measure.",
    ),
    "no-position": (
        "The images have no place in the patient: they are shown at the origin.",
        "Do not compare their place with other layers.",
    ),
    "no-pixel-size": (
        "Neither a place nor a pixel size is known: one pixel is shown as 1 mm.",
        "Set the size you know (layer.scale); lengths mean nothing until then.",
    ),
    "detector-plane": (
        "The pixel size is that at the detector, and what lies nearer the source is magnified.",
        "Lengths are too great: divide by the magnification where you know it.",
    ),
    "image-plane": (
        "The pixel size is that at the image plane of an RT image.",
        "Lengths hold in that plane only.",
    ),
    "nominal-spacing": (
        "The pixel size is that of a scanned film, not of the patient.",
        "Lengths are those on the film.",
    ),
    "tiles": (
        "The frames are tiles of one large image, and shown one by one.",
        "Open slides with a reader for whole slides.",
    ),
    "frames-of-reference": (
        "The images name several frames of reference, or some none: they are taken for one place.",
        "Check that layers of this series line up with others before you trust it.",
    ),
}
