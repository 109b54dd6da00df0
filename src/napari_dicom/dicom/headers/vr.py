"""The VR that the dictionary of PS3.6 gives an element."""

from functools import lru_cache


@lru_cache(maxsize=1024)
def dictionary_vr(tag: int) -> bytes:
    """Return the VR of an element, ``b""`` where the dictionary has no entry."""
    from pydicom.datadict import dictionary_VR  # imports pydicom: only for rare elements

    try:
        return dictionary_VR(tag).encode()
    except KeyError:
        return b""
