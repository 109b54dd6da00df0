"""A volume: frames in order with their place, all that is known before a pixel is read."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property

from napari_dicom.dicom.files import Instance
from napari_dicom.dicom.frames import Frame, Space, modality_of
from napari_dicom.dicom.headers import Header, series_name
from napari_dicom.dicom.note import Note, Severity
from napari_dicom.dicom.stacks import Axis, Geometry, Stack
from napari_dicom.dicom.volumes.header_table import Row, header_table
from napari_dicom.dicom.volumes.references import References
from napari_dicom.dicom.volumes.remarks import remarks_on_place


@dataclass(frozen=True, eq=False, repr=False)
class Volume:
    """Frames in order with their place: all that is known before a pixel is read.

    Parameters
    ----------
    frames
        Row-major over (leading axes..., slices); None where no frame was acquired.
    axes
        The leading axes, outermost first; their lengths times the slices give the frames.
    geometry
        Where the frames lie; None where they have no position.
    lasting_notes
        What there is to say of its files and of what was done to it, wherever the slices lie.
    part
        What sets this volume apart from the others of its series, ``""`` where it is alone.
    stack
        The frames as they were found, where their grid is still that of the volume.
    """

    frames: tuple[Frame | None, ...]
    axes: tuple[Axis, ...]
    geometry: Geometry | None
    lasting_notes: tuple[Note, ...] = ()
    part: str = ""
    stack: Stack | None = None

    @cached_property
    def notes(self) -> tuple[Note, ...]:
        """What was read, decided or doubtful, most important first."""
        place = remarks_on_place(self.geometry, self.stack) if self.geometry else ()
        return tuple(sorted((*self.lasting_notes, *place), key=_importance))

    @property
    def lead_shape(self) -> tuple[int, ...]:
        """Steps along each leading axis."""
        return tuple(len(axis.coordinates) for axis in self.axes)

    @property
    def slices(self) -> int:
        """Number of planes along the slice axis (1 without geometry)."""
        return self.geometry.shape[0] if self.geometry else 1

    @property
    def shape(self) -> tuple[int, ...]:
        """(leading axes..., slices, rows, columns), slices only where there is a geometry."""
        if self.geometry is not None:
            return (*self.lead_shape, *self.geometry.shape)
        return (*self.lead_shape, self.first.rows, self.first.columns)

    @cached_property
    def acquired(self) -> tuple[Frame, ...]:
        """The frames that exist, in order."""
        return tuple(frame for frame in self.frames if frame is not None)

    @property
    def first(self) -> Frame:
        """The first frame."""
        return self.acquired[0]

    @property
    def middle(self) -> Frame:
        """The frame in the middle of the slices, at the first step of the leading axes."""
        block = [frame for frame in self.frames[: self.slices] if frame] or list(self.acquired)
        return block[len(block) // 2]

    @property
    def header(self) -> Header:
        """The header values of the first frame's file."""
        return self.first.header

    @property
    def modality(self) -> str:
        """Modality (0008,0060) of the first frame; that of its SOP class where there is none."""
        return modality_of(self.header)

    @cached_property
    def instances(self) -> tuple[Instance, ...]:
        """The files of the volume, each once, in order of their first frame."""
        return tuple({id(frame.instance): frame.instance for frame in self.acquired}.values())

    @property
    def is_colour(self) -> bool:
        """Whether a pixel has three colour values."""
        return self.first.is_colour

    @property
    def is_inverted(self) -> bool:
        """Whether low values are shown bright: MONOCHROME1, or an inverse presentation LUT."""
        source = self.first.instance.pixels
        monochrome1 = source and source.format.photometric_interpretation == "MONOCHROME1"
        return bool(monochrome1) or self.header.text("PresentationLUTShape") == "INVERSE"

    @property
    def plane_spacing(self) -> tuple[float, float]:
        """Distance between (rows, columns) as planes are drawn: mm, else the pixels' aspect."""
        if self.first.pixel_spacing is not None:
            return self.first.pixel_spacing
        ratio = self.header.positive("PixelAspectRatio", 2)
        return (ratio[0] / ratio[1], 1.0) if ratio else (1.0, 1.0)

    @cached_property
    def transfer_syntax_uids(self) -> tuple[str, ...]:
        """The distinct transfer syntaxes, in order of appearance."""
        uids = (i.pixels.transfer_syntax_uid for i in self.instances if i.pixels)
        return tuple(dict.fromkeys(uids))

    @property
    def name(self) -> str:
        """Modality, series number, description, what is measured; never a patient's name."""
        quantity = self.first.rescale.quantity
        if quantity.casefold() in series_name(self.header).casefold():
            quantity = ""
        return series_name(self.header, " ".join(part for part in (quantity, self.part) if part))

    @property
    def frame_of_reference_uid(self) -> str:
        """(0020,0052), ``""`` where the files name none."""
        return self.header.text("FrameOfReferenceUID")

    @property
    def on_request(self) -> bool:
        """Whether it opens only where the user asks for it by itself: images open with the rest."""
        return False

    @property
    def what(self) -> str:
        """What it is, in the words people read."""
        return "image"

    @property
    def shown(self) -> str:
        """How it is shown."""
        return "opens as an image"

    @property
    def holds(self) -> tuple[str, ...]:
        """What is in it, counted: nothing but its images."""
        return ()

    @property
    def space(self) -> Space:
        """Whose frame its place is in."""
        return self.geometry.space if self.geometry else Space.OWN

    @property
    def references(self) -> References:
        """What ties it to others: its frame of reference."""
        return References(self.frame_of_reference_uid)

    def headers(self, keywords: str | Iterable[str]) -> list[Row]:
        """Return header values as a table: a row a plane, in the order of the values.

        ``pandas.DataFrame(volume.headers(["SliceLocation", "XRayTubeCurrent"]))``

        Parameters
        ----------
        keywords
            One of DICOM's keywords, or several; ``"0019,100C"`` where there is no keyword. What is
            named is given, patients too.

        Returns
        -------
        list of dict
            The step of each leading axis, ``"slice"`` (from 0) and the keywords: numbers, texts,
            lists of them; None where a file has none, or a plane was not acquired. Values that an
            enhanced file gives for the frame come before those it gives for all.

        Raises
        ------
        ChoiceError
            There is no such keyword.
        HeaderError
            A header is damaged, or has changed since it was found.
        """
        return header_table(self.frames, self.axes, keywords)

    def __repr__(self) -> str:
        return f"<Volume {self.name!r} {self.shape}, notes: {len(self.notes)}>"

    def with_notes(self, notes: Iterable[Note]) -> "Volume":
        """Return the volume with further notes."""
        return replace(self, lasting_notes=(*self.lasting_notes, *notes))


def _importance(note: Note) -> int:
    return (Severity.ERROR, Severity.WARNING, Severity.INFO).index(note.severity)
