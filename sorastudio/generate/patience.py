"""How long to wait, and how often to try, at each step that may go wrong."""

from __future__ import annotations

import random
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """Seconds and counts.

    create_attempts: how often a request leaves that is provably not accepted. stumbles: questions
    in a row that may go unanswered. gone: answers in a row that say the job is unknown. settle: so
    long after sending a service may still be about to list what it took.
    """

    first_poll: float = 2.0
    longest_poll: float = 15.0
    growth: float = 1.3
    create_attempts: int = 5
    create_pause: float = 2.0
    longest_pause: float = 60.0
    stumbles: int = 60
    gone: int = 3
    settle: float = 20.0

    def poll(self, asked: int) -> float:
        """The wait after so many questions."""
        return jittered(min(self.first_poll * self.growth**asked, self.longest_poll))

    def retry(self, failures: int) -> float:
        return jittered(min(self.create_pause * 2**failures, self.longest_pause))


def jittered(seconds: float) -> float:
    """So that many jobs that began together do not ask together."""
    return seconds * random.uniform(0.8, 1.2)
