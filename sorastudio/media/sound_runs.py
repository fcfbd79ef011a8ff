"""The sound of a film in runs that are encoded on their own, so that a change makes only those that
hear it.

A packet of AAC is decoded after the one before it, and what both share is in step only if both were
made from the same samples. So each run is encoded from well before its first packet on, until the
encoder has settled, and the runs overlap: one is left for the next where that is heard least, which
is found by decoding. At the bit rates that are cut here, a seam is then as far from the original as
any other place. Below, the encoder needs a quarter of a minute to settle.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

import av

from sorastudio.errors import MediaError
from sorastudio.media.coded import Coded, CodedPacket, encode_sound
from sorastudio.media.writer import AudioEncoding
from sorastudio.render.sources import Sound

_PACKET = 1024
"""Samples of one; the first of a stream lies before the first sample."""
_RUN = 750
"""Packets: 16 seconds. Shorter ones would be encoded more than once for the most part."""
_SETTLING = 94
"""Packets, two seconds, that are encoded and thrown away."""
_SHARED = 24
"""Packets at either side of a border between runs that both of them have."""
_AHEAD = 3
"""Packets that the encoder looks ahead."""
_LED_IN = 2
"""Packets after which a decoder says what it would have said in the middle of a stream."""
_LEAST_BIT_RATE = 256_000


@dataclass(frozen=True, slots=True)
class Run:
    """Run `number` of `count`, of a film of so many samples."""

    number: int
    count: int
    samples: int

    @property
    def first(self) -> int:
        """The sample that is encoded first."""
        return max(0, self.number * _RUN - _SHARED - _SETTLING) * _PACKET

    @property
    def end(self) -> int:
        if self.is_last:
            return self.samples
        return ((self.number + 1) * _RUN + _SHARED + _AHEAD) * _PACKET

    @property
    def is_last(self) -> bool:
        return self.number == self.count - 1

    @property
    def kept_packets(self) -> tuple[int, int]:
        """Packets [first, end), counted from the first one encoded; the last run has them all."""
        end = (self.number + 1) * _RUN + _SHARED - self.first // _PACKET
        return (_SETTLING if self.number else 0), end


def runs_of(samples: int, encoding: AudioEncoding) -> tuple[Run, ...]:
    """How a film's sound is cut; one run where it cannot be."""
    can_be_cut = encoding.codec == "aac" and encoding.bit_rate >= _LEAST_BIT_RATE
    count = max(1, samples // (_RUN * _PACKET)) if can_be_cut else 1
    return tuple(Run(number, count, samples) for number in range(count))


def encode_run(run: Run, blocks: Iterator[Sound], encoding: AudioEncoding) -> Coded:
    """blocks: (count, 2) float32 at 48 kHz, from the run's first sample to its end. Times count
    from that sample on. Raises MediaError."""
    coded = encode_sound(blocks, encoding)
    if run.count == 1:
        return coded
    first, end = run.kept_packets
    kept = coded.packets[first:] if run.is_last else coded.packets[first:end]
    return replace(coded, packets=kept)


def joined(runs: Sequence[Run], coded: Sequence[Coded]) -> Coded:
    """All runs of a film as one stream. Raises MediaError where they do not fit."""
    if len(runs) == 1:
        return coded[0]
    if any(each.extradata != coded[0].extradata for each in coded):
        raise MediaError("The runs of the sound were encoded in different ways.")
    numbered = [_numbered(*pair) for pair in zip(runs, coded, strict=True)]
    try:
        borders = [
            _border(run.number * _RUN, before, after, coded[0].extradata)
            for run, (before, after) in zip(runs[1:], pairwise(numbered), strict=True)
        ]
        starts = [min(numbered[0], default=0), *borders]
        ends = [*borders, max(numbered[-1], default=0) + 1]
        packets = [
            each[number]
            for each, start, end in zip(numbered, starts, ends, strict=True)
            for number in range(start, end)
        ]
    except KeyError as error:
        raise MediaError("A run of the sound has too few packets.") from error
    return Coded(extradata=coded[0].extradata, packets=tuple(packets))


def _numbered(run: Run, coded: Coded) -> dict[int, CodedPacket]:
    """The packets by their numbers in the whole sound, with their times there."""
    moved = (
        replace(packet, pts=packet.pts + run.first, dts=packet.dts + run.first)
        for packet in coded.packets
    )
    return {packet.pts // _PACKET: packet for packet in moved}


def _border(
    usual: int, before: dict[int, CodedPacket], after: dict[int, CodedPacket], extradata: bytes
) -> int:
    """The number of the first packet that is taken of the later run: where what is heard then is
    nearest to what both runs say by themselves. Raises KeyError where a packet is missing."""
    # The first packet of a stream lies before its first sample: it is number -1.
    places = range(usual - _SHARED + _LED_IN - 1, usual + _SHARED - 1)
    shared = range(places.start - _LED_IN, places.stop)
    said = [_decoded(extradata, [run[n] for n in shared])[_LED_IN:] for run in (before, after)]

    def unlike(place: int, one: Sound, other: Sound) -> float:
        led_in = [before[place - step] for step in range(_LED_IN, 0, -1)]
        seam = _decoded(extradata, [*led_in, after[place]])[_LED_IN]
        return float(((seam - (one + other) / 2) ** 2).sum())

    losses = [unlike(place, *both) for place, *both in zip(places, *said, strict=True)]
    return places[losses.index(min(losses))]


def _decoded(extradata: bytes, packets: Sequence[CodedPacket]) -> list[Sound]:
    """What is heard of each packet: (2, 1024) float32; of the first one only half."""
    decoder: Any = av.CodecContext.create("aac", "r")
    decoder.extradata = extradata
    return [
        frame.to_ndarray() for each in packets for frame in decoder.decode(av.Packet(each.data))
    ]
