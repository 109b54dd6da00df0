"""The table of transfer syntaxes, one row each (PS3.6 table A-1, PS3.5)."""

from dataclasses import dataclass

from napari_dicom.dicom.pixels.compression import TRUSTED, Compression

_ROOT = "1.2.840.10008.1.2"

_MAKERS = {
    "1.2.124.113532": "Agfa",
    "1.2.156.112605": "United Imaging",
    "1.2.392.200036.9116": "Canon (Toshiba)",
    "1.2.392.200036.9125": "Fujifilm",
    "1.2.840.113564": "Carestream (Kodak)",
    "1.2.840.113619": "GE",
    "1.2.840.113704": "Philips (Picker, Elscint)",
    "1.3.12.2.1107": "Siemens",
    "1.3.46.670589": "Philips",
    "1.3.51": "Agfa",
    "1.3.6.1.4.1.5962": "PixelMed",
}
"""Root of the UIDs a maker gives away: the maker."""


@dataclass(frozen=True, slots=True)
class TransferSyntax:
    """One row of PS3.6 table A-1."""

    uid: str
    name: str
    compression: Compression
    lossy: bool = False
    retired: bool = False
    encapsulated: bool = True
    little_endian: bool = True
    implicit: bool = False
    deflated: bool = False
    swapped: bool = False

    @property
    def little_endian_pixels(self) -> bool:
        """Whether uncompressed pixels are little endian: as the rest, but for one private row."""
        return self.little_endian is not self.swapped

    @property
    def video(self) -> bool:
        """Whether the pixel element holds one stream for all frames."""
        return self.compression is Compression.VIDEO

    @property
    def known(self) -> bool:
        """Whether the table has a row for it."""
        return self.compression is not Compression.UNKNOWN

    def trusted(self, bits: int, samples: int) -> tuple[str, ...]:
        """Return the decoders trusted with such samples, best first."""
        rows = TRUSTED[self.compression]
        return tuple(row.decoder for row in rows if row.covers(bits, samples))

    def __str__(self) -> str:
        return f"{self.name} ({self.uid})"


def syntax_of(uid: str) -> TransferSyntax:
    """Return the row of a transfer syntax; one that says "unknown" if the table has none.

    Parameters
    ----------
    uid
        Transfer Syntax UID (0002,0010); trailing NULs and blanks are ignored.
    """
    uid = str(uid).strip(" \0")
    row = TRANSFER_SYNTAXES.get(uid)
    if row is not None:
        return row
    return TransferSyntax(uid, _name_of_unknown(uid), Compression.UNKNOWN)


def _name_of_unknown(uid: str) -> str:
    if uid.startswith("1.2.840.10008."):
        return "unknown transfer syntax"
    maker = next((name for root, name in _MAKERS.items() if uid.startswith(f"{root}.")), "")
    return f"private transfer syntax of {maker}" if maker else "private transfer syntax"


def _jpeg(number: int, name: str, compression: Compression, **flags: bool) -> TransferSyntax:
    return TransferSyntax(f"{_ROOT}.4.{number}", name, compression, **flags)


def _retired_jpeg_rows() -> list[TransferSyntax]:
    lossy = {"lossy": True, "retired": True}
    jpeg, arithmetic = Compression.JPEG, Compression.JPEG_ARITHMETIC
    lossless, hierarchical = Compression.JPEG_LOSSLESS_ARITHMETIC, Compression.JPEG_HIERARCHICAL
    spectral, full = "Spectral Selection, Non-Hierarchical", "Full Progression, Non-Hierarchical"
    return [
        _jpeg(52, "JPEG Extended (Process 3 & 5)", arithmetic, **lossy),
        _jpeg(53, f"JPEG {spectral} (Process 6 & 8)", jpeg, **lossy),
        _jpeg(54, f"JPEG {spectral} (Process 7 & 9)", arithmetic, **lossy),
        _jpeg(55, f"JPEG {full} (Process 10 & 12)", jpeg, **lossy),
        _jpeg(56, f"JPEG {full} (Process 11 & 13)", arithmetic, **lossy),
        _jpeg(58, "JPEG Lossless, Non-Hierarchical (Process 15)", lossless, retired=True),
        _jpeg(59, "JPEG Extended, Hierarchical (Process 16 & 18)", hierarchical, **lossy),
        _jpeg(60, "JPEG Extended, Hierarchical (Process 17 & 19)", hierarchical, **lossy),
        _jpeg(61, "JPEG Spectral Selection, Hierarchical (Process 20 & 22)", hierarchical, **lossy),
        _jpeg(62, "JPEG Spectral Selection, Hierarchical (Process 21 & 23)", hierarchical, **lossy),
        _jpeg(63, "JPEG Full Progression, Hierarchical (Process 24 & 26)", hierarchical, **lossy),
        _jpeg(64, "JPEG Full Progression, Hierarchical (Process 25 & 27)", hierarchical, **lossy),
        _jpeg(65, "JPEG Lossless, Hierarchical (Process 28)", hierarchical, retired=True),
        _jpeg(66, "JPEG Lossless, Hierarchical (Process 29)", hierarchical, retired=True),
    ]


def _jpeg_rows() -> list[TransferSyntax]:
    c = Compression
    return [
        _jpeg(50, "JPEG Baseline (Process 1)", c.JPEG, lossy=True),
        _jpeg(51, "JPEG Extended (Process 2 & 4)", c.JPEG, lossy=True),
        _jpeg(57, "JPEG Lossless (Process 14)", c.JPEG_LOSSLESS),
        _jpeg(70, "JPEG Lossless, First-Order Prediction (Process 14 SV1)", c.JPEG_LOSSLESS),
        _jpeg(80, "JPEG-LS Lossless", c.JPEG_LS),
        _jpeg(81, "JPEG-LS Lossy (Near-Lossless)", c.JPEG_LS, lossy=True),
        _jpeg(90, "JPEG 2000 (Lossless Only)", c.JPEG_2000),
        _jpeg(91, "JPEG 2000", c.JPEG_2000, lossy=True),
        _jpeg(92, "JPEG 2000 Part 2 Multi-component (Lossless Only)", c.JPEG_2000),
        _jpeg(93, "JPEG 2000 Part 2 Multi-component", c.JPEG_2000, lossy=True),
        _jpeg(110, "JPEG XL Lossless", c.JPEG_XL),
        _jpeg(111, "JPEG XL JPEG Recompression", c.JPEG_XL, lossy=True),
        _jpeg(112, "JPEG XL", c.JPEG_XL, lossy=True),
        _jpeg(201, "High-Throughput JPEG 2000 (Lossless Only)", c.HTJ2K),
        _jpeg(202, "High-Throughput JPEG 2000 with RPCL (Lossless Only)", c.HTJ2K),
        _jpeg(203, "High-Throughput JPEG 2000", c.HTJ2K, lossy=True),
    ]


def _video_rows() -> list[TransferSyntax]:
    names = {
        100: "MPEG2 Main Profile / Main Level",
        101: "MPEG2 Main Profile / High Level",
        102: "MPEG-4 AVC/H.264 High Profile / Level 4.1",
        103: "MPEG-4 AVC/H.264 BD-compatible High Profile / Level 4.1",
        104: "MPEG-4 AVC/H.264 High Profile / Level 4.2 For 2D Video",
        105: "MPEG-4 AVC/H.264 High Profile / Level 4.2 For 3D Video",
        106: "MPEG-4 AVC/H.264 Stereo High Profile / Level 4.2",
        107: "HEVC/H.265 Main Profile / Level 5.1",
        108: "HEVC/H.265 Main 10 Profile / Level 5.1",
    }
    rows = [_jpeg(number, name, Compression.VIDEO, lossy=True) for number, name in names.items()]
    rows += [  # the same streams cut into fragments of any length
        _jpeg_fragmentable(number, names[number]) for number in range(100, 107)
    ]
    return rows


def _jpeg_fragmentable(number: int, name: str) -> TransferSyntax:
    uid = f"{_ROOT}.4.{number}.1"
    return TransferSyntax(uid, f"Fragmentable {name}", Compression.VIDEO, lossy=True)


def _native(uid: str, name: str, **flags: bool) -> TransferSyntax:
    return TransferSyntax(uid, name, Compression.NONE, encapsulated=False, **flags)


def _uncompressed_rows() -> list[TransferSyntax]:
    papyrus = "Papyrus 3 Implicit VR Little Endian"
    return [
        _native(_ROOT, "Implicit VR Little Endian", implicit=True),
        _native(f"{_ROOT}.1", "Explicit VR Little Endian"),
        _native(f"{_ROOT}.2", "Explicit VR Big Endian", retired=True, little_endian=False),
        _native(f"{_ROOT}.1.99", "Deflated Explicit VR Little Endian", deflated=True),
        _native("1.2.840.10008.1.20", papyrus, retired=True, implicit=True),
    ]


def _private_rows() -> list[TransferSyntax]:
    ge = "GE private Implicit VR Little Endian with big-endian pixels"
    philips = "Philips private Explicit VR Little Endian (ELSCINT1)"
    return [
        _native("1.2.840.113619.5.2", ge, implicit=True, swapped=True),
        _native("1.3.46.670589.33.1.4.1", philips),
    ]


def _simple_rows() -> list[TransferSyntax]:
    none, deflated, rle = Compression.NONE, Compression.DEFLATED_FRAME, Compression.RLE
    raw = "Encapsulated Uncompressed Explicit VR Little Endian"
    return [
        TransferSyntax(f"{_ROOT}.1.98", raw, none),
        TransferSyntax(f"{_ROOT}.8.1", "Deflated Image Frame Compression", deflated),
        TransferSyntax(f"{_ROOT}.5", "RLE Lossless", rle),
    ]


def _remote_rows() -> list[TransferSyntax]:
    remote, smpte = Compression.REMOTE, "1.2.840.10008.1.2.7"
    return [
        _jpeg(94, "JPIP Referenced", remote, encapsulated=False),
        _jpeg(95, "JPIP Referenced Deflate", remote, encapsulated=False, deflated=True),
        _jpeg(204, "JPIP HTJ2K Referenced", remote, encapsulated=False),
        _jpeg(205, "JPIP HTJ2K Referenced Deflate", remote, encapsulated=False, deflated=True),
        TransferSyntax(f"{smpte}.1", "SMPTE ST 2110-20 Uncompressed Progressive Video", remote),
        TransferSyntax(f"{smpte}.2", "SMPTE ST 2110-20 Uncompressed Interlaced Video", remote),
        TransferSyntax(f"{smpte}.3", "SMPTE ST 2110-30 PCM Digital Audio", remote),
        TransferSyntax(f"{_ROOT}.6.1", "RFC 2557 MIME Encapsulation", remote, retired=True),
        TransferSyntax(f"{_ROOT}.6.2", "XML Encoding", remote, retired=True),
    ]


TRANSFER_SYNTAXES: dict[str, TransferSyntax] = {
    row.uid: row
    for row in (
        *_uncompressed_rows(),
        *_private_rows(),
        *_simple_rows(),
        *_jpeg_rows(),
        *_retired_jpeg_rows(),
        *_video_rows(),
        *_remote_rows(),
    )
}
