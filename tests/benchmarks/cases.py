"""The files that are opened by way of measuring: made anew, of the same noise each time."""

from pathlib import Path

import numpy as np
from pydicom import uid as uids

import phantom

CLASSIC = {
    "explicit": uids.ExplicitVRLittleEndian,
    "jpeg-extended": uids.JPEGExtended12Bit,
    "rle": uids.RLELossless,
    "j2k": uids.JPEG2000Lossless,
}


def classic(folder: Path, uid: str, slices: int, size: int) -> Path:
    """Write a CT of noisy slices, 12 bits, in a transfer syntax."""
    folder.mkdir()
    noise = np.random.default_rng(1).normal(1000, 30, (slices, size, size))
    values = np.clip(noise, 0, 4095).astype(np.uint16)
    phantom.write_series(folder, values, transfer_syntax=uid, bits_stored=12, intercept=-1024)
    return folder


def enhanced(path: Path, frames: int) -> Path:
    """Write an enhanced CT of small frames, in a folder of its own."""
    path.parent.mkdir()
    values = np.zeros((frames, 64, 64), np.uint16)
    return phantom.write_enhanced(path, values, bits_stored=12, intercept=-1024)


def many(folder: Path, count: int) -> Path:
    """Write small files, 300 to a series, from one template."""
    folder.mkdir()
    place, instance, series = "-00000.0", "1.2.3.99999", "1.2.4.99999"
    raw = _template(folder / "made", place, instance, series)
    for index in range(count):
        number, run = index % 300, index // 300
        text = raw.replace(instance.encode(), b"1.2.3.%05d" % (10_000 + index))
        text = text.replace(series.encode(), b"1.2.4.%05d" % (10_000 + run))
        text = text.replace(place.encode(), b"%08.1f" % (number * 2.5))
        (folder / f"{index:06d}.dcm").write_bytes(text.replace(b"77777", b"%05d" % (number + 1)))
    return folder


def _template(folder: Path, place: str, instance: str, series: str) -> bytes:
    folder.mkdir()
    phantom.write_series(
        folder,
        np.zeros((1, 16, 16), np.uint16),
        edit=lambda dataset, _: dataset.update(
            {
                "SOPInstanceUID": instance,
                "SeriesInstanceUID": series,
                "ImagePositionPatient": ["0", "0", place],
                "InstanceNumber": "77777",
            }
        ),
    )
    (template,) = folder.iterdir()
    raw = template.read_bytes()
    template.unlink()
    folder.rmdir()
    return raw
