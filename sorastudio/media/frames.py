"""The pictures of a file as they come out of the decoder, in the order in which they are shown."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import cast

import av
from av.codec.context import CodecContext, ThreadType
from av.container import InputContainer
from av.packet import Packet
from av.video.codeccontext import VideoCodecContext
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from sorastudio.errors import MediaError
from sorastudio.media.container import open_to_decode, picture_stream
from sorastudio.media.deinterlace import Deinterlacer
from sorastudio.media.h264 import begins_anew
from sorastudio.media.rational import exact, known

# libav's own decoders leave the alpha of these out.
_ALPHA_DECODERS = {"vp8": "libvpx", "vp9": "libvpx-vp9"}
_MOST_HELD_BYTES = 64 * 2**20
_DEFAULT_RATE = Fraction(25)
# Here not every picture carries its time, so after a seek the others would be guessed.
_FORMATS_WITHOUT_TIMES = ("h264", "hevc", "m4v", "mpeg", "mpegvideo", "obu")


@dataclass(frozen=True, slots=True)
class TimedFrame:
    """`time`: presentation time in seconds, on the file's own clock."""

    time: Fraction
    frame: VideoFrame


class FrameStream:
    """Decodes forward from wherever it was last put. Damaged packets are passed over.

    `seeks` counts how often it was put somewhere else than the next packet.
    """

    def __init__(self, path: Path, *, threads: int = 0) -> None:
        self.seeks = 0
        self._path = path
        self._threads = threads
        self._needed_from: int | None = None
        self._open()

    def close(self) -> None:
        self._container.close()

    @property
    def codec(self) -> str:
        return self._stream.codec_context.codec.canonical_name

    @property
    def interlaced(self) -> bool:
        """Whether a picture so far was made of two fields."""
        return self._deinterlacer is not None

    @property
    def rounding(self) -> Fraction:
        """How much later than it was meant a picture may appear, because the container counts in
        units that the rate does not fit: milliseconds, mostly. 0 where it fits."""
        fits = self._usual_length % self._tick == 0
        return Fraction(0) if fits or self._tick * 4 > self._usual_length else self._tick

    @property
    def tick(self) -> Fraction:
        """Seconds in which the file counts."""
        return self._tick

    @property
    def aspect(self) -> Fraction | None:
        return known(self._stream.sample_aspect_ratio)

    def first(self) -> TimedFrame | None:
        """The first good picture, of a stream that was just opened; it comes again from `next`.

        It is decoded by itself where that can be: without the packets that a decoder usually wants
        to see before it lets go of a picture.
        """
        found = self._alone()
        if found is None and (found := self.next()) is not None:
            self._ready.appendleft(found)
        return found

    def next(self) -> TimedFrame | None:
        """The next good picture, or None at the end of the file."""
        while not self._ready:
            if self._ended:
                return None
            self._read_packet()
        return self._ready.popleft()

    def restart(self) -> None:
        """Back to the first picture, by opening the file anew: always exact."""
        self.close()
        self._open()
        self.seeks += 1

    def seek(self, time: Fraction) -> bool:
        """Go to the keyframe that is shown at or before `time`, as well as the file's index knows.

        Pictures from there on are whole: those of an open group that lean on the one before it are
        left out. False if the file cannot be searched.
        """
        if self._container.format.name in _FORMATS_WITHOUT_TIMES:
            return False
        self.seeks += 1
        try:
            self._container.seek(int(time // self._tick), stream=self._stream)
        except (av.FFmpegError, OSError):
            return False
        self._decoder.flush_buffers()
        self._begin(sought=True)
        return True

    def has_keyframe_ahead(self, time: Fraction) -> bool | None:
        """Whether a seek to `time` would skip anything; None if the file has no index."""
        index = self._stream.index_entries
        entry = index.search_timestamp(int(time // self._tick))
        if entry < 0:
            return None
        return index[entry].timestamp > self._read_up_to

    def hurry_to(self, time: Fraction) -> None:
        """Of the pictures before the one that is on at `time`, only those that others lean on are
        decoded from here on. The others never come out of `next`."""
        if self._is_interlaced or self._by_decode_time:
            return
        self._look_ahead_to(time)
        shown = [packet.pts for packet in self._held if packet.size]
        timed = [pts for pts in shown if pts is not None]
        wanted = [pts for pts in timed if pts * self._tick <= time]
        if wanted and len(timed) == len(shown):
            self._needed_from = max(wanted)

    def _look_ahead_to(self, time: Fraction) -> None:
        """Reads all packets that can hold a picture shown at or before `time`."""
        held = sum(packet.size for packet in self._held)
        while not self._held or self._last_held_time() <= time:
            packet = self._take_packet()
            if packet is None:
                return
            self._held.append(packet)
            held += packet.size
            if packet.dts is None or held > _MOST_HELD_BYTES:
                return

    def _last_held_time(self) -> Fraction:
        dts = self._held[-1].dts
        return Fraction(0) if dts is None else dts * self._tick

    def _open(self) -> None:
        self._container: InputContainer = open_to_decode(self._path)
        try:
            self._stream: VideoStream = picture_stream(self._container, self._path)
        except MediaError:
            self._container.close()
            raise
        self._decoder = _decoder_of(self._stream)
        self._decoder.thread_type = ThreadType.AUTO
        self._decoder.thread_count = self._threads
        self._tick = exact(self._stream.time_base)
        # AVI carries no presentation times: libav makes them up, in the order of decoding.
        self._is_interlaced = False
        self._by_decode_time = self._container.format.name == "avi"
        rate = known(self._stream.guessed_rate) or known(self._stream.average_rate)
        self._usual_length = 1 / (rate or _DEFAULT_RATE)
        self._begin(sought=False)

    def _begin(self, *, sought: bool) -> None:
        self._packets: Iterator[Packet[VideoStream]] = self._container.demux(self._stream)
        self._held: deque[Packet[VideoStream]] = deque()
        self._needed_from = None
        self._ready: deque[TimedFrame] = deque()
        self._ended = False
        self._first_whole: Fraction | None = None
        self._waits_for_keyframe = sought
        self._last_time: Fraction | None = None
        self._read_up_to = -1
        self._deinterlacer: Deinterlacer | None = None

    def _read_packet(self) -> None:
        packet = self._next_packet()
        if packet is None or packet.size == 0:
            self._ended = packet is None or packet.dts is None
            self._decode(packet)
            if self._ended and self._deinterlacer is not None:
                self._ready.extend(TimedFrame(*done) for done in self._deinterlacer.push(None))
            return
        if self._waits_for_keyframe:
            if not packet.is_keyframe:
                return
            self._waits_for_keyframe = False
            self._first_whole = None if packet.pts is None else packet.pts * self._tick
        self._read_up_to = max(self._read_up_to, packet.dts or packet.pts or 0)
        self._decode(packet)

    def _alone(self) -> TimedFrame | None:
        """The first picture, if it can be told at once that its packet is the first one's: what is
        decoded after such a picture is shown after it."""
        packet = self._take_packet()
        if packet is None:
            return None
        self._held.append(packet)
        is_told = self.codec == "h264" and packet.pts is not None
        if not is_told or not begins_anew(bytes(packet)):
            return None
        try:
            decoded = [*self._decoder.decode(packet), *self._decoder.decode(None)]
        except (av.FFmpegError, OSError):
            decoded = []
        self._decoder.flush_buffers()
        whole = [frame for frame in decoded if not frame.is_corrupt and not frame.interlaced_frame]
        return TimedFrame(self._time_of(whole[0]), whole[0]) if len(whole) == 1 else None

    def _next_packet(self) -> Packet[VideoStream] | None:
        return self._held.popleft() if self._held else self._take_packet()

    def _take_packet(self) -> Packet[VideoStream] | None:
        try:
            return next(self._packets, None)
        except (av.FFmpegError, OSError):
            return None

    def _decode(self, packet: Packet[VideoStream] | None) -> None:
        self._decoder.skip_frame = "NONREF" if self._is_needless(packet) else "DEFAULT"
        try:
            frames = self._decoder.decode(packet)
        except (av.FFmpegError, OSError):
            return
        for frame in frames:
            self._take(frame)

    def _is_needless(self, packet: Packet[VideoStream] | None) -> bool:
        if packet is None or packet.pts is None or self._needed_from is None:
            return False
        return packet.pts < self._needed_from

    def _take(self, frame: VideoFrame) -> None:
        time = self._time_of(frame)
        unsafe = self._first_whole is not None and time < self._first_whole
        damaged = frame.is_corrupt and self._last_time is not None
        if unsafe or damaged:
            return
        self._last_time = time
        if frame.interlaced_frame and self._deinterlacer is None:
            self._is_interlaced = True
            self._deinterlacer = Deinterlacer(frame, self._tick)
        if self._deinterlacer is None:
            self._ready.append(TimedFrame(time, frame))
        else:
            self._ready.extend(TimedFrame(*done) for done in self._deinterlacer.push(frame))

    def _time_of(self, frame: VideoFrame) -> Fraction:
        ticks = frame.dts if self._by_decode_time or frame.pts is None else frame.pts
        after_last = self._last_time
        if ticks is None:
            return Fraction(0) if after_last is None else after_last + self._usual_length
        time = ticks * self._tick
        return time if after_last is None else max(time, after_last)


def _decoder_of(stream: VideoStream) -> VideoCodecContext:
    name = _ALPHA_DECODERS.get(stream.codec_context.name)
    if name is None or stream.metadata.get("alpha_mode") != "1":
        return stream.codec_context
    decoder = cast("VideoCodecContext", CodecContext.create(name, "r"))
    decoder.extradata = stream.codec_context.extradata
    return decoder
