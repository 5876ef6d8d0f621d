"""Shapes as pure functions that return a `simgen.world.Mesh`.

Every mesh has triangles counter-clockwise seen from outside, unit normals that are smooth where the
shape is smooth and split at creases, and texture coordinates in metres along the surface (the grain
of wood runs along u). Solids are closed: weld equal positions and they are watertight.
"""
