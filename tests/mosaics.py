"""Siemens mosaics: planes side by side in one picture, with a CSA header."""

import math
import struct

import numpy as np
from pydicom import uid as uids

import phantom


def csa(**values):
    """A CSA header of version 2 with these elements."""
    data = b"SV10\4\3\2\1" + struct.pack("<II", len(values), 77)
    for name, texts in values.items():
        data += name.encode().ljust(64, b"\0") + struct.pack("<I4sIII", 1, b"DS\0\0", 0, 6, 77)
        for text in [*texts, *[""] * (6 - len(texts))]:
            raw = str(text).encode() + b"\0" if text != "" else b""
            data += struct.pack("<4I", len(raw), len(raw), 77, len(raw))
            data += raw.ljust((len(raw) + 3) // 4 * 4, b"\0")
    return data


def write_mosaic(path, values, affine, number=1, **elements):
    """Write planes as one mosaic whose position is that of the whole picture (as Siemens does)."""
    planes, rows, columns = values.shape
    side = math.ceil(math.sqrt(planes))
    picture = np.zeros((side * rows, side * columns), values.dtype)
    for index, plane in enumerate(values):
        row, column = index // side * rows, index % side * columns
        picture[row : row + rows, column : column + columns] = plane
    dataset = phantom.image_header("MR", "mosaic", "study", number)
    dataset.update(phantom.plane_header(affine, 0))
    shift = affine[:3, 1] * (side - 1) * rows / 2 + affine[:3, 2] * (side - 1) * columns / 2
    dataset.ImagePositionPatient = phantom.ds(affine[:3, 3] - shift)
    dataset.SpacingBetweenSlices = phantom.ds(phantom.slice_distance(affine))[0]
    dataset.ImageType = ["ORIGINAL", "PRIMARY", "M", "ND", "MOSAIC"]
    dataset.AcquisitionNumber = number
    block = dataset.private_block(0x0029, "SIEMENS CSA HEADER", create=True)
    normal = affine[:3, 0] / np.linalg.norm(affine[:3, 0])
    elements = {"NumberOfImagesInMosaic": [planes], "SliceNormalVector": list(normal), **elements}
    block.add_new(0x10, "OB", csa(**elements))
    phantom.set_pixels(dataset, [picture], uids.ExplicitVRLittleEndian)
    return phantom.save(dataset, path, uids.ExplicitVRLittleEndian)
