"""TeX in titles and excerpts: what people read instead, and what is no formula but money."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cobrand.publish.formulas import is_display, readable
from cobrand.publish.sanitize import excerpt, prose
from fuzzing import trying


@pytest.mark.parametrize(
    ("written", "read"),
    [
        (r"Sort in $O(n \log n)$ time", "Sort in O(n log n) time"),
        (r"$n\log n$", "n log n"),
        ("the $k$-means", "the k-means"),
        (r"where $\alpha_i \le x^2$ holds", "where αᵢ ≤ x² holds"),
        (r"a \(\frac{a+b}{2}\) b", "a (a+b)/2 b"),
        (r"$\sum_{i=1}^{n} x_i$", "∑ᵢ₌₁ⁿ xᵢ"),
        (r"$X \sim \mathcal{N}(0, \sigma^2)$", "X ∼ N(0, σ²)"),  # noqa: RUF001
        (r"$\mathbb{E}[X] = \mu$", "𝔼[X] = μ"),  # noqa: RUF001
        ("$e^{-x/2}$", "e^(-x/2)"),
        (r"$\Delta\, t$ and $\lambda$", "Δ t and λ"),
        (r"$\begin{matrix}1\end{matrix}$ is long", "… is long"),
        (r"$\unheard{of}$", "…"),
        ("So $$E = mc^2$$ it is", "So … it is"),
        (r"So \[E = mc^2\] it is", "So … it is"),
    ],
)
def test_a_formula_is_said_in_plain_letters(written: str, read: str) -> None:
    """What would take more than a line of them is left out, and an ellipsis tells so."""
    assert read == readable(written)


@pytest.mark.parametrize(
    "money",
    [
        "It costs $5 and $10.",
        "from $10-$20, or $30",
        "US$5 or US$6",
        "a $20M$ question",
        "between $5 to $10 each",
        "set $HOME/$PATH",
        "$make install$",
        "Why $ matters",
        r"C:\(x86)\bin",
    ],
)
def test_money_is_no_formula(money: str) -> None:
    """Nor are the variables of a shell: in doubt, what stands there stays."""
    assert money == readable(money)


def test_a_formula_on_a_line_of_its_own_is_left_out_of_an_excerpt() -> None:
    """As code is: what announces it ends in an ellipsis, and code itself keeps its dollars."""
    html = r"<p>The loss is $\ell(x)$, and so it goes:</p><p>$$\sum_i \ell(x_i)$$</p><p>Use <code>$x$</code> here.</p>"
    assert is_display(r" $$\sum_i \ell(x_i)$$. ")
    assert excerpt(html, base=None) == "<p>The loss is ℓ(x), and so it goes…</p><p>Use <code>$x$</code> here.</p>"  # noqa: RUF001
    assert [one.text for one in prose(html)] == ["The loss is ℓ(x), and so it goes:", "Use $x$ here."]  # noqa: RUF001


@trying(300)
@given(st.text(alphabet="$\\()[]{}^_ab1 +\n&%", max_size=80) | st.text(max_size=40).map(lambda text: f"$x{text}$"))
def test_any_text_can_be_read(text: str) -> None:
    """Whatever stands between dollars, something comes out, and no longer than it was but for parentheses."""
    assert len(readable(text)) <= 2 * len(text) + 1
