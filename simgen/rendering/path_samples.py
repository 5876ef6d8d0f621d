"""Numbers for paths: one Sobol' sequence laid over the whole picture, Owen-scrambled by hashing.

The pixels take blocks of the sequence in Morton order, so neighbours complete each other and the error of a picture is
spread like blue noise, which a denoiser removes best (Ahmed and Wonka 2020). Every pair of dimensions is shuffled and
scrambled anew (Burley 2020, "Practical Hash-based Owen Scrambling").
"""

from __future__ import annotations

from typing import Any

import drjit as dr
import mitsuba as mi


def mixed(word: Any) -> Any:
    """A well-mixed 32-bit word (the two-multiply mixer that Wellons found by search)."""
    word = word ^ (word >> 16)
    word = word * mi.UInt32(0x21F0AAAD)
    word = word ^ (word >> 15)
    word = word * mi.UInt32(0xD35A2D97)
    return word ^ (word >> 15)


def morton(x: Any, y: Any) -> Any:
    """Bits of x and y interleaved; 16 bits each."""
    return _spread(x) | (_spread(y) << 1)


def _spread(v: Any) -> Any:
    v = (v ^ (v << 8)) & mi.UInt32(0x00FF00FF)
    v = (v ^ (v << 4)) & mi.UInt32(0x0F0F0F0F)
    v = (v ^ (v << 2)) & mi.UInt32(0x33333333)
    return (v ^ (v << 1)) & mi.UInt32(0x55555555)


def _scrambled_low_first(x: Any, seed: Any) -> Any:
    """Owen scrambling of a bit-reversed word: each bit is flipped by a hash of the bits below it (Laine, Karras
    2011).
    """
    x = x + seed
    x = x ^ (x * mi.UInt32(0x6C50B47C))
    x = x ^ (x * mi.UInt32(0xB82F1E52))
    x = x ^ (x * mi.UInt32(0xC7AFE638))
    return x ^ (x * mi.UInt32(0x8D22F6E6))


def _second_dimension(index_reversed: Any) -> Any:
    """The second Sobol' coordinate from the first: Pascal's triangle modulo 2, a Kronecker power, in five steps."""
    v = index_reversed
    v = v ^ ((v & mi.UInt32(0x55555555)) << 1)
    v = v ^ ((v & mi.UInt32(0x33333333)) << 2)
    v = v ^ ((v & mi.UInt32(0x0F0F0F0F)) << 4)
    v = v ^ ((v & mi.UInt32(0x00FF00FF)) << 8)
    return v ^ (v << 16)


def _unit(word: Any) -> Any:
    """A float in [0, 1) from the upper 24 bits."""
    return mi.Float(word >> 8) * mi.Float(2.0**-24)


def pair(index: Any, dimension: Any, seed: Any) -> tuple[Any, Any]:
    """Two coordinates in [0, 1) of sample `index` in the `dimension`-th pair."""
    key = mixed(seed ^ (dimension * mi.UInt32(0x9E3779B9)))
    # Shuffling the index, then reversing it into the van der Corput value: one reversal does both.
    first = _scrambled_low_first(dr.brev(index), key)
    second = _second_dimension(first)
    a = dr.brev(_scrambled_low_first(dr.brev(first), mixed(key + mi.UInt32(0x68BC21EB))))
    b = dr.brev(_scrambled_low_first(dr.brev(second), mixed(key + mi.UInt32(0x02E5BE93))))
    return _unit(a), _unit(b)


def single(index: Any, dimension: Any, seed: Any) -> Any:
    """One coordinate in [0, 1) without structure, for choices that need none."""
    return _unit(mixed(index ^ mixed(seed ^ (dimension * mi.UInt32(0x85EBCA6B)))))
