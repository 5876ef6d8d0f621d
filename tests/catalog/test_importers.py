"""Models of others: the same thing in every format becomes the same asset, and bad files say what to do."""

from __future__ import annotations

import math
import zipfile
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.spatial import ConvexHull

from simgen.catalog.importers import Built, Measures, Wishes, assembled, read_draft
from simgen.catalog.importers.draft import Draft, Finish, Piece
from simgen.catalog.importers.solids import convex_pieces, filled_share, supports_of
from simgen.catalog.importers.surfaces import cleaned, painted, smooth
from simgen.catalog.materials.pictures import decode
from simgen.catalog.meshing.transforms import hull_of
from simgen.errors import CatalogError
from simgen.geometry import Bounds, FloatArray
from tests.catalog.l_shape import CELLS, SIZE, VOLUME_M3, WRITERS, chart, corners, write_glb, write_obj, write_urdf


@pytest.fixture(autouse=True)
def _one_hull(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Cutting a shape takes seconds: only one test does it in earnest."""
    monkeypatch.setenv("SIMGEN_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr("simgen.catalog.importers.assembly.convex_pieces", lambda points, *_: (hull_of(points),))


def built(path: Path, **more: object) -> Built:
    return assembled(read_draft(path), replace(Wishes(), **more), str(path))  # type: ignore[arg-type]


def triangles(made: Built) -> FloatArray:
    """(m, 9) centres, normals and shown colours (sRGB, -1 for none) of all triangles, sorted."""
    rows = []
    for part in made.parts:
        for surface in part.surfaces:
            mesh = surface.mesh
            picture = made.materials[surface.material].picture
            points = mesh.vertices[mesh.faces].mean(axis=1)
            normals = mesh.normals[mesh.faces].mean(axis=1)
            colors = np.full((len(points), 3), -1.0)
            if picture is not None and picture.albedo:
                tile, _ = decode(made.pictures[picture.albedo], "test")
                uv = mesh.uvs[mesh.faces].mean(axis=1) * picture.resolution
                colors = tile[uv[:, 1].astype(int), uv[:, 0].astype(int)].astype(float)
            rows.append(np.concatenate([points, normals, colors], axis=1))
    table = np.concatenate(rows)
    return table[np.lexsort(np.round(table[:, :6], 4).T)]


def expected() -> FloatArray:
    vertices, faces, normals, _, cells = corners()
    shown = chart()
    colors = np.array([shown[16 * (c // CELLS) + 8, 16 * (c % CELLS) + 8] for c in cells], float)
    table = np.concatenate([vertices[faces].mean(axis=1), normals[faces[:, 0]], colors], axis=1)
    return table[np.lexsort(np.round(table[:, :6], 4).T)]


@pytest.mark.parametrize("name", WRITERS)
def test_one_thing_is_the_same_in_every_format(name: str, tmp_path: Path) -> None:
    made = built(WRITERS[name](tmp_path))
    table, wanted = triangles(made), expected()
    assert table.shape == wanted.shape
    np.testing.assert_allclose(table[:, :6], wanted[:, :6], atol=2e-6)
    if name != "stl":
        np.testing.assert_array_equal(table[:, 6:], wanted[:, 6:])
    assert made.health.open_edges == made.health.odd_edges == made.health.flipped == 0
    np.testing.assert_allclose(sum(p.mass_kg for p in made.parts), 400 * VOLUME_M3, rtol=0.02)
    hulls = np.concatenate([h for p in made.parts for h in p.hulls])
    np.testing.assert_allclose(Bounds.of(hulls).size, SIZE, atol=2e-3)
    # The step and the top, both free above; the step's outline is the foot's without the pillar.
    assert [round(s.height_m, 3) for s in made.supports] == [0.1, 0.3]


def test_a_files_own_words_on_licence_and_creator_are_kept(tmp_path: Path) -> None:
    draft = read_draft(write_glb(tmp_path))
    assert (draft.license, draft.creator) == ("CC-BY-4.0", "Somebody")


# --- Units and axes --------------------------------------------------------------------------------

AXES = ("+x", "-x", "+y", "-y", "+z", "-z")


@given(
    up=st.sampled_from(AXES),
    front=st.sampled_from(AXES),
    unit=st.sampled_from([("mm", 1000.0), ("cm", 100.0), ("inch", 1 / 0.0254), ("m", 1.0)]),
)
@settings(max_examples=40)
def test_stated_axes_and_units_undo_any_turn_of_the_file(up: str, front: str, unit: tuple[str, float]) -> None:
    if up[1] == front[1]:
        return
    axis = {f"{s}{n}": (1 if s == "+" else -1) * np.eye(3)[k] for k, n in enumerate("xyz") for s in "+-"}
    # The asset frame's +z and -y are where the file has `up` and `front`.
    file_from_asset = np.stack([np.cross(axis[up], axis[front]), -axis[front], axis[up]], axis=1)
    vertices, faces, _, _, _ = corners()
    points = vertices @ file_from_asset.T * unit[1] + [5.0, -3.0, 11.0]
    draft = Draft((Piece(points, faces, "plain"),), {"plain": Finish("plain")})
    made = assembled(draft, Wishes(Measures(unit=unit[0], up=up, front=front)), "x")
    np.testing.assert_allclose(triangles(made)[:, :6], expected()[:, :6], atol=1e-5)
    assert made.has_front


@pytest.mark.parametrize(("key", "side"), [("width_m", 0), ("length_m", 1), ("height_m", 2), ("size_m", 0)])
def test_a_stated_size_wins_over_the_unit(key: str, side: int, tmp_path: Path) -> None:
    made = built(write_obj(tmp_path), measures=Measures(unit="mm", **{key: 0.77}))  # type: ignore[arg-type]
    bounds = Bounds.of(np.concatenate([s.mesh.vertices for p in made.parts for s in p.surfaces]))
    np.testing.assert_allclose(bounds.size[side], 0.77, rtol=1e-5)
    np.testing.assert_allclose(np.array(bounds.size) / 0.77, np.array(SIZE) / SIZE[side], rtol=1e-4)
    np.testing.assert_allclose([*bounds.center[:2], bounds.low[2]], 0, atol=1e-6)


def test_a_file_that_does_not_say_its_unit_is_taken_for_a_thing_of_a_room(tmp_path: Path) -> None:
    for scale, unit in ((1.0, "m"), (7.0, "m"), (100.0, "cm"), (1000.0, "mm")):
        made = built(write_obj(tmp_path, scale=scale))
        assert any(f"took {unit}," in note for note in made.notes), (scale, made.notes)


# --- Surfaces --------------------------------------------------------------------------------------


def sphere(steps: int = 24) -> Piece:
    polar, around = np.meshgrid(np.linspace(0, math.pi, steps), np.linspace(0, 2 * math.pi, 2 * steps), indexing="ij")
    points = np.stack([np.sin(polar) * np.cos(around), np.sin(polar) * np.sin(around), np.cos(polar)], -1)
    index = np.arange(points.shape[0] * points.shape[1]).reshape(points.shape[:2])
    a, b, c, d = (s.ravel() for s in (index[:-1, :-1], index[1:, :-1], index[1:, 1:], index[:-1, 1:]))
    return Piece(points.reshape(-1, 3), np.concatenate([np.stack([a, b, c], 1), np.stack([a, c, d], 1)]), "plain")


def test_normals_found_by_angle_are_smooth_on_a_ball_and_sharp_on_a_block() -> None:
    ball = cleaned([sphere()])[0][0]
    assert ball.normals is not None
    np.testing.assert_allclose((ball.normals * ball.vertices).sum(axis=1), 1.0, atol=0.01)
    vertices, faces, _, _, _ = corners()
    block = smooth(Piece(vertices, faces, "plain"))
    assert block.normals is not None
    assert (np.abs(block.normals).max(axis=1) > 0.999).all()


def test_a_shell_that_is_inside_out_is_turned_and_a_hollow_is_not() -> None:
    outer, inner = sphere(), sphere()
    turned = replace(outer, faces=outer.faces[:, ::-1])
    hollow = replace(inner, vertices=inner.vertices * 0.5, faces=inner.faces[:, ::-1])
    pieces, health = cleaned([turned, hollow])
    assert health.flipped == len(pieces[0].faces) and health.open_edges == 0
    for piece, sign in zip(pieces, (1, -1), strict=True):
        assert piece.normals is not None
        assert (np.sign((piece.normals * piece.vertices).sum(axis=1)) == sign).all()


def test_colours_of_vertices_become_a_picture_that_shows_them() -> None:
    ball = cleaned([replace(sphere(), colors=((sphere().vertices + 1) * 127).astype(np.uint8))])[0][0]
    shown, picture = painted(ball)
    assert shown.uvs is not None and ball.colors is not None
    place = np.clip((shown.uvs * len(picture)).astype(int), 0, len(picture) - 1)
    found = picture[place[:, 1], place[:, 0]].astype(int)
    assert np.abs(found - ball.colors[ball.faces.reshape(-1)]).max() <= 12
    centres = shown.uvs[shown.faces].mean(axis=1) * len(picture)
    between = picture[centres[:, 1].astype(int), centres[:, 0].astype(int)].astype(int)
    assert np.abs(between - ball.colors[ball.faces].mean(axis=1)).max() <= 24


def test_a_mesh_is_simplified_to_what_is_asked_and_keeps_its_shape(tmp_path: Path) -> None:
    ball = sphere(50)
    draft = Draft((ball,), {"plain": Finish("plain")}, unit_m=0.1, up="+z")
    made = assembled(draft, Wishes(max_triangles=1500), "x")
    mesh = made.parts[0].surfaces[0].mesh
    assert 700 < len(mesh.faces) <= 1500
    radius = np.linalg.norm(mesh.vertices - [0, 0, 0.1], axis=1)
    assert abs(radius - 0.1).max() < 0.01
    assert any("simplified from" in note for note in made.notes)


# --- Solids ----------------------------------------------------------------------------------------


def test_convex_pieces_hold_the_mesh_and_little_more() -> None:
    vertices, faces, _, _, _ = corners()
    hulls = convex_pieces(vertices, faces, [])
    assert 2 <= len(hulls) <= 8
    planes = [ConvexHull(h).equations for h in hulls]
    outside = np.min([(vertices @ p[:, :3].T + p[:, 3]).max(axis=1) for p in planes], axis=0)
    assert outside.max() < 0.01
    assert sum(ConvexHull(h).volume for h in hulls) < 1.15 * VOLUME_M3
    low, high = vertices.min(axis=0), vertices.max(axis=0)
    for hull in hulls:
        assert (hull >= low - 1e-9).all() and (hull <= high + 1e-9).all()
    again = convex_pieces(vertices, faces, [])
    assert all((a == b).all() for a, b in zip(hulls, again, strict=True))


def test_a_dense_tangle_is_one_hull_at_once() -> None:
    ball = sphere(10)
    points = np.concatenate(
        [ball.vertices, *(ball.vertices * 0.05 + v for v in ball.vertices[:: len(ball.vertices) // 90])]
    )
    count = len(points) // len(ball.vertices)
    faces = np.concatenate([ball.faces + k * len(ball.vertices) for k in range(count)])
    notes: list[str] = []
    assert len(convex_pieces(points, faces, notes)) == 1 and notes == []
    assert filled_share(ball.vertices, ball.faces) == pytest.approx(1.0, abs=0.12)


def test_what_cannot_be_cut_is_one_hull_and_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("simgen.catalog.importers.cutting.LIMIT_S", 0.001)
    vertices, faces, _, _, _ = corners()
    notes: list[str] = []
    assert len(convex_pieces(vertices, faces, notes)) == 1
    assert notes == ["it could not be cut into convex pieces: physics takes its hull, and nothing fits into it"]


def test_a_sheet_gets_a_thickness_and_a_tunnel_carries_nothing() -> None:
    sheet = np.array([[0, 0, 0], [1, 0, 0], [1, 1, 0], [0, 1, 0]], float)
    faces = np.array([[0, 1, 2], [0, 2, 3]])
    (hull,) = convex_pieces(sheet, faces, [])
    assert np.ptp(hull, axis=0)[2] == pytest.approx(0.002)
    assert [s.height_m for s in supports_of(sheet, faces)] == [0.0]
    lid = np.concatenate([sheet, sheet + np.array([0, 0, 0.02])])
    both = np.concatenate([faces, faces + 4])
    assert [s.height_m for s in supports_of(lid, both)] == [0.02]


# --- Joints ----------------------------------------------------------------------------------------

CUPBOARD = """<robot name="cupboard"><material name="blue"><color rgba="0.2 0.3 0.8 1"/></material>
<link name="case"><visual><geometry><box size="0.4 0.6 0.8"/></geometry></visual>
<collision><geometry><box size="0.4 0.6 0.8"/></geometry></collision><inertial><mass value="12"/></inertial></link>
<link name="door"><visual><origin xyz="0 0.3 0"/><geometry><box size="0.02 0.6 0.8"/></geometry>
<material name="blue"/></visual></link>
<link name="knob"><visual><geometry><sphere radius="0.02"/></geometry></visual></link>
<link name="drawer"><visual><geometry><box size="0.3 0.5 0.1"/></geometry></visual></link>
<joint name="hinge" type="revolute"><parent link="case"/><child link="door"/><origin xyz="0.21 -0.3 0"/>
<axis xyz="0 0 1"/>
<limit lower="-1.6" upper="0"/></joint>
<joint name="weld" type="fixed"><parent link="door"/><child link="knob"/><origin xyz="0.03 0.55 0"/></joint>
<joint name="slide" type="prismatic"><parent link="case"/><child link="drawer"/><axis xyz="1 0 0"/>
<limit lower="0" upper="0.3"/></joint></robot>"""


def test_an_articulated_description_keeps_its_joints_parts_and_masses(tmp_path: Path) -> None:
    path = tmp_path / "cupboard.urdf"
    path.write_text(CUPBOARD)
    made = built(path)
    assert [(p.name, p.joint) for p in made.parts] == [("case", None), ("door", "hinge"), ("drawer", "slide")]
    hinge, slide = made.joints
    # The front, +x there, is -y here; a hinge that closes at its upper end is turned round.
    np.testing.assert_allclose(slide.axis, (0, -1, 0), atol=1e-9)
    np.testing.assert_allclose((hinge.lower, hinge.upper, *hinge.axis), (0, 1.6, 0, 0, -1), atol=1e-9)
    np.testing.assert_allclose((slide.lower, slide.upper), (0, 0.3), atol=1e-9)
    assert made.parts[0].mass_kg == pytest.approx(12)
    door = np.concatenate([s.mesh.vertices for s in made.parts[1].surfaces])
    assert Bounds.of(door).size[2] == pytest.approx(0.8, abs=1e-5)
    opened = hinge.motion(math.pi / 2).apply(door)
    # Open, the door reaches to the front from the hinge's side.
    assert Bounds.of(opened).low[1] < Bounds.of(door).low[1] - 0.5
    blue = made.materials["blue"]
    assert blue.base_color[2] == pytest.approx(((0.8 + 0.055) / 1.055) ** 2.4)


def test_a_collision_mesh_of_several_groups_is_several_hulls(tmp_path: Path) -> None:
    path = write_urdf(tmp_path)
    text = (tmp_path / "l.obj").read_text().replace("usemtl chart again", "o second\nusemtl chart again")
    (tmp_path / "pieces.obj").write_text(text)
    solid = '<geometry><mesh filename="pieces.obj" scale="0.001 0.001 0.001"/></geometry>'
    path.write_text(path.read_text().replace("</visual>", f"</visual><collision>{solid}</collision>"))
    (part,) = built(path).parts
    assert len(part.hulls) == 2


# --- Faults ----------------------------------------------------------------------------------------


def _bad(folder: Path, kind: str) -> Path:
    path = folder / {"glb": "x.glb", "zip": "x.zip", "fbx": "x.fbx", "stl": "x.stl"}.get(kind, "x.obj")
    text = {
        "empty": "",
        "no triangles": "v 0 0 0\nv 1 0 0\n",
        "not numbers": "v nan 0 0\nv 1 0 0\nv 0 1 0\nf 1 2 3\n",
        "one point": "v 1 1 1\nv 1 1 1\nv 1 1 1\nf 1 2 3\n",
        "no such vertex": "v 0 0 0\nv 1 0 0\nf 1 2 9\n",
        "no number": "v 0 zero 0\n",
        "glb": "glTF and no more",
        "fbx": "Kaydara FBX Binary",
        "stl": "solid of nothing",
    }
    if kind == "zip":
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("../../escape.obj", "v 0 0 0\n")
    elif kind == "two models":
        with zipfile.ZipFile(folder / "x.zip", "w") as archive:
            archive.writestr("a.obj", "v 0 0 0\n")
            archive.writestr("b.obj", "v 0 0 0\n")
        return folder / "x.zip"
    elif kind != "absent":
        path.write_text(text[kind])
    return path


@pytest.mark.parametrize(
    ("kind", "message"),
    [
        ("empty", "{path}: the file is empty. Export or copy it again."),
        ("no triangles", "{path}: it has no triangles. Export the mesh, not only points or lines."),
        (
            "not numbers",
            "{path}: 1 vertices are not numbers (NaN or infinite). Repair the mesh and export again.",
        ),
        ("one point", "{path}: it has no extent: all its points are one. Export it again."),
        (
            "no such vertex",
            "{path}:3: cannot read 'f 1 2 9': there is no vertex 9. Export it again from the program that made it.",
        ),
        (
            "no number",
            "{path}:1: cannot read 'v 0 zero 0': could not convert string to float: 'zero'. "
            "Export it again from the program that made it.",
        ),
        ("absent", "{path}: cannot be read: No such file or directory. Check the path and who may read it."),
        ("fbx", "{path}: files that end in '.fbx' are not understood. Export it as one of: "),
        ("glb", "{path}: not valid GLB: "),
        (
            "zip",
            "{path}: the archive holds the unsafe path '../../escape.obj'. "
            "Do not trust it; unpack it yourself and import the model's file.",
        ),
        ("two models", "2 models are in here: a.obj, b.obj. Name the file of one of them."),
    ],
)
def test_a_bad_file_is_refused_with_what_and_a_remedy(kind: str, message: str, tmp_path: Path) -> None:
    path = _bad(tmp_path, kind)
    with pytest.raises(CatalogError) as caught:
        built(path)
    assert message.format(path=path) in str(caught.value)
    assert caught.value.remedy


def test_a_missing_picture_is_told_and_the_colour_serves(tmp_path: Path) -> None:
    path = write_obj(tmp_path)
    (tmp_path / "chart.png").unlink()
    made = built(path)
    assert any("the texture 'chart.png' of 'chart' is missing" in note for note in made.notes)
    material = made.materials["chart"]
    assert material.picture is None and material.base_color == pytest.approx((0.604,) * 3, abs=1e-3)


@pytest.mark.parametrize(
    ("measures", "message"),
    [
        (Measures(up="w"), "--up 'w' is no axis. Choose one of: +x, -x, +y, -y, +z, -z."),
        (Measures(up="z", front="-z"), "the front -z and up +z are one axis. Give --front another axis than --up."),
        (Measures(unit="miles"), "there is no unit 'miles'. "),
        (Measures(height_m=1.0, width_m=1.0), "--width-m and --height-m both say a size. Give one"),
        (Measures(height_m=-1.0), "--height-m -1.0 is no size. Give metres above 0, below 100."),
    ],
)
def test_words_that_make_no_sense_are_refused(measures: Measures, message: str, tmp_path: Path) -> None:
    with pytest.raises(CatalogError) as caught:
        built(write_obj(tmp_path), measures=measures)
    assert message in str(caught.value)
