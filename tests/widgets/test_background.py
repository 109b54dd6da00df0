"""Questions: only the newest is answered, each in one sentence, none once its owner has gone."""

import ast
import gc
import logging
import threading
from pathlib import Path

import pytest
from qtpy.QtCore import QCoreApplication, QEvent
from qtpy.QtWidgets import QApplication, QVBoxLayout, QWidget

import napari_dicom
from napari_dicom.dicom import DecodeError
from napari_dicom.widgets.background import Questions, Task
from under_way import Gate, close, dock, settle

PACKAGE = Path(napari_dicom.__file__).parent
FILES = sorted(path.relative_to(PACKAGE) for path in PACKAGE.rglob("*.py"))
ONLY_HERE = Path("widgets", "background.py")
LIVES = {
    *("create_worker", "thread_worker", "QThread", "QThreadPool", "QRunnable", "superqt"),
    *("_testing", "_timing", "_running", "_worker"),
}


class Ear:
    """Notes what it is told, in order."""

    def __init__(self, questions):
        self.heard = []
        self.questions = questions

    def ask(self, work):
        self.questions.ask(
            work,
            self.on_returned,
            on_failed=self.on_failed,
            on_progress=self.on_progress,
            on_ended=self.on_ended,
        )

    def on_returned(self, result):
        self.heard.append(result)

    def on_failed(self, reason):
        self.heard.append(f"failed: {reason}")

    def on_progress(self, *progress):
        self.heard.append(progress)

    def on_ended(self):
        self.heard.append("ended")


@pytest.fixture
def owner(qapp):  # noqa: ARG001 - a widget needs one
    return QWidget()


@pytest.fixture
def ear(owner):
    return Ear(Questions(owner))


@pytest.fixture
def slow():
    """Work that waits, and returns "old"."""
    gate = Gate(lambda _progress: "old")
    yield gate
    gate.open()


@pytest.fixture
def slow_failing():
    gate = Gate(raising(ValueError("boom")))
    yield gate
    gate.open()


def new(_progress):
    return "new"


def raising(error):
    def work(_progress):
        raise error

    return work


def endless(progress):
    while True:
        progress("Counting", 1, None)


def ask_and_enter(ear, gate):
    ear.ask(gate)
    assert gate.entered.wait(10)


def test_an_answer_is_told_and_then_that_it_ended(ear):
    ear.ask(new)
    assert ear.questions.is_busy

    settle()

    assert ear.heard == ["new", "ended"]
    assert not ear.questions.is_busy


def test_progress_is_told(ear):
    def work(progress):
        progress("Counting", 3, 7)

    ear.ask(work)
    settle()

    assert ear.heard == [("Counting", 3, 7), None, "ended"]


def test_the_answer_to_an_older_question_is_dropped(ear, slow):
    ask_and_enter(ear, slow)

    ear.ask(new)
    slow.open()

    assert ear.heard == ["new", "ended"]


def test_an_answer_on_its_way_is_dropped_when_something_else_is_asked(ear, slow):
    ask_and_enter(ear, slow)
    slow.finish()  # its answer now waits for the thread that paints, which is here

    ear.ask(new)
    settle()

    assert ear.heard == ["new", "ended"]


def test_an_older_question_is_told_to_stop(ear):
    ear.ask(endless)
    ear.ask(new)

    settle()  # waits for both threads

    assert ear.heard == ["new", "ended"]


def test_numbers_tell_an_older_question_even_if_its_task_could_still_speak(ear, slow):
    ask_and_enter(ear, slow)
    question = ear.questions._question
    ear.ask(new)

    question._on_returned("old")
    question._on_ended()

    assert ear.heard == []
    assert ear.questions.is_busy


def test_cancelled_it_ends_without_an_answer(ear):
    ear.ask(endless)

    ear.questions.cancel()
    assert ear.questions.is_busy
    settle()

    assert ear.heard[-1] == "ended"
    assert all(isinstance(one, tuple) for one in ear.heard[:-1])
    assert not ear.questions.is_busy


def test_cancelled_too_late_its_answer_is_dropped(ear, slow):
    ask_and_enter(ear, slow)

    ear.questions.cancel()
    slow.open()

    assert ear.heard == ["ended"]


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        pytest.param(DecodeError("IM0: damaged"), "IM0: damaged", id="ours"),
        pytest.param(OSError("no such file"), "no such file", id="of the disk"),
        pytest.param(
            OSError(2, "No such file or directory", "/data/Doe^John/a.dcm"),
            "No such file or directory",
            id="of the disk, which names a path",
        ),
        pytest.param(
            ValueError("Doe^Jane"),
            "unexpected ValueError: please report this",
            id="unexpected: its text may quote a patient",
        ),
        pytest.param(DecodeError("IM0:\ndamaged"), "IM0: damaged", id="of several lines"),
    ],
)
def test_every_error_is_one_sentence(ear, error, sentence):
    ear.ask(raising(error))
    settle()

    assert ear.heard == [f"failed: {sentence}", "ended"]
    assert not ear.questions.is_busy


def test_where_an_unexpected_error_came_from_is_logged(ear, caplog):
    ear.ask(raising(ValueError("Doe^Jane")))
    settle()

    (record,) = caplog.records
    assert record.levelno == logging.ERROR
    assert "in work" in caplog.text
    assert "Doe" not in caplog.text


def test_after_an_error_it_can_be_asked_again(ear):
    ear.ask(raising(DecodeError("damaged")))
    settle()

    ear.ask(new)
    settle()

    assert ear.heard[2:] == ["new", "ended"]


def test_asked_again_by_an_answer_only_the_newer_one_ends(ear):
    def ask_once_more(_result):
        assert not ear.questions.is_busy
        ear.ask(new)

    ear.questions.ask(new, ask_once_more, on_ended=ear.on_ended)
    settle()
    settle()

    assert ear.heard == ["new", "ended"]


def test_abandoned_nothing_arrives_and_nothing_is_logged(ear, slow_failing, caplog):
    ask_and_enter(ear, slow_failing)

    ear.questions.abandon()
    assert not ear.questions.is_busy
    slow_failing.open()

    assert ear.heard == []
    assert not caplog.records


@pytest.mark.parametrize("abandoned", [False, True])
def test_what_a_task_hands_over_arrives_unless_it_is_abandoned(ear, slow, abandoned):
    task = Task(slow)
    task.progressed.connect(ear.on_progress)
    ear.questions.ask_task(task)
    assert slow.entered.wait(10)

    in_a_thread(task.hand_over, task.progressed, "on its way", 1, 2)
    if abandoned:
        ear.questions.abandon()
    slow.open()

    assert ear.heard == ([] if abandoned else [("on its way", 1, 2)])


def in_a_thread(function, *args):
    thread = threading.Thread(target=function, args=args)
    thread.start()
    thread.join()


@pytest.mark.parametrize("kind", ["answer", "error"])
def test_with_its_owner_deleted_nothing_arrives(qtbot, slow, slow_failing, kind, caplog):
    outer = QWidget()
    qtbot.addWidget(outer)
    owner = QWidget(outer)
    ear, gate = Ear(Questions(owner)), slow if kind == "answer" else slow_failing
    ask_and_enter(ear, gate)

    outer.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    gate.open()

    assert ear.heard == []
    assert not caplog.records


def test_an_owner_that_nobody_holds_any_more_stops_the_work():
    owner = QWidget()
    questions = Questions(owner)
    questions.ask(endless, print)
    task = questions._question.task

    del owner, questions
    gc.collect()

    settle()
    assert task._cancelled.is_set()


@pytest.mark.parametrize("depth", [0, 2])
def test_taken_out_of_its_dock_it_is_abandoned_at_once(qtbot, owner, ear, slow, depth):
    widget = owner
    for _ in range(depth):
        widget = within(widget)
    window, docked = dock(widget)
    qtbot.addWidget(window)
    ask_and_enter(ear, slow)

    with qtbot.waitSignal(ear.questions.closed):
        close(docked)
    slow.open()

    assert ear.heard == []
    assert not ear.questions.is_busy


def within(widget):
    around = QWidget()
    QVBoxLayout(around).addWidget(widget)
    return around


def test_asked_before_it_was_docked_it_still_ends_with_its_dock(qtbot, owner, ear, slow):
    ask_and_enter(ear, slow)
    window, docked = dock(owner)
    qtbot.addWidget(window)

    close(docked)
    slow.open()

    assert ear.heard == []


def test_a_closed_dock_is_no_news_where_nothing_is_under_way(qtbot, owner, ear):
    window, docked = dock(owner)
    qtbot.addWidget(window)
    ear.ask(new)
    settle()

    with qtbot.assertNotEmitted(ear.questions.closed):
        close(docked)


@pytest.mark.parametrize("moved", ["hidden", "floating"])
def test_hidden_or_floating_its_owner_still_hears(qtbot, owner, ear, slow, moved):
    window, docked = dock(owner)
    qtbot.addWidget(window)
    ask_and_enter(ear, slow)

    docked.hide() if moved == "hidden" else docked.setFloating(True)
    QApplication.processEvents()
    slow.open()

    assert ear.heard == ["old", "ended"]


def test_answered_it_holds_no_task(ear):
    ear.ask(new)
    settle()

    assert ear.questions._question is None


@pytest.mark.parametrize("path", [path for path in FILES if path != ONLY_HERE], ids=str)
def test_no_panel_keeps_a_life_of_a_worker_of_its_own(path):
    tree = ast.parse((PACKAGE / path).read_text(encoding="utf-8"))

    assert not LIVES & set(names(tree))


def names(tree):
    """Yield every name, attribute and imported word of a source."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Name):
            yield node.id
        elif isinstance(node, ast.Attribute):
            yield node.attr
        elif isinstance(node, ast.alias):
            yield from node.name.split(".")
        elif isinstance(node, ast.ImportFrom):
            yield from str(node.module).split(".")
