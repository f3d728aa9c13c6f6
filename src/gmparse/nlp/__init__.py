"""Entities of Vietnamese official text, by a spaCy pipeline of our own rules.

`entities` is the light way; `load_nlp` gives the spaCy pipeline itself. spaCy is imported at the first call (about
2 s of CPU), never by importing this module.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from functools import cache
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, NamedTuple

from gmparse.errors import MissingDependencyError

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

__all__ = ["Entity", "entities", "load_nlp", "model_path"]


class Entity(NamedTuple):
    """A name in a text.

    Args:
        label: PERSON, POSITION, ORG, PLACE, DOC_NUMBER or TIME.
        start, end: offsets of its characters in the text, end exclusive.
        text: its characters.
        rule: id of the rule or list that found it (``person.after-honorific``).
    """

    label: str
    start: int
    end: int
    text: str
    rule: str


def model_path() -> Path:
    """The folder of the spaCy pipeline: ``gmparse/models`` when installed, ``models`` beside ``src`` in a checkout.

    Raises:
        MissingDependencyError: neither is there: the installation is broken.
    """
    package = Path(__file__).parents[1]
    for folder in (package / "models", package.parents[1] / "models"):
        if (folder / "config.cfg").is_file():
            return folder
    raise MissingDependencyError(
        f"no spaCy pipeline in {package / 'models'}: install it again: pip install --force-reinstall gmparse"
    )


@cache
def load_nlp() -> Language:
    """The pipeline, loaded once a process."""
    import spacy

    return spacy.load(model_path())


_LOCK = Lock()  # a memory zone belongs to one thread at a time
_KEPT_WORDS = 20_000  # words that the pipeline keeps (some 15 MB): a text of words that are new takes twice the time


def entities(texts: Sequence[str]) -> list[list[Entity]]:
    """The entities of each text, in the order of the text, without overlap.

    Texts should be NFC, and a wrapped paragraph one text. When the pipeline knows 20,000 words, new ones are forgotten
    afterwards (spaCy 3.8 and later), so that memory does not grow from letter to letter.
    """
    nlp = load_nlp()
    with _LOCK, _zone(nlp):
        return [_entities(nlp(text)) for text in texts]


def _entities(doc: Doc) -> list[Entity]:
    text = doc.text
    return [
        Entity(span.label_, start := span.start_char, end := span.end_char, text[start:end], span.id_)
        for span in doc.ents
    ]


def _zone(nlp: Language) -> AbstractContextManager[object]:
    full = len(nlp.vocab) > _KEPT_WORDS
    return nlp.memory_zone() if full and hasattr(nlp, "memory_zone") else nullcontext()
