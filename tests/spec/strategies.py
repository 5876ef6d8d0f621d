"""Plain specs, drawn: every block, every kind of parameter, every kind of placement."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

WALLS = st.sampled_from(["north", "east", "south", "west"])


def _reals(low: float, high: float) -> st.SearchStrategy[float]:
    return st.floats(low, high, allow_nan=False, allow_subnormal=False)


def weighted(values: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """A choice, plain or with weights; the first weight is above 0."""
    unique = st.lists(values, min_size=1, max_size=4, unique_by=repr)
    weights = st.lists(_reals(0, 5), min_size=4, max_size=4).map(lambda w: [1.0, *w])
    explicit = st.tuples(unique, weights).map(lambda vw: {"values": vw[0], "weights": vw[1][: len(vw[0])]})
    return st.one_of(unique, explicit).map(lambda choice: {"choice": choice})


def numbers(low: float = 0.0, high: float = 10.0) -> st.SearchStrategy[Any]:
    """A number from `low` to `high`, or a distribution of such."""
    pair = st.tuples(_reals(low, high), _reals(low, high)).map(sorted)
    positive = st.tuples(_reals(max(low, 1e-3), high), _reals(max(low, 1e-3), high)).map(sorted)
    bell = st.tuples(pair, _reals(0, 1), _reals(0.01, 5)).map(
        lambda t: {"mean": t[0][0] + t[1] * (t[0][1] - t[0][0]), "std": t[2], "low": t[0][0], "high": t[0][1]}
    )
    forms = [
        _reals(low, high),
        pair.map(lambda ends: {"uniform": ends}),
        pair.map(lambda ends: {"uniform": {"low": ends[0], "high": ends[1]}}),
        bell.map(lambda normal: {"normal": normal}),
        weighted(_reals(low, high)),
    ]
    if high > 1e-3:
        forms.append(positive.map(lambda ends: {"loguniform": ends}))
    if int(high) > low >= 0:
        forms.append(st.integers(int(low) + 1, int(high)).map(lambda end: {"integers": [end, int(high)]}))
    return st.one_of(forms)


def counts(low: int, high: int) -> st.SearchStrategy[Any]:
    """A whole number from `low` to `high`, or a distribution of such."""
    whole = st.integers(low, high)
    ends = st.tuples(whole, whole).map(sorted).map(lambda pair: {"integers": pair})
    return st.one_of(whole, ends, weighted(whole))


flags = st.one_of(st.booleans(), weighted(st.booleans()))
words = st.sampled_from(["oak", "pine", "bouclé", "linen grey", "on", "null", "12:30", "0.5"])
names = st.one_of(words, weighted(words))
points = st.tuples(numbers(-1, 1), numbers(-1, 1)).map(list)
colors = st.one_of(
    st.tuples(_reals(0, 1), _reals(0, 1), _reals(0, 1)).map(list), st.from_regex(r"#[0-9a-fA-F]{6}", fullmatch=True)
)
params = st.one_of(numbers(), names, flags)


def blocks(required: dict[str, Any], **optional: Any) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries(required, optional=optional)


windows = blocks({"wall": WALLS, "width_m": numbers(0.2, 0.5), "along": numbers(0.4, 0.6)}, sill_m=numbers(0, 0.5))
rooms = blocks(
    {"width_m": numbers(3, 6)},
    depth_m=numbers(3, 6),
    floor=names,
    skirting=flags,
    windows=st.lists(windows, max_size=1),
    doors=st.lists(blocks({"wall": WALLS}, open=numbers(0, 1)), max_size=0),
)
lights = blocks(
    {},
    daylight=blocks({}, on=flags, sun_azimuth_deg=numbers(0, 360), cloudiness=numbers(0, 1)),
    lamps=blocks({}, on=flags, dim=numbers(0, 1)),
    environment=st.one_of(st.none(), blocks({}, color=st.one_of(colors, weighted(colors)), luminance=numbers(0, 1e4))),
)


def placements(anchors: list[str]) -> st.SearchStrategy[dict[str, Any]]:
    """Any placement that refers to nothing but `anchors`."""
    forms: list[st.SearchStrategy[dict[str, Any]]] = [
        blocks({"at": points}),
        blocks({"against": st.sampled_from(["wall", "north"])}, along=numbers(0, 1), gap_m=numbers(0, 1)),
        blocks({"corner": st.sampled_from(["any", "ne"])}),
        blocks({"on_wall": st.sampled_from(["any", "east"])}, height_m=numbers(1, 2)),
        blocks({"ceiling": st.just(True)}, position_m=st.one_of(st.none(), points)),
        blocks({"on": st.sampled_from([*anchors, "floor"])}, region=st.sampled_from(["center", "edge"])),
        blocks({"drop_on": st.sampled_from([*anchors, "floor"])}, height_m=numbers(0, 1)),
    ]
    if anchors:
        anchor = st.sampled_from(anchors)
        forms += [blocks({key: anchor}) for key in ("beside", "in_front_of", "under", "propped_on")]
    several = st.lists(st.one_of(forms), min_size=1, max_size=3)
    weighed = several.map(lambda values: {"values": values, "weights": [float(k) for k, _ in enumerate(values, 1)]})
    # What arranges several bodies by each other is in no choice.
    forms += [blocks({key: anchor}) for key in ("around", "above")] if anchors else []
    return st.one_of(*forms, st.one_of(several, weighed).map(lambda values: {"choice": values}))


@st.composite
def objects(draw: st.DrawFn) -> list[dict[str, Any]]:
    made: list[dict[str, Any]] = []
    for turn in range(draw(st.integers(0, 4))):
        row = blocks(
            {"name": st.just(f"thing{turn}"), "category": names, "place": placements([row["name"] for row in made])},
            count=counts(0, 5),
            parameters=st.dictionaries(st.sampled_from(["width_m", "style", "round"]), params),
            materials=st.dictionaries(st.sampled_from(["body", "on"]), names),
            joints=st.dictionaries(st.sampled_from(["all", "door"]), numbers(0, 1)),
            scale=numbers(0.5, 2),
            yaw_deg=numbers(-180, 180),
            fixed=st.one_of(st.none(), st.booleans()),
        )
        made.append(draw(row))
    return made


@st.composite
def specs(draw: st.DrawFn) -> dict[str, Any]:
    """A plain spec without a fault."""
    things = draw(objects())
    targets = [thing["name"] for thing in things]
    viewpoints = [
        blocks({"room": blocks({}, stand=st.sampled_from(["corner", "anywhere"]), eye_height_m=numbers(1, 2))}),
        blocks({"pose": st.just({"position_m": [1, 1, 2], "look_at_m": [0, 0, {"uniform": [0, 1]}]})}),
    ]
    if targets:
        orbit = blocks({"target": st.sampled_from(targets), "distance_m": numbers(1, 3)}, azimuth_deg=numbers(-90, 90))
        viewpoints.append(blocks({"orbit": orbit}))
    lens = blocks({}, vertical_fov_deg=numbers(20, 90), aperture_f=st.one_of(st.none(), numbers(1, 16)))
    cameras = [
        {"name": f"camera{turn}", **draw(st.one_of(viewpoints)), **draw(lens)}
        for turn in range(draw(st.integers(1, 3)))
    ]
    rest = blocks(
        {},
        description=st.sampled_from(["", "one\ntwo", "ünï", "# no comment"]),
        room=rooms,
        lights=lights,
        sensor=blocks({}, iso=numbers(0, 1600), exposure_ev=st.one_of(st.none(), numbers(0, 10))),
        render=blocks(
            {}, width=st.integers(16, 512), quality=st.sampled_from(["draft", "final"]), denoise=st.booleans()
        ),
        requirements=blocks({}, max_attempts=st.integers(1, 50), max_speed_m_s=_reals(0, 1)),
    )
    return {"name": "drawn", "objects": things, "cameras": cameras, **draw(rest)}
