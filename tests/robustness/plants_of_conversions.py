"""Planted changes of what is handed to other libraries and formats: order, direction, units."""

from robustness.plant import Plant

LATTICE = "dicom/converting/lattice.py"
NIFTI = "dicom/converting/nifti.py"
DIFFUSION = "dicom/converting/diffusion.py"
DIMENSIONS = "dicom/converting/dimensions.py"
SITK = "dicom/converting/simpleitk.py"
WRITER = "writing/nifti.py"
OF_NIFTI = ("writing/test_nifti.py",)
OF_SITK = ("dicom/converting/test_simpleitk.py",)
OF_DIMENSIONS = ("dicom/converting/test_dimensions.py",)

PLANTS = (
    Plant(LATTICE, "[-1.0, -1.0, 1.0, 1.0]", "[-1.0, 1.0, 1.0, 1.0]", "RAS is RAS", OF_NIFTI),
    Plant(
        LATTICE,
        "affine[:, [2, 1, 0, 3]]",
        "affine[:, [1, 2, 0, 3]]",
        "columns come first, then rows",
        OF_NIFTI,
    ),
    Plant(
        LATTICE,
        'if note.code == "irregular-spacing"',
        'if note.code == "uneven-spacing"',
        "irregular slices are refused",
        OF_NIFTI,
    ),
    Plant(
        LATTICE,
        "return [*times, *others]",
        "return [*others, *times]",
        "time is the first axis behind space",
        OF_NIFTI,
    ),
    Plant(
        NIFTI,
        'header["toffset"] = times[0][0]',
        'header["toffset"] = 0',
        "the time of the first step is kept",
        OF_NIFTI,
    ),
    Plant(
        NIFTI,
        "if apart > _SEEN_SHIFT",
        "if apart < 0 * _SEEN_SHIFT",
        "the qform of a tilted volume is left out",
        OF_NIFTI,
    ),
    Plant(
        NIFTI,
        "geometry is not None and geometry.is_in_patient:",
        "geometry is not None:",
        "what is in no patient has no place in one",
        OF_NIFTI,
    ),
    Plant(
        DIFFUSION,
        "if np.linalg.det(turn) > 0:",
        "if np.linalg.det(turn) < 0:",
        "FSL's x runs from the right where the determinant is positive",
        OF_NIFTI,
    ),
    Plant(
        DIFFUSION,
        'return maker.startswith("GE") or by_uih',
        "return by_uih",
        "gradients in the scanner's own axes are not taken for the patient's",
        OF_NIFTI,
    ),
    Plant(
        DIMENSIONS,
        "row[3] + row[n] * step",
        "row[3] + abs(row[n]) * step",
        "places descend where indices do",
        OF_DIMENSIONS,
    ),
    Plant(
        DIMENSIONS,
        "step / 2 * (1 + _EXACT)",
        "step * (1 + _EXACT)",
        "half a step beyond the ends is outside",
        OF_DIMENSIONS,
    ),
    Plant(
        SITK,
        "spacing, matrix[:3, 3].tolist(), matrix[:3, :3] / spacing",
        "spacing, matrix[:3, 3].tolist(), (matrix[:3, :3] / spacing).T",
        "directions are columns of SimpleITK's matrix",
        OF_SITK,
    ),
    Plant(
        WRITER,
        "leads = [*reversed(leads_by_nearness(volume.axes))]",
        "leads = [*leads_by_nearness(volume.axes)]",
        "the slowest axis of the file is its last",
        OF_NIFTI,
    ),
    Plant(
        WRITER,
        "if diffusion.directions and geometry is not None",
        "if geometry is not None",
        "no directions are written that are not known",
        OF_NIFTI,
    ),
)
