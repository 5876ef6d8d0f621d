"""The axes by name. Another one is a function in one of these files."""

from simgen.study.axes import arrangement, body, camera, light, sensor, surroundings, walk
from simgen.study.axes.axis import AXES, BACKGROUNDS, REDO, Axis, Subject, Value, axis_called, evenly

__all__ = [
    "AXES",
    "BACKGROUNDS",
    "REDO",
    "Axis",
    "Subject",
    "Value",
    "arrangement",
    "axis_called",
    "body",
    "camera",
    "evenly",
    "light",
    "sensor",
    "surroundings",
    "walk",
]
