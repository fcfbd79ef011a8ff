"""How good and how large a delivery is to be, in plain words."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QDoubleSpinBox, QFormLayout, QHBoxLayout, QLabel, QWidget

from sorastudio.export.presets import BIT_RATES, Preset

_STEPS = (
    (-6, "Best, about twice the size"),
    (-3, "Better"),
    (0, "As recommended"),
    (3, "Smaller"),
    (6, "Smallest, about half the size"),
)
"""Of the encoder's quality number, from what the preset has; six of them halve the size."""
_MOST, _MEAN = "most", "mean"
_RATES = ((_MOST, "Never above a bit rate"), (_MEAN, "At a bit rate, in two passes"))
_MEGA = 1_000_000
_USUAL_MBITS = 8.0
_EFFORTS = {
    "ultrafast": "Quickest, largest file",
    "superfast": "Very quick",
    "veryfast": "Quick",
    "faster": "Rather quick",
    "fast": "Somewhat quick",
    "medium": "Balanced",
    "slow": "Thorough",
    "slower": "Very thorough",
    "veryslow": "Slowest, smallest file",
}
_LEAST_LETTERS = 24
_NOT_SET = "Always the best that the format has"


class QualityFields(QWidget):
    """`changed` says that `tuned` gives another preset."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._preset: Preset | None = None
        self.quality = QComboBox(self)
        self.quality.setAccessibleName("Quality")
        self.quality.setToolTip("Better pictures take more room")
        self.rate = QDoubleSpinBox(self, decimals=1, singleStep=0.5, suffix=" Mb/s")
        self.rate.setAccessibleName("Bit rate")
        self.rate.setRange(BIT_RATES[0] / _MEGA + 0.05, BIT_RATES[1] / _MEGA)
        self.effort = QComboBox(self)
        self.effort.setAccessibleName("Effort")
        self.effort.setToolTip("More thorough encoding takes longer and makes a smaller file")
        for box in (self.quality, self.effort):
            # Other words must not make the dialog's halves wander.
            box.setSizeAdjustPolicy(
                QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
            )
            box.setMinimumContentsLength(_LEAST_LETTERS)
        self._lay_out()
        self.quality.currentIndexChanged.connect(self._on_change)
        self.rate.valueChanged.connect(self._on_change)
        self.effort.currentIndexChanged.connect(self._on_change)

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.quality, 1)
        row.addWidget(self.rate)
        form = QFormLayout(self)
        form.setContentsMargins(0, 0, 0, 0)
        form.setHorizontalSpacing(12)
        self.names = QLabel("Quality", self), QLabel("Effort", self)
        for name in self.names:
            name.setMinimumWidth(self.label_px)
        form.addRow(self.names[0], row)
        form.addRow(self.names[1], self.effort)

    @property
    def label_px(self) -> int:
        """As wide as the names of its fields are; those around it stand in line with them."""
        return self.fontMetrics().horizontalAdvance("Quality") + 4

    def show_preset(self, preset: Preset, shown: Preset) -> None:
        """`preset` is as it is offered, `shown` as it is set."""
        self.blockSignals(True)
        self._preset = None
        self._fill_quality(preset, shown)
        self._fill_effort(preset, shown)
        self._preset = preset
        self.blockSignals(False)
        self._show_rate()

    def tuned(self) -> Preset:
        """As it is set in the fields."""
        assert self._preset is not None
        preset, asked = self._preset, self.quality.currentData()
        effort = self.effort.currentData()
        if effort is not None and effort != preset.effort:
            preset = preset.tuned(None, effort)
        bits = round(self.rate.value() * _MEGA)
        match asked:
            case "most":
                return preset if bits == preset.most_bit_rate else preset.at_most(bits)
            case "mean":
                return preset if bits == preset.bit_rate else preset.at_bit_rate(bits)
            case int():
                return preset if asked == preset.crf else preset.tuned(asked, None)
        return preset

    def _fill_quality(self, preset: Preset, shown: Preset) -> None:
        self.quality.clear()
        if preset.crf is not None and preset.most_bit_rate is None:
            for step, words in _STEPS:
                crf = min(max(preset.crf + step, 0), preset.worst_crf)
                self.quality.addItem(f"{words} (crf {crf})", crf)
        if preset.takes_bit_rate:
            for kind, words in _RATES:
                self.quality.addItem(words, kind)
        if not self.quality.count():
            self.quality.addItem(_NOT_SET, None)
        asked = _asked(shown)
        self.quality.setCurrentIndex(max(0, self.quality.findData(asked)))
        self.quality.setEnabled(self.quality.count() > 1)
        bits = shown.most_bit_rate if asked == _MOST else shown.bit_rate
        self.rate.setValue(bits / _MEGA if bits else _USUAL_MBITS)

    def _fill_effort(self, preset: Preset, shown: Preset) -> None:
        self.effort.clear()
        for name in preset.efforts:
            words = _EFFORTS.get(name, f"Step {name}; 13 is the quickest, 0 the most thorough")
            usual = ", as recommended" if name == preset.effort else ""
            self.effort.addItem(f"{words}{usual} ({name})" if name in _EFFORTS else words, name)
        self.effort.setCurrentIndex(max(0, self.effort.findData(shown.effort)))
        for widget in (self.effort, self.names[1]):
            widget.setVisible(bool(preset.efforts))

    def _on_change(self) -> None:
        if self._preset is not None:
            self._show_rate()
            self.changed.emit()

    def _show_rate(self) -> None:
        self.rate.setVisible(self.quality.currentData() in (_MOST, _MEAN))


def _asked(preset: Preset) -> str | int | None:
    if preset.bit_rate is not None:
        return _MEAN
    if preset.most_bit_rate is not None:
        return _MOST
    return preset.crf
