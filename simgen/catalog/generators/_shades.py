"""Shades that let light through: what comes out of a lamp's cloth, as a light of its own."""

from __future__ import annotations

from simgen.world import LightSocket

# No cloth lets more through; the rest leaves at its openings or is lost in it.
_MOST_GLOW = 0.6


def check_glow(glow: float) -> None:
    """ValueError for a share that no shade has."""
    if not 0.0 <= glow <= _MOST_GLOW:
        raise ValueError(f"glow is from 0 to {_MOST_GLOW}, got {glow}")


def shaded_bulb(flux_lm: float, glow: float) -> list[LightSocket]:
    """Sockets of a bulb (part and slot "bulb") in a shade (part and slot "shade"), together `flux_lm`.

    Materials let no light through, so the share `glow` of the flux that passes the cloth leaves from the cloth, evenly:
    inside a shade light goes to and fro until it is even. A socket called "shade" shines in its cloth's colour.
    """
    sockets = [LightSocket("bulb", "bulb", "bulb", flux_lm * (1.0 - glow))]
    if glow > 0:
        sockets.append(LightSocket("shade", "shade", "shade", flux_lm * glow))
    return sockets
