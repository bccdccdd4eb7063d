"""Templates → what draws with them: Jinja as we use it. It knows no page, and none of what templates may ask for.

A large site puts out some ten thousand cards, of thirty values each, so what Jinja does around a value counts.
"""

from collections.abc import Callable, MutableMapping, Sequence
from pathlib import Path
from types import CodeType
from typing import Any

from jinja2 import BytecodeCache, Environment, FileSystemLoader, StrictUndefined, Template, TemplateSyntaxError
from jinja2.bccache import Bucket
from jinja2.compiler import CodeGenerator
from markupsafe import Markup, escape


class _Compiled(BytecodeCache):
    """Keeps compiled templates as long as this process lives: compiling takes longer than drawing a small site.

    Jinja keys a bucket by the template's file, and gives it the checksum of what is in there.
    """

    def __init__(self) -> None:
        self._codes: dict[tuple[str, str], CodeType] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Give a bucket the code of its template, if it was compiled before."""
        bucket.code = self._codes.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep what was compiled."""
        if bucket.code:
            self._codes[bucket.key, bucket.checksum] = bucket.code


_COMPILED = _Compiled()


_REFERENCES = (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ("'", "&#39;"), ('"', "&#34;"))
_INSTEAD = {"escape(": "environment.written(", "context.call(": "environment.called("}


class _Code(CodeGenerator):
    """Writes calls of `written` and `called` where Jinja writes calls that can do more than we need, and take longer."""

    def write(self, x: str) -> None:
        """Write a piece of Python."""
        super().write(_INSTEAD.get(x, x))


class Templates(Environment):
    """The templates in some folders, of which the first one counts that has a template of a name. Everything is escaped."""

    code_generator_class = _Code

    def __init__(self, folders: Sequence[Path]) -> None:
        super().__init__(
            loader=FileSystemLoader(folders),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
            bytecode_cache=_COMPILED,
        )
        self._loaded: dict[str | Template, Template] = {}

    def get_template(
        self,
        name: str | Template,
        parent: str | None = None,
        globals: MutableMapping[str, Any] | None = None,  # noqa: A002  (so Jinja calls it)
    ) -> Template:
        """Return a template, which lies where it lay: a page of ours includes twelve."""
        if (found := self._loaded.get(name)) is None or globals:
            found = self._loaded[name] = super().get_template(name, parent, globals)
            found.globals = dict(found.globals)  # not a chain of two, which every context of a page walks along
        return found

    @staticmethod
    def called(
        what: Callable[..., Any],
        /,
        *given: object,
        _loop_vars: object = None,
        _block_vars: object = None,
        **named: object,
    ) -> Any:
        """Call what a template calls: nothing that it can reach asks for the context."""
        return what(*given, **named)

    @staticmethod
    def written(value: object) -> str:
        """Return a value as it stands in HTML."""
        kind = type(value)
        if kind is Markup:
            return value  # type: ignore[return-value]
        if kind is str:  # as markupsafe does, without making markup of it
            text: str = value  # type: ignore[assignment]
            for letter, reference in _REFERENCES:
                if letter in text:
                    text = text.replace(letter, reference)
            return text
        return str(value) if kind is int else escape(value)

    def macro(self, component: str) -> Callable[..., Markup]:
        """Return the macro `cobrand/<component>.html` as a function."""
        found: list[Callable[..., Markup]] = []

        def draw(*things: object) -> Markup:
            if not found:
                template = self.get_template(f"cobrand/{component}.html")
                macro = getattr(template.module, component, None)
                if macro is None:
                    raise TemplateSyntaxError(f"has no macro `{component}`", 1, filename=template.filename)
                found.append(macro)
            return found[0](*things)

        return draw
