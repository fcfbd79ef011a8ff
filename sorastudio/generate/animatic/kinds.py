"""The kinds of things a prompt can ask for."""

from __future__ import annotations

from enum import StrEnum


class Place(StrEnum):
    SEA = "sea"
    LAKE = "lake"
    RIVER = "river"
    UNDERWATER = "underwater"
    FOREST = "forest"
    FIELD = "field"
    MOUNTAIN = "mountain"
    SNOW = "snow"
    DESERT = "desert"
    SKY = "sky"
    SPACE = "space"
    CITY = "city"
    ROAD = "road"
    ROOM = "room"
    HALL = "hall"
    WINDOW = "window"
    FACE = "face"


class Hour(StrEnum):
    DAWN = "dawn"
    NOON = "noon"
    GOLDEN = "golden"
    DUSK = "dusk"
    NIGHT = "night"
    NEON = "neon"
    STORM = "storm"
    MIST = "mist"


class Season(StrEnum):
    SPRING = "spring"
    SUMMER = "summer"
    AUTUMN = "autumn"
    WINTER = "winter"


class Move(StrEnum):
    ZOOM_IN = "zoom in"
    ZOOM_OUT = "zoom out"
    PUSH = "push"
    PULL = "pull"
    PAN_LEFT = "pan left"
    PAN_RIGHT = "pan right"
    TILT_UP = "tilt up"
    TILT_DOWN = "tilt down"
    TRUCK_LEFT = "truck left"
    TRUCK_RIGHT = "truck right"
    ORBIT = "orbit"
    STATIC = "static"


class Weather(StrEnum):
    RAIN = "rain"
    SNOWFALL = "snowfall"
    DUST = "dust"
    FOG = "fog"
    EMBERS = "embers"
    FIREFLIES = "fireflies"
    STARS = "stars"
    PETALS = "petals"
    LEAVES = "leaves"
    BUBBLES = "bubbles"
    LIGHTNING = "lightning"


class Shape(StrEnum):
    """Who or what stands in the picture."""

    PERSON = "person"
    CHILD = "child"
    COUPLE = "couple"
    WEDDING = "wedding"
    BALLOON_HEAD = "balloon head"
    ASTRONAUT = "astronaut"
    ROBOT = "robot"
    BOAT = "boat"
    CAR = "car"
    TRAIN = "train"
    BICYCLE = "bicycle"
    BIRD = "bird"
    CAT = "cat"
    DOG = "dog"
    HORSE = "horse"
    GIRAFFE = "giraffe"
    FLAMINGO = "flamingo"
    GIRAFFE_FLAMINGO = "giraffe-flamingo"
    ELEPHANT = "elephant"
    FISH = "fish"
    WHALE = "whale"
    JELLYFISH = "jellyfish"
    BALLOON = "balloon"
    AIRSHIP = "hot-air balloon"
    HOUSE = "house"
    LIGHTHOUSE = "lighthouse"
    LAMP = "lamp"
    TREE = "tree"
    CACTUS = "cactus"
    FLOWERS = "flowers"
    BOOKS = "books"
    SUN = "sun"
    MOON = "moon"
    PLANET = "planet"


class Tone(StrEnum):
    """Words that grade the whole picture without naming a hue."""

    PASTEL = "pastel"
    VIVID = "vivid"
    FADED = "faded"
    MONOCHROME = "monochrome"
    DARK = "dark"
    BRIGHT = "bright"
    WARM = "warm"
    COLD = "cold"
