"""Whether what came of a mutant is acceptable: its recipe's word against the outcome."""

from dataclasses import dataclass
from fnmatch import fnmatch
from itertools import product
from typing import Any

from robustness.outcome import ERROR, SILENT, WARNING

SLOW_SECONDS = 10.0
"""Opening one small file must not take longer, on a busy machine."""

MOST_BYTES = 600 << 20
"""Nor more memory: mutants are smaller than 8 MB, their pictures than 1 MB."""

_SAME_PICTURE = (
    "charset_*",
    "name_*",
    "series_*",
    "dicom_in_pe_preamble",
    "unused_bits_dirty",
    "geo_i*",
    "geo_pixel_spacing*",
    "geo_s*",
    "geo_window*",
)
"""Operations that leave the pixels alone: an image shown without a word must be the good one."""

_ARGUED = {
    # bytes without any structure: whatever stands there is the picture
    ("encapsulated", "cs_is_png"),
    ("encapsulated", "cs_noise"),
    ("encapsulated", "delimiter_inside"),  # the item's length counts, not what is in it
    # noise in the second of three fragments: the data of JPEG 2000 have no checksum
    ("examples_jpeg2k", "cs_noise"),
    ("examples_jpeg2k", "cs_is_png"),
    # deflated without a checksum (PS3.5 A.4.13): bytes hit by chance that still inflate
    ("deflated-frame", "cs_components"),
    ("deflated-frame", "cs_dims"),
    # they look for JPEG's markers and hit bytes of a coded picture, which has no checksum
    *product(("mpeg2", "h264", "hevc"), ("cs_dims", "cs_components", "bomb_code_stream")),
}
"""(source, operation) shown without a word that the recipe does not accept, and why it must be."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is wrong with an outcome, ``""`` where nothing is."""

    fault: str
    detail: str = ""

    @property
    def is_good(self) -> bool:
        return not self.fault


def judge(
    source: str, op: str, accept: tuple[str, ...], seen: dict[str, Any], good: dict[str, Any]
) -> Verdict:
    """Compare what was seen of a mutant with what its recipe accepts.

    Parameters
    ----------
    seen, good
        `Outcome` of the mutant and of the file it was made from, as dicts.
    """
    kind, texts = seen["kind"], seen["texts"]
    if kind not in {ERROR, WARNING, SILENT}:
        return Verdict("exception", f"{kind}: {'; '.join(texts)[:300]}")
    if seen["problems"]:
        return Verdict("problem", "; ".join(seen["problems"])[:400])
    if seen["peak_bytes"] > MOST_BYTES:
        return Verdict("memory", f"{seen['peak_bytes'] >> 20} MB")
    if seen["seconds"] > SLOW_SECONDS:
        return Verdict("slow", f"{seen['seconds']:.1f} s")
    same = seen["pixels"] == good["pixels"]
    if kind == SILENT and any(fnmatch(op, one) for one in _SAME_PICTURE) and not same:
        return Verdict("silent", "another picture than the good file's")
    if kind in accept or (kind == WARNING and ERROR in accept and _says_what_failed(texts)):
        return Verdict("")
    if kind == SILENT and (source, op) in _ARGUED:
        return Verdict("")
    if kind == SILENT:
        is_truth = same and seen["place"] == good["place"]
        return Verdict("") if is_truth else Verdict("silent", "; ".join(texts)[:300])
    return Verdict("false alarm", f"{kind}: {'; '.join(texts)[:300]}")


def _says_what_failed(texts: list[str]) -> bool:
    """Whether one of several frames is named as not decoded: the file's failed entry."""
    return any("could not be decoded" in text and "mutant" in text for text in texts)
