"""Every kind of bad spec: the whole message, and that its remedy works."""

from __future__ import annotations

from typing import NamedTuple

import pytest

from simgen.errors import SpecError
from simgen.spec import parse_spec
from tests.spec.example import SMALL

# By name: a piece of the small example, and what stands there instead, with @ for the text that is tried.
SPOTS = {
    "scale": ("    count: 2\n", "    count: 2\n    scale: @\n"),
    "joints": ("    count: 2\n", "    count: 2\n    joints: @\n"),
    "count": ("    count: 2\n", "    count: @\n"),
    "category": ("    category: table\n", "    category: @\n"),
    "place": ("    place: {on: table}\n", "    place: @\n"),
    "table": ("    place: {at: [0, 0]}\n", "    place: @\n"),
    "name": ("name: small\n", "name: @\n"),
    "mug": ("  - name: mug\n", "  - name: @\n"),
    "top": ("name: small\n", "name: small\n@\n"),
    "object": ("    count: 2\n", "    count: 2\n    @\n"),
    "first": ("    category: table\n", "    @\n"),
    "camera": ("    orbit: {target: table, distance_m: 1.5}\n", "    @\n"),
    "cameras": ("cameras:\n  - name: main\n    orbit: {target: table, distance_m: 1.5}\n", "@\n"),
    "after": ("    place: {at: [0, 0]}\n", "    place: {at: [0, 0]}\n  - @\n"),
    "end": ("    orbit: {target: table, distance_m: 1.5}\n", "    orbit: {target: table, distance_m: 1.5}\n@\n"),
}
AS_IT_WAS = None
KEYS = (
    "Choose one of: axes, balance, cameras, catalog, description, environment, lights, like, name, objects, render, "
    "requirements, room, rooms, sensor, splits."
)


class Bad(NamedTuple):
    kind: str
    # Where in the small example the text stands; "" where the text is the whole spec.
    spot: str
    text: str
    # The text that the remedy leads to, or the example as it was.
    mended: str | None
    message: str


def spec_with(spot: str, text: str | None) -> str:
    if text is None or not spot:
        return text or SMALL
    piece, template = SPOTS[spot]
    assert piece in SMALL
    return SMALL.replace(piece, template.replace("@", text), 1)


# fmt: off
BAD = [
    Bad("not a number", "scale", "big", "0.5",
        "k.yaml:9:12 objects[1].scale: expected a number, got 'big'. Write a number, e.g. 0.5."),
    Bad("a number in quotes", "scale", '"1"', "1",
        "k.yaml:9:12 objects[1].scale: expected a number, got '1'. Write a number, e.g. 0.5."),
    Bad("a flag instead of a number", "scale", "true", "1",
        "k.yaml:9:12 objects[1].scale: expected a number, got true. Write a number, e.g. 0.5."),
    Bad("a list instead of a number", "scale", "[1, 2]", "0.5",
        "k.yaml:9:12 objects[1].scale: expected a number, got [1, 2]. Write a number, e.g. 0.5."),
    Bad("not a number at all", "scale", ".nan", "0.5",
        "k.yaml:9:12 objects[1].scale: expected a finite number, got nan. Write a finite number, e.g. 0.5."),
    Bad("an endless number", "scale", "-.inf", "0.5",
        "k.yaml:9:12 objects[1].scale: expected a finite number, got -inf. Write a finite number, e.g. 0.5."),
    Bad("a number that is too large to read", "scale", "9" * 5000, "0.5",
        "k.yaml:9:12 objects[1].scale: expected a finite number, got inf. Write a finite number, e.g. 0.5."),
    Bad("an octal number", "scale", "0o17", "15",
        "k.yaml:9:12 objects[1].scale: expected a number, got '0o17'. Write a number, e.g. 0.5."),
    Bad("an underscored number", "scale", "1_000", "0.5",
        "k.yaml:9:12 objects[1].scale: expected a number, got '1_000'. Write a number, e.g. 0.5."),
    Bad("a sexagesimal number", "scale", "12:30", "12.5",
        "k.yaml:9:12 objects[1].scale: expected a number, got '12:30'. Write a number, e.g. 0.5."),
    Bad("a number below its limit", "scale", "0", "0.05",
        "k.yaml:9:12 objects[1].scale: expected at least 0.05, got 0. Stay within 0.05 to 20."),
    Bad("a number above its limit", "joints", "{door: 1.5}", "{door: 1.0}",
        "k.yaml:9:20 objects[1].joints.door: expected at most 1, got 1.5. Stay within 0 to 1."),
    Bad("half a thing", "count", "2.5", "3",
        "k.yaml:8:12 objects[1].count: expected a whole number, got 2.5. Write a whole number, e.g. 3."),
    Bad("too many of one thing", "count", "500", "150",
        "k.yaml:8:12 objects[1].count: expected at most 200, got 500. Stay within 0 to 200."),
    Bad("too many things in all", "count", "200", "100",
        "k.yaml:3:3 objects: the counts sum to 201 bodies, more than 200. Lower the counts."),
    Bad("too many things drawn", "count", "{integers: [1, 300]}", "{integers: [1, 150]}",
        "k.yaml:8:27 objects[1].count.integers[1]: expected at most 200, got 300. Stay within 0 to 200."),
    Bad("an empty range", "scale", "{uniform: [2, 1]}", "{uniform: [1, 2]}",
        "k.yaml:9:22 objects[1].scale.uniform: the range is empty: low 2 is above high 1. Swap the two."),
    Bad("an end that is no number", "scale", "{uniform: {low: big, high: 2}}", "{uniform: {low: 0.5, high: 2}}",
        "k.yaml:9:28 objects[1].scale.uniform.low: expected a number, got 'big'. Write a number, e.g. 0.5."),
    Bad("an end beyond the limit", "scale", "{uniform: [0.5, 50]}", "{uniform: [0.5, 20]}",
        "k.yaml:9:28 objects[1].scale.uniform[1]: expected at most 20, got 50. Stay within 0.05 to 20."),
    Bad("one end", "scale", "{uniform: [2]}", "{uniform: [0.2, 0.4]}",
        "k.yaml:9:22 objects[1].scale.uniform: expected the low and high of uniform, got [2]. Write uniform: [0.2,"
        " 0.4]."),
    Bad("a missing end", "scale", "{uniform: {low: 2}}", "{uniform: [0.2, 0.4]}",
        "k.yaml:9:22 objects[1].scale.uniform: 'high' of uniform is missing. Write uniform: [0.2, 0.4]."),
    Bad("an unknown end", "scale", "{uniform: {lo: 0.2, high: 2}}", "{uniform: {low: 0.2, high: 2}}",
        "k.yaml:9:23 objects[1].scale.uniform.lo: unknown key 'lo'. Did you mean 'low'?"),
    Bad("a misspelt distribution", "scale", "{unifrom: [0.2, 2]}", "{uniform: [0.2, 2]}",
        "k.yaml:9:13 objects[1].scale.unifrom: 'unifrom' is no distribution. Did you mean 'uniform'?"),
    Bad("two distributions", "scale", "{uniform: [1, 2], choice: [1, 2]}", "{choice: [1, 2]}",
        "k.yaml:9:12 objects[1].scale: expected a number or one distribution, got {uniform: [1, 2], choice: [1, "
        "2]}. Write a number, or one of: uniform, loguniform, normal, integers, choice."),
    Bad("an empty mapping instead of a number", "scale", "{}", "{choice: [1, 2]}",
        "k.yaml:9:12 objects[1].scale: expected a number or one distribution, got {}. Write a number, or one of: "
        "uniform, loguniform, normal, integers, choice."),
    Bad("a distribution that gives another kind", "count", "{uniform: [1, 3]}", "{integers: [1, 3]}",
        "k.yaml:8:13 objects[1].count.uniform: 'uniform' cannot draw a whole number. Use integers or choice."),
    Bad("a logarithm of 0", "object", "parameters: {width_m: {loguniform: [0, 1]}}",
        "parameters: {width_m: {loguniform: [0.01, 1]}}",
        "k.yaml:9:41 objects[1].parameters.width_m.loguniform[0]: a loguniform range starts above 0, got 0. Raise "
        "the low end, e.g. 0.01, or use uniform."),
    Bad("a bell without width", "scale", "{normal: {mean: 1, std: 0}}", "1",
        "k.yaml:9:36 objects[1].scale.normal.std: a standard deviation is above 0, got 0. Write a bare number for "
        "a fixed value."),
    Bad("half a bell", "scale", "{normal: {mean: 1}}", "{normal: {mean: 1.0, std: 0.1}}",
        "k.yaml:9:21 objects[1].scale.normal: 'std' of normal is missing. Write normal: {mean: 1.0, std: 0.1}."),
    Bad("a bell cut far from its middle", "scale", "{normal: {mean: 1, std: 0.01, low: 2, high: 3}}",
        "{uniform: [2, 3]}",
        "k.yaml:9:21 objects[1].scale.normal: [2, 3] lies more than 6 standard deviations from the mean 1. Move "
        "the mean, or use uniform."),
    Bad("a choice of nothing", "category", "{choice: []}", "{choice: [table]}",
        "k.yaml:4:24 objects[0].category.choice: there is nothing to choose from. Name at least one value."),
    Bad("a choice of another kind", "category", "{choice: [table, 3]}", "{choice: [table, desk]}",
        "k.yaml:4:32 objects[0].category.choice[1]: expected a name, got 3. Write a name, e.g. oak."),
    Bad("a negative weight", "category", "{choice: {table: 1, desk: -1}}", "{choice: {table: 1, desk: 0}}",
        "k.yaml:4:41 objects[0].category.choice.desk: a weight is at least 0, got -1. Write 0 to leave it out."),
    Bad("no weight at all", "category", "{choice: {table: 0, desk: 0}}", "{choice: {table: 1, desk: 0}}",
        "k.yaml:4:24 objects[0].category.choice: all weights are 0. Give at least one value a weight above 0."),
    Bad("a weight too few", "category", "{choice: {values: [table, desk], weights: [1]}}",
        "{choice: {values: [table, desk], weights: [1, 1]}}",
        "k.yaml:4:57 objects[0].category.choice.weights: 1 weights for 2 values. Give each value one weight."),
    Bad("a weight that is no number", "category", "{choice: {table: much}}", "{choice: {table: 0.5}}",
        "k.yaml:4:32 objects[0].category.choice.table: expected a number, got 'much'. Write a number, e.g. 0.5."),
    Bad("a distribution of what is fixed", "top", "render: {width: {uniform: [100, 200]}}", "render: {width: 100}",
        "k.yaml:2:17 render.width: expected a whole number, got {uniform: [100, 200]}. It is the same in all "
        "scenes: write one value."),
    Bad("a picture too small", "top", "render: {width: 8}", "render: {width: 16}",
        "k.yaml:2:17 render.width: expected at least 16, got 8. Stay within 16 to 8192."),
    Bad("an unknown quality", "top", "render: {quality: standart}", "render: {quality: standard}",
        "k.yaml:2:19 render.quality: unknown name 'standart'. Did you mean 'standard'?"),
    Bad("an unknown word with nothing near", "top", "render: {quality: 4k}", "render: {quality: final}",
        "k.yaml:2:19 render.quality: unknown name '4k'. Choose one of: draft, final, standard."),
    Bad("an unknown wall", "top", "room: {doors: [{wall: nord}]}", "room: {doors: [{wall: north}]}",
        "k.yaml:2:23 room.doors[0].wall: unknown name 'nord'. Did you mean 'north'?"),
    Bad("a word instead of a flag", "top", "lights: {lamps: {on: yes}}", "lights: {lamps: {on: true}}",
        "k.yaml:2:22 lights.lamps.on: expected true or false, got 'yes'. Write true or false."),
    Bad("a colour that YAML takes for a comment", "top", "lights:\n  environment:\n    color: #ff0000",
        'lights:\n  environment:\n    color: "#ff0000"',
        'k.yaml:4:11 lights.environment.color: expected a colour, got null. Write "#c0ffee" in quotes, or linear '
        "[r, g, b], each 0 to 1."),
    Bad("a colour of two channels", "top", "lights: {environment: {color: [0.5, 1]}}",
        "lights: {environment: {color: [0.5, 1, 0]}}",
        'k.yaml:2:31 lights.environment.color: expected a colour, got [0.5, 1]. Write "#c0ffee" in quotes, or '
        "linear [r, g, b], each 0 to 1."),
    Bad("a colour of 8 bits", "top", "lights: {environment: {color: [255, 128, 0]}}",
        "lights: {environment: {color: [1, 0.5, 0]}}",
        "k.yaml:2:32 lights.environment.color[0]: expected at most 1, got 255. Stay within 0 to 1."),
    Bad("a number instead of a name", "category", "7", AS_IT_WAS,
        "k.yaml:4:15 objects[0].category: expected a name, got 7. Write a name, e.g. oak."),
    Bad("a name of two lines", "category", '"a\\nb"', AS_IT_WAS,
        "k.yaml:4:15 objects[0].category: expected a name, got 'a\\nb'. Write 1 to 200 characters on one line, "
        "without spaces at its ends."),
    Bad("a name that begins with a space", "object", "materials: {' body': oak}", "materials: {body: oak}",
        "k.yaml:9:17 objects[1].materials[' body']: expected a name, got ' body'. Write 1 to 200 characters on one "
        "line, without spaces at its ends."),
    Bad("a name unfit for files", "name", "a.b", "a_b",
        "k.yaml:1:7 name: expected a name, got 'a.b'. Use letters, digits, _ and -, a letter first."),
    Bad("a name of a part of the room", "mug", "floor", "my_floor",
        "k.yaml:6:11 objects[1].name: 'floor' is a word for a part of the room. Choose another, e.g. my_floor."),
    Bad("text that is none", "top", "description: 5", 'description: "5"',
        "k.yaml:2:14 description: expected text, got 5. Put it in quotes."),
    Bad("a misspelt key", "first", "catgory: table", AS_IT_WAS,
        "k.yaml:4:5 objects[0].catgory: unknown key 'catgory'. Did you mean 'category'?"),
    Bad("an unknown key with nothing near", "top", "seed: 7", "render: {}",
        f"k.yaml:2:1 seed: unknown key 'seed'. {KEYS}"),
    Bad("a missing key", "first", "scale: 1", AS_IT_WAS,
        "k.yaml:3:5 objects[0]: 'category' is missing. Add category: What kind of thing it is, by its name in the "
        "catalogue."),
    Bad("two words for what it is", "first", "category: table\n    id: my/table", "category: table",
        "k.yaml:5:9 objects[0].id: 'category' and 'id' both say what it is. Keep one of them."),
    Bad("a catalogue beside an id", "first", "id: my/table\n    catalog: [my]", "id: my/table",
        "k.yaml:5:14 objects[0].catalog: an id already names its catalogue. Leave catalog out."),
    Bad("no camera", "cameras", "cameras: []", "cameras: [{name: main, room: {}}]",
        "k.yaml:10:10 cameras: expected at least 1, got 0. Add one."),
    Bad("cameras not in a list", "cameras", "cameras: {name: main, room: {}}", "cameras:\n  - {name: main, room: {}}",
        "k.yaml:10:10 cameras: expected a list, got {name: 'main', room: {}}. Write one item a line, each after a "
        "dash."),
    Bad("a block that is no mapping", "top", "render: draft", "render: {quality: draft}",
        "k.yaml:2:9 render: expected a mapping, got 'draft'. Write keys and values: width, height, quality, "
        "samples_per_pixel, refined_share, patience, max_bounces, denoise, light_cache."),
    Bad("joints that are no mapping", "joints", "0.5", "{all: 0.5}",
        "k.yaml:9:13 objects[1].joints: expected a mapping, got 0.5. Write {name: value}."),
    Bad("two kinds of placement", "place", "{on: table, beside: table}", "{beside: table}",
        "k.yaml:9:12 objects[1].place: more than one kind of placement: on and beside. Keep the one that you mean."),
    Bad("a misspelt kind of placement", "place", "{beseide: table}", "{beside: table}",
        "k.yaml:9:13 objects[1].place.beseide: no kind of placement in {beseide: 'table'}. Did you mean 'beside'?"),
    Bad("a placement by a bare name", "place", "table", AS_IT_WAS,
        "k.yaml:9:12 objects[1].place: expected a placement, got 'table'. Write a mapping, e.g. {on: table}."),
    Bad("a key of another placement", "place", "{on: table, side: left}", "{on: table, region: edge}",
        "k.yaml:9:24 objects[1].place.side: unknown key 'side'. Choose one of: margin_m, on, region, surface."),
    Bad("an unknown anchor in a choice of placements", "place", "{choice: [{on: table}, {on: tabel}]}",
        "{choice: [{on: table}, {on: floor}]}",
        "k.yaml:9:40 objects[1].place.choice[1].on: no object is called 'tabel'. Did you mean 'table'?"),
    Bad("placed by itself, perhaps", "place", "{choice: {values: [{on: floor}, {on: mug}], weights: [9, 1]}}",
        "{choice: {values: [{on: floor}, {on: table}], weights: [9, 1]}}",
        "k.yaml:9:49 objects[1].place.choice.values[1].on: placed by itself: mug → mug. Place one of them by the "
        "floor, a wall or a point."),
    Bad("a choice within a choice of placements", "place", "{choice: [{choice: [{on: table}]}]}",
        "{choice: [{on: table}]}",
        "k.yaml:9:22 objects[1].place.choice[0]: a choice within a choice. Write its placements out in the outer one."),
    Bad("placements by weight without a list", "place", "{choice: {on: 3}}", "{choice: [{on: table}]}",
        "k.yaml:9:26 objects[1].place.choice.on: expected a placement, got 'on'. Write a mapping, e.g. {on: table}."),
    Bad("a placement that says false", "place", "{ceiling: false}", "{ceiling: true}",
        "k.yaml:9:22 objects[1].place.ceiling: expected true, got false. Write ceiling: true, or another "
        "placement."),
    Bad("a point with one coordinate", "place", "{at: [1]}", "{at: [1.0, 2.0]}",
        "k.yaml:9:17 objects[1].place.at: expected x and y, got [1]. Write 2 numbers: [1.0, 2.0]."),
    Bad("a point outside the room", "place", "{at: [1, -7]}", "{at: [1, -2.5]}",
        "k.yaml:9:21 objects[1].place.at[1]: -7 lies outside the room. Its y runs from -2.5 to 2.5."),
    Bad("an anchor that does not exist", "place", "{on: tabel}", AS_IT_WAS,
        "k.yaml:9:17 objects[1].place.on: no object is called 'tabel'. Did you mean 'table'?"),
    Bad("the floor where an object must be", "place", "{beside: floor}", "{beside: table}",
        "k.yaml:9:21 objects[1].place.beside: no object is called 'floor'. Choose one of: table."),
    Bad("placed on itself", "place", "{on: mug}", "{on: floor}",
        "k.yaml:9:17 objects[1].place.on: placed by itself: mug → mug. Place one of them by the floor, a wall or a"
        " point."),
    Bad("a circle of placements", "table", "{beside: mug}", "{corner: any}",
        "k.yaml:5:21 objects[0].place.beside: placed by itself: table → mug → table. Place one of them by the "
        "floor, a wall or a point."),
    Bad("a name twice", "mug", "table", "cup",
        "k.yaml:6:11 objects[1].name: two objects are called 'table'. Rename one of them."),
    Bad("a name that a numbered body has", "after", "{name: mug_2, category: mug, place: {on: table}}",
        "{name: cup, category: mug, place: {on: table}}",
        "k.yaml:6:12 objects[1].name: 'mug_2' is also what a body of 'mug' is called, which has a count. Rename "
        "one of them."),
    Bad("a camera without viewpoint", "camera", "vertical_fov_deg: 50", AS_IT_WAS,
        "k.yaml:11:5 cameras[0]: a camera needs one viewpoint, got none. Write one of orbit, room and pose."),
    Bad("a camera with two viewpoints", "end", "    room: {}", AS_IT_WAS,
        "k.yaml:11:5 cameras[0]: a camera needs one viewpoint, got orbit and room. Write one of orbit, room and "
        "pose."),
    Bad("a camera's target that does not exist", "camera", "room: {target: lamp}", "room: {target: mug}",
        "k.yaml:12:20 cameras[0].room.target: no object is called 'lamp'. Choose one of: mug, table."),
    Bad("a required target that does not exist", "top", "requirements: {in_view: [{target: mugg}]}",
        "requirements: {in_view: [{target: mug}]}",
        "k.yaml:2:35 requirements.in_view[0].target: no object is called 'mugg'. Did you mean 'mug'?"),
    Bad("a required camera that does not exist", "top", "requirements: {in_view: [{target: mug, camera: mian}]}",
        "requirements: {in_view: [{target: mug, camera: main}]}",
        "k.yaml:2:48 requirements.in_view[0].camera: no camera is called 'mian'. Did you mean 'main'?"),
    Bad("a spot that points at its own place", "top",
        "lights: {spots: [{name: key, position_m: [0, 0, 2], look_at_m: [0, 0, 2]}]}",
        "lights: {spots: [{name: key, position_m: [0, 0, 2], look_at_m: [0, 0, 1]}]}",
        "k.yaml:2:64 lights.spots[0].look_at_m: the spot would point at its own place. Point it at another one."),
    Bad("a camera that looks at its own place", "camera", "pose: {position_m: [0, -2, 1], look_at_m: [0, -2, 1]}",
        "pose: {position_m: [0, -2, 1], look_at_m: [0, 0, 1]}",
        "k.yaml:12:47 cameras[0].pose.look_at_m: the camera would look at its own place. Look at another point."),
    Bad("black surroundings", "top", "lights: {environment: {color: [0, 0, 0]}}",
        "lights: {environment: {luminance: 0}}",
        "k.yaml:2:31 lights.environment.color: black light has no luminance. Write on: false, or luminance: 0."),
    Bad("a spot without an aim", "top", "lights: {spots: [{name: key, position_m: [0, 0, 2]}]}",
        "lights: {spots: [{name: key, position_m: [0, 0, 2], target: mug}]}",
        "k.yaml:2:18 lights.spots[0]: a spot needs one aim. Write look_at_m: [x, y, z] or target: NAME, not both."),
    Bad("a spot's target that does not exist", "top",
        "lights: {spots: [{name: key, position_m: [0, 0, 2], target: tabl}]}",
        "lights: {spots: [{name: key, position_m: [0, 0, 2], target: table}]}",
        "k.yaml:2:61 lights.spots[0].target: no object is called 'tabl'. Did you mean 'table'?"),
    Bad("a window past the end of its wall", "top",
        "room: {width_m: 4, windows: [{wall: north, width_m: 1.6, along: 0.1}]}",
        "room: {width_m: 4, windows: [{wall: north, width_m: 1.6, along: 0.5}]}",
        "k.yaml:2:65 room.windows[0].along: the window is 1.6 m wide with its centre 0.4 m from the end of a wall "
        "of 4 m. Move it to the middle, narrow it, or widen the room."),
    Bad("a door as high as no room", "top", "room: {height_m: 2, doors: [{wall: north}]}",
        "room: {height_m: 2.5, doors: [{wall: north}]}",
        "k.yaml:2:29 room.doors[0].height_m: the door reaches up to 2.05 m in a room of 2 m. Lower it, or heighten"
        " the room."),
    Bad("a window in a door", "top", "room: {width_m: 4, windows: [{wall: north}], doors: [{wall: north}]}",
        "room: {width_m: 4, windows: [{wall: north}], doors: [{wall: north, along: 0.15}]}",
        "k.yaml:2:54 room.doors[0].along: overlaps windows[0] in the north wall. Move one of them along the wall."),
    Bad("a key twice", "top", "name: small", AS_IT_WAS,
        "k.yaml:2:1: the key 'name' is there twice, first at k.yaml:1:1. Delete one."),
    Bad("a key that is a number", "top", "1: a", "render: {}",
        'k.yaml:2:1: a key is text, got 1. Put it in quotes: "1".'),
    Bad("a key that is a list", "top", "[a]: b", AS_IT_WAS,
        "k.yaml:2:1: a key is text, not a list, mapping or alias. Write a name and a colon."),
    Bad("a merge key", "object", "<<: {scale: 1}", "scale: 1",
        "k.yaml:9:5: merge keys (<<) are not known here. Write the keys out."),
    Bad("a tag that runs code", "name", "!!python/object/apply:os.system [ls]", AS_IT_WAS,
        "k.yaml:1:7: the tag !!python/object/apply:os.system is not known here. Delete it; put text in quotes."),
    Bad("an alias to nothing", "name", "*small", AS_IT_WAS,
        "k.yaml:1:7: *small refers to nothing written before it. Write &small first."),
    Bad("an alias to itself", "top", "room: &room {windows: *room}", AS_IT_WAS,
        "k.yaml:2:23: *room refers to nothing written before it. Write &room first."),
    Bad("an indentation by tabs", "top", "room:\n\tkind: hall", "room:\n  kind: hall",
        "k.yaml:3:1: not valid YAML: while scanning for the next token, found character '\\t' that cannot start any"
        " token. Indent with spaces, not with tabs."),
    Bad("an unclosed bracket", "place", "{on: table", AS_IT_WAS,
        "k.yaml:10:8: not valid YAML: while parsing a flow mapping, expected ',' or '}', but got ':'. Check the "
        "indentation, colons, brackets and quotes there."),
    Bad("an unclosed quote", "name", '"small', AS_IT_WAS,
        "k.yaml:13:1: not valid YAML: while scanning a quoted scalar, found unexpected end of stream. Check the "
        "indentation, colons, brackets and quotes there."),
    Bad("a wrong indentation", "object", "  scale: 1", "scale: 1",
        "k.yaml:9:12: not valid YAML: mapping values are not allowed here. Check the indentation, colons, brackets"
        " and quotes there."),
    Bad("a character that no text has", "top", "description: \x07", AS_IT_WAS,
        "k.yaml:2:14: the character U+0007 cannot stand in YAML. Delete it; a spec is plain text."),
    Bad("a second document", "end", "---\nname: other", AS_IT_WAS,
        "k.yaml:13:1: a second document begins here. Put each spec into a file of its own."),
    Bad("nested too deep", "top", "description: " + "[" * 60 + "]" * 60, AS_IT_WAS,
        "k.yaml:2:64: nested deeper than 50 levels. Unfold it."),
    Bad("nothing", "", "", "",
        "k.yaml:1:1: the file is empty. Write at least name: and cameras:, or copy a shipped scene."),
    Bad("nothing but a comment", "", "# to do\n", "",
        "k.yaml:1:1: the file is empty. Write at least name: and cameras:, or copy a shipped scene."),
    Bad("null", "", "~\n", "",
        "k.yaml:1:1: expected a mapping, got null. Write keys and values: like, name, description, room, "
        "catalog, objects, rooms, lights, cameras, sensor, render, requirements, balance, environment, axes, splits."),
    Bad("a list", "", "- a\n", "",
        "k.yaml:1:1: expected a mapping, got ['a']. Write keys and values: like, name, description, room, "
        "catalog, objects, rooms, lights, cameras, sensor, render, requirements, balance, environment, axes, splits."),
    Bad("a word", "", "tabletop\n", "",
        "k.yaml:1:1: expected a mapping, got 'tabletop'. Write keys and values: like, name, description, room, "
        "catalog, objects, rooms, lights, cameras, sensor, render, requirements, balance, environment, axes, splits."),
    Bad("several faults, in reading order", "",
        "name: 5\nobjects:\n  - {name: a, place: {on: b}}\ncameras: [{name: main, room: {}}]\nrendr: {}\n",
        "",
        "k.yaml:1:7 name: expected a name, got 5. Use letters, digits, _ and -, a letter first.\n"
        "k.yaml:3:5 objects[0]: 'category' is missing. Add category: What kind of thing it is, by its name in the "
        "catalogue.\n"
        "k.yaml:5:1 rendr: unknown key 'rendr'. Did you mean 'render'?"),
    Bad("more faults than anybody reads", "",
        "name: a\ncameras: [{name: main, room: {}}]\n" + "".join(f"k{i:02}: 0\n" for i in range(13)),
        "",
        "\n".join([*(f"k.yaml:{i + 3}:1 k{i:02}: unknown key 'k{i:02}'. {KEYS}" for i in range(10)), "… and 3 more."])),
]
# fmt: on


@pytest.mark.parametrize("bad", BAD, ids=[bad.kind for bad in BAD])
def test_a_bad_spec_is_refused_with_its_place_its_value_and_a_remedy(bad: Bad) -> None:
    with pytest.raises(SpecError) as caught:
        parse_spec(bad.text if not bad.spot else spec_with(bad.spot, bad.text), "k.yaml")
    assert str(caught.value) == bad.message


@pytest.mark.parametrize("bad", [bad for bad in BAD if bad.spot], ids=[bad.kind for bad in BAD if bad.spot])
def test_the_remedy_of_a_bad_spec_works(bad: Bad) -> None:
    parse_spec(spec_with(bad.spot, bad.mended), "k.yaml")


def test_the_table_has_every_kind_once() -> None:
    assert len({bad.kind for bad in BAD}) == len(BAD) >= 45
