"""What exists: assets and their parts, bodies, lights, cameras, the sensor, scenarios and scenes.

All are frozen values. Units and frames are those of `simgen.geometry`: metres, kilograms, degrees only
where a name ends in `_deg`. Light is photometric: radiance is in cd/m² for each linear Rec. 709
channel, scaled so that the luminance 0.2126 R + 0.7152 G + 0.0722 B of a surface is its luminance in
cd/m²; a colour is linear Rec. 709.
"""

from __future__ import annotations

from simgen.world.assets import (
    Asset,
    AssetRef,
    Cavity,
    Joint,
    LightSocket,
    Mesh,
    Part,
    SupportSurface,
    Surface,
)
from simgen.world.bodies import (
    CRUMPLED_SHARE,
    GRAINS_MM,
    AssetField,
    AssetLoader,
    Body,
    Cloth,
    Fill,
    bodies_called,
)
from simgen.world.cameras import (
    Camera,
    RenderSettings,
    Sensor,
)
from simgen.world.lights import (
    EnvironmentLight,
    Light,
    SpotLight,
    SunLight,
    SurfaceLight,
    WindowLight,
)
from simgen.world.materials import (
    JsonObject,
    Material,
    Pattern,
    Picture,
    canonical_json,
    material_json,
)
from simgen.world.scenes import (
    NEAR_M,
    TOUCHING_M,
    Contact,
    Room,
    Scenario,
    Scene,
    SettleReport,
    bearing_shares,
)

__all__ = [
    "CRUMPLED_SHARE",
    "GRAINS_MM",
    "NEAR_M",
    "TOUCHING_M",
    "Asset",
    "AssetField",
    "AssetLoader",
    "AssetRef",
    "Body",
    "Camera",
    "Cavity",
    "Cloth",
    "Contact",
    "EnvironmentLight",
    "Fill",
    "Joint",
    "JsonObject",
    "Light",
    "LightSocket",
    "Material",
    "Mesh",
    "Part",
    "Pattern",
    "Picture",
    "RenderSettings",
    "Room",
    "Scenario",
    "Scene",
    "Sensor",
    "SettleReport",
    "SpotLight",
    "SunLight",
    "SupportSurface",
    "Surface",
    "SurfaceLight",
    "WindowLight",
    "bearing_shares",
    "bodies_called",
    "canonical_json",
    "material_json",
]
