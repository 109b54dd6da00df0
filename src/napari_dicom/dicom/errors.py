"""Every error this package raises on purpose.

NapariDicomError
├── NothingToOpenError      no image among the given paths
│   └── PathNotFoundError   there is no such file or folder (a FileNotFoundError too)
├── ChoiceError             an argument is none of its choices (a ValueError too)
├── OutsideError            a place is outside the volume (an IndexError too)
├── NotDicomError           the file is not DICOM
├── HeaderError             DICOM, but the header cannot be used
├── LimitError              a file claims more than the limits allow
│   └── OutOfMemoryError    there is no memory for it
├── CancelledError          the user cancelled
├── ExportError             something cannot be written
└── PixelError              the pixels of a frame cannot be had
    ├── NoDecoderError      no installed decoder reads this kind of pixel data
    └── DecodeError         the decoders that should read it failed, or the stream is damaged

A message says what was being done, to which file or series, what was found and what to do next.
It never holds a patient's name.
"""

from collections.abc import Iterable


class NapariDicomError(Exception):
    """Root of the errors raised by napari-dicom."""


class NothingToOpenError(NapariDicomError):
    """The given paths hold no image."""


class PathNotFoundError(NothingToOpenError, FileNotFoundError):
    """There is no such file or folder."""

    def __str__(self) -> str:
        """Return the message: that of a system's error has number and path in it."""
        return str(self.args[0]) if self.args else ""


class ChoiceError(NapariDicomError, ValueError):
    """An argument is none of those there are; the message lists them."""

    @classmethod
    def among(cls, name: str, given: object, choices: Iterable[object]) -> "ChoiceError":
        """Return the error of an argument that is none of its choices."""
        listed = " or ".join(repr(str(choice)) for choice in choices)
        return cls(f"{name}={given!r}: choose {listed}")


class OutsideError(NapariDicomError, IndexError):
    """A place is outside the volume."""


class NotDicomError(NapariDicomError):
    """The file is not DICOM."""


class HeaderError(NapariDicomError):
    """The file is DICOM, but its header cannot be read or lacks what an image needs."""


class LimitError(NapariDicomError):
    """A file claims more memory, depth or time than the limits allow."""


class OutOfMemoryError(LimitError):
    """The system gives no memory for it."""


class CancelledError(NapariDicomError):
    """The user cancelled."""


class ExportError(NapariDicomError):
    """What was asked for cannot be written, or not to this place."""


class PixelError(NapariDicomError):
    """The pixels of a frame cannot be had."""


class NoDecoderError(PixelError):
    """No installed decoder reads this transfer syntax with these bits and samples."""


class DecodeError(PixelError):
    """The stream is damaged, contradicts the header, or every trusted decoder failed on it."""
