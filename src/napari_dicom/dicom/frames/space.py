"""Whose frame of reference a place is in (PS3.3 C.7.4.1, C.7.6.16.2.3, C.7.6.16.2.21)."""

from enum import StrEnum


class Space(StrEnum):
    """Whose frame a place is in: what its coordinates mean."""

    PATIENT = "patient"
    """The patient's, LPS mm (PS3.3 C.7.6.2): directions are those of a body."""

    VOLUME = "volume"
    """Another object's: an ultrasound volume's or a slide's own frame of reference, mm."""

    OWN = "own"
    """Only distances are known, mm; directions mean nothing outside the stack."""
