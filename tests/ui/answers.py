"""Answers the questions that come up while something is done."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QMessageBox


def with_answer(answers: Mapping[str, str], act: Callable[[], object]) -> list[str]:
    """Do what asks; to each question that has the words the button of that name is pressed. What
    was asked."""
    asked: list[str] = []

    def answer() -> None:
        box = QApplication.activeModalWidget()
        if not isinstance(box, QMessageBox):
            return
        for words, wanted in answers.items():
            button = next((each for each in box.buttons() if each.text() == wanted), None)
            if words in box.text() and button is not None:
                asked.append(box.text())
                button.click()
                return

    timer = QTimer()
    timer.timeout.connect(answer)
    timer.start(5)
    act()
    timer.stop()
    return asked
