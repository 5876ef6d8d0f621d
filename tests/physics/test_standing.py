"""Every category stands: put down on the floor as it is built, it stays as it is."""

from __future__ import annotations

import numpy as np
import pytest

from simgen.catalog import Catalog
from simgen.catalog.manifest import Category, parse_table
from simgen.geometry import Pose
from simgen.physics.settling import BulletEngine
from simgen.shipped import shipped
from simgen.world import Body
from tests.physics.make import scenario

pytestmark = pytest.mark.slow
CATALOG = Catalog()
STRUCTURE = set(parse_table((shipped("assets") / "categories" / "structure.yaml").read_text(), Category, "structure"))
# What belongs on the floor or on other things, and is no cloth, which takes its shape only when it is laid.
STANDING = sorted(
    name
    for name, row in CATALOG.categories.items()
    if name not in STRUCTURE and row.family != "cloth" and not {"wall", "ceiling"} & set(row.belongs.on)
)
# What is round turns a little, or rolls a little, to lie as it likes.
ROUND = {"ball", "tennis_ball", "baseball_bat", "orange", "lemon", "apple", "tomato", "banana", "bread", "bread_roll"}


@pytest.mark.parametrize("category", STANDING)
def test_it_stays_as_it_was_put_down(category: str) -> None:
    asset = CATALOG.load(CATALOG.draw(category, 1, ("standing",)))
    joints = {joint.name: joint.lower for joint in asset.joints}
    put = Body(0, "thing", asset, Pose((0.0, 0.0, 0.0005)), joints)
    scene = BulletEngine().settle(scenario(put))
    found = scene.body("thing")
    assert scene.report.at_rest and scene.report.unsupported == ()
    assert scene.report.max_penetration_m < 0.002
    corners = asset.bounds.corners
    moved = np.linalg.norm(found.world_from_body.apply(corners) - corners, axis=1).max()
    # Others may rock by a few degrees.
    longest = float(np.max(asset.bounds.size))
    assert moved < (max(0.05, 1.5 * longest) if category in ROUND else 0.004 + 0.08 * longest)
