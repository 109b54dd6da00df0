"""What notes on pixels, values and headers mean: code -> (meaning, advice)."""

VALUES = {
    "not-decoded": (
        "The pixels of some files could not be decoded; they are named, with the reason, and shown "
        "empty.",
        "If a decoder is missing, the Transfer Syntaxes panel has the command that installs it; "
        "else fetch the files anew.",
    ),
    "decoding": (
        "Pixels were decoded with doubts: the stream is damaged, or contradicts the header.",
        "Look at the files named, and compare with another copy.",
    ),
    "lazy": (
        "Slices are read as they are looked at: the volume outgrows memory, or it was asked for.",
        "Nothing; for repeated work save it as OME-Zarr, which is read in blocks.",
    ),
    "loading": (
        "Only the middle slice, shown while the volume is still being loaded.",
        "Wait: the whole volume takes its place.",
    ),
    "missing-blocks": (
        "Blocks of a saved image (OME-Zarr) are not there: what they held is shown empty.",
        "Copy the whole folder again, or save the image anew.",
    ),
    "partly-rescaled": (
        "Some images of the volume have no RescaleSlope and RescaleIntercept though others have: "
        "their values are shown as stored, on another scale than those beside them.",
        "Do not compare values between those slices and others; fetch the files named anew.",
    ),
    "malformed-value": (
        "A value of the header cannot be read, is missing, or contradicts others; the note says "
        "what was done instead.",
        "Look at it in the Metadata panel; the files are named.",
    ),
    "odd-number": (
        "A value of the header is written oddly (decimal comma, one spacing for both axes), and "
        "was read as the note says.",
        "Check that it was meant so.",
    ),
    "same-uid-differs": (
        "Several files of one UID differ in scale, spacing or pixels: each is shown by itself.",
        "Find out which one is meant: one of them was changed and kept its UID.",
    ),
    "colour-depth": (
        "Colours of more than 8 bits a sample are shown with 8.",
        "Read the stored values with pydicom where you need all bits.",
    ),
    "real-world-values": (
        "A mapping to real-world values is in the files; values are as without it.",
        "Open the real-world values from the series browser where you need that quantity.",
    ),
    "real-world-applied": (
        "The image shows real-world values: stored values by a mapping of the files.",
        "Nothing; the image without the mapping is a layer of its own.",
    ),
    "voi-lut": (
        "The files ask for a contrast that is a curve, a lookup table or a sigmoid: it is shown "
        "as a colormap. Values are as they are.",
        "Nothing; another window of the Volume panel is a straight one again.",
    ),
    "overlays": (
        "The files carry overlay planes (60xx), drawn over the image by other viewers.",
        "Show overlays in the Volume panel, or napari_dicom.add_overlays, shows them as labels.",
    ),
    "suv": (
        "PET values are SUVbw: those of the files times the factor of the note.",
        "Nothing; the setting PET images are shown in brings Bq/ml back.",
    ),
    "suv-refused": (
        "PET values cannot be SUVbw; the note says what is missing. They are as stored.",
        "Complete the header (weight, dose, times), or compute SUV yourself.",
    ),
    "straightened": (
        "The volume was resampled because you asked for it: a tilt is taken out.",
        "Take values from the acquired layer where they matter.",
    ),
    "regularised": (
        "The volume was resampled because you asked for it: slices lie evenly.",
        "Take values from the acquired layer where they matter.",
    ),
}
