"""The rows of the two trees: what the open layers use, and all syntaxes with their decoders."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby

from napari_dicom.dicom.attributes import (
    Row,
)
from napari_dicom.dicom.describing import Coding
from napari_dicom.dicom.pixels.coded import DecoderRow, Finding

OK, PARTLY, MISSING, NONE = "OK", "PARTLY", "MISSING", "NO DECODER"
NOT_OPENED = "NOT OPENED"
_WORDS = {
    Finding.OK: OK,
    Finding.WRONG: "WRONG",
    Finding.FAILS: "FAILS",
    Finding.NOT_INSTALLED: "NOT INSTALLED",
    Finding.NOT_TESTED: "NOT TESTED",
    Finding.NO_DECODER: NONE,
}


def layer_rows(
    layers: Sequence[tuple[str, Sequence[Coding], Mapping[str, str], str]],
    milliseconds: Mapping[str, float | None],
) -> tuple[Row, ...]:
    """Return one tree row for each open layer.

    Parameters
    ----------
    layers
        (name, how it is coded, transfer syntax UID -> decoder that ran, why it was not opened).
    milliseconds
        File -> time to decode a frame; None where that failed.
    """
    return tuple(
        _layer_row(number, name, codings, decoders, milliseconds, reason)
        for number, (name, codings, decoders, reason) in enumerate(layers)
    )


def syntax_rows(
    report: Iterable[DecoderRow], needed: frozenset[str] | None = None
) -> tuple[Row, ...]:
    """Return one tree row for each transfer syntax, its decoders in order of trust below.

    Parameters
    ----------
    needed
        UIDs to show; None for all.
    """
    groups = groupby(report, key=lambda row: row.transfer_syntax_uid)
    return tuple(
        _syntax_row(uid, list(rows)) for uid, rows in groups if needed is None or uid in needed
    )


def tested_text(report: Sequence[DecoderRow], seconds: float) -> str:
    """Return how long the test took and how many installed decoders came out right."""
    tested = [row for row in report if row.outcome in {Finding.OK, Finding.WRONG, Finding.FAILS}]
    right = sum(row.outcome == Finding.OK for row in tested)
    return f"tested in {seconds:.2f} s: {right} of {len(tested)} OK"


def _layer_row(
    number: int,
    name: str,
    codings: Sequence[Coding],
    decoders: Mapping[str, str],
    milliseconds: Mapping[str, float | None],
    reason: str,
) -> Row:
    path = (f"layer {number}", name)
    ready = all(one.readiness.ready for one in codings)
    facts = [
        fact
        for one in codings
        for fact in _facts(path, one, decoders, milliseconds.get(one.source.path))
    ]
    text = MISSING if not ready else NOT_OPENED if reason else OK
    if ready and reason:
        facts.append(Row((*path, "reason"), None, "Reason", value=reason))
    return Row(path, None, name, value=text, children=tuple(facts))


def _facts(
    path: tuple[str, ...], one: Coding, decoders: Mapping[str, str], milliseconds: float | None
) -> list[Row]:
    photometric = one.source.format.photometric_interpretation
    ran = decoders.get(one.syntax.uid, "")
    texts = {
        "Syntax": one.syntax.name,
        "UID": one.syntax.uid,
        "Files": str(one.images),
        "Bits": one.bits,
        "Pixels": photometric,
        "Compression": one.compression,
        "Decoder": (ran if one.syntax.encapsulated else "none needed") or one.readiness.decoder,
        "Passed over": one.readiness.passed_over,
        "Speed": "" if milliseconds is None else f"{milliseconds:.1f} ms a frame",
        "Status": OK if one.readiness.ready else f"{MISSING}: {one.readiness.message}",
    }
    return [
        Row((*path, one.syntax.uid, one.bits, photometric, label), None, label, value=text)
        for label, text in texts.items()
        if text
    ]


def _syntax_row(uid: str, rows: Sequence[DecoderRow]) -> Row:
    first = rows[0]
    ready = [row for row in rows if row.ready]
    text = _WORDS[Finding(first.outcome)] if not ready else OK
    facts = [Row((uid, "uid"), None, "UID", value=uid + (" retired" if first.retired else ""))]
    if ready and _read_here(ready) < _kinds(rows):
        text = PARTLY
        reads = "; ".join(dict.fromkeys(row.reads for row in ready))
        facts.append(Row((uid, "only"), None, "Only", value=reads))
    facts += [_decoder_row(uid, row) for row in rows if row.order]
    return Row((uid,), None, first.transfer_syntax, value=text, children=tuple(facts))


def _kinds(rows: Iterable[DecoderRow]) -> frozenset[tuple[int, int]]:
    """Return the (bits, samples) that some of the decoders are trusted with."""
    return frozenset().union(*(row.kinds for row in rows))


def _read_here(rows: Iterable[DecoderRow]) -> frozenset[tuple[int, int]]:
    """Return the (bits, samples) that some of the decoders read."""
    return frozenset().union(*(row.ready for row in rows))


def _decoder_row(uid: str, row: DecoderRow) -> Row:
    path = (uid, row.decoder)
    texts = {
        "Self-test": "; ".join(row.details),
        "Version": f"{row.package} {row.version}" if row.version else "",
        "Licence": row.licence,
        "Reads": row.reads,
        "Remark": row.remark,
        "Install": row.install,
    }
    children = tuple(
        Row((*path, label), None, label, value=text) for label, text in texts.items() if text
    )
    licence = f", {row.licence}" if row.licence.startswith("GPL") else ""
    text = f"{_WORDS[Finding(row.outcome)]}{licence}"
    return Row(path, None, f"{row.order}. {row.decoder}", value=text, children=children)
