from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from simgen import pipeline
from simgen.batch.audit import run_audit
from simgen.cli import main
from simgen.physics.audit import LAWS
from simgen.pipeline import Pipeline
from simgen.sampler import cameras
from tests.sampler.house import small_catalog, spec_of

CORNER = Path(__file__).parent.parent / "scenes" / "corner.yaml"


MUGS = {"name": "mug", "category": "mug", "count": 2, "place": {"drop_on": "floor"}}


@pytest.mark.slow
def test_draws_after_others_in_one_process_have_the_same_poses() -> None:
    spec = spec_of([MUGS])
    report = run_audit(Pipeline(spec, seed=0, catalog=small_catalog()), range(2))
    assert run_audit(Pipeline(spec, seed=0, catalog=small_catalog()), [1, 0]) == report
    assert len({draw.poses for draw in report.draws}) == 2


@pytest.mark.slow
def test_two_workers_give_the_same_poses_as_one() -> None:
    one, two = (run_audit(Pipeline(CORNER, seed=0), range(2), workers=workers) for workers in (1, 2))
    assert two == one and all(draw.poses for draw in one.draws)


def test_the_command_prints_every_law_and_fails_where_one_is_broken() -> None:
    done = CliRunner().invoke(main, ["audit", str(CORNER), "-n", "1", "--json"])
    printed = json.loads(done.stdout)
    assert done.exit_code == 0 and printed["counts"] == {**dict.fromkeys(LAWS, 0), "infeasible": 0}
    (row,) = printed["draws"]
    assert row["attempts"] == 1 + sum(row["rejections"].values()) and row["cpu_s"] > 0
    assert printed["costs"] == {
        key: dict.fromkeys(("mean", "median", "most"), row[key]) for key in ("attempts", "cpu_s")
    }
    words = ["audit", str(CORNER), "-n", "1", "--set", "objects.mug.scale=12", "--set", "requirements.max_attempts=2"]
    failed = CliRunner().invoke(main, words)
    assert failed.exit_code == 1 and "draw 0: infeasible: " in failed.stderr
    assert "draw 0 failed in all 2 attempts: no_room_on:table 2x" in failed.stderr
    assert "attempts a draw: mean 2, median 2, most 2; processor seconds" in failed.stdout


def test_a_target_behind_something_is_tried_again_and_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cameras, "_is_hidden", lambda *_: False)  # cameras are drawn that see no hidden target
    objects = [
        {"name": "tall", "category": "tall", "place": {"at": [0.4, 0.4]}, "yaw_deg": 45},
        {"name": "mug", "category": "mug", "place": {"at": [0.9, 0.9]}},
    ]
    spec = spec_of(objects, requirements={"in_view": [{"target": "mug"}, {"target": "tall"}], "max_attempts": 2})
    refused = run_audit(Pipeline(spec, seed=0, catalog=small_catalog()), range(1))
    assert refused.draws[0].rejections == {"hidden:mug": 2}
    monkeypatch.setattr(pipeline, "unseen", lambda *_: ())  # and are taken
    report = run_audit(Pipeline(spec, seed=0, catalog=small_catalog()), range(1))
    assert [f.what for f in report.draws[0].findings] == ["camera 'main' does not see 'mug'"]


@pytest.mark.slow
def test_heaps_that_once_slipped_after_seconds_of_creeping_stand() -> None:
    report = run_audit(Pipeline("tabletop", seed=0), [75, 78])
    assert [draw.findings for draw in report.draws] == [(), ()]
