"""The vocabulary: which English words mean which place, hour, weather, figure, colour."""

from __future__ import annotations

from sorastudio.generate.animatic.kinds import Hour, Place, Season, Shape, Tone, Weather

PLACES: dict[Place, str] = {
    Place.SEA: "sea ocean beach coast shore wave surf tide island harbor harbour bay seaside cliff "
    "sail maritime pier lagoon",
    Place.LAKE: "lake pond lakeside reservoir marsh swamp wetland",
    Place.RIVER: "river stream creek brook canal waterfall riverbank",
    Place.UNDERWATER: "underwater undersea submarine coral reef seabed aquarium deep-sea",
    Place.FOREST: "forest wood woods woodland jungle grove rainforest orchard pine treetop bamboo",
    Place.FIELD: "field meadow grass grassland prairie garden farm hill hillside countryside park "
    "wheat lavender savanna savannah steppe vineyard pasture picnic",
    Place.MOUNTAIN: "mountain alp alpine peak summit valley canyon ridge volcano highland himalaya "
    "fjord",
    Place.SNOW: "snowfield glacier tundra arctic antarctic ski iceberg snowscape ice",
    Place.DESERT: "desert dune sahara mesa badland oasis mojave",
    Place.SKY: "sky cloud heaven stratosphere airplane aeroplane plane flight",
    Place.SPACE: "space galaxy nebula cosmos orbiting planet asteroid spaceship spacecraft "
    "universe milky cosmic interstellar starship mars moonscape",
    Place.CITY: "city town street downtown skyline skyscraper tokyo paris london york alley market "
    "urban building rooftop village plaza square avenue cyberpunk metropolis crowd bridge lagos",
    Place.ROAD: "road highway freeway motorway drive driving roadtrip route",
    Place.ROOM: "room kitchen bedroom house-interior interior indoor indoors studio shop store "
    "library office cafe café restaurant bar apartment living museum gallery classroom attic "
    "diner workshop church chapel supermarket bathroom ballroom theater theatre",
    Place.HALL: "hall hallway corridor tunnel passage doorway staircase elevator subway cave "
    "wormhole portal",
    Place.WINDOW: "window carriage compartment windshield commute",
    Place.FACE: "face portrait close-up closeup eye headshot",
}

HOURS: dict[Hour, str] = {
    Hour.DAWN: "dawn sunrise daybreak morning early",
    Hour.NOON: "noon midday day daytime daylight sunny bright sunlit afternoon sunshine blue-sky",
    Hour.GOLDEN: "golden sunset sunlight amber honey sundown",
    Hour.DUSK: "dusk twilight evening nightfall gloaming blue-hour",
    Hour.NIGHT: "night midnight moonlight moonlit nocturnal nighttime starry starlit",
    Hour.NEON: "neon cyberpunk synthwave vaporwave nightclub disco arcade karaoke",
    Hour.STORM: "storm stormy thunderstorm tempest hurricane thunder overcast gloomy ominous",
    Hour.MIST: "mist misty fog foggy haze hazy",
}

SEASONS: dict[Season, str] = {
    Season.SPRING: "spring april blossom cherry springtime bloom",
    Season.SUMMER: "summer summery july august june",
    Season.AUTUMN: "autumn fall autumnal october november harvest",
    Season.WINTER: "winter wintry december january christmas frozen frost icy snow snowy",
}

WEATHERS: dict[Weather, str] = {
    Weather.RAIN: "rain rainy downpour drizzle monsoon raindrop shower",
    Weather.SNOWFALL: "snow snowy snowing snowfall snowflake blizzard snowstorm",
    Weather.DUST: "dust dusty sandstorm pollen mote",
    Weather.FOG: "fog foggy mist misty haze hazy smoke smoky steam",
    Weather.EMBERS: "ember fire flame burning bonfire campfire spark lava wildfire blaze",
    Weather.FIREFLIES: "firefly lantern fairy magic magical enchanted glowing bioluminescent",
    Weather.STARS: "star starry stars starlit constellation milky aurora",
    Weather.PETALS: "petal blossom sakura cherry confetti wedding",
    Weather.LEAVES: "leaf leaves",
    Weather.BUBBLES: "bubble",
    Weather.LIGHTNING: "lightning thunder thunderstorm",
}

SHAPES: dict[Shape, str] = {
    Shape.PERSON: "person man woman guy lady people figure someone he she traveler traveller "
    "dancer painter singer farmer detective hero protagonist friend mother father grandmother "
    "grandma grandfather stranger wizard samurai cowboy surfer hiker",
    Shape.CHILD: "child kid boy girl toddler children",
    Shape.COUPLE: "couple lover lovers newlywed pair two-people",
    Shape.WEDDING: "wedding bride groom marriage",
    Shape.ASTRONAUT: "astronaut cosmonaut spaceman",
    Shape.ROBOT: "robot android cyborg",
    Shape.BOAT: "boat ship sailboat yacht sail canoe galleon vessel pirate raft",
    Shape.CAR: "car jeep suv taxi truck convertible automobile cadillac van vehicle bus",
    Shape.TRAIN: "train locomotive tram railway",
    Shape.BICYCLE: "bicycle bike cyclist cycling",
    Shape.BIRD: "bird gull seagull crow swallow dove eagle crane flock pigeon",
    Shape.CAT: "cat kitten",
    Shape.DOG: "dog puppy corgi retriever wolf fox",
    Shape.HORSE: "horse pony unicorn deer",
    Shape.GIRAFFE: "giraffe",
    Shape.FLAMINGO: "flamingo heron",
    Shape.ELEPHANT: "elephant mammoth",
    Shape.FISH: "fish goldfish shark",
    Shape.WHALE: "whale dolphin",
    Shape.JELLYFISH: "jellyfish jelly",
    Shape.BALLOON: "balloon",
    Shape.AIRSHIP: "hot-air airship zeppelin",
    Shape.HOUSE: "house cabin cottage hut barn home farmhouse",
    Shape.LIGHTHOUSE: "lighthouse",
    Shape.LAMP: "lamp streetlamp streetlight lamppost lantern",
    Shape.TREE: "tree oak willow palm baobab",
    Shape.CACTUS: "cactus cacti saguaro",
    Shape.FLOWERS: "flower tulip rose sunflower poppy daisy blossom lavender florist bouquet",
    Shape.BOOKS: "book library bookshop bookstore",
    Shape.SUN: "sun",
    Shape.MOON: "moon moonlight moonlit",
    Shape.PLANET: "planet saturn jupiter",
}

TONES: dict[Tone, str] = {
    Tone.PASTEL: "pastel dreamy soft gentle watercolor watercolour delicate",
    Tone.VIVID: "vivid vibrant saturated colorful colourful psychedelic rainbow",
    Tone.FADED: "vintage retro 1970s 70s 1960s 60s nostalgic faded polaroid 16mm 35mm 8mm "
    "analog old",
    Tone.MONOCHROME: "monochrome black-and-white noir grayscale greyscale",
    Tone.DARK: "dark dim moody shadowy somber",
    Tone.BRIGHT: "bright luminous airy radiant light-filled",
    Tone.WARM: "warm cozy cosy",
    Tone.COLD: "cold chilly frozen icy",
}

COLORS: dict[str, tuple[int, int, int]] = {
    "red": (206, 48, 42),
    "crimson": (176, 24, 50),
    "scarlet": (214, 44, 32),
    "orange": (236, 128, 40),
    "amber": (240, 168, 48),
    "yellow": (246, 204, 58),
    "gold": (232, 184, 72),
    "green": (66, 146, 74),
    "emerald": (28, 140, 100),
    "olive": (128, 130, 56),
    "teal": (24, 132, 138),
    "turquoise": (52, 188, 182),
    "cyan": (56, 190, 220),
    "blue": (44, 96, 196),
    "indigo": (58, 50, 150),
    "purple": (118, 60, 170),
    "violet": (140, 84, 200),
    "lavender": (172, 150, 222),
    "magenta": (212, 52, 150),
    "pink": (240, 140, 172),
    "rose": (226, 112, 132),
    "brown": (126, 80, 50),
    "white": (240, 238, 230),
    "black": (34, 32, 38),
    "silver": (190, 196, 204),
    "grey": (130, 132, 136),
    "gray": (130, 132, 136),
}

NEGATIONS = frozenset(
    [
        "no",
        "not",
        "without",
        "never",
        "sans",
        "minus",
        "non",
        "free-of",
        "n't",
        "don't",
        "isn't",
        "avoid",
    ]
)
SETTING = frozenset(
    [
        "in",
        "into",
        "on",
        "at",
        "through",
        "across",
        "over",
        "inside",
        "by",
        "near",
        "along",
        "above",
        "under",
    ]
)
PAINTS_ALL = frozenset(
    [
        "light",
        "lit",
        "tones",
        "tone",
        "palette",
        "hues",
        "hue",
        "glow",
        "world",
        "everything",
        "color",
    ]
)
"""After one of these, a colour word rules the picture instead of one figure."""
