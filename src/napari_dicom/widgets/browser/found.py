"""What a scan has found, in one sentence."""

from __future__ import annotations

from napari_dicom.dicom.describing import Catalogue


def found_text(catalogue: Catalogue) -> str:
    """Say how many images, series and volumes there are, and how much is not opened."""
    volumes = catalogue.contents.volumes
    images = sum(len(volume.acquired) for volume in volumes)
    series = sum(len(study.series) for one in catalogue.patients for study in one.studies)
    skipped, listed = len(catalogue.contents.skipped), len(catalogue.contents.listings)
    others = f", {listed} that {'is' if listed == 1 else 'are'} no image" if listed else ""
    if not volumes:
        return f"No image was found{others}; {skipped} other files looked at."
    text = f"{images} images, {series} series, {len(volumes)} volumes{others}"
    return f"{text}; {skipped} not opened: see below." if skipped else f"{text}."
