"""A date as feeds write it, in whatever format and language → an aware datetime in UTC, or `None`.

It doesn't ask the clock and doesn't guess a year: what has none is no date. It reads a date by its parts rather than
by a list of formats, because the formats in feeds are endless and the parts are few.
"""

# ruff: noqa: RUF001  # months stand here in their own alphabets

import re
import unicodedata
from datetime import UTC, date, datetime, time, timedelta, timezone

# Blogs are younger than 1990; what is dated earlier, or to the epoch, is a computer's default.
_YEAR_ONE = re.compile(r"(?:mon, )?0?1 jan 0001\b|0001-01-01(?!\d)", re.IGNORECASE)
_EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)
_LATEST = datetime(2100, 1, 1, tzinfo=UTC)

_ISO = re.compile(
    r"""(?:[^\W\d]{2,9}\.?,?\s+)?                       # a weekday, which ISO 8601 doesn't have
    ([12]\d{3})-?(\d{1,2})(?:-?(\d{1,2}))?(?![\d-])     # 2024-05-01, 2024-5-1, 20240501, 2024-05
    (?:\s*[T,]\s*|\s+(?:at\s+|-\s+)?|(?=Z)|$)           # then a time may follow
    (?:(\d{1,2}):?(\d{2})(?::?(\d{2}|(?<=:)\d(?!\d)))?(?:[.,:]\d+)?)?
    \s*(.*)""",
    re.VERBOSE | re.IGNORECASE,
)
_RFC822 = re.compile(
    r"(?:[a-z]{3},?\s+)?(\d{1,2})\s+([a-z]{3})\s+(\d{4})\s+(\d{1,2}):(\d{2})(?::(\d{2}))?(?:\s+([+-]\d{4}|gmt|utc?|z))?",
    re.IGNORECASE,
)
_WEEK = re.compile(r"(\d{4})-?W(\d{2})(?:-?([1-7]))?(?!\d)(.*)")
_ORDINAL = re.compile(r"(\d{4})-(\d{3})(?!\d)(.*)")
_YEAR = re.compile(r"\d{4}")
_EPOCH = re.compile(r"(\d{9,10})(?:\.\d+)?|(\d{13})")
_DIGITS_ONLY = re.compile(r"(\d{4})(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})?")
_EAST_ASIAN = re.compile(r"(\d{4})\s*[年년]\s*(\d{1,2})\s*[月월]\s*(\d{1,2})\s*[日일]?(.*)")
_TIME = re.compile(
    r"(?<![\d+-])(\d{1,2})\s*(?:[:：h時时시])\s*(\d{1,2})(?!\d)(?:\s*[:：.분分]\s*(\d{1,2})(?!\d)(?:[.,]\d+)?)?\s*([ap]\.?\s?m\b\.?)?"
    r"|(?<!\d)(\d{1,2})\s*([ap]\.?m\b\.?)",
    re.IGNORECASE,
)
_AFTERNOON = re.compile(r"오후|下午|午後|\bμμ\b|\bч\.?в\b", re.IGNORECASE)
_NUMERIC = re.compile(r"(?<!\d)(\d{1,4})\s?([./ -])\s?(\d{1,2})\s?\2\s?(\d{2,4})(?!\d)")
_OFFSET = re.compile(r"(?:^|[\s:)\dTZ]|\b(?:gmt|utc))-?([+-])(\d{1,2}):?(\d{2})?(?::?\d{2})?(?!\d)", re.IGNORECASE)
_ZONE_IN_DIGITS = re.compile(r"(?:gmt|utc)\s*[+-]\s*\d[\d:]*|[+-]\d{1,2}:?\d{2}(?!\d)", re.IGNORECASE)
_REGION = re.compile(
    r"\b((?:Africa|America|Asia|Atlantic|Australia|Europe|Indian|Pacific)/[A-Z][A-Za-z_-]+(?:/[A-Z][A-Za-z_]+)?)\b"
)
_WORD = re.compile(r"[^\W\d_]+")

# Abbreviations are ambiguous (CST, IST, BST): each is what it most often means in feeds. Minutes east of Greenwich.
_ZONES = {
    name: round(float(hours) * 60)
    for hours, names in {
        "-10": "hst", "-9": "akst", "-8": "pst pt akdt", "-7": "mst mt pdt", "-6": "cst ct mdt", "-5": "est et cdt", "-4": "ast at edt clt",
        "-3.5": "nst", "-3": "adt brt art", "-2.5": "ndt", "0": "gmt utc ut z wet", "1": "cet met mez bst west wat",
        "2": "cest mest mesz eet sast cat", "3": "eest msk trt eat", "4": "msd gst", "5": "pkt", "5.5": "ist", "7": "ict wib",
        "8": "sgt hkt pht awst", "9": "jst kst", "9.5": "acst", "10": "aest", "10.5": "acdt", "11": "aedt", "12": "nzst", "13": "nzdt",
    }.items()
    for name in names.split()
}  # fmt: skip
# By how their names begin, without accents, in the languages of Europe; longer beginnings first.
_MONTHS = dict(
    sorted(
        (
            (stem, month)
            for month, stems in enumerate(
                (
                    "jan ene gen led sty янв січ oca tam ιαν",
                    "feb fev lut uno фев лют sub hel φεβ",
                    "mar mrt maa brez мар бер μαρ",
                    "apr avr abr kwi dub апр кві nis huh απρ",
                    "may mai maj mag mei kve мая май тра tou μαι μαϊ",
                    "jun juin giu cze cerven июн чер haz kes ιουν",
                    "jul juil lug lip cervenec cervence июл лип tem hei ιουλ",
                    "aug aou ago avg sie srp авг сер agu elo αυγ",
                    "sep set wrz zar сен вер eyl syy σεπ sze",
                    "oct okt ott out paz rij окт жов eki lok οκτ",
                    "nov lis ноя лис kas marras νοε νοϊ",
                    "dec dez dic des gru pro дек гру ara jou δεκ",
                ),
                start=1,
            )
            for stem in stems.split()
        ),
        key=lambda pair: -len(pair[0]),
    )
)
_ENGLISH = ("", "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def is_nobodys_date(text: str) -> bool:
    """Tell whether this is the first moment of the year 1, which Go's programs, Hugo among them, write for no date."""
    return _YEAR_ONE.match(text.strip()) is not None


def parse_date(text: str | None) -> datetime | None:
    """Return the moment that a text names, in UTC; a date without a zone is UTC, one without a time midnight.

    `None` for what is no date, for a day that doesn't exist, and for what is implausible (before 1990, after 2099).
    """
    if not text or not (text := " ".join(text[:200].split()).strip(" \"'")):
        return None
    try:
        moment = next(filter(None, (read(text) for read in _READERS)), None)
    except (ValueError, OverflowError):  # the 31st of February, the year 10000
        return None
    return moment if moment is not None and _EARLIEST <= moment < _LATEST else None


def _rfc822(text: str) -> datetime | None:
    """Read the date of nine in ten RSS feeds."""
    found = _RFC822.fullmatch(text)
    if not found or (month := found[2].lower()) not in _ENGLISH:
        return None
    zone = found[7] or ""
    offset = _minutes(zone[0], zone[1:3], zone[3:]) if zone[:1] in ("+", "-") else 0
    return _moment((int(found[3]), _ENGLISH.index(month), int(found[1])), found.group(4, 5, 6), offset)


def _digits(text: str) -> datetime | None:
    """Read seconds or milliseconds since 1970, a year, and dates of nothing but digits."""
    if found := _EPOCH.fullmatch(text):
        return datetime.fromtimestamp(int(found[1]) if found[1] else int(found[2]) / 1000, UTC)
    if found := _DIGITS_ONLY.fullmatch(text):
        return _moment((int(found[1]), int(found[2]), int(found[3])), found.group(4, 5, 6), 0)
    return _moment((int(text), 1, 1), (None, None, None), 0) if _YEAR.fullmatch(text) else None


def _iso8601(text: str) -> datetime | None:
    """Read calendar dates, weeks and days of the year, with everything that people do to them."""
    if found := _WEEK.match(text):
        return _on(date.fromisocalendar(int(found[1]), int(found[2]), int(found[3] or 1)), found[4])
    if found := _ORDINAL.match(text):
        return _on(date(int(found[1]), 1, 1) + timedelta(days=int(found[2]) - 1), found[3])
    found = _ISO.match(text)
    if not found or not 1 <= int(found[2]) <= 12:
        return None
    meridiem, zone = _meridiem(found[7])
    day = (int(found[1]), int(found[2]), int(found[3] or 1))
    return _moment(day, found.group(4, 5, 6), _offset(zone), meridiem)


def _east_asian(text: str) -> datetime | None:
    found = _EAST_ASIAN.search(text)
    return _on(date(int(found[1]), int(found[2]), int(found[3])), found[4]) if found else None


def _by_parts(text: str) -> datetime | None:
    """Read a date in words, or in numbers with a separator, with its time and zone wherever they stand."""
    clock = _TIME.search(text)
    rest = text[: clock.start()] + " | " + text[clock.end() :] if clock else text
    numbers = _NUMERIC.search(rest)
    american = bool(clock and (clock[4] or clock[6]))
    day = _numeric(numbers, rest, american=american) if numbers else _in_words(rest)
    return _on(day, text, clock) if day else None


def _in_words(text: str) -> date | None:
    """Find a month's name, then the day and the year among the numbers around it."""
    months = [(found, month) for found in _WORD.finditer(text) if (month := _month(found[0]))]
    if not months:
        return None
    named, month = months[-1]  # the first may be a Tuesday: mar., 01 déc. 2020
    after = _ZONE_IN_DIGITS.sub(" ", text[named.end() :])
    before = [int(number) for number in re.findall(r"\d+", text[: named.start()])]
    numbers = [number for number in re.findall(r"\d+", after) if len(number) <= 4]
    if before and before[-1] > 31:
        return date(before[-1], month, int(numbers[0]) if numbers else 1)
    if before:
        return date(_year(numbers[0]), month, before[-1]) if numbers else None
    if len(numbers) > 1:
        return date(_year(numbers[1]), month, int(numbers[0]))
    return date(int(numbers[0]), month, 1) if numbers and len(numbers[0]) == 4 else None


def _numeric(found: re.Match[str], text: str, *, american: bool) -> date:
    """Read 30.10.23, 26/06/2020, 10/30/23, 2024/5/1: by what is possible, by the weekday, then by the clock's habits."""
    first, second, third = int(found[1]), int(found[3]), found[4]
    if len(found[1]) == 4:
        return date(first, second, int(third))
    if found[2] == "-" and len(third) == 2:
        return date(_year(found[1]), second, int(third))  # 03-12-31, as ISO 8601 once allowed
    year = _year(third)
    if first > 12 or second > 12:
        return date(year, second, first) if first > 12 else date(year, first, second)
    day_first, month_first = date(year, second, first), date(year, first, second)
    names = (word[:3].lower() for word in _WORD.findall(text))
    weekday = next((_WEEKDAYS.index(name) for name in names if name in _WEEKDAYS), None)
    if weekday is not None and day_first.weekday() != month_first.weekday():
        return month_first if weekday == month_first.weekday() else day_first
    return month_first if american and found[2] == "/" else day_first


_READERS = (_rfc822, _digits, _iso8601, _east_asian, _by_parts)


def _month(word: str) -> int | None:
    folded = "".join(
        letter for letter in unicodedata.normalize("NFD", word.casefold()) if not unicodedata.combining(letter)
    )
    return next((month for stem, month in _MONTHS.items() if folded.startswith(stem)), None)


def _year(digits: str) -> int:
    year = int(digits)
    return year if len(digits) > 2 else year + (2000 if year < 70 else 1900)


def _on(day: date, text: str, clock: re.Match[str] | None = None) -> datetime:
    """Put the time and zone that a text names onto a day."""
    clock = clock or _TIME.search(text)
    parts = (day.year, day.month, day.day)
    if clock is None:
        return _moment(parts, (None, None, None), 0)
    meridiem = (clock[4] or clock[6] or ("p" if _AFTERNOON.search(text) else ""))[:1].lower()
    zone = text[clock.end() :]
    naive = datetime.combine(day, time())
    return _moment(parts, (clock[1] or clock[5], clock[2], clock[3]), _offset(zone or "", naive), meridiem)


def _meridiem(text: str) -> tuple[str, str]:
    found = re.match(r"([ap])\.?\s?m\b\.?\s*", text, re.IGNORECASE)
    return (found[1].lower(), text[found.end() :]) if found else ("", text)


def _moment(day: tuple[int, int, int], clock: tuple[str | None, ...], offset: int, meridiem: str = "") -> datetime:
    """Put day, clock and minutes east of Greenwich together; 24:00 and leap seconds run over into what comes next."""
    hour, minute, second = (int(part or 0) for part in clock)
    if meridiem and 1 <= hour <= 12:
        hour = hour % 12 + (12 if meridiem == "p" else 0)
    if hour > 24 or minute > 59 or second > 60:
        hour = minute = second = 0  # the day is still worth having
    start = datetime(*day, tzinfo=timezone(timedelta(minutes=offset)))
    return (start + timedelta(hours=hour, minutes=minute, seconds=second)).astimezone(UTC)


def _offset(text: str, near: datetime | None = None) -> int:
    """Return the minutes east of Greenwich that a text names; 0 for none, for `Z`, and for what can't be."""
    if not text:
        return 0
    if found := _OFFSET.search(" " + text):
        return _minutes(found[1], found[2], found[3])
    if near and (region := _REGION.search(text)):
        from zoneinfo import ZoneInfo  # noqa: PLC0415 - few feeds name a region, and it takes long to load

        try:
            shift = ZoneInfo(region[1]).utcoffset(near)
        except (KeyError, ValueError, OSError):
            return 0
        return round(shift.total_seconds() / 60) if shift else 0
    return next((_ZONES[word.lower()] for word in _WORD.findall(text) if word.lower() in _ZONES), 0)


def _minutes(sign: str, hours: str, minutes: str | None) -> int:
    total = int(hours) * 60 + int(minutes or 0)
    return 0 if total > 14 * 60 else total if sign == "+" else -total
