"""What a scan has found as people file it: patient > study > series > content.

A patient is told apart by what identifies them but never named: `identity` reads the name from a
file when somebody asks, and nothing keeps it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import chain

from napari_dicom.dicom.contents import Content, Contents
from napari_dicom.dicom.describing.object_card import Names, series_names
from napari_dicom.dicom.errors import NapariDicomError
from napari_dicom.dicom.files import Instance
from napari_dicom.dicom.headers import lenient, refusing_damage, series_name
from napari_dicom.dicom.text import plain_text
from napari_dicom.dicom.volumes import Volume, parted_by, patient_id


@dataclass(frozen=True, slots=True, eq=False)
class CataloguedSeries:
    """What one series holds: its volumes, then what is none."""

    contents: tuple[Content, ...]

    @property
    def name(self) -> str:
        """Modality, number and description."""
        return series_name(self.contents[0].header)

    @property
    def volumes(self) -> tuple[Volume, ...]:
        """The volumes among its contents."""
        return tuple(one for one in self.contents if isinstance(one, Volume))


@dataclass(frozen=True, slots=True, eq=False)
class CataloguedStudy:
    """The series of one study, in the order of their numbers."""

    series: tuple[CataloguedSeries, ...]

    @property
    def name(self) -> str:
        """Date and description."""
        header = self.series[0].contents[0].header
        date = header.text("StudyDate")
        if len(date) == 8 and date.isdigit():
            date = f"{date[:4]}-{date[4:6]}-{date[6:]}"
        parts = (plain_text(date, 10), plain_text(header.text("StudyDescription")))
        return " ".join(part for part in parts if part) or "without date or description"


@dataclass(frozen=True, slots=True, eq=False)
class CataloguedPatient:
    """The studies of one patient; `number` counts patients in order of appearance, from 1."""

    number: int
    studies: tuple[CataloguedStudy, ...]

    @property
    def name(self) -> str:
        """What a patient is called where nobody shall read who it is."""
        return f"Patient {self.number}"

    def identity(self) -> str:
        """Read name and Patient ID from a file: only where the user asks to see them."""
        instance = self.studies[0].series[0].contents[0].instances[0]
        name, number, _ = _name_and_id(instance)
        return plain_text(", ".join(part for part in (name, number) if part)) or "no name given"


@dataclass(frozen=True, slots=True, eq=False)
class Catalogue:
    """All patients, and all that was found.

    Parameters
    ----------
    names
        SeriesInstanceUID -> what the series is called.
    """

    patients: tuple[CataloguedPatient, ...]
    contents: Contents
    names: Names


def catalogue_of(contents: Contents) -> Catalogue:
    """File what a scan has found; reads one whole header for each study, and for each listing."""
    for listing in contents.listings:
        _ = listing.inside  # read here, for whoever files does so in the background
    studies = _studies((*contents.volumes, *contents.objects))
    patients: dict[object, list[CataloguedStudy]] = {}
    for study in studies:
        patients.setdefault(_patient_key(study), []).append(study)
    return Catalogue(
        tuple(
            CataloguedPatient(number, tuple(own)) for number, own in enumerate(patients.values(), 1)
        ),
        contents,
        series_names(contents),
    )


def _studies(contents: Iterable[Content]) -> list[CataloguedStudy]:
    """File by study, and by patient where files of several name one study."""
    groups: dict[object, list[Content]] = {}
    for content in contents:
        words = (content.header.text(key) for key in ("StudyInstanceUID", "SeriesInstanceUID"))
        key = next(filter(None, words), id(content.instances[0]))
        groups.setdefault(key, []).append(content)
    owned = (parted_by(group, _owner) for group in groups.values())
    return [_study(one) for one in chain.from_iterable(owned)]


def _owner(content: Content) -> str:
    return patient_id(content.header)


def _study(contents: Iterable[Content]) -> CataloguedStudy:
    groups: dict[object, list[Content]] = {}
    for content in contents:
        key = content.header.text("SeriesInstanceUID") or id(content.instances[0])
        groups.setdefault(key, []).append(content)
    series = [CataloguedSeries(tuple(group)) for group in groups.values()]
    return CataloguedStudy(tuple(sorted(series, key=_series_number)))


def _series_number(series: CataloguedSeries) -> float:
    number = series.contents[0].header.integer("SeriesNumber")
    return float("inf") if number is None else number


def _patient_key(study: CataloguedStudy) -> object:
    """Return what tells one patient from another; kept no longer than the grouping takes.

    Two hospitals may give one ID, and one hospital's anonymised studies may have one for all.
    """
    name, number, issuer = _name_and_id(study.series[0].contents[0].instances[0])
    written = " ".join(name.replace("^", " ").casefold().split())
    return (number.strip(), issuer.strip(), written) if number or written else id(study)


def _name_and_id(instance: Instance) -> tuple[str, str, str]:
    """Return PatientName, PatientID and who issued that; empty where the header is damaged."""
    try:
        with lenient(), refusing_damage("the header"):
            dataset = instance.dataset()
            keywords = ("PatientName", "PatientID", "IssuerOfPatientID")
            name, number, issuer = (str(dataset.get(keyword) or "") for keyword in keywords)
            return name, number, issuer
    except (NapariDicomError, OSError):
        return "", "", ""
