"""``napari-dicom export``: each volume among files and folders as a file of another format."""

from __future__ import annotations

import sys
from argparse import Namespace
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from argparse import ArgumentParser
    from collections.abc import Iterator, Sequence

    from napari_dicom.command_line.commands import Commands
    from napari_dicom.command_line.progress import StderrProgress
    from napari_dicom.dicom import Contents, Volume

_FORMATS = (".nii.gz", ".nii", ".ome.zarr", ".npy", ".png")
_HELP = """\
A file a volume. OUT is a file whose name ends in one of the formats, or a folder that
is made where there is none; with several volumes the files are called by their series.
Nothing is overwritten, and nothing is written among the DICOM files. What was written
is printed, one path a line. Exit status: 1 where one of the volumes failed.
"""


def add_to(commands: Commands) -> None:
    """Add the command to the parser."""
    parser = commands.add_parser(
        "export", help="write volumes as NIfTI, OME-Zarr, NumPy arrays or pictures", epilog=_HELP
    )
    parser.add_argument("paths", nargs="+", type=Path, metavar="PATH", help="file or folder")
    parser.add_argument("out", type=Path, metavar="OUT", help="file or folder to be made")
    parser.add_argument(
        "--format",
        action="append",
        choices=[one.removeprefix(".") for one in _FORMATS],
        help="of files in a folder, nii.gz without it; npy brings a JSON, png is the middle slice",
    )
    parser.add_argument(
        "--straighten", action="store_true", help="undo a gantry tilt, interpolated"
    )
    parser.add_argument(
        "--regularise", action="store_true", help="lay uneven slices evenly, interpolated"
    )
    parser.set_defaults(run=run, parser=parser)


def run(arguments: Namespace) -> int:
    """Write every volume that can be; tell of those that cannot."""
    # 0.4 s: `--help` does not wait
    from napari_dicom.command_line.progress import StderrProgress
    from napari_dicom.dicom import scan

    suffixes = _suffixes(arguments)
    with StderrProgress() as progress:
        contents = scan(arguments.paths, progress=progress)
        progress.wipe()
        _tell_of_others(contents)
        targets = list(_targets(contents.volumes, arguments.out, suffixes))
        made = _make_folder(arguments.out) if targets else None
        failed = sum(not _export(*target, arguments, progress) for target in targets)
    if made is not None and not any(made.iterdir()):
        made.rmdir()  # nothing came of it
    return 1 if failed or not targets else 0


def _suffixes(arguments: Namespace) -> Sequence[str]:
    asked = [f".{one}" for one in dict.fromkeys(arguments.format or ())]
    own = _own_suffix(arguments.out)
    if own and asked:
        parser: ArgumentParser = arguments.parser
        parser.error(f"--format is for folders: {arguments.out.name} says which format it is")
    return [own] if own else asked or [_FORMATS[0]]


def _own_suffix(out: Path) -> str:
    if out.is_dir() and not out.name.lower().endswith(".zarr"):
        return ""
    return next((end for end in _FORMATS if out.name.lower().endswith(end)), "")


def _make_folder(out: Path) -> Path | None:
    """Make the folder that files are to be written to; return it where it was not there before."""
    if _own_suffix(out) or out.is_dir():
        return None
    try:
        out.mkdir(parents=True)
    except OSError as error:
        raise SystemExit(f"napari-dicom export: {out}: {error.strerror}") from None
    return out


def _tell_of_others(contents: Contents) -> None:
    if not contents.volumes:
        _say("no image was found")
    if contents.objects:
        count = len(contents.objects)
        others = "1 other object is no image" if count == 1 else f"{count} other objects are none"
        _say(f"{others}: not exported")
    unreadable = [one for one in contents.skipped if one.code != "not-dicom"]
    for one in unreadable:
        _say(str(one))


def _targets(
    volumes: Sequence[Volume], out: Path, suffixes: Sequence[str]
) -> Iterator[tuple[Volume, Path]]:
    """Yield each volume with each file that is to be made of it, no two of one name."""
    from napari_dicom.writing import file_stem  # 0.4 s: `--help` does not wait

    own = _own_suffix(out)
    taken: set[str] = set()
    for volume in volumes:
        stem = file_stem(volume.name)
        number = 2
        while stem.casefold() in taken:
            stem = f"{file_stem(volume.name)}_{number}"
            number += 1
        taken.add(stem.casefold())
        for suffix in suffixes:
            if not own:
                yield volume, out / f"{stem}{suffix}"
            elif len(volumes) == 1:
                yield volume, out
            else:
                yield volume, out.with_name(f"{out.name[: -len(own)]}_{stem}{suffix}")


def _export(volume: Volume, path: Path, arguments: Namespace, progress: StderrProgress) -> bool:
    """Write one file, and tell whether that went well."""
    # 0.4 s: `--help` does not wait
    from napari_dicom.dicom import HowToLoad, NapariDicomError, plain_text
    from napari_dicom.writing import Resampling, export_volume

    resampling = Resampling(arguments.straighten, arguments.regularise)
    try:
        written = export_volume(volume, path, HowToLoad(progress=progress), resampling)
    except NapariDicomError as error:
        progress.wipe()
        _say(f"{volume.name}: {error}")
        return False
    progress.wipe()
    for word in written.words:
        _say(f"{volume.name}: {plain_text(word, 1000)}")
    for one in written.paths:
        sys.stdout.write(f"{one}\n")
    sys.stdout.flush()
    return True


def _say(text: str) -> None:
    sys.stderr.write(f"napari-dicom export: {text}\n")
