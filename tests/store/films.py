"""Films to write and read: one made by hand, and strategies that make any."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from hypothesis import strategies as st

from sorastudio.project.book import Book, Entry, EntryKind
from sorastudio.project.clip import (
    Clip,
    Crop,
    Fit,
    Gap,
    Marker,
    MediaSource,
    Placement,
    SlotSource,
    Transition,
)
from sorastudio.project.curve import Curve, Ease, Key
from sorastudio.project.ids import ClipId, LinkId, MarkerId, MediaId, SlotId, TakeId, TrackId
from sorastudio.project.media import (
    AudioFacts,
    Cost,
    Media,
    MediaKind,
    MediaPool,
    Recipe,
    Reference,
    ReferenceRole,
    Size,
    Take,
    VideoFacts,
)
from sorastudio.project.project import Project, Settings
from sorastudio.project.slot import FrameOfSlot, ImageFrame, Slot, Verdict
from sorastudio.project.table import Table
from sorastudio.project.time import FrameRate
from sorastudio.project.timeline import Timeline, Track, TrackKind

NTSC = FrameRate(24000, 1001)


def small_film() -> Project:
    """A sound film in which every kind of thing occurs."""
    take = Take(
        id=TakeId("take-1"),
        slot_id=SlotId("slot-1"),
        number=1,
        media_id=MediaId("media-take"),
        recipe=small_recipe(),
        created_at="2026-09-24T12:00:00+00:00",
        job_id="job-1",
        cost=Cost(amount=Decimal("0.40"), currency="USD", billed=True),
    )
    return Project(
        name="Ebbe",
        settings=Settings(size=Size(1280, 720), rate=NTSC),
        slots=Table([_sea(), _room()]),
        book=Book(entries=Table([Entry(id="Mara", kind=EntryKind.CHARACTER, text="a diver")])),
        timeline=_timeline(),
        pool=MediaPool(media=Table([_take_file(), _picture(), _song()]), takes=Table([take])),
    )


def small_recipe() -> Recipe:
    return Recipe(
        prompt="the sea – at dusk, a diver",
        seed=7,
        provider="animatic",
        model="one",
        size=Size(1280, 720),
        rate=Fraction(24000, 1001),
        seconds=Fraction(9, 2),
        references=(Reference(role=ReferenceRole.FIRST_FRAME, sha256="cd" * 32),),
        options=(("steps", 20), ("strength", 0.5), ("loop", True), ("sampler", "euler")),
    )


def _sea() -> Slot:
    return Slot(
        id=SlotId("slot-1"),
        name="sea",
        prompt="the sea – at dusk, {Mara}",
        seconds=Fraction(4),
        first_frame=ImageFrame(MediaId("media-picture")),
        chosen=TakeId("take-1"),
        verdicts=(Verdict(take_id=TakeId("take-1"), stars=4),),
    )


def _room() -> Slot:
    return Slot(
        id=SlotId("slot-2"),
        name="room",
        prompt="an empty room",
        seconds=Fraction(3, 2),
        first_frame=FrameOfSlot(SlotId("slot-1"), last=True),
    )


def _timeline() -> Timeline:
    pictures = (
        Clip(
            id=ClipId("clip-4"),
            source=SlotSource(SlotId("slot-1")),
            length=90,
            placement=Placement(
                fit=Fit.FILL,
                scale=Curve(
                    (
                        Key(time=Fraction(0), value=1.0),
                        Key(time=Fraction(3), value=1.25, ease=Ease.SMOOTH),
                    )
                ),
            ),
        ),
        Clip(
            id=ClipId("clip-5"),
            source=SlotSource(SlotId("slot-2")),
            length=24,
            source_in=Fraction(1, 2),
            enter=Transition(kind="dissolve", in_offset=6, out_offset=6),
        ),
        Gap(12),
        Clip(id=ClipId("clip-6"), source=MediaSource(MediaId("media-picture")), length=48),
    )
    sound = Clip(
        id=ClipId("clip-7"),
        source=MediaSource(MediaId("media-song")),
        length=174,
        gain_db=-6.5,
        fade_out=24,
    )
    return Timeline(
        tracks=(
            Track(id=TrackId("track-1"), kind=TrackKind.VIDEO, name="V1", items=pictures),
            Track(id=TrackId("track-2"), kind=TrackKind.AUDIO, name="A1", items=(sound,)),
        ),
        markers=(Marker(id=MarkerId("marker-8"), frame=90, name="turn"),),
        next_number=9,
    )


def _take_file() -> Media:
    return Media(
        id=MediaId("media-take"),
        path="takes/sea-1-abababab.mp4",
        sha256="ab" * 32,
        size_bytes=1_234_567,
        kind=MediaKind.VIDEO,
        duration=Fraction(9, 2),
        video=VideoFacts(
            size=Size(1280, 720), rate=Fraction(24000, 1001), codec="h264", pixel_format="yuv420p"
        ),
        audio=AudioFacts(codec="aac", sample_rate=48000, channels=2),
    )


def _picture() -> Media:
    return Media(
        id=MediaId("media-picture"),
        path="../stills/pier.png",
        sha256="cd" * 32,
        size_bytes=4321,
        kind=MediaKind.STILL,
        duration=Fraction(0),
        video=VideoFacts(
            size=Size(853, 481), rate=Fraction(0), codec="png", pixel_format="rgba", has_alpha=True
        ),
    )


def _song() -> Media:
    return Media(
        id=MediaId("media-song"),
        path="/music/song.wav",
        sha256="ef" * 32,
        size_bytes=99,
        kind=MediaKind.AUDIO,
        duration=Fraction(240),
        audio=AudioFacts(codec="pcm_s16le", sample_rate=44100, channels=1),
    )


texts = st.text(max_size=12)
ids = st.sampled_from([f"id-{n}" for n in range(6)])
numbers = st.floats(allow_nan=False, allow_infinity=False)
fractions = st.fractions(min_value=-(10**6), max_value=10**6)
frames = st.integers(0, 10**9)
lengths = st.integers(1, 10**9)
options = st.lists(
    st.tuples(texts, st.one_of(texts, st.integers(-(2**64), 2**64 - 1), numbers, st.booleans())),
    max_size=3,
).map(tuple)
sizes = st.builds(Size, st.integers(1, 99_999), st.integers(1, 99_999))
canvases = st.builds(
    Size,
    st.integers(8, 4096).map(lambda half: 2 * half),
    st.integers(8, 4096).map(lambda half: 2 * half),
)
rates = st.sampled_from([FrameRate(24), NTSC, FrameRate(25, 2), FrameRate(30000, 1001)])
keys = st.builds(Key, time=fractions, value=numbers, ease=st.sampled_from(Ease))
varyings = st.one_of(numbers, st.builds(Curve, st.lists(keys, max_size=3).map(tuple)))
placements = st.builds(
    Placement,
    fit=st.none() | st.sampled_from(Fit),
    crop=st.builds(Crop, left=numbers, top=numbers),
    scale=varyings,
    x=varyings,
    y=varyings,
    rotation_degrees=varyings,
    opacity=varyings,
)
transitions = st.builds(
    Transition,
    kind=texts,
    in_offset=frames,
    out_offset=frames,
    hold=st.booleans(),
    params=options,
)
sources = st.one_of(st.builds(SlotSource, ids), st.builds(MediaSource, ids))
clips = st.builds(
    Clip,
    id=ids,
    source=sources,
    length=lengths,
    source_in=fractions,
    speed=fractions,
    enter=st.none() | transitions,
    placement=placements,
    gain_db=numbers,
    fade_in=frames,
    enabled=st.booleans(),
    link=st.none() | ids.map(LinkId),
    name=texts,
)
tracks = st.builds(
    Track,
    id=ids,
    kind=st.sampled_from(TrackKind),
    name=texts,
    items=st.lists(st.one_of(clips, st.builds(Gap, lengths)), max_size=3).map(tuple),
    muted=st.booleans(),
)
markers = st.builds(Marker, id=ids, frame=frames, name=texts, note=texts, color=texts)
timelines = st.builds(
    Timeline,
    tracks=st.lists(tracks, max_size=2).map(tuple),
    markers=st.lists(markers, max_size=2).map(tuple),
    next_number=lengths,
)
frame_links = st.one_of(st.builds(ImageFrame, ids), st.builds(FrameOfSlot, ids, st.booleans()))
slots = st.builds(
    Slot,
    id=ids,
    name=texts,
    prompt=st.text(max_size=200),
    seconds=fractions,
    seed=st.none() | st.integers(0, 2**63),
    size=st.none() | sizes,
    first_frame=st.none() | frame_links,
    last_frame=st.none() | frame_links,
    options=options,
    chosen=st.none() | ids.map(TakeId),
    verdicts=st.lists(st.builds(Verdict, take_id=ids, stars=st.integers(0, 5)), max_size=2).map(
        tuple
    ),
)
media = st.builds(
    Media,
    id=ids,
    path=texts,
    sha256=texts,
    size_bytes=st.integers(0, 2**63 - 1),
    kind=st.sampled_from(MediaKind),
    duration=fractions,
    video=st.none()
    | st.builds(VideoFacts, size=sizes, rate=fractions, codec=texts, pixel_format=texts),
    audio=st.none()
    | st.builds(
        AudioFacts, codec=texts, sample_rate=st.integers(1, 192_000), channels=st.integers(1, 64)
    ),
)
costs = st.builds(
    Cost,
    amount=st.decimals(-(10**9), 10**9, places=6),
    currency=texts,
    billed=st.booleans(),
)
recipes = st.builds(
    Recipe,
    prompt=texts,
    negative=texts,
    seed=st.integers(0, 2**63),
    provider=texts,
    model=texts,
    size=sizes,
    rate=fractions,
    seconds=fractions,
    references=st.lists(
        st.builds(Reference, role=st.sampled_from(ReferenceRole), sha256=texts, changed=texts),
        max_size=2,
    ).map(tuple),
    parent=st.none() | ids.map(TakeId),
    options=options,
)
takes = st.builds(
    Take,
    id=ids,
    slot_id=ids,
    number=lengths,
    media_id=ids,
    recipe=recipes,
    created_at=texts,
    job_id=texts,
    cost=st.none() | costs,
)
entries = st.builds(Entry, id=ids, kind=st.sampled_from(EntryKind), text=texts)
projects = st.builds(
    Project,
    name=texts,
    settings=st.builds(Settings, size=canvases, rate=rates, fit=st.sampled_from(Fit)),
    slots=st.lists(slots, max_size=2, unique_by=lambda slot: slot.id).map(Table),
    book=st.builds(
        Book,
        entries=st.lists(entries, max_size=2, unique_by=lambda entry: entry.id).map(Table),
    ),
    timeline=timelines,
    pool=st.builds(
        MediaPool,
        media=st.lists(media, max_size=2, unique_by=lambda file: file.id).map(Table),
        takes=st.lists(takes, max_size=2, unique_by=lambda take: take.id).map(Table),
    ),
)
"""Any film that can be written: not only sound ones."""
