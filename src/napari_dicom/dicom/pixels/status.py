"""Which transfer syntaxes can be read here, by which decoder, and what is missing.

Data only: the command line prints them, the panel shows them.
"""

import sys
from dataclasses import asdict, dataclass
from typing import Any

from napari_dicom.dicom.pixels import optionals
from napari_dicom.dicom.pixels.compression import TRUSTED, Compression, Trust
from napari_dicom.dicom.pixels.decoders import DECODERS, Decoder
from napari_dicom.dicom.pixels.format import PixelFormat
from napari_dicom.dicom.pixels.installing import pip_command
from napari_dicom.dicom.pixels.optionals import PACKAGES
from napari_dicom.dicom.pixels.readiness import NATIVE
from napari_dicom.dicom.pixels.self_test import Finding, Verdict, verdicts_on, why_unfit
from napari_dicom.dicom.pixels.transfer_syntax import TRANSFER_SYNTAXES, TransferSyntax

GDCM = "python-gdcm"
_WORST_FIRST = (Finding.FAILS, Finding.WRONG, Finding.NOT_INSTALLED, Finding.OK)


@dataclass(frozen=True, slots=True)
class DecoderRow:
    """One transfer syntax and one decoder trusted with it; all fields are JSON values.

    Parameters
    ----------
    transfer_syntax_uid, transfer_syntax, compression, lossy, retired
        The row of the table.
    order
        1 for the decoder that is tried first; 0 where there is none.
    decoder, package, version, licence
        Which decoder; version is None where it is not installed.
    reads
        Bits and samples that it is trusted with: ``"8 to 12 bit, 1 or 3 samples"``.
    bits, samples
        The same as numbers: fewest and most bits, samples per pixel.
    unfit
        (bits, samples) among these on which it fails the self-test, so that it is not asked.
    outcome
        The worst verdict of the self-test on it for this syntax.
    details
        The verdicts on the streams that did not come out right.
    remark
        What the user should know about the decoder.
    install
        The command that installs it; empty where it is installed or comes with Python.
    """

    transfer_syntax_uid: str
    transfer_syntax: str
    compression: str
    lossy: bool
    retired: bool
    order: int
    decoder: str
    package: str
    version: str | None
    licence: str
    reads: str
    outcome: str
    details: tuple[str, ...] = ()
    remark: str = ""
    install: str = ""
    bits: tuple[int, int] = (0, 0)
    samples: tuple[int, ...] = ()
    unfit: tuple[tuple[int, int], ...] = ()

    @property
    def kinds(self) -> frozenset[tuple[int, int]]:
        """Every (bits, samples) that it is trusted with."""
        every = range(self.bits[0], self.bits[1] + 1)
        return frozenset((bits, samples) for bits in every for samples in self.samples)

    @property
    def ready(self) -> frozenset[tuple[int, int]]:
        """Every (bits, samples) that it reads here."""
        return self.kinds - frozenset(self.unfit) if self.version is not None else frozenset()


def decoder_report() -> tuple[DecoderRow, ...]:
    """Return all transfer syntaxes with the decoders trusted with them, in order of trust."""
    rows: list[DecoderRow] = []
    for syntax in TRANSFER_SYNTAXES.values():
        trusts = TRUSTED[syntax.compression]
        if not trusts:
            rows.append(_empty_row(syntax))
        elif not syntax.encapsulated:
            rows.append(_native_row(syntax))
        else:
            rows += [_row(syntax, order, trust) for order, trust in enumerate(trusts, 1)]
    return tuple(rows)


def report_as_json(rows: tuple[DecoderRow, ...]) -> str:
    """Return a report as JSON: the Python that runs, GDCM, and a list of rows."""
    report = {
        "python": sys.executable,
        "gdcm": gdcm_remark(),
        "decoders": [asdict(row) for row in rows],
    }
    import json  # for this report alone

    return json.dumps(report, indent=2)


def report_as_text(rows: tuple[DecoderRow, ...]) -> str:
    """Return a report as a table in plain text, for a terminal or a bug report."""
    lines = [f"Python {sys.version.split()[0]}: {sys.executable}", gdcm_remark(), ""]
    last = ""
    for row in rows:
        if row.transfer_syntax_uid != last:
            last = row.transfer_syntax_uid
            retired = ", retired" if row.retired else ""
            lines.append(f"{row.transfer_syntax} ({last}{retired})")
        lines.append(_line(row))
        lines += [f"       {detail}" for detail in row.details]
        if row.install:
            lines.append(f"       {row.install}")
    return "\n".join(lines) + "\n"


def gdcm_remark() -> str:
    """Return what there is to say about GDCM, which is never used."""
    version = optionals.version(GDCM)
    there = f"{version} is installed" if version else "is not installed"
    return f"{GDCM} {there}; it is never used inside the viewer: it crashes on damaged files."


def _line(row: DecoderRow) -> str:
    if not row.decoder:
        return f"    -  {row.outcome}"
    remark = f"  [{row.remark}]" if row.remark else ""
    label = f"{row.version}, {row.licence}" if row.version else row.licence
    return f"    {row.order}. {row.decoder:<21} {row.outcome:<14} {label:<24} {row.reads}{remark}"


def _row(syntax: TransferSyntax, order: int, trust: Trust) -> DecoderRow:
    decoder = DECODERS[trust.decoder]
    found = verdicts_on(decoder, syntax.compression)
    missing = optionals.problem(decoder.package)
    package = PACKAGES[decoder.package]
    return DecoderRow(
        **_of_syntax(syntax),
        order=order,
        decoder=decoder.name,
        package=package.name,
        version=optionals.version(decoder.package) if missing is None else None,
        licence=package.licence,
        reads=_reads(trust),
        outcome=_worst(found, missing),
        details=tuple(str(verdict) for verdict in found if _is_bad(verdict)),
        remark=trust.remark,
        install=pip_command(decoder.package) if missing == optionals.NOT_INSTALLED else "",
        bits=trust.bits,
        samples=tuple(trust.samples),
        unfit=_unfit_kinds(decoder, syntax.compression, trust) if missing is None else (),
    )


def _unfit_kinds(
    decoder: Decoder, compression: Compression, trust: Trust
) -> tuple[tuple[int, int], ...]:
    return tuple(
        (bits, samples)
        for bits in range(trust.bits[0], trust.bits[1] + 1)
        for samples in trust.samples
        if any(
            why_unfit(decoder, compression, _plain_format(bits, samples, sign)) for sign in (0, 1)
        )
    )


def _plain_format(bits: int, samples: int, sign: int) -> PixelFormat:
    return PixelFormat(1, 1, samples, "", 0, bits, bits, bits - 1, sign)


def _reads(trust: Trust) -> str:
    samples = " or ".join(str(count) for count in trust.samples)
    return f"{trust.bits[0]} to {trust.bits[1]} bit, {samples} samples"


def _worst(found: list[Verdict], missing: str | None) -> str:
    if missing is not None:
        return Finding.NOT_INSTALLED if missing == optionals.NOT_INSTALLED else Finding.FAILS
    outcomes = {verdict.outcome for verdict in found}
    return next((worst for worst in _WORST_FIRST if worst in outcomes), Finding.NOT_TESTED)


def _is_bad(verdict: Verdict) -> bool:
    return verdict.outcome in (Finding.WRONG, Finding.FAILS)


def _native_row(syntax: TransferSyntax) -> DecoderRow:
    numpy = PACKAGES["numpy"]
    return DecoderRow(
        **_of_syntax(syntax),
        order=1,
        decoder=NATIVE,
        package="numpy",
        version=optionals.version("numpy"),
        licence=numpy.licence,
        reads=_reads(TRUSTED[syntax.compression][0]),
        outcome=Finding.OK,
        bits=TRUSTED[syntax.compression][0].bits,
        samples=TRUSTED[syntax.compression][0].samples,
    )


def _empty_row(syntax: TransferSyntax) -> DecoderRow:
    return DecoderRow(
        **_of_syntax(syntax),
        order=0,
        decoder="",
        package="",
        version=None,
        licence="",
        reads="",
        outcome=Finding.NO_DECODER,
    )


def _of_syntax(syntax: TransferSyntax) -> dict[str, Any]:  # Any: keyword arguments of a row
    return {
        "transfer_syntax_uid": syntax.uid,
        "transfer_syntax": syntax.name,
        "compression": str(syntax.compression),
        "lossy": syntax.lossy,
        "retired": syntax.retired,
    }
