"""The commands of what is kept for playing."""

from __future__ import annotations

from sorastudio.ui.actions.command import Command, Menu
from sorastudio.ui.film.caching import Caching


def cache_commands(caching: Caching) -> tuple[Command, ...]:
    return (
        Command(
            id="play.clear-caches",
            words="Clear Caches",
            menu=Menu.PLAY,
            icon="trash",
            help="Removes proxies, kept pictures, thumbnails and waveforms; they are made again",
            run=caching.clear,
            leads_group=True,
        ),
    )
