"""Colours and measures of the window, and the stylesheet made of them."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from PySide6.QtGui import QColor, QFont, QPalette
from PySide6.QtWidgets import QApplication

from sorastudio.paths import resource


@dataclass(frozen=True, slots=True, kw_only=True)
class Palette:
    """Every colour of the window as `#rrggbb`: neutral, so that the picture is the only colour."""

    window: str = "#1b1c1f"
    panel: str = "#232529"
    raised: str = "#2b2e33"
    hover: str = "#33373d"
    line: str = "#363a41"
    text: str = "#e6e7ea"
    dim: str = "#9aa1ab"
    faint: str = "#686e78"
    accent: str = "#7c9cff"
    accent_dark: str = "#33415f"
    queued: str = "#8a93a3"
    generating: str = "#7c9cff"
    generated: str = "#4fb89a"
    stale: str = "#d9a441"
    failed: str = "#e0605e"
    locked: str = "#b7bcc6"


PALETTE = Palette()

GRID_PX = 4
RADIUS_PX = 6
BODY_PX = 13
LABEL_PX = 11
ICON_PX = 24


def color(value: str, alpha: int = 255) -> QColor:
    """A token as Qt has it; alpha 0..255."""
    made = QColor(value)
    made.setAlpha(alpha)
    return made


def body_font() -> QFont:
    font = QFont(QApplication.font())
    font.setPixelSize(BODY_PX)
    return font


def label_font() -> QFont:
    font = QFont(QApplication.font())
    font.setPixelSize(LABEL_PX)
    return font


def timecode_font(size_px: int = BODY_PX) -> QFont:
    """Figures of one width, so that a running timecode stands still."""
    font = QFont(QApplication.font())
    font.setPixelSize(size_px)
    # Qt 6.7 and later: an OpenType feature of the system's own font, where it has it.
    font.setFeature(QFont.Tag("tnum"), 1)
    return font


def apply_theme(app: QApplication) -> None:
    """Dress the whole program. Fusion, because the native styles of the systems keep their own
    colours."""
    app.setStyle("Fusion")
    app.setFont(body_font())
    app.setPalette(_qt_palette())
    app.setStyleSheet(stylesheet())


def stylesheet(palette: Palette = PALETTE) -> str:
    """The stylesheet with the colours filled in."""
    sheet = _SHEET.replace("$icons", resource("icons", "sheet").as_posix())
    # The longest names first: `$accent` is a beginning of `$accent_dark`.
    for name, value in sorted(asdict(palette).items(), key=lambda token: -len(token[0])):
        sheet = sheet.replace(f"${name}", value)
    return sheet


def _qt_palette() -> QPalette:
    roles = {
        QPalette.ColorRole.Window: PALETTE.window,
        QPalette.ColorRole.WindowText: PALETTE.text,
        QPalette.ColorRole.Base: PALETTE.panel,
        QPalette.ColorRole.AlternateBase: PALETTE.raised,
        QPalette.ColorRole.Text: PALETTE.text,
        QPalette.ColorRole.Button: PALETTE.raised,
        QPalette.ColorRole.ButtonText: PALETTE.text,
        QPalette.ColorRole.BrightText: PALETTE.text,
        QPalette.ColorRole.ToolTipBase: PALETTE.raised,
        QPalette.ColorRole.ToolTipText: PALETTE.text,
        QPalette.ColorRole.PlaceholderText: PALETTE.faint,
        QPalette.ColorRole.Highlight: PALETTE.accent,
        QPalette.ColorRole.HighlightedText: PALETTE.window,
        QPalette.ColorRole.Link: PALETTE.accent,
        QPalette.ColorRole.Light: PALETTE.hover,
        QPalette.ColorRole.Midlight: PALETTE.raised,
        QPalette.ColorRole.Mid: PALETTE.line,
        QPalette.ColorRole.Dark: PALETTE.window,
        QPalette.ColorRole.Shadow: PALETTE.window,
    }
    made = QPalette()
    for role, value in roles.items():
        made.setColor(role, QColor(value))
    for role in (QPalette.ColorRole.Text, QPalette.ColorRole.ButtonText):
        made.setColor(QPalette.ColorGroup.Disabled, role, QColor(PALETTE.faint))
    made.setColor(
        QPalette.ColorGroup.Disabled, QPalette.ColorRole.WindowText, QColor(PALETTE.faint)
    )
    return made


_SHEET = """
QMainWindow, QDialog { background: $window; }
QMessageBox, QDialogButtonBox { dialogbuttonbox-buttons-have-icons: 0; }
QMainWindow::separator { background: $window; width: 4px; height: 4px; }
QMainWindow::separator:hover { background: $line; }
/* Qt adds the padding of a tooltip three times on every side. */
QToolTip {
  background: $raised; color: $text; border: 1px solid $line; padding: 1px 2px;
}

/* Qt draws the messages of an old tray on a pale yellow of its own. */
QBalloonTip QLabel { color: $window; }

QMenuBar { background: $window; padding: 2px 4px; }
QMenuBar::item { padding: 4px 8px; border-radius: 4px; background: transparent; }
QMenuBar::item:selected, QMenuBar::item:pressed { background: $hover; }
QMenu { background: $raised; border: 1px solid $line; padding: 4px; }
QMenu::item { padding: 5px 28px 5px 8px; border-radius: 4px; }
QMenu::item:selected { background: $accent_dark; }
QMenu::item:disabled { color: $faint; }
QMenu::separator { height: 1px; background: $line; margin: 4px 8px; }
QMenu::icon { padding-left: 6px; }

QToolBar { background: $window; border: none; border-bottom: 1px solid $line;
  padding: 4px 8px; spacing: 4px; }
QToolBar::separator { background: $line; width: 1px; margin: 4px; }
QToolButton { background: transparent; border: 1px solid transparent; border-radius: 6px;
  padding: 4px; }
QToolButton:hover { background: $hover; }
QToolButton:pressed { background: $line; }
QToolButton:checked { background: $accent_dark; border-color: $accent; }
QToolButton:focus { border-color: $accent; }
QToolButton:disabled { color: $faint; }

QPushButton { background: $raised; border: 1px solid $line; border-radius: 6px;
  padding: 5px 12px; min-height: 16px; }
QPushButton:hover { background: $hover; }
QPushButton:pressed { background: $line; }
QPushButton:checked { background: $accent_dark; border-color: $accent; }
QPushButton:focus { border-color: $accent; }
QPushButton:default, QPushButton[primary="true"] { background: $accent; color: $window;
  border-color: $accent; }
QPushButton:disabled { color: $faint; background: $panel; border-color: $line; }
QPushButton[primary="true"]:disabled { color: $faint; background: $panel; border-color: $line; }
QPushButton[flat="true"] { background: transparent; border-color: transparent; }
QPushButton[flat="true"]:hover { background: $hover; }

QLineEdit, QPlainTextEdit, QTextEdit, QSpinBox, QDoubleSpinBox, QComboBox, QKeySequenceEdit {
  background: $window; border: 1px solid $line; border-radius: 6px; padding: 4px 8px;
  selection-background-color: $accent; selection-color: $window; }
QLineEdit:focus, QPlainTextEdit:focus, QTextEdit:focus, QSpinBox:focus, QDoubleSpinBox:focus,
QComboBox:focus { border-color: $accent; }
QLineEdit:disabled, QPlainTextEdit:disabled, QSpinBox:disabled, QDoubleSpinBox:disabled,
QComboBox:disabled { color: $faint; background: $panel; }
QComboBox::drop-down { border: none; width: 20px; }
QComboBox::down-arrow { image: url($icons/down.svg); width: 12px; height: 12px; }
QSpinBox::up-button, QDoubleSpinBox::up-button, QSpinBox::down-button,
QDoubleSpinBox::down-button { border: none; background: transparent; width: 16px; }
QSpinBox::up-arrow, QDoubleSpinBox::up-arrow { image: url($icons/up.svg);
  width: 10px; height: 10px; }
QSpinBox::down-arrow, QDoubleSpinBox::down-arrow { image: url($icons/down.svg);
  width: 10px; height: 10px; }
QComboBox QAbstractItemView { background: $raised; border: 1px solid $line; outline: none; }

QDockWidget { color: $dim; }
QDockWidget::title { background: $panel; padding: 5px 8px; border-bottom: 1px solid $line; }
QDockWidget::close-button, QDockWidget::float-button { border: none; padding: 0; }
QDockWidget::close-button:hover, QDockWidget::float-button:hover { background: $hover;
  border-radius: 4px; }
QDockWidget > QWidget { background: $panel; }

QTabBar { background: $panel; }
QTabBar::tab { background: transparent; color: $dim; padding: 6px 10px;
  border-bottom: 2px solid transparent; }
QTabBar::tab:selected { color: $text; border-bottom-color: $accent; }
QTabBar::tab:hover { color: $text; }
QTabBar::tab:focus { color: $accent; }
QTabWidget::pane { border: none; }

QScrollArea { border: none; background: transparent; }
QAbstractScrollArea::corner { background: transparent; }
QScrollBar { background: transparent; border: none; }
QScrollBar:vertical { width: 10px; }
QScrollBar:horizontal { height: 10px; }
QScrollBar::handle { background: $line; border-radius: 3px; margin: 2px; }
QScrollBar::handle:vertical { min-height: 24px; }
QScrollBar::handle:horizontal { min-width: 24px; }
QScrollBar::handle:hover { background: $faint; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }

QAbstractItemView { background: $panel; border: none; outline: none; }
QAbstractItemView::item { padding: 4px; border-radius: 4px; }
QAbstractItemView::item:hover { background: $hover; }
QAbstractItemView::item:selected { background: $accent_dark; color: $text; }
QAbstractItemView::indicator { width: 13px; height: 13px; border: 1px solid $faint;
  border-radius: 4px; background: $window; }
QAbstractItemView::indicator:checked { background: $accent; border-color: $accent;
  image: url($icons/check.svg); }
QListWidget#offer { background: $raised; border: 1px solid $faint; border-radius: 6px; }
QHeaderView::section { background: $panel; color: $dim; border: none;
  border-bottom: 1px solid $line; padding: 4px 8px; }

QSlider::groove:horizontal { height: 4px; background: $line; border-radius: 2px; }
QSlider::sub-page:horizontal { background: $accent; border-radius: 2px; }
QSlider::handle:horizontal { width: 12px; height: 12px; margin: -4px 0; border-radius: 6px;
  background: $text; }
QSlider::handle:horizontal:focus, QSlider::handle:horizontal:hover { background: $accent; }

QProgressBar { background: $line; border: none; border-radius: 3px; min-height: 6px;
  max-height: 6px; }
QProgressBar::chunk { background: $accent; border-radius: 3px; }

QStatusBar { background: $window; border-top: 1px solid $line; color: $dim; }
QStatusBar::item { border: none; }
QLabel[dim="true"] { color: $dim; }
QLabel[small="true"] { font-size: 11px; color: $dim; }
QLabel[title="true"] { font-size: 22px; font-weight: 600; }
QLabel[error="true"] { color: $failed; }
QLabel[warn="true"] { color: $stale; }
QCheckBox, QRadioButton { spacing: 8px; }
QCheckBox::indicator, QRadioButton::indicator { width: 14px; height: 14px;
  border: 1px solid $faint; background: $window; }
QCheckBox::indicator { border-radius: 4px; }
QRadioButton::indicator { border-radius: 8px; }
QCheckBox::indicator:checked { background: $accent; border-color: $accent;
  image: url($icons/check.svg); }
QRadioButton::indicator:checked { width: 6px; height: 6px; border: 5px solid $accent;
  background: $window; }
QCheckBox::indicator:disabled, QRadioButton::indicator:disabled { border-color: $line; }
QCheckBox:focus, QRadioButton:focus { color: $accent; }
"""
