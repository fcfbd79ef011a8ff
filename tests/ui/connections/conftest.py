"""A studio with nothing open."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from sorastudio.ui.studio import Studio


@pytest.fixture
def studio(qtbot: QtBot) -> Iterator[Studio]:
    app = QApplication.instance()
    assert app is not None
    made = Studio(lambda _: None, app)
    yield made
    if made.window is not None:
        made.window.save()
        made.window.close()
    made.shut_down()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    made.deleteLater()
