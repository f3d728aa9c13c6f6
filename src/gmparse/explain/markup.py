"""HTML elements. What is not made here by `tag` is escaped here, by `plain`."""

from __future__ import annotations

from html import escape

from gmparse.explain import labels
from gmparse.explain.labels import Words

_VOID = frozenset(("img", "meta"))


def tag(element: str, /, *inner: str, **attributes: object) -> str:
    """An element. Its attributes are escaped and left out where ``None`` or empty; its content is HTML.

    Names of attributes have ``_`` for ``-``, and one at their end where Python has the word itself.
    """
    written = "".join(
        f' {name.rstrip("_").replace("_", "-")}="{escape(str(content))}"'
        for name, content in attributes.items()
        if content is not None and content != ""
    )
    return f"<{element}{written}>" if element in _VOID else f"<{element}{written}>{''.join(inner)}</{element}>"


def plain(text: str) -> str:
    """Text as content of an element."""
    return escape(text).replace("\n", "<br>")


def both(text: Words) -> str:
    """Text in both languages, one of which is seen."""
    if text.vi == text.en:
        return plain(text.vi)
    return tag("span", plain(text.vi), lang="vi") + tag("span", plain(text.en), lang="en")


def own(key: str) -> Words:
    """A word of the page itself."""
    return labels.words("page", key)


def named(text: Words, language: str) -> dict[str, object]:
    """Attributes that name an element in the language that is chosen."""
    return {
        "aria_label": text.vi if language == "vi" else text.en,
        "data_vi": text.vi,
        "data_en": text.en,
    }
