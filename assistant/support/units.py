"""Words of measure, and of number, each with what it stands for."""

UNITS = {  # forms of two words are written with "_" between them
    "%": "% percent percentage per_cent",
    "points": "percentage_points percentage_point pp",
    "$": "$ us$ usd dollar dollars",
    "€": "€ eur euro euros",
    "£": "£ gbp pounds_sterling",
    "¥": "¥ jpy yen",
    "chf": "chf sfr franc francs swiss_francs",
    "cent": "cent cents",
    "penny": "p penny pence",
    "km": "km kms kilometre kilometres kilometer kilometers",
    "m": "m metre metres meter meters",
    "cm": "cm centimetre centimetres centimeter centimeters",
    "mm": "mm millimetre millimetres millimeter millimeters",
    "mile": "mi mile miles",
    "foot": "ft foot feet",
    "inch": "inch inches",
    "km/h": "km/h kph kmh kilometres_per_hour kilometers_per_hour kilometres_an_hour kilometers_an_hour",
    "mph": "mph miles_per_hour miles_an_hour",
    "m/s": "m/s metres_per_second meters_per_second",
    "m²": "m² m2 sqm sq_m square_metre square_metres square_meter square_meters",
    "km²": "km² km2 sq_km square_kilometre square_kilometres square_kilometer square_kilometers",
    "ft²": "ft² sqft sq_ft square_foot square_feet",
    "mile²": "sq_mi square_mile square_miles",
    "ha": "ha hectare hectares",
    "acre": "acre acres",
    "m³": "m³ m3 cubic_metre cubic_metres cubic_meter cubic_meters",
    "l": "l litre litres liter liters",
    "ml": "ml millilitre millilitres milliliter milliliters",
    "cl": "cl centilitre centilitres",
    "gallon": "gal gallon gallons",
    "pint": "pint pints",
    "kg": "kg kgs kilo kilos kilogram kilograms",
    "g": "g gram grams gramme grammes",
    "mg": "mg milligram milligrams milligramme milligrammes",
    "µg": "µg μg mcg ug microgram micrograms",
    "tonne": "t ton tons tonne tonnes",
    "lb": "lb lbs pound_weight",
    "oz": "oz ounce ounces",
    "second": "s sec secs second seconds",
    "ms": "ms millisecond milliseconds",
    "minute": "min mins minute minutes",
    "hour": "h hr hrs hour hours",
    "day": "day days",
    "week": "week weeks",
    "month": "month months",
    "year": "yr yrs year years",
    "°c": "°c ºc celsius degrees_celsius degree_celsius degrees_c",
    "°f": "°f ºf fahrenheit degrees_fahrenheit degree_fahrenheit degrees_f",
    "w": "w watt watts",
    "kw": "kw kilowatt kilowatts",
    "mw": "mw megawatt megawatts",
    "gw": "gw gigawatt gigawatts",
    "wh": "wh watt_hour watt_hours",
    "kwh": "kwh kilowatt_hour kilowatt_hours",
    "mwh": "mwh megawatt_hour megawatt_hours",
    "gwh": "gwh gigawatt_hour gigawatt_hours",
    "twh": "twh terawatt_hour terawatt_hours",
    "v": "v volt volts",
    "kv": "kv kilovolt kilovolts",
    "kb": "kb kilobyte kilobytes",
    "mb": "mb megabyte megabytes",
    "gb": "gb gigabyte gigabytes",
    "tb": "tb terabyte terabytes",
    "mbit/s": "mbit/s mbps mb/s megabits_per_second",
    "gbit/s": "gbit/s gbps gigabits_per_second",
    "hz": "hz hertz",
    "mhz": "mhz megahertz",
    "ghz": "ghz gigahertz",
    "th": "st nd rd th",
    "decade": "",  # of a figure such as 1990s
    "clock": "",  # minutes after midnight
}
MONEY = frozenset("$ € £ ¥ chf".split())
CASED = frozenset("g l h t m V W".split())  # single letters that stand for a unit after a space as well
# What is measured, and how much of it one unit is.
MEASURES = {
    "km": ("length", 1e3), "m": ("length", 1.0), "cm": ("length", 1e-2), "mm": ("length", 1e-3),
    "m²": ("area", 1.0), "ha": ("area", 1e4), "km²": ("area", 1e6),
    "m³": ("volume", 1e3), "l": ("volume", 1.0), "cl": ("volume", 1e-2), "ml": ("volume", 1e-3),
    "tonne": ("mass", 1e6), "kg": ("mass", 1e3), "g": ("mass", 1.0), "mg": ("mass", 1e-3), "µg": ("mass", 1e-6),
    "week": ("time", 604_800.0), "day": ("time", 86_400.0), "hour": ("time", 3600.0), "minute": ("time", 60.0),
    "second": ("time", 1.0), "ms": ("time", 1e-3), "year": ("months", 12.0), "month": ("months", 1.0),
    "w": ("power", 1.0), "kw": ("power", 1e3), "mw": ("power", 1e6), "gw": ("power", 1e9),
    "wh": ("energy", 1.0), "kwh": ("energy", 1e3), "mwh": ("energy", 1e6), "gwh": ("energy", 1e9),
    "twh": ("energy", 1e12), "v": ("voltage", 1.0), "kv": ("voltage", 1e3),
    "hz": ("frequency", 1.0), "mhz": ("frequency", 1e6), "ghz": ("frequency", 1e9),
    "mbit/s": ("rate", 1.0), "gbit/s": ("rate", 1e3),
}  # fmt: skip
UNIT_OF = {form.replace("_", " "): unit for unit, forms in UNITS.items() for form in forms.split()}
SCALES = {"hundred": 1e2, "thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12, "dozen": 12.0}
SHORT_SCALES = {"k": 1e3, "m": 1e6, "mn": 1e6, "bn": 1e9, "b": 1e9, "tn": 1e12}
SMALL = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen"
).split()
TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
WORDS = {word: float(n) for n, word in enumerate(SMALL)} | {word: 20.0 + 10 * n for n, word in enumerate(TENS)}
ORDINALS = "fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth".split()
ORDINALS += "sixteenth seventeenth eighteenth nineteenth twentieth".split()
ORDINAL = {word: 4.0 + n for n, word in enumerate(ORDINALS)} | {"twenty-first": 21.0}
FRACTIONS = {"½": 0.5, "¼": 0.25, "¾": 0.75}
DECADES = {word: 1920.0 + 10 * n for n, word in enumerate("twenties thirties forties fifties sixties".split())}
DECADES |= {"seventies": 1970.0, "eighties": 1980.0, "nineties": 1990.0}
MOMENTS = {"noon": 720.0, "midday": 720.0, "midnight": 0.0}  # minutes after midnight
EARLY = {1.0: "first", 2.0: "second", 3.0: "third"}  # ordinals that are ordinary words; "1st" is the same
