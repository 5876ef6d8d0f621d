"""What a generator hands back: the shape of one asset, before the catalogue adds materials and mass."""

from __future__ import annotations

from dataclasses import dataclass

from simgen.world import Cavity, Joint, LightSocket, Part, SupportSurface


@dataclass(frozen=True, eq=False)
class Model:
    """One shape in the asset frame (+z up, front along -y, origin at the centre of the footprint's lowest point).

    The first part is the base. Surfaces name material slots; the category says which presets may fill a
    slot. A part with `mass_kg` 0 gets its mass from its surfaces' volumes and their presets' densities
    (`simgen.catalog.mass`); any other mass is kept. `has_front` says that -y is a front to look at or sit at.
    """

    parts: tuple[Part, ...]
    joints: tuple[Joint, ...] = ()
    cavities: tuple[Cavity, ...] = ()
    supports: tuple[SupportSurface, ...] = ()
    sockets: tuple[LightSocket, ...] = ()
    has_front: bool = False
