"""A letter's pages with a mark on every value, and its record beside them: to see what was read, and where."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import cast

from gmparse.explain import labels
from gmparse.explain.view import View, view
from gmparse.lexicon.user import using
from gmparse.options import DEFAULT, Options
from gmparse.parse import letters_of
from gmparse.reading import Source, read_document, sniffed

__all__ = ["draw", "explain", "view_of", "written"]


def explain(source: Source | Sequence[Source], *, options: Options | None = None, language: str = "vi") -> str:
    """One HTML page that holds everything: page pictures with a box for each value, and the record beside them.

    It loads nothing from anywhere. A Word document is drawn where LibreOffice is installed, and shown as lines of text
    otherwise, as plain text is.

    Args:
        source: as for `gmparse.parse`; all letters of the file are shown.
        options: as for `gmparse.parse`.
        language: ``vi`` or ``en``: of the labels when the page is opened; the reader may change it.

    Raises:
        UsageError: another language.
        GmparseError: the input cannot be read; as `gmparse.parse`.
    """
    labels.checked(language)
    return written(view_of(source, options), language)


def view_of(source: Source | Sequence[Source], options: Options | None = None) -> View:
    """What there is to show of a letter: for `written` and `draw`. Arguments and errors as `explain`."""
    options = options or DEFAULT
    if hasattr(source, "read"):  # it can be read once
        name = str(getattr(source, "name", ""))
        source = sniffed(cast(Source, source), options)[0]
        document = replace(read_document(source, options), name=name.rpartition("/")[2])
    else:
        document = read_document(source, options)
    with using(options.lexicon):
        records = [letter.to_dict() for letter in letters_of(document, options)]
    return view(source, document, records, options)


def written(shown: View, language: str = "vi") -> str:
    """A view as `explain` gives it.

    Raises:
        UsageError: another language than ``vi`` and ``en``.
    """
    from gmparse.explain.html import page

    return page(shown, labels.checked(language))


def draw(shown: View) -> list[bytes]:
    """The pages of a view as PNG, with a box around each value.

    Raises:
        UsageError: plain text, or a Word document without LibreOffice: there is no page to draw.
    """
    from gmparse.explain.drawing import drawings

    return drawings(shown)
