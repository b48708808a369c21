"""The numbers of a text with their units, by value: digits of every script, separators as the language writes them. No Django here."""

import re
from dataclasses import dataclass
from decimal import Decimal

DECIMAL_COMMA = ("vi", "id")
_SCALES = {
    "en": {"thousand": 3, "million": 6, "billion": 9},
    "ja": {"万": 4, "億": 8},
    "ko": {"만": 4, "억": 8, "천": 3, "백만": 6},
    "zh-hans": {"万": 4, "亿": 8},
    "zh-hant": {"萬": 4, "億": 8},
    "th": {"พัน": 3, "หมื่น": 4, "แสน": 5, "ล้าน": 6},
    "vi": {"nghìn": 3, "ngàn": 3, "triệu": 6, "tỷ": 9, "tỉ": 9},
    "id": {"ribu": 3, "juta": 6, "miliar": 9},
    "ms": {"ribu": 3, "juta": 6, "bilion": 9},
    "fil": {"libo": 3, "milyon": 6, "bilyon": 9},
}
_UNITS = {  # unit: its names, in words of every language, as they stand behind a number
    "%": "%|％|٪|percent|per cent|パーセント|퍼센트|เปอร์เซ็นต์|phần trăm|persen|peratus|porsyento|porsiyento",
    "‰": "‰",
    "kg": "kg|公斤|千克|キログラム|킬로그램|กก.|กิโลกรัม|kilogram|kilo",
    "g": "g|克|グラム|그램|กรัม|grams|gram|gramo",
    "mg": "mg|毫克|ミリグラム|밀리그램|มก.|มิลลิกรัม|miligam|miligram|miligramo|milligrams|milligram",
    "µg": "µg|μg|mcg|ug|微克|マイクログラム|마이크로그램|มคก.|ไมโครกรัม|mikrogam|mikrogram|microgramo|micrograms",
    "ng": "ng|纳克|奈克|ナノグラム|나노그램|นาโนกรัม",
    "l": "L|l|リットル|리터|升|ลิตร|lít|liter|litro|litres|litre",
    "ml": "mL|ml|cc|毫升|ミリリットル|밀리리터|มล.|มิลลิลิตร|mililít|mililiter|mililitro|millilitres",
    "dl": "dL|dl",
    "µl": "µL|μL|µl|μl|uL",
    "mm": "mm|毫米|公釐|ミリメートル|ミリ|밀리미터|มม.|มิลลิเมตร|milimét|milimeter|milimetro|millimetres|millimetre",
    "cm": "cm|厘米|公分|センチメートル|センチ|센티미터|ซม.|เซนติเมตร|centimét|sentimeter|sentimetro|centimetres",
    "km": "km|公里|千米|キロメートル|킬로미터|กม.|กิโลเมตร|kilometres",
    "mmhg": "mmHg|毫米汞柱",
    "mmol": "mmol",
    "µmol": "µmol|μmol|umol",
    "iu": "IU",
    "gy": "Gy",
    "°c": "°C|℃|องศาเซลเซียส|摄氏度",
    "mg/m²": "mg/m²|mg/m2|mg/㎡|毫克/平方米",
    "m²": "m²|m2|㎡|平方米|平方公尺|ตร.ม.",
}
_PER = r"(?:\s?/\s?(?:m²|m2|kg|mL|ml|dL|dl|L|l|day|h|hr|min|week))"
_CANON = {name: unit for unit, names in _UNITS.items() for name in names.split("|")}
_NAMES = "|".join(re.escape(name) for name in sorted(_CANON, key=len, reverse=True))
_UNIT = re.compile(rf"\s?(?P<name>{_NAMES})(?P<per>{_PER})?(?![A-Za-zÀ-ỹ0-9²])")
_BEFORE = ("ร้อยละ", "百分之")  # percent, said before the number
_NUMBER = re.compile(
    r"(?<![A-Za-z0-9_])(?P<sign>(?<![A-Za-z0-9)\]])[-−](?=\d))?"
    r"(?P<digits>\d{1,3}(?:[\u00a0\u202f\u2009]\d{3})+(?:[.,]\d+)?|\d+(?:[.,٫٬]\d+)*)(?::00(?!\d))?"
)
_LETTERED = re.compile(
    r"(?<![A-Za-z])(?=[A-Za-z\d-]*\d)(?:[A-Za-z]*[A-Z][A-Za-z]*-|[A-Za-z]+)\d[\w.]*(?:\(\w+\))?", re.ASCII
)  # HER2, E6(R3), COVID-19
_NUMERALS = """
zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty
"""
_MONTHS = "january february march april may june july august september october november december"
_ENGLISH = {
    **{word: number for number, word in enumerate(_NUMERALS.split())},
    **{name: number for number, name in enumerate(_MONTHS.split(), 1)},
    **{name[:3]: number for number, name in enumerate(_MONTHS.split(), 1)},
    **dict.fromkeys(["a", "an", "first", "once", "single", "another", "each", "every", "per"], 1),
    **dict.fromkeys(["daily", "weekly", "monthly", "yearly", "annual", "annually"], 1),
    **dict.fromkeys(["second", "twice", "both", "pair", "double", "half"], 2),
    **dict.fromkeys(["none", "nothing", "no"], 0),
    **{"third": 3, "fourth": 4, "quarter": 4, "fifth": 5, "sixth": 6, "dozen": 12, "thirty": 30, "forty": 40, "fifty": 50},
    **{"sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90, "hundred": 100, "thousand": 1000},
}
_ROMAN = {"I": 1, "II": 2, "III": 3, "IV": 4, "V": 5, "VI": 6, "VII": 7, "VIII": 8, "IX": 9, "X": 10}
_ROMAN_SIGNS = {chr(0x2160 + number): number + 1 for number in range(12)}
_AFTERNOON = re.compile(r"(?:[:.]\d\d)?\s?p\.?\s?m\b", re.IGNORECASE)


@dataclass(frozen=True)
class Amount:
    """A number of a text as it stands there, what it may mean, and its unit ("" where none follows)."""

    text: str
    values: frozenset[Decimal]
    unit: str = ""


def amounts_of(text: str, language: str) -> list[Amount]:
    """The numbers of a plain text in `language`, in order. Names like HER2 or COVID-19 are none."""
    blanked = _LETTERED.sub(lambda match: " " * len(match.group()), text)
    return [_amount(match, text, language) for match in _NUMBER.finditer(blanked)]


def also_said(text: str) -> set[Decimal]:
    """Numbers that a text says without digits: English words and months, roman numerals."""
    words = re.findall(r"[a-z]+", text.lower())
    said = {Decimal(_ENGLISH[word]) for word in words if word in _ENGLISH} | (
        {Decimal("0.5"), Decimal(30)} if "half" in words else set()
    )
    said |= {Decimal(_ROMAN[word]) for word in re.findall(r"(?<![A-Za-z])[IVX]+(?![A-Za-z])", text) if word in _ROMAN}
    said |= {Decimal(number) for sign, number in _ROMAN_SIGNS.items() if sign in text}
    return said


def value_of(digits: str, language: str) -> Decimal:
    """What a number means in `language`: 1.000 is a thousand in Vietnamese and Indonesian; 0.05 is what it is everywhere."""
    plain = re.sub(r"[\u00a0\u202f\u2009٬]", "", digits).replace("٫", ".")
    plain = "".join(str(int(sign)) if sign.isdecimal() else sign for sign in plain)
    group, point = (".", ",") if language in DECIMAL_COMMA else (",", ".")
    if re.fullmatch(rf"[1-9]\d{{0,2}}(?:{re.escape(group)}\d{{3}})+(?:{re.escape(point)}\d+)?", plain):
        plain = plain.replace(group, "").replace(point, ".")
    elif plain.count(point) == 1 and group not in plain:
        plain = plain.replace(point, ".")
    elif plain.count(group) == 1 and point not in plain:
        plain = plain.replace(group, ".")
    else:
        plain = re.sub(r"[.,]", "", plain)
    return Decimal(plain).normalize()


def compared(source: list[Amount], target: list[Amount]) -> tuple[list[Amount], list[Amount], list[tuple[Amount, Amount]]]:
    """(missing in the target, there in addition, pairs whose units differ). The same number said more or less often is neither."""
    left, missing, paired = list(target), [], []
    for amount in source:
        matches = [other for other in left if other.values & amount.values]
        if not matches:
            if not any(other.values & amount.values for other in target):
                missing.append(amount)
            continue
        best = next((other for other in matches if other.unit == amount.unit), matches[0])
        left.remove(best)
        paired.append((amount, best))
    known = frozenset().union(*(amount.values for amount in source))
    return missing, [other for other in left if not other.values & known], [pair for pair in paired if pair[0].unit != pair[1].unit]


def _amount(match: re.Match, text: str, language: str) -> Amount:
    rest = text[match.end() :]
    value = value_of(match["digits"], language) * (-1 if match["sign"] else 1)
    values = {value}
    scale = _scale(rest, language)
    if scale:
        values.add((value * 10**scale).normalize())
    if language == "th" and 2400 <= value <= 2700:  # years of the Buddhist era
        values.add(value - 543)
    if language == "en" and value < 12 and _AFTERNOON.match(rest):
        values.add(value + 12)
    name = "%" if text[: match.start()].rstrip().endswith(_BEFORE) else _unit(rest, language)
    return Amount(match.group(), frozenset(values), name)


def _unit(rest: str, language: str) -> str:
    found = _UNIT.match(rest)
    if not found or (found["name"] == "ng" and language == "fil"):  # “4 ng …” is “4 of …”
        return ""
    return _CANON[found["name"]] + re.sub(r"\s", "", found["per"] or "").lower().replace("m2", "m²")


def _scale(rest: str, language: str) -> int:
    """Powers of ten that follow in words: 1.5 million, 150万."""
    names = _SCALES.get(language, {})
    ahead = rest.lstrip(" \u00a0")
    return max((power for name, power in names.items() if ahead.lower().startswith(name)), default=0)
