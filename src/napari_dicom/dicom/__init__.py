"""The domain: DICOM files to volumes with values, and all that belongs to them: the door.

Its rooms, from the top down; each knows those below it and no others (`tests/test_rooms.py`):

describing      words and tables about what was found, for people
contents        what paths hold, of any kind: found by headers (`scan`), then loaded
measuring       lengths, areas, volumes and values of what is drawn on images
objects         what belongs to images and is none: overlays, listings
kinds           which SOP class is what, and which images hold more than a volume
loading         pixels into place: values, planes, eager and lazy, resampling
converting      volumes and their values in the forms of other libraries
volumes         volumes before a pixel is read, and what is remarked about them
stacks          frames on grids: stations, further axes, geometry
frames          the atom: one image plane, whatever file it comes from
files           from paths to instances: folders, archives, DICOMDIR, copies
attributes      the whole header in rows, for people
datasets        whole headers by pydicom: the truth, and the fallback
headers         the few dozen values that all else needs, read strictly
pixels          transfer syntaxes, decoders, guards, self-test
errors, note, limits, text, workers     the ground

Who only opens files comes in here; `describing`, `attributes`, `objects` and `pixels` have doors of
their own. A folder of plain images opens without `objects` and `converting`: who names what is in
them loads them (`tests/test_startup.py`).
Nothing of napari, Qt or magicgui is known here. pydicom is imported where a file asks for it.
"""

from napari_dicom.dicom.contents import (
    Content,
    Contents,
    Failed,
    HowToLoad,
    Loaded,
    Opened,
    can_load,
    file_names,
    load_content,
    load_contents,
    load_each,
    open_paths,
    remark_on_more,
    scan,
    why_nothing_opened,
)
from napari_dicom.dicom.errors import (
    CancelledError,
    ChoiceError,
    DecodeError,
    ExportError,
    HeaderError,
    LimitError,
    NapariDicomError,
    NoDecoderError,
    NotDicomError,
    NothingToOpenError,
    OutsideError,
    PathNotFoundError,
    PixelError,
)
from napari_dicom.dicom.files import (
    PathLike,
    Progress,
    given_paths,
    is_dicom_start,
)
from napari_dicom.dicom.frames import (
    Frame,
    Space,
    VoiFunction,
    Window,
    function_named,
    sigmoid,
    window_between,
)
from napari_dicom.dicom.headers import lenient
from napari_dicom.dicom.limits import DEFAULT_LIMITS, Limits
from napari_dicom.dicom.loading import LoadedVolume, is_uneven, load, regularise, straighten
from napari_dicom.dicom.note import Note, Severity, Skipped
from napari_dicom.dicom.pixels import (
    PixelSource,
    how_to_install,
    optional_module,
    syntax_of,
)
from napari_dicom.dicom.stacks import (
    Axis,
    Geometry,
    Spacing,
    ZSpacing,
    direction_letters,
    patient_position_words,
    plane_name,
)
from napari_dicom.dicom.text import plain_text, without_markup, without_tags
from napari_dicom.dicom.volumes import (
    PetValues,
    References,
    SuvError,
    Volume,
    as_measured,
    convert_to_suv,
    display_windows,
    find_joinable,
    find_scattered,
    images_of,
    join_series,
    middle_slice,
    patient_id,
    scale_by,
    spacing_candidates,
    suv_factor,
)

__all__ = [
    "DEFAULT_LIMITS",
    "Axis",
    "CancelledError",
    "ChoiceError",
    "Content",
    "Contents",
    "DecodeError",
    "ExportError",
    "Failed",
    "Frame",
    "Geometry",
    "HeaderError",
    "HowToLoad",
    "LimitError",
    "Limits",
    "Loaded",
    "LoadedVolume",
    "NapariDicomError",
    "NoDecoderError",
    "NotDicomError",
    "Note",
    "NothingToOpenError",
    "Opened",
    "OutsideError",
    "PathLike",
    "PathNotFoundError",
    "PetValues",
    "PixelError",
    "PixelSource",
    "Progress",
    "References",
    "Severity",
    "Skipped",
    "Space",
    "Spacing",
    "SuvError",
    "VoiFunction",
    "Volume",
    "Window",
    "ZSpacing",
    "as_measured",
    "can_load",
    "convert_to_suv",
    "direction_letters",
    "display_windows",
    "file_names",
    "find_joinable",
    "find_scattered",
    "function_named",
    "given_paths",
    "how_to_install",
    "images_of",
    "is_dicom_start",
    "is_uneven",
    "join_series",
    "lenient",
    "load",
    "load_content",
    "load_contents",
    "load_each",
    "middle_slice",
    "open_paths",
    "optional_module",
    "patient_id",
    "patient_position_words",
    "plain_text",
    "plane_name",
    "regularise",
    "remark_on_more",
    "scale_by",
    "scan",
    "sigmoid",
    "spacing_candidates",
    "straighten",
    "suv_factor",
    "syntax_of",
    "why_nothing_opened",
    "window_between",
    "without_markup",
    "without_tags",
]
