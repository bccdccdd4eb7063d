"""Formulas that authors wrote in TeX, for a script on their own pages → text that people can read without it, or an ellipsis.

A dollar sign is mostly money: it begins a formula only where another one ends it, nothing but a formula stands between, and
neither touches a word. What can be said in a line of plain text is; of anything else nobody could read the source.
"""

# ruff: noqa: RUF001 - signs that look like letters are what it is about

import re
import unicodedata
from collections.abc import Iterator

from cobrand.graphemes import ELLIPSIS
from cobrand.publish.tokens import names

_LONGEST = 300  # characters of a formula
_LONGEST_TEXT = 8_000  # characters of a paragraph that somebody reads
_DEEPEST = 12  # braces in braces

_FORMULA = re.compile(
    r"\$\$(?P<d>[^$]{1,300})\$\$|\\\[(?P<b>.{1,300}?)\\\]|\\begin\{(?P<e>equation|align|gather|multline)\*?\}.{1,300}?\\end\{(?P=e)\*?\}"
    r"|\\\((?P<p>.{1,300}?)\\\)|(?<![\w$\\])\$(?P<i>(?![\s$])[^$\n]{1,300}(?<![\s\\]))\$(?![\w$])",
    re.DOTALL,
)
_SIGNS = re.compile(r"\\[a-zA-Z]|[\^_{]|^[a-zA-Z]$|^[\w+*/<>=().,| -]*[a-zA-Z][\w+*/<>=().,| -]*$")
_WORDY = re.compile(r"[a-zA-Z]{4,}")  # no variable, but what stands between two prices
_AMOUNT = re.compile(r"\d[\d.,]*\s?[a-zA-Z]{0,3}")
_TOKEN = re.compile(r"\\([a-zA-Z]+|.)\s*|\s+|.", re.DOTALL)


def _table(text: str) -> dict[str, str]:
    """Read `name=sign` pairs with spaces between."""
    return dict(pair.split("=", 1) for pair in text.split())


_SYMBOLS = _table(r"""
    times=× cdot=· le=≤ leq=≤ ge=≥ geq=≥ ne=≠ neq=≠ approx=≈ sim=∼ to=→ rightarrow=→ leftarrow=← infty=∞ pm=± in=∈ notin=∉ sum=∑ prod=∏
    int=∫ partial=∂ nabla=∇ forall=∀ exists=∃ cup=∪ cap=∩ subset=⊂ subseteq=⊆ dots=… ldots=… cdots=… propto=∝ ll=≪ gg=≫ equiv=≡ mid=|
    circ=∘ ell=ℓ Rightarrow=⇒ implies=⇒ iff=⇔ land=∧ lor=∨ wedge=∧ vee=∨ neg=¬ emptyset=∅ varnothing=∅ langle=⟨ rangle=⟩ lfloor=⌊
    rfloor=⌋ lceil=⌈ rceil=⌉ prime=′ varepsilon=ε varphi=φ div=÷ star=⋆ ast=∗ setminus=∖ perp=⊥ parallel=∥ mapsto=↦ gets=← hbar=ℏ
    Re=ℜ Im=ℑ colon=: vert=| lvert=| rvert=| Vert=‖ %=% $=$ &=& #=# _=_ {={ }=} |=‖
""")
_OPERATORS = names("log ln lg exp sin cos tan max min sup inf arg lim Pr det dim gcd mod bmod ker deg")
_TEXTS = names("""
    text textrm textit textbf mathrm mathbf mathit mathsf mathtt mathcal mathfrak mathscr boldsymbol operatorname emph mbox
""")
_NOTHING = names("left right big Big bigl bigr Bigl Bigr displaystyle textstyle limits nolimits mathop !")
_SPACES = names(", ; : quad qquad")
_FRACTIONS = names("frac tfrac dfrac")
_RAISED = dict(
    zip("0123456789+-=()niTtkabcdefghjlmoprsuvwxyz", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿⁱᵀᵗᵏᵃᵇᶜᵈᵉᶠᵍʰʲˡᵐᵒᵖʳˢᵘᵛʷˣʸᶻ", strict=True)
)
_LOWERED = dict(zip("0123456789+-=()aehijklmnoprstuvx", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ", strict=True))
_DOUBLED = _table("R=ℝ N=ℕ Z=ℤ Q=ℚ C=ℂ E=𝔼 P=ℙ")


class _UnreadableError(Exception):
    """A formula that is more than a line of text."""


def has_formulas(text: str) -> bool:
    """Tell cheaply whether there may be any."""
    return "$" in text or ("\\" in text and ("\\(" in text or "\\[" in text or "\\begin{" in text))


def readable(text: str) -> str:
    """Write the formulas of a text in plain letters; one that is too much for that becomes an ellipsis."""
    return _FORMULA.sub(_said, text) if len(text) <= _LONGEST_TEXT and has_formulas(text) else text


def is_display(text: str) -> bool:
    """Tell whether a paragraph is nothing but a formula that stands for itself."""
    found = _FORMULA.fullmatch(text.strip().rstrip(".,;")) if has_formulas(text) else None
    return found is not None and found["p"] is None and found["i"] is None


def _said(found: re.Match[str]) -> str:
    tex = found["p"] or found["i"]
    if tex is None:
        return ELLIPSIS
    wordy = "\\" not in tex and (_WORDY.search(tex) or _AMOUNT.fullmatch(tex))
    if found["i"] and (wordy or not _SIGNS.search(tex)):
        return found[0]
    try:
        return _Reader(tex).whole() or found[0]
    except _UnreadableError:
        return ELLIPSIS


class _Reader:
    """Reads a formula token by token."""

    def __init__(self, tex: str) -> None:
        self.tokens = [found[0] for found in _TOKEN.finditer(tex[:_LONGEST])]
        self.at = 0

    def whole(self) -> str:
        said = "".join(self._until(None, 0))
        return " ".join(said.split())

    def _until(self, end: str | None, depth: int) -> Iterator[str]:
        if depth > _DEEPEST:
            raise _UnreadableError
        last = ""
        while self.at < len(self.tokens):
            token = self.tokens[self.at]
            if token == end:
                self.at += 1
                return
            piece = self._piece(depth)
            if (last[-1:].isalnum() and piece.strip() in _OPERATORS) or (last in _OPERATORS and piece[:1].isalnum()):
                yield " "
            yield piece
            last = piece or last
        if end is not None:
            raise _UnreadableError

    def _piece(self, depth: int) -> str:
        sign = self.tokens[self.at]
        self.at += 1
        if sign.startswith("\\"):
            return self._command(sign.strip()[1:], depth) + (" " if sign != sign.rstrip() else "")
        if sign in "{^_":
            return _scripted(self._argument(depth), sign) if sign != "{" else "".join(self._until("}", depth + 1))
        if sign in "}&#%":
            raise _UnreadableError
        return " " if sign.isspace() or sign == "~" else sign

    def _argument(self, depth: int) -> str:
        while self.at < len(self.tokens) and self.tokens[self.at].isspace():
            self.at += 1
        if self.at >= len(self.tokens) or depth > _DEEPEST:
            raise _UnreadableError
        return self._piece(depth + 1).strip()

    def _command(self, name: str, depth: int) -> str:
        if name in _TEXTS:
            return self._argument(depth)
        if name in _FRACTIONS:
            return f"{_held(self._argument(depth))}/{_held(self._argument(depth))}"
        if name == "sqrt":
            return f"√{_held(self._argument(depth))}"
        if name == "mathbb":
            letter = self._argument(depth)
            return _DOUBLED.get(letter, letter)
        if name in _NOTHING or name in _SPACES or not name:
            return "" if name in _NOTHING else " "
        return name if name in _OPERATORS else _SYMBOLS.get(name) or _greek(name)


def _greek(name: str) -> str:
    size = "CAPITAL" if name[0].isupper() else "SMALL"
    try:
        return unicodedata.lookup(f"GREEK {size} LETTER {'LAMDA' if name.lower() == 'lambda' else name.upper()}")
    except KeyError:
        raise _UnreadableError from None


def _held(part: str) -> str:
    return part if part.isalnum() or len(part) == 1 else f"({part})"


def _scripted(part: str, sign: str) -> str:
    table = _RAISED if sign == "^" else _LOWERED
    if part == _SYMBOLS["prime"]:
        return part
    if part and all(letter in table for letter in part):
        return "".join(table[letter] for letter in part)
    return f"{sign}{_held(part)}"
