"""The command ``napari-dicom``: what a folder holds, what can be decoded, a demonstration.

Neither Qt nor napari is imported, but by ``demo``. Exit status: 0 all well, 1 nothing to open or to
show, 2 a wrong command line.
"""

import os
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Sequence
from pathlib import Path

from napari_dicom._version import __version__


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit status."""
    arguments = _parser().parse_args(argv)
    try:
        status: int = arguments.run(arguments)
        sys.stdout.flush()
    except BrokenPipeError:  # ``napari-dicom info ... | head`` has read enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    return status


def _parser() -> ArgumentParser:
    parser = ArgumentParser("napari-dicom", description="Open DICOM images in napari.")
    parser.add_argument("--version", action="version", version=f"%(prog)s {__version__}")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    info = commands.add_parser(
        "info", help="list what would open, by headers, without patient data"
    )
    info.add_argument("paths", nargs="+", type=Path, metavar="PATH", help="file or folder")
    info.add_argument("--json", action="store_true", help="print JSON")
    info.set_defaults(run=_info)
    decoders = commands.add_parser("decoders", help="test every decoder on known pixels")
    decoders.add_argument("--json", action="store_true", help="print JSON")
    decoders.set_defaults(run=_decoders)
    demo = commands.add_parser("demo", help="open a sample study in napari")
    demo.add_argument(
        "--screenshot", type=Path, metavar="FILE", help="write a PNG of the window and exit"
    )
    demo.set_defaults(run=_demo)
    return parser


def _info(arguments: Namespace) -> int:
    from napari_dicom.dicom.describing import inventory_of  # 0.2 s: `--help` does not wait

    inventory = inventory_of(arguments.paths)
    sys.stdout.write(inventory.as_json() if arguments.json else inventory.as_text())
    return 0 if inventory.volumes else 1


def _decoders(arguments: Namespace) -> int:
    # 0.2 s: `--help` does not wait
    from napari_dicom.dicom.pixels import decoder_report, report_as_json, report_as_text

    rows = decoder_report()
    sys.stdout.write(report_as_json(rows) + "\n" if arguments.json else report_as_text(rows))
    return 0


def _demo(arguments: Namespace) -> int:
    from napari_dicom.samples import run_demo  # only `demo` shows a window

    return run_demo(arguments.screenshot)


if __name__ == "__main__":
    sys.exit(main())
