"""What a connection offers, as a table."""

from __future__ import annotations

from PySide6.QtWidgets import QHeaderView, QTreeWidget, QTreeWidgetItem, QWidget

from sorastudio.generate.offers import Offer, Offered
from sorastudio.ui.panels.abilities import length_words, tariff_words

_COLUMNS = ("Model", "Length", "Price", "Frames", "Takes", "Sizes")


class ModelTable(QTreeWidget):
    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAccessibleName("Models")
        self.setHeaderLabels(list(_COLUMNS))
        self.setRootIsDecorated(False)
        self.setUniformRowHeights(True)
        self.header().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        self.header().setStretchLastSection(True)
        self._shown: Offer | None = None

    def show_offer(self, offer: Offer | None) -> None:
        if offer is self._shown:
            return
        self._shown = offer
        self.clear()
        if offer is None:
            return
        rows = [*offer.models.items(), *([("any", offer.any_other)] if offer.any_other else [])]
        for name, model in rows:
            item = QTreeWidgetItem(self, list(_cells(model)))
            item.setToolTip(0, "\n".join(part for part in (name, model.unusable) if part))
            item.setToolTip(5, ", ".join(map(str, model.can.sizes)))
            item.setDisabled(bool(model.unusable))


def _cells(model: Offered) -> tuple[str, ...]:
    can = model.can
    frames = [
        words for able, words in ((can.first_frame, "first"), (can.last_frame, "last")) if able
    ]
    takes = [
        words
        for able, words in ((can.seed, "seed"), (can.negative, "negative"), (can.sound, "sound"))
        if able
    ]
    takes += [f"a video to {each.value}" for each in can.by_file]
    return (
        f"{model.label} (cannot be used)" if model.unusable else model.label,
        length_words(can),
        tariff_words(can),
        ", ".join(frames) + (" (needed)" if can.needs_frame else "") if frames else "none",
        ", ".join(takes) or "prompt only",
        _sizes(model),
    )


def _sizes(model: Offered) -> str:
    sizes = model.can.sizes
    if not sizes:
        return "any"
    return f"{sizes[0]}" if len(sizes) == 1 else f"{sizes[0]} … {sizes[-1]}"
