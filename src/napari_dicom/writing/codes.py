"""Codes that segments are given: from the code dictionary that comes with pydicom.

Anatomic structures (PS3.16 CID 7151), further properties (CID 7153) and tissues (CID 7166).
"""

from functools import cache

from napari_dicom.dicom.objects import Code

_CONTEXTS = ("cid7151", "cid7153", "cid7166")


@cache
def segment_types() -> tuple[Code, ...]:
    """Return what a segment may be, about a thousand codes by their meanings; takes a second."""
    from pydicom.sr.codedict import codes  # a second: only where somebody looks for a code

    found: dict[str, Code] = {}
    for name in _CONTEXTS:
        context = getattr(codes, name)
        for keyword in context.dir():
            code = getattr(context, keyword)
            if not isinstance(code, list):
                found.setdefault(
                    code.meaning, Code(code.value, code.scheme_designator, code.meaning)
                )
    return tuple(found[meaning] for meaning in sorted(found, key=str.casefold))
