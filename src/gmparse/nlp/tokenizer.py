"""The tokenizer of Vietnamese official text: signs are cut off, symbols, dates and hours stay whole.

It is spaCy's own rule tokenizer with other rules, so it keeps every character (``doc.text == text``) and is saved and
loaded as spaCy does. Syllables are the words: nothing here joins ``Y tế`` into one token.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from spacy.language import Language
from spacy.tokenizer import Tokenizer
from spacy.util import compile_infix_regex, compile_prefix_regex, compile_suffix_regex, registry

_PREFIXES = (r"[(\[{\"“‘«'–—\-+•*…]", r"[,;:.!?/]")
_SUFFIXES = (r"[)\]}\"”’»',;:!?…]", r"(?<=[\w)])\.", r"(?<=\w)/(?=$)", r"\./", r"/\.")
_TONED = "àáảãạăằắẳẵặâầấẩẫậđèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵ"
_SMALL = f"a-z{_TONED}"
_CAPITAL = f"A-Z{_TONED.upper()}"
_INFIXES = (
    r"(?<=\w)[(\[](?=\w)",  # TCHC(vth)
    rf"(?<=[{_SMALL}])[-–—/](?=[{_CAPITAL}])",  # Hành chính-Tài chính, but not CT-TTg
    rf"(?<=[{_SMALL}]{{2}})[/–-](?=[{_SMALL}]{{2}})",  # huyện/thị xã, but not đ/c
    r"(?<=[^\W\d]),(?=\w)",
    r"(?<=\d),(?=[^\W\d])",
    r"(?<=\w);(?=\w)",
    r"[–—](?=\D)",
    r"(?<=[^\W\d]):(?=\w)",
    r"(?<=\d):(?=[^\W\d])",
    rf"(?<=[{_SMALL}]{{2}})\.(?=[{_CAPITAL}])",  # a sentence without its blank
    rf"(?<=[TGBDKCS][PXTSNG])\.(?=[{_CAPITAL}])",  # TP.Huế, PGS.TS.BS
    rf"(?<=\b[PQHX])\.(?=[{_CAPITAL}\d])",  # P.Tân An, Q.1
    r"(?<=hS)\.(?=\w)",  # ThS.BS
)
# Kept whole: a date, a document's number and symbol, an hour, V/v, đ/c; and what has no blank for so long that it is no
# word: cutting sign after sign off it would take a time that grows with the square of its length.
_WHOLE = (
    r"^(?:\d{1,2}[/.-]\d{1,2}[/.-]\d{4}|\d+(?:[/-]\w+)+(?:-\w+)*|\d{1,2}[hHgG:]\d{0,2}['’]?"
    r"|[Vv]/v|[ĐđD]/[cC]|\S{200,})$"
)


@registry.tokenizers("gmparse.tokenizer.v1")  # type: ignore[untyped-decorator]
def create_tokenizer() -> Callable[[Language], Tokenizer]:
    """What ``[nlp.tokenizer] @tokenizers = "gmparse.tokenizer.v1"`` of a config names: a maker of the tokenizer."""
    return make_tokenizer


def make_tokenizer(nlp: Language) -> Tokenizer:
    """The tokenizer over the vocabulary of a pipeline."""
    return Tokenizer(
        nlp.vocab,
        rules={},
        prefix_search=compile_prefix_regex(_PREFIXES).search,
        suffix_search=compile_suffix_regex(_SUFFIXES).search,
        infix_finditer=compile_infix_regex(_INFIXES).finditer,
        token_match=re.compile(_WHOLE).match,
    )
