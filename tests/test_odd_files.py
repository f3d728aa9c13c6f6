"""What damaged odd files still hold is read as in the whole letter, what is gone is not. Exit codes: test_cli.py."""

import pytest
from support import FIXTURES, LETTERS

import gmparse
from gmparse.reading import ocr

ODD = FIXTURES / "odd"
WHOLE = LETTERS / "gm-mau-nd30.pdf"
HEAD = ("type", "number", "date", "place", "issuer", "subject")
BELOW = ("signer", "recipients", "filing", "meetings", "assignments")

needs_tesseract = pytest.mark.skipif(
    not ocr.is_available(), reason="pip install 'gmparse[ocr]', apt-get install tesseract-ocr-vie"
)


def values(path, names):
    record = gmparse.parse(path).to_dict(evidence=False)
    return {name: record[name] for name in names}


@pytest.mark.parametrize("file", ["dong-cut.pdf", pytest.param("anh-cut.pdf", marks=needs_tesseract)])
def test_a_page_that_breaks_off_is_read_down_to_there(file):
    assert values(ODD / file, HEAD) == values(WHOLE, HEAD)
    assert not any(values(ODD / file, BELOW).values())
    assert "signer.name" in gmparse.parse(ODD / file).needs_review


def test_a_docx_without_its_styles_and_lists_is_the_same_letter():
    whole = gmparse.parse(WHOLE).to_dict(evidence=False)
    found = gmparse.parse(ODD / "thieu-phan.docx").to_dict(evidence=False)
    for name in HEAD + BELOW:
        assert found[name] == whole[name]
