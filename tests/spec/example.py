"""One spec that uses every block."""

EXAMPLE = """\
# yaml-language-server: $schema=./scene.schema.json
name: living_room
description: >
  A sofa, a low table with things on it,
  and a cupboard.
room:
  kind: living_room
  width_m: {uniform: [4.2, 5.4]}
  depth_m: {uniform: {low: 3.8, high: 4.8}}
  height_m: 2.6
  floor: {choice: [oak_planks, ash_herringbone]}
  walls: {choice: {warm_white_paint: 3, sage_paint: 1}}
  ceiling: white_paint
  skirting: true
  windows:
    - {wall: north, along: 0.5, width_m: 1.6, height_m: 1.3, sill_m: 0.85}
  doors:
    - {wall: east, along: 0.25, open: {choice: [0.0, 1.0]}}
  ceiling_light: {choice: {values: [true, false], weights: [3, 1]}}
objects:
  - name: sofa
    category: sofa
    parameters: {width_m: {uniform: [1.7, 2.2]}}
    materials: {cover: {choice: [linen_grey, boucle]}}
    place: {against: wall, along: 0.5}
  - name: table
    category: coffee_table
    place: {in_front_of: sofa, gap_m: {normal: {mean: 0.4, std: 0.05, low: 0.3, high: 0.5}}}
  - name: mug
    category: {choice: [mug, cup]}
    count: {integers: [1, 3]}
    place: {on: table, region: edge}
    yaw_deg: {uniform: [0, 360]}
  - name: apple
    category: apple
    count: 2
    scale: {loguniform: [0.9, 1.1]}
    place: {drop_on: table, height_m: 0.2}
  - name: rug
    category: rug
    place: {under: table}
  - name: cupboard
    category: cupboard
    joints: {all: {uniform: [0, 1]}}
    place: {corner: any}
    fixed: true
  - name: plant
    category: plant
    place: {beside: sofa, side: left}
  - name: stool
    category: stool
    place: {at: [0.5, {uniform: [-1, 1]}]}
  - name: picture
    category: picture
    place: {on_wall: any, along: 0.5}
  - name: print
    category: picture
    place: {above: sofa}
  - name: cushion
    category: cushion
    place: {propped_on: sofa}
  - name: plate
    category: mug
    place: {laid_for: chair}
  - name: pendant
    category: pendant_lamp
    place: {ceiling: true, position_m: [1, 0]}
  - name: chair
    category: chair
    count: 2
    place: {around: table}
  - name: shoe
    category: shoe
    place: {on: floor}
  - name: tin
    category: food_can
    place: {inside: cupboard, compartment: shelf}
    state: {tipped: {choice: [upright, side]}}
  - name: bowl
    category: bowl
    count: 3
    place: {stack: table, region: center}
    state: {fill: {of: {choice: [water, milk]}, fraction: {uniform: [0, 1]}}}
  - name: pears
    category: pear
    count: 4
    place: {heap: table, spread_m: 0.05}
  - name: jug
    category: pitcher
    place: {next_to: bowl, gap_m: 0.03}
  - name: lamp
    category: table_lamp
    place: {left_of: jug}
    state: {on: {choice: [true, false]}}
  - name: chest
    category: chest
    place: {right_of: chair, seen_from: front}
    state: {open: {drawer_1: {uniform: [0, 1]}}}
  - name: globe
    category: globe
    place: {behind: jug}
  - name: towel
    category: towel
    place: {choice: {values: [{on: table}, {on: floor, margin_m: 0.05}], weights: [3, 1]}}
    state: {fold: {choice: [folded, draped]}}
lights:
  daylight: {sun_elevation_deg: 30, sun_azimuth_deg: 200, cloudiness: 0.3, on: true}
  ceiling: {on: {choice: [true, false]}, flux_lm: 1800, temperature_k: 3000}
  lamps: {on: true, dim: 0.8, temperature_k: 2700}
  spots:
    - {name: key, position_m: [0, 0, 2.4], target: sofa, intensity_cd: 900}
  environment: {luminance: 500, color: "#ffeedd", yaw_deg: 90}
cameras:
  - name: main
    orbit: {target: table, distance_m: {uniform: [1.2, 2.0]}, azimuth_deg: {uniform: [-60, 60]}, elevation_deg: 25}
    aperture_f: 2.8
    focus_distance_m: 1.5
  - name: person
    room: {stand: corner, target: sofa}
    vertical_fov_deg: 60
  - name: survey
    pose: {position_m: [1, 1, 2.4], look_at_m: [0, 0, 0]}
balance:
  - {predicate: on_top, subject: mug, object: table, shares: {hard: 2}, instead: [near]}
  - {predicate: open, subject: chest, positive: [{state: {open: 1}}]}
sensor: {compensation_ev: 0.5, white_temperature_k: 4000, tone_curve: filmic, iso: 400}
render: {width: 320, height: 240, quality: draft, samples_per_pixel: 8}
requirements:
  max_attempts: 30
  in_view:
    - {target: mug, min_fraction: 0.5, camera: main}
"""

SMALL = """\
name: small
objects:
  - name: table
    category: table
    place: {at: [0, 0]}
  - name: mug
    category: mug
    count: 2
    place: {on: table}
cameras:
  - name: main
    orbit: {target: table, distance_m: 1.5}
"""
