"""Nouns for categories: their plurals and articles, and which of them people may call by each other's names."""

from __future__ import annotations

from collections.abc import Iterable

from simgen.frame import Holds

_PLURALS = {"shelf": "shelves", "knife": "knives", "tomato": "tomatoes", "mouse": "mice"}
_ALWAYS_PLURAL = (
    "scissors",
    "headphones",
    "shoes",
    "sneakers",
    "boots",
    "binders",
    "hooks",
    "towels",
    "clothes",
    "eyeglasses",
    "fries",
    "pliers",
    "rings",
)
# What is not counted, nor has an article.
_STUFF = ("bread", "broccoli", "firewood", "shampoo", "toilet paper", "toothpaste")
# Begins as "you" does, which is no vowel.
_YOU = ("uk", "uni", "urin", "usb", "ut")
# Where one of a row is, the name of another may be said of it, or denied: nothing sure follows.
ALIKE: tuple[tuple[str, ...], ...] = (
    ("nightstand", "side table", "console table"),
    ("stool", "ottoman", "side table"),
    ("sideboard", "tv stand", "cabinet", "chest of drawers", "console table", "filing cabinet", "nightstand"),
    ("wardrobe", "larder", "cabinet", "shoe cabinet", "sideboard"),
    ("shelf", "rack", "storage rack", "wall unit", "glass wall unit", "cabinet"),
    ("table", "desk"),
    ("counter", "base unit", "sink unit", "kitchen run", "vanity unit"),
    ("wash basin", "pedestal basin", "vanity unit", "sink unit"),
    ("chair", "shell chair", "office chair"),
    ("stool", "bar stool", "step ladder"),
    ("bench", "coffee table"),
    ("bed", "single bed"),
    ("mug", "espresso cup", "toothbrush mug", "pen cup", "utensil crock"),
    ("drinking glass", "jar", "vase", "candle"),
    ("vase", "jar", "pitcher", "measuring jug", "watering can", "utensil crock", "teapot"),
    ("kettle", "stovetop kettle", "teapot", "pitcher", "coffee maker"),
    ("saucepan", "cooking pot", "stock pot", "casserole", "frying pan"),
    ("bowl", "mixing bowl", "fruit bowl", "key bowl", "wooden bowl", "basket"),
    ("plate", "saucer", "tray"),
    ("bottle", "beer bottle", "milk bottle", "sauce bottle", "detergent bottle", "shampoo", "soap dispenser"),
    ("drink can", "food can"),
    ("milk carton", "cereal box"),
    (
        "box",
        "moving box",
        "storage box",
        "open box",
        "wooden box",
        "crate",
        "tool box",
        "jewellery box",
        "blanket chest",
    ),
    ("basket", "laundry basket", "lidded basket", "laundry hamper", "waste basket", "crate"),
    ("waste bin", "pedal bin", "swing bin", "waste basket", "bucket", "umbrella stand"),
    ("rug", "ornate rug", "doormat", "bath mat"),
    ("book", "opening book", "notebook", "book row", "binders", "paper stack"),
    ("pen", "pencil"),
    ("phone", "remote control"),
    ("monitor", "television", "laptop"),
    ("picture", "notice board", "whiteboard"),
    ("wall mirror", "standing mirror", "vanity mirror", "mirror cabinet"),
    ("table lamp", "desk lamp", "candlestick"),
    ("floor lamp", "tripod lamp"),
    ("pendant lamp", "cloth pendant", "ceiling light"),
    ("potted plant", "small plant", "vase"),
    ("apple", "tomato", "orange", "tennis ball", "ball"),
    ("bread", "bread roll"),
    ("toy block", "toy brick", "box"),
    ("cushion", "folded throw"),
    ("folded throw", "folded towels", "folded clothes"),
    ("towel", "dish towel", "napkin", "blanket", "folded throw", "folded towels"),
    ("hamburger", "sandwich", "filled roll", "hot dog"),
    ("french fries", "bowl of fries"),
    ("bread roll", "croissant"),
    ("photo frame", "picture", "calendar", "notice board", "tablet"),
    ("kitchen island", "counter", "base unit", "kitchen run", "bar table"),
    ("workbench", "steel workbench", "table", "desk"),
    ("locker", "wardrobe", "cabinet"),
    ("fridge", "chest freezer"),
    ("cooktop", "domino hob", "cooker", "kitchen run"),
    ("blender", "juicer", "citrus squeezer"),
    ("toaster", "sandwich maker"),
    ("barrel", "steel drum"),
    ("handbag", "backpack", "suitcase", "briefcase"),
    ("loudspeaker", "radio", "hifi"),
    ("game console", "router", "hifi"),
    ("light switch", "wall socket", "thermostat", "intercom"),
    ("smoke detector", "ceiling light"),
    ("toilet", "bidet", "urinal"),
    ("tablet", "phone", "laptop"),
    ("crib", "bed"),
    ("rug", "tatami"),
    ("blind", "curtain"),
    ("spatula", "spoon"),
    ("medicine bottle", "jar", "spice jar"),
    ("oven", "microwave", "cooker"),
    ("washing machine", "tumble dryer", "dishwasher"),
    ("paper towel", "toilet paper"),
    ("broom", "mop", "toilet brush"),
    ("clock", "alarm clock"),
)


def noun(category: str) -> str:
    """The words for a category."""
    return category.replace("_", " ")


def category_words(own: str, known: Iterable[str]) -> dict[str, Holds]:
    """Whether each known noun fits a thing called `own`: its own does, and a coffee table may be called a table."""
    alike = {other for row in ALIKE if own in row for other in row}
    parts = set(own.split())
    found: dict[str, Holds] = {}
    for other in known:
        if other == own:
            found[other] = "true"
        elif other in alike or own.endswith(other) or set(other.split()) < parts:
            found[other] = "ambiguous"
    return found


def is_plural(noun: str) -> bool:
    """Whether the noun takes "are"."""
    return _head(noun)[-1] in _ALWAYS_PLURAL


def is_counted(noun: str) -> bool:
    """Whether the noun takes an article and numbers: a mug, but bread and scissors."""
    return noun not in _STUFF and not is_plural(noun)


def _head(noun: str) -> list[str]:
    """The words that the noun's number shows in: those before "of"."""
    words = noun.split()
    return words[: words.index("of")] if "of" in words else words


def plural(noun: str) -> str:
    """Several of a noun."""
    if not is_counted(noun):
        return noun
    *before, last = _head(noun)
    if last in _PLURALS:
        last = _PLURALS[last]
    elif last.endswith(("s", "x", "ch", "sh")):
        last += "es"
    elif last.endswith("y") and last[-2] not in "aeiou":
        last = f"{last[:-1]}ies"
    else:
        last += "s"
    return " ".join([*before, last, *noun.split()[len(before) + 1 :]])


def with_article(noun: str) -> str:
    """A noun with "a" or "an", or with neither where it is plural or not counted."""
    if not is_counted(noun):
        return noun
    return f"{'an' if noun[0] in 'aeiou' and not noun.startswith(_YOU) else 'a'} {noun}"


def be(is_many: bool) -> str:
    """The verb."""
    return "are" if is_many else "is"
