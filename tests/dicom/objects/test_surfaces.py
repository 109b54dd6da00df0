"""Surfaces of segmentations, STL and OBJ models are meshes in LPS mm."""

import struct

import numpy as np
import pydicom
import pytest
from pydicom import uid as uids

import phantom
from napari_dicom.dicom import HowToLoad, load_contents, scan
from napari_dicom.dicom.errors import HeaderError
from napari_dicom.dicom.objects import LoadedSurfaces
from napari_dicom.dicom.objects.mesh import obj_mesh, stl_mesh, surface_mesh
from napari_dicom.dicom.objects.segmentation import to_cielab
from objects import item, write_object

CORNERS = np.array([[0, 0, 0], [1, 0, 0], [0, 2, 0], [0, 0, 3.5]], dtype="<f4")
FACES = np.array([[0, 1, 2], [0, 1, 3], [0, 2, 3], [1, 2, 3]])


def packed(numbers, kind):
    return np.asarray(numbers).astype(kind).tobytes()


def with_value(target, keyword, vr, value):
    target.add_new(keyword, vr, value)
    return target


def surface(number=1, order="<", **primitives):
    points = with_value(item(), "PointCoordinatesData", "OF", packed(CORNERS, f"{order}f4"))
    mesh = item()
    for keyword, value in (primitives or {"TrianglePointIndexList": FACES + 1}).items():
        if isinstance(value, list):
            setattr(mesh, keyword, value)
        else:
            kind, vr = ("u4", "OL") if keyword.startswith("Long") else ("u2", "OW")
            with_value(mesh, keyword, vr, packed(value, f"{order}{kind}"))
    return item(
        SurfaceNumber=number,
        SurfacePointsSequence=[points],
        SurfaceMeshPrimitivesSequence=[mesh],
        RecommendedDisplayCIELabValue=list(to_cielab((1.0, 0.0, 0.0))),
        RecommendedPresentationOpacity=0.5,
    )


def write_surfaces(folder, *surfaces, syntax=uids.ExplicitVRLittleEndian):
    values = {
        "SurfaceSequence": list(surfaces),
        "SegmentSequence": [
            item(SegmentLabel="liver", ReferencedSurfaceSequence=[item(ReferencedSurfaceNumber=1)])
        ],
    }
    sop_class = uids.SurfaceSegmentationStorage
    path = folder / "seg.dcm"
    return write_object(path, sop_class, values, modality="SEG", number=5, transfer_syntax=syntax)


def write_model(folder, sop_class, data, unit="mm"):
    values = {
        "EncapsulatedDocument": data + b"\0" * (len(data) % 2),
        "EncapsulatedDocumentLength": len(data),
        "DocumentTitle": "bone",
    }
    if unit:
        values["MeasurementUnitsCodeSequence"] = [item(CodeValue=unit)]
    return write_object(folder / "m3d.dcm", sop_class, values, modality="M3D", number=5)


def loaded(folder):
    found = load_contents(scan(folder), HowToLoad()).loaded
    (one,) = [one for one in found if isinstance(one, LoadedSurfaces)]
    return one


def stl(corners=CORNERS):
    facets = b"".join(struct.pack("<12fH", 0, 0, 0, *corners[face].ravel(), 0) for face in FACES)
    return b"\0" * 80 + struct.pack("<I", len(FACES)) + facets


STL_WORDS = b"solid x\nfacet normal 0 0 1\nouter loop\n" + (
    b"vertex 0 0 0\nvertex 1 0 0\nvertex 0 2 0\nendloop\nendfacet\nendsolid x\n"
)
OBJ = b"# a\nv 0 0 0\nv 1 0 0\nv 0 2 0\nv 0 0 3.5\nvn 0 0 1\nf 1//1 2//1 3//1\nf -4 -3 -1\n"


@pytest.mark.parametrize(
    ("syntax", "order"),
    [(uids.ExplicitVRLittleEndian, "<"), (uids.ExplicitVRBigEndian, ">")],
    ids=["little", "big"],
)
def test_a_surface_is_read_with_its_label_colour_and_opacity(tmp_path, syntax, order):
    write_surfaces(tmp_path, surface(order=order), syntax=syntax)

    (one,) = loaded(tmp_path).surfaces

    np.testing.assert_array_equal(one.mesh.vertices, CORNERS)
    np.testing.assert_array_equal(one.mesh.faces, FACES)
    assert (one.label, one.opacity) == ("liver", 0.5)
    np.testing.assert_allclose(one.colour, (255, 0, 0), atol=2)


STRIP = [with_value(item(), "PrimitivePointIndexList", "OW", packed([1, 2, 3, 4], "<u2"))]


@pytest.mark.parametrize(
    ("primitives", "faces"),
    [
        ({"LongTrianglePointIndexList": FACES + 1}, FACES),
        ({"TriangleStripSequence": STRIP}, [[0, 1, 2], [3, 2, 1]]),
        ({"TriangleFanSequence": STRIP}, [[0, 1, 2], [0, 2, 3]]),
        ({"FacetSequence": STRIP}, [[0, 1, 2], [0, 2, 3]]),
    ],
    ids=["long", "strip", "fan", "facet"],
)
def test_every_way_to_write_triangles_is_read(primitives, faces):
    mesh = surface_mesh(surface(**primitives), little_endian=True)

    np.testing.assert_array_equal(mesh.faces, faces)


def test_points_alone_have_no_triangles():
    points = surface()
    del points.SurfaceMeshPrimitivesSequence

    mesh = surface_mesh(points, little_endian=True)

    assert (len(mesh.vertices), len(mesh.faces)) == (4, 0)


@pytest.mark.parametrize("faces", [[[0, 1, 2]], [[1, 2, 5]]], ids=["zero", "five of four"])
def test_triangles_of_points_that_are_not_there_are_refused(faces):
    with pytest.raises(HeaderError):
        surface_mesh(surface(TrianglePointIndexList=np.array(faces)), little_endian=True)


def test_a_binary_stl_is_read_facet_by_facet():
    mesh = stl_mesh(stl())

    np.testing.assert_array_equal(mesh.vertices[mesh.faces], CORNERS[FACES])


def test_an_stl_in_words_is_read():
    mesh = stl_mesh(STL_WORDS)

    np.testing.assert_array_equal(mesh.vertices[mesh.faces], [CORNERS[[0, 1, 2]]])


@pytest.mark.parametrize("data", [b"", stl()[:-10], b"solid\n", b"something else"])
def test_an_stl_that_is_cut_short_or_none_is_refused(data):
    with pytest.raises(HeaderError):
        stl_mesh(data)


def test_an_obj_is_read_with_numbers_from_either_end():
    mesh = obj_mesh(OBJ)

    np.testing.assert_array_equal(mesh.vertices, CORNERS)
    np.testing.assert_array_equal(mesh.faces, [[0, 1, 2], [0, 1, 3]])


def test_faces_of_many_corners_become_triangles_and_lines_are_counted():
    mesh = obj_mesh(b"v 0 0 0\nv 1 0 0\nv 1 1 0\nv 0 1 0\nf 1 2 3 4\nl 1 2\n")

    np.testing.assert_array_equal(mesh.faces, [[0, 1, 2], [0, 2, 3]])
    assert mesh.left_out == 1


@pytest.mark.parametrize("data", [b"", b"v 0 0 0\nf 1 2 3\n", b"v nan 0 0\n"])
def test_an_obj_without_vertices_or_with_others_is_refused(data):
    with pytest.raises(HeaderError):
        obj_mesh(data)


@pytest.mark.parametrize(
    ("sop_class", "data"),
    [(uids.EncapsulatedSTLStorage, stl()), (uids.EncapsulatedOBJStorage, OBJ)],
    ids=["stl", "obj"],
)
@pytest.mark.parametrize(("unit", "factor"), [("mm", 1), ("cm", 10), ("um", 0.001)])
def test_models_are_in_millimetres_of_their_frame_of_reference(
    tmp_path, sop_class, data, unit, factor
):
    phantom.write_series(tmp_path / "ct")
    write_model(tmp_path, sop_class, data, unit)

    found = loaded(tmp_path)

    (one,) = found.surfaces
    np.testing.assert_allclose(one.mesh.vertices.max(axis=0), CORNERS.max(axis=0) * factor)
    assert (one.label, found.volume is not None) == ("bone", True)
    assert found.content.notes == ()


@pytest.mark.parametrize("unit", ["", "furlong"])
def test_a_unit_that_is_not_known_is_taken_for_millimetres_with_a_warning(tmp_path, unit):
    write_model(tmp_path, uids.EncapsulatedSTLStorage, stl(), unit)

    (note,) = [note for note in loaded(tmp_path).content.notes if note.code == "assumed"]

    assert (note.code, str(note.severity)) == ("assumed", "warning")


def test_a_damaged_model_is_named(tmp_path):
    write_model(tmp_path, uids.EncapsulatedSTLStorage, stl()[:-30])

    (failed,) = load_contents(scan(tmp_path), HowToLoad()).failed

    assert "cut short" in failed.reason


def test_an_object_without_surfaces_is_listed(tmp_path):
    write_surfaces(tmp_path)

    (listing,) = scan(tmp_path).listings

    assert listing.what == "surface segmentation"


@pytest.mark.parametrize("uid", [phantom.uid("elsewhere"), None], ids=["elsewhere", "none"])
def test_a_surface_that_is_drawn_by_itself_says_why(tmp_path, uid):
    write_model(tmp_path, uids.EncapsulatedSTLStorage, stl(), "mm")
    path = next(tmp_path.glob("*.dcm"))
    dataset = pydicom.dcmread(path)
    dataset.FrameOfReferenceUID = uid or ""
    dataset.save_as(path)

    (note,) = loaded(tmp_path).content.notes

    words = "no image of its frame" if uid else "it names no frame of reference"
    assert (note.code, note.message.startswith(words)) == ("no-image", True)


@pytest.mark.parametrize(
    ("primitives", "said"),
    [
        pytest.param({"TrianglePointIndexList": FACES + 1}, None, id="triangles"),
        pytest.param(
            {"TrianglePointIndexList": FACES + 1, "EdgePointIndexList": [[1, 2], [2, 3]]},
            "2 lines or points",
            id="edges",
        ),
        pytest.param(
            {"TrianglePointIndexList": FACES + 1, "LongVertexPointIndexList": [[4]]},
            "1 line or point",
            id="a point",
        ),
        pytest.param({"VertexPointIndexList": [[1, 2, 3]]}, None, id="points alone"),
    ],
)
def test_what_is_not_drawn_beside_triangles_is_counted(tmp_path, primitives, said):
    write_surfaces(tmp_path, surface(**{k: np.asarray(v) for k, v in primitives.items()}))

    found = [one.message for one in loaded(tmp_path).content.notes if one.code == "lines-not-drawn"]

    assert found == ([f"liver: not drawn beside the triangles, {said}"] if said else [])


def test_an_stl_in_words_whose_last_triangle_is_not_whole_is_refused():
    with pytest.raises(HeaderError, match="its last triangle is not whole"):
        stl_mesh(STL_WORDS.replace(b"vertex 0 2 0\n", b""))
