"""From what the user points at to layers: for napari's reader and for `napari_dicom.add_dicom`."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from napari.utils.notifications import show_warning

from napari_dicom.claims import SUFFIXES, look_into
from napari_dicom.dicom import (
    CancelledError,
    HowToLoad,
    NothingToOpenError,
    Opened,
    PathLike,
    PetValues,
    Volume,
    ZSpacing,
    load_contents,
    plain_text,
    remark_on_more,
    scan,
    why_nothing_opened,
)
from napari_dicom.layers import LayerData, build_layers
from napari_dicom.viewer.adding import add_loaded, bottom_up, main_layer, make_layer, prepare
from napari_dicom.viewer.batch import Asked, Batches, Request, is_for_a_viewer, single_request
from napari_dicom.viewer.failed import remember
from napari_dicom.viewer.open_layers import open_volumes
from napari_dicom.viewer.progress import ProgressBar
from napari_dicom.viewer.remarks import tell_open_layers
from napari_dicom.viewer.report import (
    Report,
    is_dicom,
    report_on,
    report_on_nothing,
    tell,
    what_was_found,
    wrapped,
)
from napari_dicom.viewer.saved import lines_on_saved, read_all_saved, saved_apart
from napari_dicom.viewer.settings import Settings, current_settings
from napari_dicom.viewer.showing import offers_for
from napari_dicom.viewer.single_file import series_of
from napari_dicom.viewer.view import arrange_when_added
from napari_dicom.viewer.windows import opening_viewer, shown_in, window_viewer

if TYPE_CHECKING:
    from napari.components import ViewerModel
    from napari.layers import Layer

NoLayer = tuple[None]
LayerTuple = tuple[Any, dict[str, Any], str]  # Any: napari's layer data and keywords

_batches = Batches()
_NOTHING = Opened((), (), ())


def read_layers(path: str | Sequence[str]) -> list[Layer] | list[LayerTuple] | list[NoLayer]:
    """Read what napari asks its reader for.

    Returns
    -------
    list of Layer, list of tuple, or ``[(None,)]``
        Layers for a viewer, the range of their contrast sliders set, bottom up where it has a
        window; plain tuples where there is no viewer. The last where all is done already, or the
        user cancelled: napari then adds nothing.

    Raises
    ------
    NothingToOpenError
        There is no image among the paths, or none that could be decoded.
    """
    request = _batches.request_for(path)
    viewer = window_viewer()
    if viewer is not None:
        viewer = opening_viewer() or viewer
    if _is_done(request, viewer):
        return [(None,)]
    settings = current_settings()
    try:
        read = _open(request, settings, viewer, volumes=open_volumes(viewer))
    except CancelledError:
        return [(None,)]
    except NothingToOpenError as error:
        if viewer is not None:
            show_warning(wrapped(str(error)))  # napari offers other readers, but does not say why
        raise
    if read.is_empty:
        return _refuse(read, viewer)
    made = [*build_layers(read.opened.loaded, settings.space), *read.saved]
    if viewer is None and not is_for_a_viewer(path):
        tell(read.report())
        return [layer.as_tuple for layer in made]  # layers would take half a second of imports
    layers = [make_layer(layer) for layer in made]
    if viewer is None:
        tell(read.report())
        return layers
    tell_open_layers(viewer, read.opened.loaded)
    if not layers:
        tell(read.report(viewer))
        return [(None,)]
    prepare(viewer, layers, settings.space)
    tell(read.report(viewer, layers), offers_for(viewer, main_layer(layers)))
    if settings.arrange_view and not viewer.layers:
        arrange_when_added(viewer, layers, main_layer(layers))
    return bottom_up(layers)


def add_opened(
    viewer: ViewerModel,
    paths: PathLike | Iterable[PathLike],
    *,
    z_spacing: ZSpacing | None = None,
    pet_values: PetValues | None = None,
    join_series: bool = False,
) -> list[Layer]:
    """Add what paths hold to a viewer and return the layers in the order of the files.

    Raises
    ------
    NothingToOpenError
        There is no image among the paths, or none that could be decoded.
    """
    settings = current_settings()
    settings = replace(settings, pet_values=pet_values or settings.pet_values)
    try:
        window = None if window_viewer() is None else viewer
        request = replace(_request(paths), join_series=join_series)
        read = _open(request, settings, window, z_spacing=z_spacing, volumes=open_volumes(viewer))
    except CancelledError:
        return []
    if read.is_empty:
        raise read.error()
    loaded, arrange = read.opened.loaded, settings.arrange_view
    layers = add_loaded(viewer, loaded, settings.space, arrange=arrange, saved=read.saved)
    offers = offers_for(viewer, main_layer(layers)) if layers else ()
    tell(read.report(viewer, layers), offers)
    return layers


def _request(paths: PathLike | Iterable[PathLike]) -> Request:
    if isinstance(paths, str | os.PathLike):
        return single_request(os.fspath(paths))
    return Request(tuple(os.fspath(path) for path in paths))


def _is_done(request: Request, viewer: ViewerModel | None) -> bool:
    """Tell whether what napari asks for came with what it asked for before."""
    if request.asked is not Asked.AGAIN or viewer is None:
        return request.asked is Asked.DONE
    return any(shown_in(viewer, path) for path in request.paths)


@dataclass(frozen=True, slots=True, eq=False)
class _Read:
    """What came of reading a request, and of how many files where one stood for its series.

    Saved images among what was asked for come beside what was opened from DICOM files.
    """

    request: Request
    opened: Opened
    series_files: int
    saved: tuple[LayerData, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to show."""
        return not self.opened.loaded and not self.saved

    def report(self, viewer: ViewerModel | None = None, layers: Sequence[Layer] = ()) -> Report:
        """Return what is to be told of it, and of its layers in a viewer."""
        others = [] if viewer is None else [one for one in viewer.layers if one not in layers]
        more = lines_on_saved(self.saved)
        return report_on(self.opened, self.request.paths, self.series_files, layers, others, more)

    def error(self) -> NothingToOpenError:
        """Return the error that there was nothing to open."""
        return NothingToOpenError(f"{self.names}: {why_nothing_opened(self.opened)}")

    @property
    def names(self) -> str:
        """What the user pointed at."""
        paths = self.request.paths[:3]
        return ", ".join(plain_text(os.path.basename(path)) for path in paths)  # noqa: PTH119 - strings


def _open(
    request: Request,
    settings: Settings,
    viewer: ViewerModel | None,
    *,
    z_spacing: ZSpacing | None = None,
    volumes: tuple[Volume, ...] = (),
) -> _Read:
    """Read; progress is shown in the window of `viewer`, where there is one.

    Companions may lie on `volumes` that are open already.
    """
    saved_paths, paths = saved_apart(request.paths)
    request = replace(request, paths=paths)
    _refuse_foreign_folder(request)
    spacing = z_spacing or settings.z_spacing
    with ProgressBar(viewer) if viewer is not None else nullcontext() as progress:
        how = HowToLoad(
            settings.pet_values, limits=settings.limits, progress=progress, volumes=volumes
        )
        saved = read_all_saved(saved_paths, settings, progress)
        opened, series_files = _NOTHING, 0
        if paths:
            opened, series_files = _read(request, settings, spacing, how)
    remember(opened)
    return _Read(request, opened, series_files, saved)


def _refuse(read: _Read, viewer: ViewerModel | None) -> list[NoLayer]:
    """Say why nothing can be shown; raise where others than this plugin may know the files.

    napari takes an error as a reason to offer other readers; none of them reads what is DICOM.
    """
    if viewer is None:
        raise read.error()
    report = report_on_nothing(read.opened, read.names)
    tell(report)
    if not is_dicom(read.opened):
        raise NothingToOpenError(wrapped(report.text))
    return [(None,)]


def _refuse_foreign_folder(request: Request) -> None:
    """Say at once what a folder without DICOM holds, instead of reading all of it."""
    if len(request.paths) != 1 or not os.path.isdir(request.paths[0]):  # noqa: PTH112 - a string
        return
    look = look_into(request.paths[0])
    if look.is_complete and not look.has_dicom and not look.suffixes.keys() & set(SUFFIXES):
        raise NothingToOpenError(what_was_found(request.paths[0], look.suffixes))


def _read(
    request: Request, settings: Settings, z_spacing: ZSpacing, how: HowToLoad
) -> tuple[Opened, int]:
    """Return what was read, and of how many files where one stood for its series, else 0."""
    path, limits, progress, files = request.paths[0], how.limits, how.progress, 0
    if request.is_single_file and settings.open_whole_series:
        series = series_of(path, z_spacing, limits, progress)
        contents, files = series.contents, series.files
    else:
        contents = scan(
            request.paths,
            z_spacing=z_spacing,
            limits=limits,
            progress=progress,
            join_series=request.join_series,
        )
    if request.is_single_file and not files:
        volumes = tuple(remark_on_more(volume, path, limits) for volume in contents.volumes)
        contents = replace(contents, volumes=volumes)
    return load_contents(contents, how), files
