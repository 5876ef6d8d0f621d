"""Cutting a shape into convex pieces by coacd, in a process of its own: it can take for ever, or crash, on a tangle.

``python -m simgen.catalog.importers.cutting SHAPE PIECES`` reads `points` and `triangles` of a .npz, writes another.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
import numpy.typing as npt

from simgen.geometry import FloatArray

# How far concavity may be cut across, as a share of the thing's size (coacd's `threshold`).
CONCAVITY = 0.05
MOST_PIECES = 32
# A short search: coacd's defaults take ten times longer for cuts that are hardly better.
SEARCH = {
    "mcts_iterations": 40,
    "mcts_max_depth": 2,
    "mcts_nodes": 10,
    "resolution": 600,
    "preprocess_resolution": 40,
}
LIMIT_S = 120


def cut(points: FloatArray, triangles: npt.NDArray[np.int64]) -> tuple[FloatArray, ...]:
    """The vertices of each convex piece; none where coacd fails, or takes longer than LIMIT_S."""
    with tempfile.TemporaryDirectory(prefix="simgen-cut-") as folder:
        shape, pieces = Path(folder, "shape.npz"), Path(folder, "pieces.npz")
        np.savez(shape, points=points, triangles=triangles)
        command = [sys.executable, "-m", __name__, str(shape), str(pieces)]
        try:
            subprocess.run(command, capture_output=True, timeout=LIMIT_S, check=True)
            return read_pieces(pieces)
        except (subprocess.SubprocessError, OSError, ValueError):
            return ()


def read_pieces(path: Path) -> tuple[FloatArray, ...]:
    """The arrays of a file of pieces, in order; OSError or ValueError where there is none."""
    with np.load(path, allow_pickle=False) as stored:
        return tuple(stored[f"piece_{k}"] for k in range(len(stored.files)))


def write_pieces(path: Path, pieces: tuple[FloatArray, ...]) -> None:
    """The file that `read_pieces` reads."""
    with path.open("wb") as file:
        np.savez(file, **{f"piece_{k}": piece for k, piece in enumerate(pieces)})  # type: ignore[arg-type]


def _main(shape: str, pieces: str) -> None:
    import coacd

    coacd.set_log_level("error")
    with np.load(shape, allow_pickle=False) as stored:
        mesh = coacd.Mesh(stored["points"], stored["triangles"])
    found = coacd.run_coacd(mesh, threshold=CONCAVITY, max_convex_hull=MOST_PIECES, seed=0, **SEARCH)
    write_pieces(Path(pieces), tuple(np.asarray(vertices, np.float64) for vertices, _ in found))


if __name__ == "__main__":
    _main(*sys.argv[1:])
