"""A view as one HTML page that needs nothing else."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator
from functools import cache
from hashlib import sha256
from importlib.resources import files

from gmparse.explain import labels
from gmparse.explain.labels import Words
from gmparse.explain.listed import record
from gmparse.explain.markup import both, named, own, plain, tag
from gmparse.explain.sheets import pages
from gmparse.explain.view import Shown, View


def page(shown: View, language: str) -> str:
    """The page. Its policy allows its own style and script, and pictures within it, nothing else."""
    style, script = asset("page.css"), asset("page.js")
    policy = (
        f"default-src 'none'; img-src data:; style-src {_hash(style)}; script-src {_hash(script)}; "
        "base-uri 'none'; form-action 'none'"
    )
    head = (
        tag("meta", charset="utf-8"),
        tag("meta", http_equiv="Content-Security-Policy", content=policy),
        tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
        tag("meta", name="referrer", content="no-referrer"),
        tag("title", plain(" · ".join(filter(None, (title(shown.letters[0]), shown.name))))),
        f"<style>{style}</style>",
    )
    listed = tag("aside", record(shown), class_="record", **named(own("record"), language))
    body = tag("body", _bar(shown, language), pages(shown, language), listed, f"<script>{script}</script>")
    return f"<!DOCTYPE html>\n{tag('html', tag('head', *head), body, lang=language)}\n"


@cache
def asset(name: str) -> str:
    """A file of this folder."""
    return (files(__name__.rpartition(".")[0]) / name).read_text(encoding="utf-8")


def _hash(text: str) -> str:
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"


def title(letter: Shown) -> str:
    """Document type and number, as far as the letter has them."""
    kind, number = letter.record["type"], letter.record["number"]
    return " ".join(filter(None, (kind and kind["name"], number and number["text"])))


def _bar(shown: View, language: str) -> str:
    names = (
        tag("h1", plain(title(shown.letters[0]) or shown.name)),
        tag("p", " · ".join(_facts(shown))),
    )
    skip = tag("a", both(own("to_record")), class_="skip", href="#record")
    return tag("header", skip, tag("div", *names, class_="names"), tools(language), class_="bar")


def tools(language: str) -> str:
    """Buttons: size, zones, rules, language."""
    switch = tag(
        "button",
        tag("span", "VI", lang="vi"),
        tag("span", "EN", lang="en"),
        type="button",
        class_="tool language",
        data_switch="language",
        **named(own("language"), language),
    )
    buttons = (
        tag("button", "−", type="button", class_="tool", data_zoom="-1", **named(own("smaller"), language)),
        tag("button", "+", type="button", class_="tool", data_zoom="1", **named(own("larger"), language)),
        *(
            tag("button", both(own(key)), type="button", class_="tool", aria_pressed="false", data_toggle=key)
            for key in ("zones", "rules")
        ),
        switch,
    )
    return tag("div", *buttons, class_="tools")


def _facts(shown: View) -> Iterator[str]:
    source = shown.letters[0].record["source"]
    if shown.name:
        yield plain(shown.name)
    if source["pages"]:
        counted = own("one_page" if source["pages"] == 1 else "page_count")
        yield both(Words(*(text.replace("{count}", str(source["pages"])) for text in counted)))
    way = labels.value("reading", source["reading"])
    yield both(Words(*(f"{read} {how}" for read, how in zip(own("read_as"), way, strict=True))))
