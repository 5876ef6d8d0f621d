"""An L-shaped block with a picture on it, written by hand in each format that is understood.

Wide 0.4 (x), long 0.2 (y), high 0.3 (z), in the asset frame; its step is to the right. Each of its faces shows one
colour of a chart of four by four, so that a picture upside down or mirrored shows.
"""

from __future__ import annotations

import json
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
SIZE = (0.4, 0.2, 0.3)
# The profile in x and z, counter-clockwise seen from the front (-y).
_OUTLINE = [[0, 0], [0.1, 0], [0.4, 0], [0.4, 0.1], [0.1, 0.1], [0.1, 0.3], [0, 0.3], [0, 0.1]]
PROFILE = np.array(_OUTLINE, np.float64) - np.array([0.2, 0.0])
VOLUME_M3 = (0.4 * 0.1 + 0.1 * 0.2) * 0.2
CELLS = 4


def chart() -> npt.NDArray[np.uint8]:
    """(64, 64, 3) RGB, the highest row first: sixteen cells of different colours."""
    cells = np.arange(CELLS * CELLS).reshape(CELLS, CELLS)
    rgb = np.stack([40 + 12 * cells, 220 - 11 * cells, 60 + 40 * (cells % 4)], axis=-1)
    return np.repeat(np.repeat(rgb, 16, axis=0), 16, axis=1).astype(np.uint8)


def corners() -> tuple[Floats, npt.NDArray[np.int64], Floats, Floats, list[int]]:
    """Vertices, faces, normals, texture coordinates (v upwards), and the cell of each triangle."""
    n = len(PROFILE)
    quads: list[Floats] = []
    for k in range(n):
        (ax, az), (bx, bz) = PROFILE[k], PROFILE[(k + 1) % n]
        quads.append(np.array([[ax, -0.1, az], [ax, 0.1, az], [bx, 0.1, bz], [bx, -0.1, bz]]))
    for y, turn in ((-0.1, 1), (0.1, -1)):
        for x0, x1, z0, z1 in ((-0.2, -0.1, 0.1, 0.3), (-0.2, -0.1, 0, 0.1), (-0.1, 0.2, 0, 0.1)):
            quads.append(np.array([[x0, y, z0], [x1, y, z0], [x1, y, z1], [x0, y, z1]])[::turn])
    vertices, faces, normals, uvs, cells = [], [], [], [], []
    for k, quad in enumerate(quads):
        cross = np.cross(quad[1] - quad[0], quad[2] - quad[0])
        row, column = divmod(k, CELLS)
        low = np.array([column / CELLS, 1 - (row + 1) / CELLS]) + 0.02
        high = low + 1 / CELLS - 0.04
        faces += [[4 * k, 4 * k + 1, 4 * k + 2], [4 * k, 4 * k + 2, 4 * k + 3]]
        vertices += quad.tolist()
        normals += [(cross / np.linalg.norm(cross)).tolist()] * 4
        uvs += [[low[0], low[1]], [high[0], low[1]], [high[0], high[1]], [low[0], high[1]]]
        cells += [k, k]
    return np.array(vertices), np.array(faces), np.array(normals), np.array(uvs), cells


def y_up(points: Floats) -> Floats:
    """From the asset frame to +y up with the front towards +z."""
    return np.stack([points[:, 0], points[:, 2], -points[:, 1]], axis=1)


def x_front(points: Floats) -> Floats:
    """From the asset frame to +z up with the front towards +x."""
    return np.stack([-points[:, 1], points[:, 0], points[:, 2]], axis=1)


def png() -> bytes:
    return bytes(cv2.imencode(".png", chart()[..., ::-1])[1])


def write_glb(folder: Path, *, external: bool = False, material: dict[str, object] | None = None) -> Path:
    vertices, faces, normals, uvs, _ = corners()
    arrays = [
        y_up(vertices).astype("<f4"),
        y_up(normals).astype("<f4"),
        np.stack([uvs[:, 0], 1 - uvs[:, 1]], axis=1).astype("<f4"),
        faces.astype("<u2").reshape(-1),
    ]
    parts = [a.tobytes() for a in arrays]
    if not external:
        parts.append(png())
    parts = [p + b"\0" * (-len(p) % 4) for p in parts]
    views = [{"buffer": 0, "byteOffset": sum(map(len, parts[:k])), "byteLength": len(p)} for k, p in enumerate(parts)]
    kinds = [("VEC3", 5126), ("VEC3", 5126), ("VEC2", 5126), ("SCALAR", 5123)]
    data: dict[str, object] = {
        "asset": {"version": "2.0", "copyright": "Somebody", "extras": {"license": "CC-BY-4.0"}},
        "scene": 0,
        "scenes": [{"nodes": [0]}],
        # A node that turns by nothing much and a child that is scaled, as exporters make them.
        "nodes": [{"children": [1], "scale": [2, 2, 2]}, {"mesh": 0, "scale": [0.5, 0.5, 0.5]}],
        "meshes": [
            {"primitives": [{"attributes": {"POSITION": 0, "NORMAL": 1, "TEXCOORD_0": 2}, "indices": 3, "material": 0}]}
        ],
        "materials": [material or {"pbrMetallicRoughness": {"baseColorTexture": {"index": 0}, "metallicFactor": 0}}],
        "textures": [{"source": 0}],
        "images": [{"uri": "chart.png"} if external else {"bufferView": 4, "mimeType": "image/png"}],
        "accessors": [
            {"bufferView": k, "componentType": c, "type": t, "count": len(a)}
            for k, (a, (t, c)) in enumerate(zip(arrays, kinds, strict=True))
        ],
        "bufferViews": views,
        "buffers": [{"byteLength": sum(map(len, parts)), **({"uri": "l%20shape.bin"} if external else {})}],
    }
    if external:
        (folder / "l shape.bin").write_bytes(b"".join(parts))
        (folder / "chart.png").write_bytes(png())
        (folder / "l.gltf").write_text(json.dumps(data))
        return folder / "l.gltf"
    text = json.dumps(data).encode()
    text += b" " * (-len(text) % 4)
    binary = b"".join(parts)
    total = 12 + 8 + len(text) + 8 + len(binary)
    content = struct.pack("<III", 0x46546C67, 2, total) + struct.pack("<II", len(text), 0x4E4F534A) + text
    (folder / "l.glb").write_bytes(content + struct.pack("<II", len(binary), 0x004E4942) + binary)
    return folder / "l.glb"


def write_gltf(folder: Path) -> Path:
    return write_glb(folder, external=True)


def write_obj(folder: Path, frame: Callable[[Floats], Floats] = y_up, scale: float = 1.0) -> Path:
    vertices, faces, normals, uvs, _ = corners()
    lines = ["# by hand", "mtllib l.mtl", "o block"]
    lines += [f"v {x:.9g} {y:.9g} {z:.9g}" for x, y, z in frame(vertices) * scale]
    lines += [f"vt {u:.9g} {v:.9g}" for u, v in uvs]
    lines += [f"vn {x:.9g} {y:.9g} {z:.9g}" for x, y, z in frame(normals)]
    lines += ["usemtl chart", "s off"]
    half = len(faces) // 2
    for k, face in enumerate(faces):
        if k == half:
            lines.append("usemtl chart again")
        # One half by numbers from the start, the other by numbers from the end.
        numbers = [i + 1 for i in face] if k < half else [i - len(vertices) for i in face]
        lines.append("f " + " ".join(f"{i}/{i}/{i}" for i in numbers))
    (folder / "l.obj").write_text("\n".join(lines) + "\n")
    look = "Kd 0.8 0.8 0.8\nNs 50\nmap_Kd -s 1 1 1 chart.png\n"
    (folder / "l.mtl").write_text(f"newmtl chart\n{look}\nnewmtl chart again\n{look}")
    (folder / "chart.png").write_bytes(png())
    return folder / "l.obj"


def write_zip(folder: Path) -> Path:
    inner = folder / "inner"
    inner.mkdir()
    write_obj(inner)
    with zipfile.ZipFile(folder / "l.zip", "w") as archive:
        for path in inner.iterdir():
            archive.write(path, f"model/{path.name}")
    return folder / "l.zip"


def write_ply(folder: Path) -> Path:
    vertices, faces, _, uvs, _ = corners()
    head = ["ply", "format ascii 1.0", "comment TextureFile chart.png", f"element vertex {len(vertices)}"]
    head += [f"property float {name}" for name in ("x", "y", "z", "s", "t")]
    head += [f"element face {len(faces)}", "property list uchar int vertex_indices", "end_header"]
    rows = [" ".join(f"{x:.9g}" for x in (*v, *uv)) for v, uv in zip(vertices, uvs, strict=True)]
    rows += ["3 " + " ".join(map(str, face)) for face in faces]
    (folder / "l.ply").write_text("\n".join([*head, *rows]) + "\n")
    (folder / "chart.png").write_bytes(png())
    return folder / "l.ply"


def write_stl(folder: Path) -> Path:
    vertices, faces, normals, _, _ = corners()
    content = b"by hand".ljust(80) + struct.pack("<I", len(faces))
    for face in faces:
        content += struct.pack("<12fH", *normals[face[0]], *vertices[face].reshape(-1), 0)
    (folder / "l.stl").write_bytes(content)
    return folder / "l.stl"


def write_urdf(folder: Path) -> Path:
    write_obj(folder, x_front, 1000.0)
    (folder / "l.urdf").write_text(
        """<robot name="l"><link name="base"><visual><origin xyz="0 0 1" rpy="0 0 1.5707963267948966"/>
        <geometry><mesh filename="package://parts/l.obj" scale="0.001 0.001 0.001"/></geometry></visual></link>
        <link name="world"/><joint name="fix" type="fixed"><parent link="world"/><child link="base"/>
        <origin rpy="0 0 -1.5707963267948966" xyz="1 2 3"/></joint></robot>"""
    )
    return folder / "l.urdf"


def write_mjcf(folder: Path) -> Path:
    write_obj(folder, lambda p: p, 100.0)
    (folder / "l.xml").write_text(
        """<mujoco><compiler angle="degree"/><default><default class="visual">
        <geom contype="0" conaffinity="0"/></default></default><asset>
        <mesh name="l" file="l.obj" scale="0.01 0.01 0.01"/>
        <texture name="chart" type="2d" file="chart.png"/><material name="chart" texture="chart"/></asset><worldbody>
        <body name="outer" euler="0 0 90"><freejoint/><body euler="0 0 -90" pos="1 0 0">
        <geom class="visual" type="mesh" mesh="l" material="chart"/>
        <geom type="box" size="0.2 0.1 0.05" pos="0 0 0.05"/><geom type="box" size="0.05 0.1 0.1" pos="-0.15 0 0.2"/>
        </body></body></worldbody></mujoco>"""
    )
    return folder / "l.xml"


WRITERS: dict[str, Callable[[Path], Path]] = {
    "glb": write_glb,
    "gltf": write_gltf,
    "obj": write_obj,
    "zip": write_zip,
    "ply": write_ply,
    "stl": write_stl,
    "urdf": write_urdf,
    "mjcf": write_mjcf,
}
