"""Bits of H.264, one after another (ITU-T H.264, 7.2 and 9.1)."""

from __future__ import annotations


class Bits:
    """Reads what lies between the emulation prevention bytes. Raises ValueError past the end."""

    def __init__(self, content: bytes) -> None:
        self._value = int.from_bytes(content, "big")
        self._length = self._left = 8 * len(content)

    @property
    def at(self) -> int:
        """Bits read so far."""
        return self._length - self._left

    @property
    def left(self) -> int:
        return self._left

    def read(self, count: int) -> int:
        self._left -= count
        if self._left < 0:
            raise ValueError("cut short")
        return self._value >> self._left & ((1 << count) - 1)

    def golomb(self) -> int:
        """ue(v), or se(v) where only its length matters."""
        zeros = 0
        while not self.read(1):
            zeros += 1
        return (1 << zeros) - 1 + self.read(zeros)

    def signed(self) -> int:
        """se(v)."""
        code = self.golomb()
        return (code + 1) // 2 if code % 2 else -(code // 2)

    def between(self, first: int, end: int) -> str:
        """Bits [first, end) as they are, in digits; they need not have been read."""
        count = end - first
        value = self._value >> (self._length - end) & ((1 << count) - 1)
        return f"{value:0{count}b}" if count else ""


def golomb(value: int) -> str:
    """ue(v) in digits."""
    digits = f"{value + 1:b}"
    return "0" * (len(digits) - 1) + digits


def signed_golomb(value: int) -> str:
    """se(v) in digits."""
    return golomb(2 * value - 1 if value > 0 else -2 * value)
