"""Patient, study and frame of reference of a new object, from the image it was made of.

Real headers are incomplete: what the standard wants and the image lacks is there, empty. The
image's file is not touched.
"""

from datetime import UTC, datetime

from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.uid import ExplicitVRLittleEndian, generate_uid

from napari_dicom.dicom import Volume, lenient

_PATIENT = ("PatientName", "PatientID", "PatientBirthDate", "PatientSex")
_STUDY = ("StudyDate", "StudyTime", "ReferringPhysicianName", "StudyID", "AccessionNumber")
_MORE = ("PatientAge", "PatientSize", "PatientWeight", "StudyDescription", "IssuerOfPatientID")
_UNKNOWN = "unknown"


def new_object(volume: Volume, sop_class_uid: str, modality: str) -> Dataset:
    """Return a data set that belongs to a volume's patient, study and frame of reference.

    Parameters
    ----------
    sop_class_uid
        (0008,0016) of the new object.
    modality
        (0008,0060) of its series, which is a new one.
    """
    with lenient():
        source = volume.first.instance.dataset()
        dataset = Dataset()
        dataset.SpecificCharacterSet = "ISO_IR 192"
        for keyword in (*_PATIENT, *_STUDY):
            setattr(dataset, keyword, _text(source, keyword))
        for keyword in _MORE:
            if _text(source, keyword):
                setattr(dataset, keyword, _text(source, keyword))
        dataset.StudyInstanceUID = _text(source, "StudyInstanceUID") or generate_uid()
        if volume.frame_of_reference_uid:
            dataset.FrameOfReferenceUID = volume.frame_of_reference_uid
            dataset.PositionReferenceIndicator = _text(source, "PositionReferenceIndicator")
    _add_object(dataset, sop_class_uid, modality)
    return dataset


def _add_object(dataset: Dataset, sop_class_uid: str, modality: str) -> None:
    now = datetime.now(UTC).astimezone()
    dataset.SOPClassUID, dataset.SOPInstanceUID = sop_class_uid, generate_uid()
    dataset.Modality, dataset.SeriesInstanceUID = modality, generate_uid()
    dataset.SeriesNumber, dataset.InstanceNumber = 1000, 1
    dataset.ContentDate, dataset.ContentTime = f"{now:%Y%m%d}", f"{now:%H%M%S}"
    dataset.InstanceCreationDate = dataset.ContentDate
    dataset.InstanceCreationTime = dataset.ContentTime
    dataset.Manufacturer = "napari-dicom"
    dataset.ManufacturerModelName = "napari-dicom"
    dataset.DeviceSerialNumber = _UNKNOWN
    dataset.SoftwareVersions = _version()
    dataset.file_meta = FileMetaDataset()
    dataset.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian


def _version() -> str:
    from napari_dicom._version import __version__  # the package's door is above this room

    return __version__


def _text(source: Dataset, keyword: str) -> str:
    """Return a value as text, ``""`` where it is absent or cannot be read."""
    try:
        value = source.get(keyword)
    except (ValueError, TypeError, NotImplementedError, AttributeError):
        return ""
    return "" if value is None else str(value)
