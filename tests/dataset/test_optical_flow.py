"""Flow between samples: where points of the meshes themselves go, and there and back again."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from simgen.dataset import Record, flow, open_dataset, read, write_sample
from simgen.errors import DatasetError
from simgen.geometry import FloatArray, Intrinsics, Pose, look_at, yaw
from simgen.world import Body, Camera, Scene
from tests.dataset.drawn import flat_sample
from tests.labels.untouched import REPORT
from tests.study.tiny import scenario

# Barycentric coordinates of places in a triangle.
SPREAD = np.array([(i, j, 24 - i - j) for i in range(1, 24) for j in range(1, 24 - i)]) / 24
VIEW = Intrinsics.from_vertical_fov(160, 120, 50.0)


def camera(eye: tuple[float, float, float], view: Intrinsics = VIEW) -> Camera:
    return Camera("main", look_at(eye, (0.3, 0.2, 0.5)), view)


def scene(seen_by: Camera, change: Callable[[Body], Body] = lambda body: body, leave_out: str = "") -> Scene:
    """The tiny room, every body as `change` gives it; without the one called `leave_out`."""
    drawn = scenario(0)
    bodies = tuple(change(body) for body in drawn.bodies if body.name != leave_out)
    return Scene(replace(drawn, bodies=bodies, cameras=(seen_by,)), bodies, (), REPORT)


def moved(body: Body) -> Body:
    """The drawer pulled out, the cup turned and pushed aside, a box stood higher."""
    if body.name == "chest":
        return replace(body, joint_positions={"drawer": 0.25})
    if body.name == "cup":
        return replace(body, world_from_body=Pose((0.22, -0.2, 0.5), yaw(0.6)))
    if body.name == "box_2":
        return replace(body, world_from_body=Pose((0.25, 0.05, 0.72), yaw(0.2)))
    return body


SCENES = (
    scene(camera((0.1, -1.2, 1.0))),
    scene(camera((0.1, -1.2, 1.0)), moved),
    scene(camera((-0.5, -1.3, 1.3), replace(VIEW, k1=-0.1)), moved),
    scene(camera((0.4, -1.0, 0.9), VIEW.resized(200, 150)), leave_out="cup"),
)


@pytest.fixture(scope="module")
def records(tmp_path_factory: pytest.TempPathFactory) -> tuple[Record, ...]:
    folder = tmp_path_factory.mktemp("flow")
    names = {body.asset.category for body in SCENES[0].bodies}
    categories = {name: number for number, name in enumerate(sorted(names), start=1)}
    samples = open_dataset(folder, {"categories": categories})
    for number, each in enumerate(SCENES):
        write_sample(flat_sample(each, f"tiny-{number}"), samples, categories)
    return tuple(read(folder))


def points(of: Scene) -> Iterator[tuple[tuple[str, str, str], FloatArray]]:
    """Of every surface, its names and places all over its triangles, (n, 3), as the picture's camera sees them."""
    view = of.scenario.cameras[0]
    for body in of.bodies:
        for part in body.asset.parts:
            for surface in part.surfaces:
                corners = body.world_vertices(surface.mesh, part.joint)[surface.mesh.faces]
                world = np.einsum("kc,fcx->fkx", SPREAD, corners).reshape(-1, 3)
                yield (body.name, part.name, surface.material), view.world_from_camera.inverse.apply(world)


@pytest.mark.parametrize(("a", "b"), [(0, 1), (1, 0), (1, 2), (2, 1), (0, 3), (2, 3)])
def test_flow_carries_the_points_of_meshes(records: tuple[Record, ...], a: int, b: int) -> None:
    found = flow(records[a], records[b])
    there = dict(points(SCENES[b]))
    depth, instance_id = records[a].depth_m, records[a].instance_id
    height, width = depth.shape
    looked_at = set()
    for name, before in points(SCENES[a]):
        if name not in there:
            continue
        after = there[name]
        keep = (before[:, 2] > 0.05) & (after[:, 2] > 0.05)
        lenses = (SCENES[n].scenario.cameras[0].intrinsics for n in (a, b))
        start, end = (lens.project(p[keep]) for lens, p in zip(lenses, (before, after), strict=True))
        inside = ((start >= 0) & (start < (width, height))).all(axis=1)
        start, end, far = start[inside], end[inside], before[keep][inside, 2]
        u, v = start.astype(int).T
        # Near the pixel's centre, which shows the point's own surface.
        shown = np.linalg.norm(start - np.floor(start) - 0.5, axis=1) < 0.2
        shown &= (np.abs(depth[v, u] - far) < 0.004) & (instance_id[v, u] == SCENES[a].body(name[0]).instance_id)
        if np.count_nonzero(shown) > 10:
            looked_at.add(name[:2])
            wrong = np.linalg.norm(found.px[v, u][shown] - (end - start)[shown], axis=1)
            assert np.median(wrong) < 0.3 and np.quantile(wrong, 0.95) < 1.0
    assert len(looked_at) >= 5


def test_nothing_flows_between_a_sample_and_itself(records: tuple[Record, ...]) -> None:
    found = flow(records[2], records[2])
    something = np.isfinite(records[2].depth_m)
    np.testing.assert_allclose(found.px[something], 0.0, atol=1e-3)
    np.testing.assert_array_equal(found.seen, something)
    assert np.isnan(found.px[~something]).all()


@pytest.mark.parametrize(("a", "b"), list(pairwise(range(4))))
def test_there_and_back_again(records: tuple[Record, ...], a: int, b: int) -> None:
    out, back = flow(records[a], records[b]), flow(records[b], records[a])
    v, u = np.nonzero(out.seen)
    end = np.stack([u, v], axis=1) + 0.5 + out.px[v, u]
    column, row = np.floor(end).astype(int).T
    same = records[b].part_id[row, column] == records[a].part_id[v, u]
    assert same.mean() > 0.95
    returned = end + back.px[row, column]
    error = np.linalg.norm(returned - np.stack([u, v], axis=1) - 0.5, axis=1)[same]
    assert np.quantile(error, 0.95) < 1.5


def test_what_is_gone_or_hidden_is_not_seen(records: tuple[Record, ...]) -> None:
    cup = SCENES[0].body("cup").instance_id
    found = flow(records[0], records[3])
    mask = records[0].instance_id == cup
    assert mask.any() and np.isnan(found.px[mask]).all() and not found.seen[mask].any()
    # What the drawer covers when it is out has a place in the second picture, and is not seen there.
    found = flow(records[0], records[1])
    drawer = [p["name"] for p in records[1].meta["parts"]].index("drawer") + 1
    covered = (records[1].part_id == drawer) & (records[0].part_id != drawer)
    static = covered & (np.abs(found.px) < 1e-3).all(axis=-1)
    assert static.any() and not found.seen[static].any()


def test_an_older_record_is_refused_with_a_remedy(records: tuple[Record, ...], tmp_path: Path) -> None:
    meta = json.loads(records[0].meta_path.read_text())
    for part in meta["parts"]:
        del part["world_from_part"]
    for file in records[0].meta_path.parent.glob(f"{records[0].key}.*"):
        (tmp_path / file.name).write_bytes(file.read_bytes())
    path = tmp_path / records[0].meta_path.name
    path.write_text(json.dumps(meta))
    with pytest.raises(DatasetError, match="Render it anew"):
        flow(Record(path), records[1])
