"""Units as people write them (PS3.3 C.8.9.1)."""

_WORDS = {"BQML": "Bq/ml", "GML": "g/ml", "CNTS": "counts", "PROPCNTS": "counts", "CPS": "1/s"}
"""Units (0054,1001) that are no words."""


def unit_text(unit: str | None) -> str:
    """Return a unit as people write it, ``""`` where there is none."""
    return _WORDS.get(unit or "", unit or "")
