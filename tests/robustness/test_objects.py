"""Objects that are no images, damaged all over: each is named or refused, nothing is raised."""

import random
from pathlib import Path

import pytest
from pydicom import uid as uids

from napari_dicom import scan
from napari_dicom.dicom import open_paths
from napari_dicom.dicom.describing import (
    catalogue_of,
    content_facts,
    inventory_of,
    inventory_text,
    object_lines,
)
from napari_dicom.layers import build_layers
from objects import item, refers_to, report, write_object

OBJECTS = {
    "segmentation": (
        uids.SegmentationStorage,
        {
            "SegmentSequence": [item(SegmentNumber=n, SegmentLabel="a") for n in range(1, 4)],
            "ReferencedSeriesSequence": refers_to("1.2.3"),
        },
    ),
    "structure set": (
        uids.RTStructureSetStorage,
        {
            "StructureSetROISequence": [item(ROINumber="1", ROIName="a")],
            "ROIContourSequence": [
                item(
                    ReferencedROINumber="1",
                    ContourSequence=[
                        item(ContourData=["0", "0", "0", "1", "2", "3", "4", "5", "3"])
                    ],
                )
            ],
            "ReferencedFrameOfReferenceSequence": [item(FrameOfReferenceUID="1.2")],
        },
    ),
    "report": (
        uids.ComprehensiveSRStorage,
        {"ContentSequence": report(["CONTAINER", "NUM"], ["NUM", "SCOORD"], ["NUM"])},
    ),
    "presentation state": (
        uids.GrayscaleSoftcopyPresentationStateStorage,
        {"GraphicAnnotationSequence": [item(GraphicObjectSequence=[item(GraphicType="POINT")])]},
    ),
    "registration": (
        uids.SpatialRegistrationStorage,
        {
            "RegistrationSequence": [
                item(
                    FrameOfReferenceUID="1.2",
                    MatrixRegistrationSequence=[
                        item(
                            MatrixSequence=[
                                item(FrameOfReferenceTransformationMatrix=["2"] + ["1"] * 15)
                            ]
                        )
                    ],
                ),
                item(),
            ]
        },
    ),
    "plan": (
        uids.RTPlanStorage,
        {
            "BeamSequence": [
                item(BeamName="a", ControlPointSequence=[item(IsocenterPosition=["1", "2", "3"])])
            ]
        },
    ),
    "key objects": (
        uids.KeyObjectSelectionDocumentStorage,
        {
            "ContentSequence": [
                item(
                    ValueType="IMAGE",
                    ReferencedSOPSequence=[
                        item(ReferencedSOPInstanceUID="1.2", ReferencedFrameNumber="1")
                    ],
                )
            ]
        },
    ),
    "model": (
        uids.EncapsulatedOBJStorage,
        {"EncapsulatedDocument": b"v 0 0 0\nv 1 0 0\nv 0 2 0\nf 1 2 3\n "},
    ),
}
VARIANTS = 150
"""Broken files of each object and syntax."""


def broken(data: bytes, rng: random.Random) -> bytes:
    """Return the bytes of a file with a few of them hit, cut off, blanked or put in."""
    damaged = bytearray(data)
    kind = rng.randrange(5)
    for _ in range(rng.choice([1, 2, 5])):
        place = rng.randrange(132, len(damaged))
        if kind == 0:
            damaged[place] = rng.randrange(256)
        elif kind == 1:
            damaged[place : place + 2] = b"\xff\xff"
        elif kind == 2:
            return bytes(damaged[:place])
        elif kind == 3:
            damaged[place:place] = rng.randbytes(4)
        else:
            damaged[place : place + 8] = bytes(8)
    return bytes(damaged)


def outcome(path: Path) -> str:
    """Do what the command line and the browser do with a file; say what it was taken for."""
    contents = scan(path)
    catalogue = catalogue_of(contents)
    inventory_text(inventory_of(path))
    for one in contents.objects:
        content_facts(one, catalogue.names)
        object_lines(one)
    opened = open_paths(path)
    build_layers(opened.loaded)
    assert len(opened.loaded) + len(opened.failed) == len(contents.opening)
    counts = len(contents.volumes), len(contents.objects), len(contents.skipped)
    assert sum(counts) >= 1, "a file that is neither shown nor named"
    return "found" if contents.objects else "skipped"


@pytest.mark.parametrize(
    "transfer_syntax",
    [
        pytest.param(uids.ExplicitVRLittleEndian, id="little"),
        pytest.param(uids.ExplicitVRBigEndian, id="big"),
        pytest.param(uids.ImplicitVRLittleEndian, id="implicit"),
    ],
)
@pytest.mark.parametrize("name", OBJECTS)
def test_a_broken_object_is_named_or_refused(
    tmp_path: Path, name: str, transfer_syntax: str
) -> None:
    sop_class, values = OBJECTS[name]
    good = write_object(tmp_path / "good", sop_class, values, transfer_syntax=transfer_syntax)
    rng = random.Random(f"{name} {transfer_syntax}")
    data, path = good.read_bytes(), tmp_path / "broken"

    outcomes = []
    for _ in range(VARIANTS):
        path.write_bytes(broken(data, rng))
        outcomes.append(outcome(path))

    assert outcome(good) == "found"
    assert {"found", "skipped"} == set(outcomes)
