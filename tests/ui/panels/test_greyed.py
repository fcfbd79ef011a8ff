"""Settings that a model does not take: grey, with the reason; neither mouse nor keys change them. A
model that takes them has them back as they were."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QWidget
from pytestqt.qtbot import QtBot

from sorastudio.generate.offers import Offer, Offered
from sorastudio.generate.provider import Capabilities
from sorastudio.project.ids import SlotId
from sorastudio.project.media import Size
from sorastudio.project.slot import FrameOfSlot, Slot
from sorastudio.ui.drags import SLOT_MIME, mime_of
from sorastudio.ui.film.generation import Generation
from sorastudio.ui.film.offers import Offers
from sorastudio.ui.film.session import Selection, Session
from sorastudio.ui.panels.fields import TextField
from sorastudio.ui.panels.slot_panel import SlotPanel
from sorastudio.ui.panels.wells import FrameWell
from tests.ui.conftest import OpenFilm
from tests.ui.drags import entering
from tests.ui.panels.films import a_slot, film_of, type_into

ONE, TWO = SlotId("slot-1"), SlotId("slot-2")
_LEFT = Qt.MouseButton.LeftButton

PLAIN = Capabilities(
    model="plain",
    model_version="1",
    shortest=Fraction(1),
    longest=Fraction(10),
    smallest=Size(64, 36),
    largest=Size(1920, 1080),
    first_frame=False,
    last_frame=False,
    negative=False,
    sound=False,
    longest_prompt=1000,
    cost=None,
    seed=False,
    options=(),
)
ABLE = replace(
    PLAIN,
    model="able",
    first_frame=True,
    last_frame=True,
    negative=True,
    seed=True,
    options=("steps",),
    longest=Fraction(8),
    lengths=(Fraction(4), Fraction(8)),
    sizes=(Size(1280, 720), Size(1920, 1080)),
)
OFFER = Offer(
    generator="It",
    label="It",
    default_model="plain",
    models={
        "plain": Offered(label="Plain", can=PLAIN),
        "able": Offered(label="Able", can=ABLE),
    },
)


class Desk:
    """A slot panel on the screen, whose slot asks for the plain model."""

    def __init__(self, qtbot: QtBot, session: Session) -> None:
        self.session = session
        offers = Offers(session, find=lambda _: OFFER)
        self.panel = SlotPanel(session, Generation(session, session), offers)
        qtbot.addWidget(self.panel)
        self.panel.resize(320, 900)
        self.panel.show()
        qtbot.waitExposed(self.panel)
        session.select(Selection(slot=ONE))
        self.form = self.panel.form
        qtbot.waitUntil(lambda: self.form.generator.model.count() == 3)

    def slot(self) -> Slot:
        """As it is now."""
        return self.session.project.slots[ONE]

    def choose(self, model: str) -> None:
        """With the keys of the list."""
        key = {"able": Qt.Key.Key_End, "plain": Qt.Key.Key_Home}[model]
        QTest.keyClick(self.form.generator.model, key)
        assert self.slot().model == ("able" if model == "able" else "")


@pytest.fixture
def desk(qtbot: QtBot, open_film: OpenFilm) -> Desk:
    return Desk(qtbot, open_film(film_of(a_slot(1), a_slot(2))))


def press(widget: QWidget, text: str = "7") -> None:
    """All that a person may try."""
    QTest.mouseClick(widget, _LEFT)
    QTest.mouseDClick(widget, _LEFT)
    QTest.keyClicks(widget, text)
    for key in (Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Up, Qt.Key.Key_Delete):
        QTest.keyClick(widget, key)


def carry(well: FrameWell, slot_id: SlotId) -> bool:
    """Drags a slot onto a well; whether it was taken."""
    carried, place = mime_of(SLOT_MIME, [slot_id]), well.rect().center()
    button, none = _LEFT, Qt.KeyboardModifier.NoModifier
    enter = entering(carried, place)
    QApplication.sendEvent(well, enter)
    if not enter.isAccepted():
        return False
    drop = QDropEvent(QPointF(place), Qt.DropAction.CopyAction, carried, button, none)
    QApplication.sendEvent(well, drop)
    return True


def is_grey(field: TextField, words: str) -> bool:
    return not field.edit.isEnabled() and field.edit.toolTip() == words == field.remark.text()


def test_a_seed(desk: Desk) -> None:
    form, before = desk.form, desk.session.project
    assert not form.seed.edit.isEnabled()
    assert not form.fixed.isEnabled()
    assert form.fixed.toolTip() == form.seed.edit.toolTip() == "Plain takes no seed."
    press(form.seed.edit)
    press(form.fixed)
    form.finish()
    assert desk.session.project is before
    assert not form.fixed.isChecked()
    desk.choose("able")
    QTest.mouseClick(form.fixed, _LEFT, pos=QPoint(8, form.fixed.height() // 2))
    assert desk.slot().seed is not None
    type_into(form.seed, "42")
    assert desk.slot().seed == 42
    desk.choose("plain")
    assert "Plain takes no seed. Take Fixed off" in form.seed.remark.text()
    desk.choose("able")
    assert (form.seed.edit.text(), form.fixed.isChecked(), desk.slot().seed) == ("42", True, 42)
    assert form.seed.remark.text() == ""
    desk.choose("plain")
    QTest.mouseClick(form.fixed, _LEFT, pos=QPoint(8, form.fixed.height() // 2))
    assert desk.slot().seed is None
    assert not form.fixed.isEnabled()


def test_a_negative_prompt(desk: Desk) -> None:
    form, before = desk.form, desk.session.project
    assert is_grey(form.negative, "Plain takes no negative prompt.")
    press(form.negative.edit, "blurry")
    form.finish()
    assert desk.session.project is before
    assert form.negative.edit.text() == ""
    desk.choose("able")
    type_into(form.negative, "blurry")
    desk.choose("plain")
    assert desk.slot().negative == "blurry"
    assert "Empty the field" in form.negative.remark.text()
    desk.choose("able")
    assert (form.negative.edit.text(), desk.slot().negative) == ("blurry", "blurry")
    assert form.negative.edit.toolTip() == "Negative"
    desk.choose("plain")
    type_into(form.negative, "")
    assert desk.slot().negative == ""
    assert is_grey(form.negative, "Plain takes no negative prompt.")


@pytest.mark.parametrize("last", [False, True])
def test_frame_pictures(desk: Desk, last: bool) -> None:
    wells, before = desk.form.wells, desk.session.project
    well, remark = (wells.last, wells.last_remark) if last else (wells.first, wells.first_remark)
    words = f"Plain takes no {'last' if last else 'first'} frame."
    assert not well.isEnabled()
    assert (well.toolTip(), remark.text()) == (words, words)
    press(well)
    assert QApplication.activePopupWidget() is None
    assert not carry(well, TWO)
    assert desk.session.project is before
    desk.choose("able")
    QTest.keyClick(well, Qt.Key.Key_Space)
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    menu.close()
    assert carry(well, TWO)
    link = desk.slot().last_frame if last else desk.slot().first_frame
    assert isinstance(link, FrameOfSlot)
    desk.choose("plain")
    assert "Take it away" in remark.text()
    desk.choose("able")
    assert well.link == link
    assert (remark.text(), well.isEnabled()) == ("", True)
    desk.choose("plain")
    QTest.keyClick(well, Qt.Key.Key_Delete)
    assert desk.slot().links() == ()
    assert not well.isEnabled()


def test_sizes_and_lengths_are_those_of_the_model(qtbot: QtBot, desk: Desk) -> None:
    form = desk.form
    assert form.sizes.isHidden()
    type_into(form.seconds, "5")
    assert form.seconds.remark.text() == ""
    desk.choose("able")
    assert form.seconds.remark.text() == "5 s → asks for 8 s"
    QTest.mouseClick(form.sizes, _LEFT)
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    assert [each.text() for each in menu.actions()][1:] == ["1280x720", "1920x1080"]
    place = menu.actionGeometry(menu.actions()[2]).center()
    QTest.mouseClick(menu, _LEFT, pos=place)
    assert desk.slot().size == Size(1920, 1080)
    type_into(form.seconds, "9")
    assert "the cut needs 9 s" in form.seconds.remark.text()
    desk.choose("plain")
    assert form.sizes.isHidden()
    assert form.seconds.remark.text() == ""
    desk.choose("able")
    assert form.picture_size.edit.text() == "1920x1080"
    assert (desk.slot().size, desk.slot().seconds) == (Size(1920, 1080), Fraction(9))


def test_further_settings(desk: Desk) -> None:
    options = desk.form.options
    assert options.isHidden()
    desk.choose("able")
    type_into(options.fields["steps"], "20")
    assert dict(desk.slot().options) == {"steps": 20}
    desk.choose("plain")
    assert "Plain has no setting “steps”. Empty it" in options.remark.text()
    desk.choose("able")
    assert options.fields["steps"].edit.text() == "20"
    assert options.remark.text() == ""
    desk.choose("plain")
    type_into(options.fields["steps"], "")
    assert dict(desk.slot().options) == {}
    assert options.isHidden()
