"""Laws of every piece of furniture, whatever its seed: sizes, solids, hulls, supports, joints, light."""

import functools
import itertools
import math

import numpy as np
import pytest
import trimesh
from scipy.optimize import linprog
from scipy.spatial import ConvexHull

from simgen.catalog import Catalog
from simgen.world import Asset, Joint, Part

FAMILIES = {
    "bench", "bed", "cabinet", "chair", "curtain", "lamp", "ottoman", "pendant_lamp", "rug", "shelf", "shell_chair",
    "sofa", "table", "television", "throw_pillow",
}  # fmt: skip
CATALOG = Catalog()
CATEGORIES = sorted(name for name, row in CATALOG.categories.items() if row.family in FAMILIES)
# One of each family and style for the fast tests; the slow ones take all.
FAST = {
    "armchair", "bar_stool", "cabinet", "chair", "coffee_table", "curtain", "cushion", "nightstand", "ornate_rug",
    "ottoman", "pendant_lamp", "rack", "shelf", "shell_chair", "single_bed", "table_lamp", "television", "tripod_lamp",
}  # fmt: skip
SOFT = {"armchair", "bar_stool", "bed", "bench", "chair", "ottoman", "single_bed", "sofa", "stool"}
# Least and greatest width, depth and height that a reader would believe, metres.
SIZES = {
    "armchair": ((0.65, 0.7, 0.7), (1.0, 1.05, 1.0)),
    "bar_stool": ((0.3, 0.3, 0.6), (0.55, 0.6, 0.8)),
    "bar_table": ((0.55, 0.5, 0.98), (0.8, 0.8, 1.14)),
    "bath_mat": ((0.6, 0.4, 0.005), (1.0, 0.7, 0.03)),
    "bed": ((1.35, 1.95, 0.45), (2.2, 2.3, 1.25)),
    "bench": ((0.9, 0.34, 0.4), (1.45, 0.56, 0.92)),
    "cabinet": ((0.6, 0.35, 0.6), (1.2, 0.55, 1.2)),
    "chair": ((0.38, 0.42, 0.78), (0.55, 0.65, 1.05)),
    "chest_of_drawers": ((0.6, 0.4, 0.7), (1.1, 0.55, 1.2)),
    "child_chair": ((0.25, 0.25, 0.48), (0.36, 0.42, 0.62)),
    "child_table": ((0.55, 0.45, 0.44), (0.85, 0.85, 0.56)),
    "cloth_pendant": ((0.3, 0.3, 0.5), (0.55, 0.55, 1.3)),
    "coffee_table": ((0.6, 0.45, 0.33), (1.3, 1.2, 0.48)),
    "console_table": ((0.8, 0.3, 0.7), (1.4, 0.46, 0.9)),
    "counter": ((1.1, 0.55, 0.85), (2.5, 0.72, 0.96)),
    "curtain": ((1.5, 0.08, 1.9), (2.7, 0.25, 2.6)),
    "cushion": ((0.38, 0.36, 0.1), (0.56, 0.56, 0.22)),
    "desk": ((1.0, 0.55, 0.7), (1.7, 0.85, 0.78)),
    "doormat": ((0.5, 0.35, 0.005), (0.9, 0.6, 0.03)),
    "filing_cabinet": ((0.36, 0.45, 0.6), (0.52, 0.7, 1.4)),
    "floor_lamp": ((0.25, 0.25, 1.3), (0.6, 0.6, 1.9)),
    "mirror_cabinet": ((0.55, 0.12, 0.55), (1.0, 0.22, 0.8)),
    "nightstand": ((0.35, 0.3, 0.4), (0.6, 0.5, 0.7)),
    "ornate_rug": ((1.8, 1.2, 0.005), (3.0, 2.1, 0.02)),
    "ottoman": ((0.38, 0.38, 0.35), (0.65, 0.65, 0.48)),
    "pendant_lamp": ((0.25, 0.25, 0.6), (0.55, 0.55, 1.3)),
    "rack": ((0.5, 0.28, 1.3), (1.0, 0.45, 2.0)),
    "rug": ((1.3, 1.2, 0.005), (3.0, 2.8, 0.02)),
    "shelf": ((0.6, 0.25, 1.3), (1.3, 0.4, 2.2)),
    "shell_chair": ((0.4, 0.45, 0.75), (0.6, 0.62, 0.92)),
    "side_table": ((0.3, 0.3, 0.42), (0.6, 0.6, 0.65)),
    "sideboard": ((1.2, 0.38, 0.55), (2.1, 0.55, 0.9)),
    "single_bed": ((0.78, 1.95, 0.45), (1.4, 2.3, 1.25)),
    "sofa": ((1.6, 0.75, 0.7), (2.5, 1.1, 1.0)),
    "stool": ((0.28, 0.28, 0.4), (0.5, 0.5, 0.55)),
    "storage_rack": ((0.7, 0.35, 1.5), (1.2, 0.5, 2.0)),
    "table": ((0.9, 0.7, 0.71), (2.0, 2.0, 0.78)),
    "table_lamp": ((0.18, 0.18, 0.3), (0.4, 0.4, 0.65)),
    "television": ((0.7, 0.1, 0.4), (1.5, 0.35, 0.95)),
    "tripod_lamp": ((0.38, 0.38, 1.3), (0.75, 0.75, 1.7)),
    "tv_stand": ((1.1, 0.33, 0.38), (1.9, 0.52, 0.65)),
    "wardrobe": ((0.9, 0.5, 1.8), (1.8, 0.75, 2.3)),
}  # fmt: skip


@functools.lru_cache(maxsize=256)
def build(category: str, seed: int) -> Asset:
    return CATALOG.load(CATALOG.draw(category, seed, ("furniture",)))


def marked(categories: list, fast: set) -> list:
    """Every category with five seeds, of which the fast tests take one of the `fast` categories."""
    return [
        pytest.param(c, seed, id=f"{c}-{seed}", marks=[] if seed == 0 and c in fast else [pytest.mark.slow])
        for c, seed in itertools.product(categories, range(5))
    ]


pieces = pytest.mark.parametrize(("category", "seed"), marked(CATEGORIES, FAST))


def triangles(asset: Asset, *, only: str | None = None) -> np.ndarray:
    """(m, 3, 3) corners of all surfaces with joints at 0."""
    return np.concatenate(
        [
            s.mesh.vertices[s.mesh.faces].astype(np.float64)
            for p in asset.parts
            for s in p.surfaces
            if not only or p.joint == only
        ]
    )


def heights_at(corners: np.ndarray, x: float, y: float) -> np.ndarray:
    """Heights at which the vertical line through (x, y) meets the triangles."""
    flat = corners[..., :2] - [x, y]
    near = (flat.min(axis=1) <= 0).all(axis=1) & (flat.max(axis=1) >= 0).all(axis=1)
    flat, z = flat[near], corners[near, :, 2]
    weight = np.stack(
        [
            flat[:, (k + 1) % 3, 0] * flat[:, (k + 2) % 3, 1] - flat[:, (k + 1) % 3, 1] * flat[:, (k + 2) % 3, 0]
            for k in range(3)
        ],
        axis=1,
    )
    total = weight.sum(axis=1)
    inside = (np.abs(total) > 1e-14) & ((weight * np.sign(total)[:, None]) >= -1e-12).all(axis=1)
    return np.einsum("ij,ij->i", weight[inside] / total[inside, None], z[inside])


def places(outline: tuple, count: int = 7) -> np.ndarray:
    """The middle of an outline and points on the way to its corners."""
    points = np.array(outline)
    middle = points.mean(axis=0)
    ways = np.linspace(0, len(points), count, endpoint=False).astype(int)
    return np.concatenate(
        [middle[None], middle + 0.97 * (points[ways] - middle), middle + 0.5 * (points[ways] - middle)]
    )


def test_every_category_of_furniture_has_its_believable_size_here():
    assert set(SIZES) == set(CATEGORIES)
    assert len(CATEGORIES) >= 20


@pieces
def test_furniture_has_a_believable_size_and_stands_on_its_origin(category, seed):
    asset = build(category, seed)
    low, high = SIZES[category]
    assert (np.array(asset.bounds.size) >= low).all() and (np.array(asset.bounds.size) <= high).all()
    assert abs(asset.bounds.low[2]) < 1e-6
    np.testing.assert_allclose(asset.bounds.center[:2], 0, atol=1e-6)
    points = np.concatenate([h for p in asset.parts for h in p.hulls])
    assert points[:, 2].min() > -0.001
    if category not in ("pendant_lamp", "cloth_pendant"):
        assert points[:, 2].min() < 0.003
    assert 0.3 < asset.mass_kg < 260


@pieces
def test_surfaces_are_solids_with_outward_normals_and_textures_in_metres(category, seed):
    asset = build(category, seed)
    count = 0
    for part, surface in ((p, s) for p in asset.parts for s in p.surfaces):
        mesh = surface.mesh
        count += len(mesh.faces)
        for array in (mesh.vertices, mesh.normals, mesh.uvs):
            assert np.isfinite(array).all()
        np.testing.assert_allclose(np.linalg.norm(mesh.normals, axis=1), 1, atol=1e-4)
        solid = trimesh.Trimesh(mesh.vertices, mesh.faces, process=False)
        solid.merge_vertices(merge_tex=True, merge_norm=True)
        # Each edge is walked as often one way as the other: closed, also where two boards share a corner.
        edges = solid.faces[:, [[0, 1], [1, 2], [2, 0]]].reshape(-1, 2).astype(np.int64)
        forth, back = (np.sort(edges[:, k] * len(solid.vertices) + edges[:, 1 - k]) for k in (0, 1))
        np.testing.assert_array_equal(forth, back, err_msg=f"{part.name} {surface.material}")
        corners = mesh.vertices[mesh.faces].astype(np.float64)
        face = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
        area = np.linalg.norm(face, axis=1)
        agree = np.einsum("ij,ikj->ik", face / area[:, None], mesh.normals[mesh.faces]).min(axis=1)
        # The corners of a duvet fall in folds that are tighter than it is thick.
        assert np.average(agree > 0.2, weights=area) > (0.99 if surface.material == "duvet" else 0.999), (
            surface.material
        )
        a, b, c = (mesh.uvs[mesh.faces[:, k]].astype(np.float64) for k in range(3))
        flat = np.abs((b - a)[:, 0] * (c - a)[:, 1] - (b - a)[:, 1] * (c - a)[:, 0])
        # One picture is spread over a whole screen, and one design over a whole ornate rug.
        if category != "ornate_rug" and asset.materials[surface.material].shows is None:
            assert 0.7 < flat.sum() / area.sum() < 1.3, (part.name, surface.material)
    assert count <= 36_000


@pieces
def test_hulls_are_convex_small_and_hardly_stand_out_of_what_is_seen(category, seed):
    asset = build(category, seed)
    for part in asset.parts:
        for hull in part.hulls:
            assert hull.dtype == np.float64 and hull.shape[1] == 3 and 4 <= len(hull) <= 32
            assert ConvexHull(hull).volume > 0
    if category == "curtain":
        # A drawn curtain is a curtain of air between its folds: nothing is to pass there.
        return
    for part in asset.parts:
        if not part.hulls:
            continue
        meshes = [trimesh.Trimesh(s.mesh.vertices, s.mesh.faces, process=False) for s in part.surfaces]
        visual = trimesh.util.concatenate(meshes)
        points = np.concatenate(part.hulls)
        high, low = visual.vertices.max(axis=0), visual.vertices.min(axis=0)
        assert (points < high + 0.002).all() and (points > low - 0.002).all(), part.name


@pieces
def test_supports_lie_on_what_is_seen_and_on_the_hulls_and_are_free_above(category, seed):
    asset = build(category, seed)
    tolerance = 0.004 if category in SOFT else 0.0015
    corners = triangles(asset)
    equations = [ConvexHull(h).equations for p in asset.parts for h in p.hulls]
    for support in asset.supports:
        outline = np.array(support.outline)
        edge = np.roll(outline, -1, axis=0) - outline
        turns = edge[:, 0] * np.roll(edge, -1, axis=0)[:, 1] - edge[:, 1] * np.roll(edge, -1, axis=0)[:, 0]
        assert (turns > -1e-9).all(), f"{support.name} is not convex and counter-clockwise"
        for x, y in places(support.outline):
            seen = heights_at(corners, x, y)
            below = seen[seen < support.height_m + 0.01]
            if CATALOG.categories[category].family == "rug":
                # Things sink into the pile.
                assert 0.003 < seen.max() - support.height_m < 0.013
                continue
            assert below.max() == pytest.approx(support.height_m, abs=tolerance), support.name
            above = seen[seen >= support.height_m + 0.01]
            if math.isinf(support.clearance_m):
                assert len(above) == 0, support.name
            elif len(above):
                assert above.min() - support.height_m > support.clearance_m - 0.002, support.name
            tops = [_top(planes, x, y) for planes in equations]
            under = [t for t in tops if t is not None and t < support.height_m + 0.01]
            assert max(under) == pytest.approx(support.height_m, abs=0.0045 if category in SOFT else 0.002), (
                support.name
            )


def _top(planes: np.ndarray, x: float, y: float) -> float | None:
    """The greatest height of a convex body over (x, y)."""
    offset = planes[:, 0] * x + planes[:, 1] * y + planes[:, 3]
    slope = planes[:, 2]
    if (offset[np.abs(slope) < 1e-12] > 1e-9).any():
        return None
    high = np.min(-offset[slope > 1e-12] / slope[slope > 1e-12])
    low = np.max(-offset[slope < -1e-12] / slope[slope < -1e-12])
    return float(high) if high >= low else None


# --- Joints ----------------------------------------------------------------------------------------


def planes_of(points: np.ndarray) -> np.ndarray:
    return np.unique(np.round(ConvexHull(points).equations, 9), axis=0)


def overlap_m(a: np.ndarray, b: np.ndarray) -> float:
    """Radius of the largest ball that fits into the intersection of two convex bodies (0: they do not meet).

    A linear programme over the planes of both, so it shares no code with what made the hulls.
    """
    planes = np.concatenate([planes_of(a), planes_of(b)])
    result = linprog(
        [0, 0, 0, -1],
        A_ub=np.column_stack([planes[:, :3], np.ones(len(planes))]),
        b_ub=-planes[:, 3],
        bounds=[(None, None)] * 3 + [(0, None)],
        method="highs",
    )
    return float(result.x[3]) if result.status == 0 else 0.0


def gap_m(a: np.ndarray, b: np.ndarray) -> float:
    """A lower bound of the distance of two convex bodies: the widest gap along the normals of their faces."""
    axes = np.concatenate([planes_of(a)[:, :3], -planes_of(b)[:, :3]])
    return float((np.min(b @ axes.T, axis=0) - np.max(a @ axes.T, axis=0)).max())


def carried(asset: Asset, joint: Joint) -> list[Part]:
    return [p for p in asset.parts if p.joint == joint.name]


def boxes_meet(a: np.ndarray, b: np.ndarray, margin: float) -> bool:
    return bool((a.min(axis=0) < b.max(axis=0) + margin).all() and (b.min(axis=0) < a.max(axis=0) + margin).all())


JOINTED = [
    "cabinet",
    "chest_of_drawers",
    "counter",
    "desk",
    "filing_cabinet",
    "nightstand",
    "sideboard",
    "tv_stand",
    "wardrobe",
]
jointed = marked(JOINTED, {"cabinet", "desk", "nightstand"})


@pytest.mark.parametrize(("category", "seed"), jointed)
def test_doors_and_drawers_move_clear_of_the_carcass_and_of_each_other(category, seed):
    asset = build(category, seed)
    static = [h for p in asset.parts if p.joint is None for h in p.hulls]
    assert asset.joints
    for joint in asset.joints:
        moving = [h for p in carried(asset, joint) for h in p.hulls]
        closed = [h for p in asset.parts if p.joint not in (None, joint.name) for h in p.hulls]
        for a, b in itertools.product(moving, static):
            if boxes_meet(a, b, 0.01):
                assert gap_m(a, b) > 0.0009, f"{joint.name} touches the carcass when shut"
        for a, b in itertools.product(moving, closed):
            if boxes_meet(a, b, 0.01):
                assert gap_m(a, b) > 0.0009, f"{joint.name} touches its neighbour when shut"
        for share in (0.02, 0.15, 0.4, 0.7, 1.0):
            motion = joint.motion(joint.lower + share * (joint.upper - joint.lower))
            for hull in moving:
                now = motion.apply(hull)
                for other in static:
                    if boxes_meet(now, other, 0.0):
                        assert overlap_m(now, other) < 1e-5, f"{joint.name} hits the carcass at {share}"


@pytest.mark.parametrize(("category", "seed"), jointed)
def test_doors_turn_by_110_degrees_and_drawers_slide_out_to_the_front_by_most_of_their_depth(category, seed):
    asset = build(category, seed)
    assert len({j.name for j in asset.joints}) == len(asset.joints)
    for joint in asset.joints:
        assert joint.lower == 0 and asset.has_front
        parts = carried(asset, joint)
        names = {p.name for p in parts}
        assert joint.name in names
        v = np.concatenate([s.mesh.vertices for p in parts for s in p.surfaces]).astype(np.float64)
        opened = joint.motion(joint.upper).apply(v)
        assert opened[:, 1].min() < v[:, 1].min() - 0.1
        if joint.kind == "revolute":
            assert joint.upper == pytest.approx(math.radians(110))
            assert joint.name.startswith("door")
        else:
            assert joint.name.startswith("drawer")
            cavity = next(c for c in asset.cavities if c.joint == joint.name)
            depth = np.ptp(cavity.mesh.vertices[:, 1])
            assert 0.75 * depth < joint.upper < 0.9 * depth
            assert any(s.joint == joint.name for s in asset.supports)


@pytest.mark.parametrize("category", ["cabinet", "desk", "nightstand", "shelf", "wardrobe"])
def test_cavities_are_empty_closed_volumes_within_the_piece(category):
    asset = build(category, 0)
    assert asset.cavities
    everything = [(h, p.joint) for p in asset.parts for h in p.hulls]
    for cavity in asset.cavities:
        mesh = trimesh.Trimesh(cavity.mesh.vertices, cavity.mesh.faces)
        assert mesh.is_watertight and mesh.volume == pytest.approx(cavity.volume_m3, rel=1e-4) and mesh.volume > 1e-4
        points = cavity.mesh.vertices.astype(np.float64)
        assert (points >= np.array(asset.bounds.low) - 1e-6).all() and (
            points <= np.array(asset.bounds.high) + 1e-6
        ).all()
        for hull, joint in everything:
            # A drawer's own hollow is empty; a clothes rail may cross a compartment.
            if joint == cavity.joint and boxes_meet(points, hull, 0.0):
                assert overlap_m(points, hull) < (0.013 if category == "wardrobe" else 1e-5), cavity.name


# --- Light and looks -------------------------------------------------------------------------------


@pytest.mark.parametrize("category", ["floor_lamp", "table_lamp", "tripod_lamp", "pendant_lamp", "television"])
def test_lamps_have_a_socket_on_one_of_their_surfaces(category):
    asset = build(category, 0)
    assert asset.sockets
    for socket in asset.sockets:
        part = next(p for p in asset.parts if p.name == socket.part)
        assert socket.slot in {s.material for s in part.surfaces}
    assert 100 < sum(socket.flux_lm for socket in asset.sockets) < 2000


def test_the_cloth_of_shades_curtains_and_blinds_lets_light_through_and_metal_none():
    for category, slot in (
        ("table_lamp", "shade"),
        ("cloth_pendant", "shade"),
        ("curtain", "cloth"),
        ("blind", "cloth"),
    ):
        assert 0.1 < build(category, 0).materials[slot].translucency < 0.9
    assert build("pendant_lamp", 0).materials["shade"].translucency == 0.0


@pytest.mark.parametrize("category", ["floor_lamp", "table_lamp", "tripod_lamp", "pendant_lamp", "cloth_pendant"])
def test_light_leaves_a_shade_below_and_a_bulb_hangs_inside(category):
    asset = build(category, 0)
    corners = triangles(asset)
    bulb = next(p for p in asset.parts if p.name == "bulb")
    v = np.concatenate([s.mesh.vertices for s in bulb.surfaces]).astype(np.float64)
    middle, radius = v.mean(axis=0), np.ptp(v[:, 0]) / 2
    # Beside the bulb nothing lies below, until the foot of the lamp.
    down = heights_at(corners, middle[0] + 1.3 * radius, middle[1] + 0.5 * radius)
    down = down[down < v[:, 2].min()]
    assert len(down) == 0 or down.max() < v[:, 2].min() - 0.1 or category == "table_lamp"
    shade = next(p for p in asset.parts if p.name == "shade")
    cloth = np.concatenate([s.mesh.vertices for s in shade.surfaces if s.material == "shade"])
    assert cloth[:, 2].min() < middle[2] < cloth[:, 2].max()


@pytest.mark.parametrize("category", ["stool", "nightstand", "table_lamp"])
def test_the_same_reference_gives_the_same_piece_and_another_seed_another(category):
    ref = CATALOG.draw(category, 3, ("again",))
    assert Catalog().load(ref).digest == Catalog().load(ref).digest
    assert CATALOG.load(CATALOG.draw(category, 4, ("again",))).digest != CATALOG.load(ref).digest


def test_things_with_a_front_face_the_viewer_and_their_backs_stand_behind():
    for category in ("chair", "armchair", "shell_chair"):
        asset = build(category, 0)
        assert asset.has_front
        v = np.concatenate([s.mesh.vertices for p in asset.parts for s in p.surfaces])
        upper = v[v[:, 2] > 0.93 * asset.bounds.high[2]]
        assert upper[:, 1].mean() > 0.2 * asset.bounds.high[1]


@pytest.mark.parametrize(
    ("category", "parameters", "message"),
    [
        ("table", {"base": "squre"}, "there is no leg style 'squre'. Did you mean 'square'"),
        ("table", {"shape": "round", "drawers": 2}, "drawers need a rectangular top"),
        ("cabinet", {"columns": "dx"}, "columns is made of the letters"),
        ("cabinet", {"columns": "dddddd"}, "too narrow"),
        ("sofa", {"seats": 5}, "at least 0.4 m wide"),
        ("chair", {"back": "slat"}, "Did you mean 'slats'"),
        ("shelf", {"bays": 30}, "things need at least 0.12 m"),
        ("bed", {"pillows": 9}, "do not lie side by side"),
        ("curtain", {"panel_m": 1.2}, "do not hang on a rod"),
        ("pendant_lamp", {"drop_m": 0.2}, "leaves no cord"),
    ],
)
def test_parameters_that_do_not_go_together_are_refused_with_a_reason(category, parameters, message):
    from simgen.errors import CatalogError

    with pytest.raises(CatalogError, match=message.replace(".", r"\.")):
        CATALOG.load(CATALOG.draw(category, 0, ("bad",), parameters))


@pytest.mark.parametrize("seed", range(3))
def test_shelves_of_a_cabinet_are_shut_off_by_their_own_doors_alone(seed):
    asset = CATALOG.load(CATALOG.draw("cabinet", seed, ("behind",), {"columns": "dw" if seed else "D"}))
    doors = {joint.name for joint in asset.joints if joint.name.startswith("door")}
    inside = [support for support in asset.supports if support.name.startswith("compartment")]
    assert doors
    assert {name for support in inside for name in support.behind} == doors
    for support in inside:
        for name in support.behind:
            # A closed door stands before the shelf: it spans the shelf's middle.
            (leaf,) = [p for p in asset.parts if p.joint == name and "handle" not in p.name]
            x = np.concatenate([s.mesh.vertices for s in leaf.surfaces])[:, 0]
            middle = np.mean([corner[0] for corner in support.outline])
            assert x.min() - 0.03 < middle < x.max() + 0.03 or len(support.behind) == 2
