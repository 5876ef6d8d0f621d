"""Capital letters and digits of straight strokes, and words to write with them."""

from __future__ import annotations

import itertools

import numpy as np

from simgen.geometry import FloatArray

# Each letter's lines, drawn through points (x, y) of a grid four wide and six high, two digits a point.
_LINES = {
    "A": "00 26 40|12 32",
    "B": "00 06 36 45 44 33 03|33 42 41 30 00",
    "C": "45 36 16 05 01 10 30 41",
    "D": "00 06 26 45 41 20 00",
    "E": "46 06 00 40|03 33",
    "F": "46 06 00|03 33",
    "G": "45 36 16 05 01 10 30 41 43 23",
    "H": "00 06|40 46|03 43",
    "I": "06 00",
    "J": "46 41 30 10 01",
    "K": "00 06|46 03 40",
    "L": "06 00 40",
    "M": "00 06 23 46 40",
    "N": "00 06 40 46",
    "O": "01 05 16 36 45 41 30 10 01",
    "P": "00 06 36 45 44 33 03",
    "Q": "01 05 16 36 45 41 30 10 01|22 40",
    "R": "00 06 36 45 44 33 03|23 40",
    "S": "45 36 16 05 04 13 33 42 41 30 10 01",
    "T": "06 46|26 20",
    "U": "06 01 10 30 41 46",
    "V": "06 20 46",
    "W": "06 10 24 30 46",
    "X": "00 46|06 40",
    "Y": "06 23 46|23 20",
    "Z": "06 46 00 40",
    "0": "01 05 16 36 45 41 30 10 01",
    "1": "05 26 20|10 30",
    "2": "05 16 36 45 44 00 40",
    "3": "06 46 23 33 42 41 30 10 01",
    "4": "30 36 02 42",
    "5": "46 06 03 33 42 41 30 00",
    "6": "36 05 01 10 30 41 42 33 03",
    "7": "06 46 10",
    "8": "13 04 05 16 36 45 44 33 13 02 01 10 30 41 42 33",
    "9": "10 41 45 36 16 05 04 13 43",
}
HEIGHT, WIDTH, GAP = 6.0, 4.0, 1.7
# fmt: off
WORDS = (
    "THE", "NEW", "OUR", "OLD", "OAK", "SEA", "SUN", "TEA", "FINE", "PURE", "GOOD", "NINE", "WEST", "LAKE", "MOON",
    "SALT", "HOME", "WILD", "BLUE", "GRAIN", "FIELD", "RIVER", "NORTH", "STONE", "CLEAR", "LIGHT", "MUSIC", "HOUSE",
    "TRAIN", "OCEAN", "GREEN", "BREAD", "FRESH", "STORY", "GARDEN", "WINTER", "SUMMER", "GOLDEN", "MARKET", "SILVER",
    "NATURE", "LETTER", "TRAVEL", "CASTLE", "SECRET", "STATION", "HARVEST", "MORNING", "ISLAND", "MOUNTAIN",
    "ORIGINAL", "CLASSIC", "COUNTRY", "KITCHEN",
)
# fmt: on


def strokes(text: str) -> tuple[FloatArray, float]:
    """(n, 2, 2) the ends of all strokes of one line of text, in units of which a letter is HEIGHT tall; its width.

    A space is as wide as a letter's half.
    """
    found: list[list[tuple[float, float]]] = []
    at = 0.0
    for letter in text:
        if letter == " ":
            at += WIDTH / 2 + GAP
            continue
        points = [[(float(p[0]), float(p[1])) for p in line.split()] for line in _LINES[letter].split("|")]
        for line in points:
            found += [[(at + a[0], a[1]), (at + b[0], b[1])] for a, b in itertools.pairwise(line)]
        at += max(x for line in points for x, _ in line) + GAP
    return np.array(found).reshape(-1, 2, 2), max(at - GAP, 0.0)


def phrase(rng: np.random.Generator, most_letters: float) -> str:
    """Words that together have about so many letters; empty where not even the shortest has room."""
    words: list[str] = []
    room = most_letters
    while fitting := [word for word in WORDS if len(word) <= room and word not in words]:
        words.append(fitting[int(rng.integers(len(fitting)))])
        room -= len(words[-1]) + 0.6
        if rng.random() < 0.35 * len(words):
            break
    return " ".join(words)
