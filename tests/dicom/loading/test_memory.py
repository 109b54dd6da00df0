"""How much memory is free, in groups of processes too; what happens where there is none."""

import sys
from types import SimpleNamespace

import numpy as np
import pytest

import phantom
from napari_dicom.dicom import LimitError, load, scan
from napari_dicom.dicom.loading import eager, memory
from napari_dicom.dicom.loading.memory import _left_in_groups, free_memory

MB = 1 << 20


def group(folder, limit, used, cached=0, *, old=False):
    """Write what the system tells of a control group."""
    folder.mkdir(parents=True, exist_ok=True)
    names = ("memory.limit_in_bytes", "memory.usage_in_bytes", "total_inactive_file")
    most, now, files = names if old else ("memory.max", "memory.current", "inactive_file")
    (folder / most).write_text(f"{limit}\n")
    (folder / now).write_text(f"{used}\n")
    (folder / "memory.stat").write_text(f"anon 17\n{files} {cached}\n")


def own(tmp_path, text):
    path = tmp_path / "cgroup"
    path.write_text(text)
    return path


@pytest.mark.parametrize(
    ("limit", "used", "cached", "left"),
    [
        pytest.param(100 * MB, 30 * MB, 0, [70 * MB], id="limit"),
        pytest.param(100 * MB, 30 * MB, 20 * MB, [90 * MB], id="files in memory can be given up"),
        pytest.param("max", 30 * MB, 0, [], id="no limit"),
        pytest.param("", "", 0, [], id="unreadable"),
    ],
)
def test_a_control_group_leaves_its_limit_less_what_is_used(tmp_path, limit, used, cached, left):
    group(tmp_path / "groups" / "job", limit, used, cached)

    found = _left_in_groups(tmp_path / "groups", own(tmp_path, "0::/job\n"))

    assert list(found) == left


def test_groups_above_count_too(tmp_path):
    group(tmp_path / "groups" / "batch" / "job", 100 * MB, 0)
    group(tmp_path / "groups" / "batch", 50 * MB, 10 * MB)
    group(tmp_path / "groups", 30 * MB, 5 * MB)
    group(tmp_path, MB, 0)

    found = _left_in_groups(tmp_path / "groups", own(tmp_path, "0::/batch/job\n"))

    assert list(found) == [100 * MB, 40 * MB, 25 * MB]


def test_in_a_container_the_group_may_be_the_root(tmp_path):
    group(tmp_path / "groups", 64 * MB, 4 * MB)

    found = _left_in_groups(tmp_path / "groups", own(tmp_path, "0::/not/there\n"))

    assert list(found) == [60 * MB]


def test_groups_of_the_first_version_are_those_of_memory(tmp_path):
    group(tmp_path / "groups" / "memory" / "job", 100 * MB, 30 * MB, 10 * MB, old=True)
    group(tmp_path / "groups" / "cpu" / "job", MB, 0, old=True)
    lines = "12:cpu,cpuacct:/job\n11:memory:/job\n0::/\n"

    found = _left_in_groups(tmp_path / "groups", own(tmp_path, lines))

    assert list(found) == [80 * MB]


def test_where_there_are_no_groups_the_machine_counts(tmp_path):
    assert list(_left_in_groups(tmp_path, tmp_path / "nothing")) == []


def test_the_least_counts_and_it_is_never_below_0(tmp_path, monkeypatch):
    group(tmp_path / "groups", 10 * MB, 40 * MB)
    monkeypatch.setattr(memory, "GROUPS", tmp_path / "groups")
    monkeypatch.setattr(memory, "OWN_GROUPS", own(tmp_path, "0::/\n"))
    assert free_memory() == 0
    group(tmp_path / "groups", 90 * MB, 40 * MB)
    assert free_memory() == 50 * MB
    monkeypatch.setattr(memory, "_free_on_machine", lambda: MB)

    assert free_memory() == MB


def test_a_limit_on_the_address_space_counts(monkeypatch):
    resource = pytest.importorskip("resource")
    most = 1 << 50
    monkeypatch.setattr(resource, "getrlimit", lambda _: (most, most))

    (left,) = memory._left_of_address_space()

    assert 0 < most - left < 1 << 44


@pytest.fixture
def volume(tmp_path):
    phantom.write_series(tmp_path, phantom.ramp(3, 64, 64))
    return scan(tmp_path).volumes[0]


@pytest.fixture
def _no_memory(monkeypatch):
    """No array of a whole volume can be had."""

    def empty(shape, dtype):
        if np.ndim(shape) and len(shape) > 2:
            raise MemoryError
        return np.zeros(shape, dtype)

    monkeypatch.setattr(eager.np, "empty", empty)


@pytest.mark.usefixtures("_no_memory")
def test_a_volume_for_which_there_is_no_memory_is_read_lazily_and_says_so(volume):
    loaded = load(volume)

    assert loaded.is_lazy
    assert "lazy" in [note.code for note in loaded.volume.notes]
    assert np.array_equal(np.asarray(loaded.values[1]), phantom.ramp(3, 64, 64)[1])


@pytest.mark.usefixtures("_no_memory")
def test_one_that_was_asked_for_in_memory_is_refused(volume):
    with pytest.raises(LimitError, match="more than there is"):
        load(volume, lazy=False)


def machine(monkeypatch, path, text):
    path.write_text(text)
    monkeypatch.setattr(memory, "_MACHINE", path)


def test_what_linux_tells_of_its_memory_is_what_is_free(monkeypatch, tmp_path):
    text = "MemTotal:       16000 kB\nMemFree:         100 kB\nMemAvailable:    4096 kB\n"
    machine(monkeypatch, tmp_path / "meminfo", text)

    assert memory._free_on_machine() == 4 * MB


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("MemTotal: 16000 kB\nMemFree: 100 kB\n", id="an old kernel"),
        pytest.param("MemTotal: 16000 kB\nMemAvailable: 17000 kB\n", id="a container's total"),
        pytest.param("MemTotal: 16000 kB\nMemAvailable:\n", id="no number"),
    ],
)
def test_where_linux_does_not_tell_the_library_for_it_is_asked(monkeypatch, tmp_path, text):
    machine(monkeypatch, tmp_path / "meminfo", text)
    told = SimpleNamespace(virtual_memory=lambda: SimpleNamespace(available=7 * MB))
    monkeypatch.setitem(sys.modules, "psutil", told)

    assert memory._free_on_machine() == 7 * MB
