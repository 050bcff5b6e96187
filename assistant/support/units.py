"""Words of measure, and of number, each with what it stands for."""

UNITS = {
    "%": "% percent percentage",
    "$": "$ us$ usd dollar dollars",
    "€": "€ eur euro euros",
    "£": "£ gbp",
    "km": "km kms kilometre kilometres kilometer kilometers",
    "m": "m metre metres meter meters",
    "cm": "cm centimetre centimetres centimeter centimeters",
    "mm": "mm millimetre millimetres millimeter millimeters",
    "mile": "mi mile miles",
    "foot": "ft foot feet",
    "inch": "inch inches",
    "kg": "kg kgs kilo kilos kilogram kilograms",
    "g": "g gram grams gramme grammes",
    "tonne": "t ton tons tonne tonnes",
    "second": "s sec secs seconds",
    "minute": "min mins minute minutes",
    "hour": "h hr hrs hour hours",
    "day": "day days",
    "week": "week weeks",
    "month": "month months",
    "year": "yr yrs year years",
    "°c": "°c celsius",
    "°f": "°f fahrenheit",
    "mw": "mw megawatt megawatts",
    "gw": "gw gigawatt gigawatts",
    "th": "st nd rd th",
    "decade": "",  # of a figure such as 1990s
    "time": "",  # minutes after midnight
}
UNIT_OF = {form: unit for unit, forms in UNITS.items() for form in forms.split()}
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
