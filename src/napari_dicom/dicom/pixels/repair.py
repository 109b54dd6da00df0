"""Mend what one decoder cannot stand though the standard's readers all do."""


def set_end_of_spectral_selection(stream: bytes, scan: int) -> bytes:
    """Return a sequential JPEG stream with Se = 63 in its scan headers.

    Some writers of JPEG Extended leave Se (end of spectral selection, ITU-T T.81 B.2.3) at 0;
    pylibjpeg-libjpeg takes such a scan for a progressive one and refuses it.

    Parameters
    ----------
    stream
        A stream whose frame header is SOF0 or SOF1.
    scan
        Byte offset of its first SOS marker.
    """
    mended = bytearray(stream)
    position = scan
    while 0 <= position < len(stream) - 5:
        components = stream[position + 4]
        end = position + 6 + 2 * components
        if end < len(stream) and stream[end - 1] == 0 and stream[end] == 0:
            mended[end] = 63
        position = stream.find(b"\xff\xda", position + 2)
    return bytes(mended)
