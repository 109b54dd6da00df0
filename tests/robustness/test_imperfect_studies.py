"""Studies damaged on purpose, and one question: is every plane in its place and its step, or told?

Frames are made in memory, or read from the real cases, and damaged as real studies are: images are
lost, sent again, rounded, jittered, interleaved, shuffled, stripped of what says where they belong.
Then every plane must lie where it truly lies, within half a step, and all planes of one step must
share their true label; or the volume carries a warning.
"""

import random
from collections.abc import Callable
from dataclasses import replace
from itertools import chain

import numpy as np
import pytest

import phantom
from napari_dicom.dicom.files import scan_paths
from napari_dicom.dicom.frames import frames_of
from napari_dicom.dicom.note import Severity
from napari_dicom.dicom.stacks.stack import stack_frames
from napari_dicom.dicom.volumes.series import volume_on
from planes import frames_on, with_coordinates
from real import REAL, needs_real

SEEDS = range(6)
LABELS = {
    "echo": ("EchoTime", lambda step: 5.0 + 7 * step),
    "b-value": ("DiffusionBValue", lambda step: 500.0 * step),
    "time": ("AcquisitionTime", lambda step: 36000.0 + 30 * step),
    "temporal position": ("TemporalPositionIdentifier", lambda step: step + 1.0),
    "numbers alone": ("", lambda step: step),
}


def key_of(frame):
    return frame.instance.path.name, frame.number, frame.tile


def study(rng, steps, by):
    """Return frames of one tidy series, in any orientation, and the truth: key -> (step, place)."""
    affine = phantom.rotated(
        phantom.make_affine(spacing=(rng.uniform(1.5, 5), 0.8, 0.8)),
        phantom.rotation(*(rng.uniform(-40, 40) for _ in range(3))),
    )
    keyword, value = LABELS[by]
    planes = rng.randint(6, 9)
    frames = [
        with_coordinates(
            replace(one, slice_thickness=phantom.slice_distance(affine)),
            InstanceNumber=float(step * planes + number),
            **({keyword: value(step)} if steps > 1 and keyword else {}),
        )
        for step in range(steps)
        for number, one in enumerate(frames_on(affine, planes, prefix=f"{step}-"), 1)
    ]
    truth = {key_of(f): (n // planes, np.array(f.position)) for n, f in enumerate(frames)}
    return frames, truth


def lose(rng, frames):
    gone = rng.sample(frames, rng.randint(1, 2))
    return [frame for frame in frames if all(frame is not one for one in gone)]


def shuffle_numbers(rng, frames):
    numbers = [frame.coordinates["InstanceNumber"] for frame in frames]
    rng.shuffle(numbers)
    return [with_coordinates(f, InstanceNumber=n) for f, n in zip(frames, numbers, strict=True)]


def moved(frame, by):
    return replace(frame, position=tuple(np.add(frame.position, by)))


def jitter(rng, frames):
    most = rng.choice([0.003, 0.03, 0.1]) * frames[0].slice_thickness
    return [moved(f, [rng.uniform(-most, most) for _ in range(3)]) for f in frames]


def round_to_a_tenth(_, frames):
    return [replace(f, position=tuple(np.round(f.position, 1).tolist())) for f in frames]


def drop_orientation(rng, frames):
    gone = rng.choice(frames)
    return [replace(f, orientation=None) if f is gone else f for f in frames]


def drop_pixel_spacing(_, frames):
    return [replace(frame, pixel_spacing=None) for frame in frames]


def drop_a_label(rng, frames):
    gone = rng.choice(frames)
    left = {"InstanceNumber": gone.coordinates["InstanceNumber"]}
    return [replace(f, coordinates=left) if f is gone else f for f in frames]


def scramble_trigger(rng, frames):
    return [with_coordinates(frame, TriggerTime=rng.uniform(0, 900)) for frame in frames]


def scramble_content(rng, frames):
    order = list(range(len(frames)))
    rng.shuffle(order)
    return [with_coordinates(f, ContentTime=36000 + 0.3 * n) for f, n in zip(frames, order)]  # noqa: B905  # of one length


def interleave(_, frames):
    """Keep of two steps every other slice of each: two kinds in turn along one stack."""
    planes = len({frame.position for frame in frames})
    return [f for n, f in enumerate(frames) if n < 2 * planes and n % planes % 2 == n // planes]


DAMAGES: dict[str, Callable] = {
    "tidy": lambda _, frames: frames,
    "lost images": lose,
    "numbers shuffled": shuffle_numbers,
    "jitter": jitter,
    "rounded": round_to_a_tenth,
    "one without orientation": drop_orientation,
    "none with a pixel size": drop_pixel_spacing,
    "one without label": drop_a_label,
    "trigger times in no order": scramble_trigger,
    "content times in no order": scramble_content,
}


def faults(frames, truth):
    """Return what is wrong with what is shown of frames, and not told by a warning."""
    found, seen = [], set()
    for stack in stack_frames(frames):
        volume = volume_on(stack)
        seen |= {key_of(frame) for frame in (*volume.acquired, *stack.duplicates)}
        warned = any(note.severity is not Severity.INFO for note in volume.notes)
        found += [] if warned else [*misplaced(volume, truth), *mixed(volume, truth)]
    return found + [f"{key} is not shown" for key in {key_of(f) for f in frames} - seen]


def misplaced(volume, truth):
    if volume.geometry is None:
        return [f"{volume.name} has no depth"]
    bound = 0.5 * volume.geometry.spacing.used
    return [
        f"{key_of(frame)} lies {off:.2f} mm off"
        for index, frame in enumerate(volume.frames)
        if frame is not None
        and (off := off_by(volume.geometry, index % volume.slices, truth[key_of(frame)][1])) > bound
    ]


def off_by(geometry, place, position):
    return float(np.linalg.norm((geometry.affine @ [place, 0, 0, 1])[:3] - position))


def mixed(volume, truth):
    steps = [
        volume.frames[n : n + volume.slices] for n in range(0, len(volume.frames), volume.slices)
    ]
    labels = [{truth[key_of(frame)][0] for frame in step if frame} for step in steps]
    return [f"one step holds {sorted(found)}" for found in labels if len(found) > 1]


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("by", LABELS)
@pytest.mark.parametrize("steps", [1, 3])
@pytest.mark.parametrize("damage", DAMAGES)
def test_every_plane_is_in_its_place_and_step_or_it_is_told(damage, steps, by, seed):
    rng = random.Random(f"{damage}/{steps}/{by}/{seed}")
    frames, truth = study(rng, steps, by)
    damaged = DAMAGES[damage](rng, frames)
    rng.shuffle(damaged)

    assert faults(damaged, truth) == []


@pytest.mark.parametrize("by", ["echo", "b-value"])
@pytest.mark.parametrize("seed", SEEDS)
def test_two_kinds_in_turn_along_a_stack_are_not_mixed(by, seed):
    rng = random.Random(f"{by}/{seed}")
    frames, truth = study(rng, 2, by)

    assert faults(interleave(rng, frames), truth) == []


@pytest.mark.parametrize("damage", ["tidy", "numbers shuffled"])
@pytest.mark.parametrize("by", [name for name, (keyword, _) in LABELS.items() if keyword])
def test_what_can_be_known_is_shown_without_a_warning(by, damage):
    rng = random.Random(by)
    frames, _ = study(rng, 3, by)

    (stack,) = stack_frames(DAMAGES[damage](rng, frames))

    severities = {note.severity for note in volume_on(stack).notes}
    assert severities <= {Severity.INFO}


@needs_real
@pytest.mark.parametrize(
    "case",
    ["mr-enhanced-siemens-4d", "mr-fmri-4d-ge", "ct-gantry-tilt-regular", "mr-siemens-mosaic"],
)
@pytest.mark.parametrize(
    "damage", ["lost images", "trigger times in no order", "one without label"]
)
def test_real_series_damaged_keep_their_planes_or_tell(case, damage):
    instances = scan_paths([REAL / case]).instances
    frames = list(chain.from_iterable(map(frames_of, instances)))
    truth = {
        key_of(frame): (index // volume.slices, np.array(frame.position))
        for stack in stack_frames(frames)
        for volume in [volume_on(stack)]
        for index, frame in enumerate(volume.frames)
        if frame is not None
    }
    rng = random.Random(f"{case}/{damage}")

    assert faults(DAMAGES[damage](rng, frames), truth) == []
