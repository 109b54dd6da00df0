"""The Series browser, shown; and after it has looked into the study of a test."""

import pytest

from browsing import look_into
from napari_dicom.widgets.browser import SeriesBrowser


@pytest.fixture
def browser(viewer, qtbot):
    browser = SeriesBrowser(viewer)
    qtbot.addWidget(browser.native)
    with qtbot.waitExposed(browser.native):
        browser.native.show()
    yield browser
    browser.abandon()


@pytest.fixture
def scanned(browser, study, qtbot):
    """The browser once it has looked into the study, its pictures made."""
    look_into(browser, study, qtbot)
    return browser
