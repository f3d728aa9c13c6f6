"""The spaCy pipeline: tokens, rules with their examples, overlaps, saving and loading, the light API."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import time
from pathlib import Path

import pytest
import spacy
from spacy.tokens import Span

from gmparse.nlp import Entity, entities, load_nlp, model_path
from gmparse.nlp.gazetteer import Gazetteer
from gmparse.nlp.patternreader import Grammar, PatternError
from gmparse.nlp.patterns import EntityRule, Patterns
from gmparse.nlp.spans import PRIORITY, Candidate, resolve
from gmparse.nlp.wordpatterns import Subject
from gmparse.nlp.words import plain, read_words

ROOT = Path(__file__).parents[1]
SHARED = ROOT.parent / "shared"
RULES = load_nlp().get_pipe("gmparse_patterns").rules
TEXT = (
    "Giao phòng Tổ chức – Hành chính (đ/c Trần Văn Mẫu, Trưởng phòng) phối hợp với Sở Khoa học và Công nghệ, UBND các "
    "xã, phường, đặc khu chuẩn bị theo Chỉ thị số 07/CT-TTg; họp lúc 14h00 ngày 23/7/2025 tại Phòng họp số 2 "
    "(19 Nguyễn Chánh, phường Nghĩa Lộ, tỉnh Quảng Ngãi)."
)


def words_of(text):
    return [token.text for token in load_nlp().make_doc(text)]


def found(text):
    return {(entity.label, entity.text) for entity in entities([text])[0]}


# Tokens


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("07/CT-TTg", ["07/CT-TTg"]),
        ("30/2020/NĐ-CP,", ["30/2020/NĐ-CP", ","]),
        ("14h00,", ["14h00", ","]),
        ("23/7/2025.", ["23/7/2025", "."]),
        ("VT, TCHC(vth).", ["VT", ",", "TCHC", "(", "vth", ")", "."]),
        ("Đ/c Mẫu", ["Đ/c", "Mẫu"]),
        ("TP.HCM", ["TP", ".", "HCM"]),
        ("Q.1", ["Q", ".", "1"]),
        ("huyện/thị xã", ["huyện", "/", "thị", "xã"]),
        ("Tài chính-Vật giá", ["Tài", "chính", "-", "Vật", "giá"]),
        ("GD&ĐT", ["GD&ĐT"]),
        ("PGS.TS.BS", ["PGS", ".", "TS", ".", "BS"]),
        ("K'Brung", ["K'Brung"]),
        ("HIV/AIDS", ["HIV/AIDS"]),
    ],
)
def test_tokens(text, tokens):
    assert words_of(text) == tokens


@pytest.mark.parametrize(
    "text", [TEXT, "", " \n\t ", "a  b\n\nc ", "uỷ ban – (x);;…/./", "".join(map(chr, range(33, 900)))]
)
def test_the_tokenizer_keeps_every_character(text):
    assert load_nlp().make_doc(text).text == text


def test_the_tokenizer_is_saved_and_loaded():
    nlp = load_nlp()
    data = nlp.tokenizer.to_bytes()
    other = spacy.blank("vi", config={"nlp": {"tokenizer": {"@tokenizers": "gmparse.tokenizer.v1"}}})
    other.tokenizer.from_bytes(data)
    assert [token.text for token in other.tokenizer(TEXT)] == words_of(TEXT)


# Rules


def alone(rule, text):
    """Texts of what one rule finds, whatever others would find there."""
    pipe = load_nlp().get_pipe("gmparse_patterns")
    doc = load_nlp().make_doc(text)
    return [doc[c.start : c.end].text for c in pipe.find(read_words(doc)) if c.rule == rule.id]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_a_rule_finds_its_examples_and_not_its_rejects(rule):
    assert rule.examples and rule.rejects
    for text, entity in rule.examples:
        assert entity in alone(rule, text), text
    for text in rule.rejects:
        assert alone(rule, text) == [], text


def test_rules_have_names_of_their_own_and_known_labels():
    assert len({rule.id for rule in RULES}) == len(RULES)
    assert {rule.label for rule in RULES} == set(PRIORITY)


def test_every_list_and_fragment_is_used():
    folder = model_path() / "gmparse_patterns"
    lists, fragments = (
        dict(json.loads(line) for line in (folder / f"{name}.jsonl").read_text("utf-8").splitlines())
        for name in ("lists", "fragments")
    )
    sources = [*fragments.values(), *(rule.pattern for rule in RULES), *(word for rule in RULES for word in rule.first)]
    used = set(re.findall(r"[a-z_]+", " ".join(re.sub(r"'[^']*'|/(?:[^/\\]|\\.)+/", " ", s) for s in sources)))
    assert {*lists, *fragments} - used == {"person_end"}  # which the built-in Person reads


# The whole


def test_a_paragraph():
    assert found(TEXT) == {
        ("ORG", "phòng Tổ chức – Hành chính"),
        ("PERSON", "Trần Văn Mẫu"),
        ("POSITION", "Trưởng phòng"),
        ("ORG", "Sở Khoa học và Công nghệ"),
        ("ORG", "UBND các xã, phường, đặc khu"),
        ("DOC_NUMBER", "07/CT-TTg"),
        ("TIME", "14h00"),
        ("TIME", "ngày 23/7/2025"),
        ("PLACE", "Phòng họp số 2"),
        ("PLACE", "19 Nguyễn Chánh"),
        ("PLACE", "phường Nghĩa Lộ"),
        ("PLACE", "tỉnh Quảng Ngãi"),
    }


def test_entities_give_offsets_and_rules_in_the_order_of_the_text():
    (result,) = entities([TEXT])
    assert all(TEXT[entity.start : entity.end] == entity.text for entity in result)
    assert [entity.start for entity in result] == sorted(entity.start for entity in result)
    start = TEXT.index("Trần")
    assert Entity("PERSON", start, start + 12, "Trần Văn Mẫu", "person.after-honorific") in result


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("Uỷ ban nhân dân tỉnh", "Ủy ban nhân dân tỉnh"),
        ("UỶ BAN NHÂN DÂN TỈNH", "ỦY BAN NHÂN DÂN TỈNH"),
        ("phường Hoà Cường", "phường Hòa Cường"),
        ("Phó  Chủ\ntịch", "Phó Chủ tịch"),
        ("phòng Tổ chức - Hành chính", "phòng Tổ chức — Hành chính"),
    ],
)
def test_spellings_of_one_name_are_read_alike(text, same):
    one, other = ([(e.label, e.rule) for e in result] for result in entities([text, same]))
    assert one == other != []
    assert [entity.text for entity in entities([text])[0]] == [text]


def test_a_street_named_after_a_person_is_a_place():
    assert found("số 12/3 Lê Lợi, P. Bến Nghé") == {("PLACE", "số 12/3 Lê Lợi"), ("PLACE", "P. Bến Nghé")}
    assert ("PERSON", "Trần Bình Trọng") not in found("đường Trần Bình Trọng")


def test_names_do_not_reach_over_a_gap_between_columns_or_an_empty_line():
    assert ("PERSON", "Trần Văn Mẫu") in found("ông Trần Văn Mẫu          Bình Thuận")
    assert ("ORG", "SỞ Y TẾ") in found("SỞ Y TẾ        Quảng Ngãi, ngày 01/8/2025")
    assert ("ORG", "Sở Y tế") in found("Sở Y tế\n\nLâm Đồng")
    assert ("ORG", "Sở Y tế\nLâm Đồng") in found("Sở Y tế\nLâm Đồng")


def test_longest_first_then_by_label_then_the_first():
    org, place = Candidate(0, 3, "ORG", "a"), Candidate(0, 3, "PLACE", "b")
    longer, first = Candidate(2, 6, "PLACE", "c"), Candidate(1, 4, "ORG", "d")
    assert resolve([place, org], set()) == [org]
    assert resolve([org, longer], set()) == [longer]
    assert resolve([first, org], set()) == [org]
    assert resolve([org], {2}) == []


def test_entities_of_other_components_stay():
    nlp = load_nlp()
    doc = nlp.make_doc("Sở Nội vụ họp")
    doc.ents = [Span(doc, 0, 1, label="MINE")]
    for _name, pipe in nlp.pipeline:
        doc = pipe(doc)
    assert [(span.label_, span.text) for span in doc.ents] == [("MINE", "Sở")]


# Saving and loading


def test_the_pipeline_survives_bytes_and_disk(tmp_path):
    nlp = load_nlp()
    nlp.to_disk(tmp_path)
    want = [(e.label_, e.text, e.id_) for e in nlp(TEXT).ents]
    assert [(e.label_, e.text, e.id_) for e in spacy.load(tmp_path)(TEXT).ents] == want
    again = spacy.load(model_path()).from_bytes(nlp.to_bytes())
    assert [(e.label_, e.text, e.id_) for e in again(TEXT).ents] == want


def test_spacy_loads_the_folder_without_gmparse_being_imported():
    code = f"import spacy; print(len(spacy.load({str(model_path())!r})('Giao Sở Nội vụ').ents))"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "1"


def test_importing_the_module_does_not_import_spacy():
    code = "import sys, gmparse.nlp; sys.exit('spacy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


@pytest.mark.skipif(not (ROOT / "scripts" / "build_models.py").is_file(), reason="no checkout")
def test_the_models_folder_is_up_to_date():
    run = subprocess.run(
        [sys.executable, str(ROOT / "scripts" / "build_models.py"), "--check"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stdout


# Words of one's own


def test_names_and_rules_can_be_added():
    nlp = spacy.load(model_path())
    gazetteer, patterns = nlp.get_pipe("gmparse_gazetteer"), nlp.get_pipe("gmparse_patterns")
    assert isinstance(gazetteer, Gazetteer) and isinstance(patterns, Patterns)
    gazetteer.add("ORG", "org.mine", ["Tổ Hoà giải Mẫu"])
    patterns.define({"ship": ["tàu cá"]}, {})
    patterns.add(EntityRule("place.ship", "PLACE", "ship [Acronym]"))
    assert {(e.id_, e.text) for e in nlp("TỔ HÒA GIẢI MẪU lên tàu cá QNG").ents} == {
        ("org.mine", "TỔ HÒA GIẢI MẪU"),
        ("place.ship", "QNG"),
    }


# The notation of rules


def read(source, text, **lists):
    grammar = Grammar({name: list(words) for name, words in lists.items()}, {"pair": "one one"}, str.lower)
    words = text.lower().split()
    offsets = [text.lower().index(words[0])]
    for word in words[1:]:
        offsets.append(text.lower().index(word, offsets[-1] + 1))
    subject = Subject(words, offsets, text)
    return grammar.compile(source).read(subject, 0), subject.found


@pytest.mark.parametrize(
    ("source", "text", "end"),
    [
        ("one", "a b c", 1),
        ("long", "a b c", 3),
        ("one 'b'", "a b", 2),
        ("'x' | one", "a", 1),
        ("one? 'b'", "b", 1),
        ("one{2,3}", "a a a a", 3),
        ("one{2,3}", "a b", -1),
        ("one !'b'", "a b", -1),
        ("one &'b'", "a b", 1),
        ("pair", "a a", 2),
        ("/a+ b/ Cap", "aa b C", 3),
        ("one (<one 'b')", "a b", 2),
        ("one (!<one 'b')", "a b", -1),
        ("Title Low Acronym Number", "Xin xin XN 12", 4),
    ],
)
def test_notation(source, text, end):
    assert read(source, text, one=["a"], long=["a", "a b c"])[0] == end


def test_entities_of_a_way_that_failed_are_forgotten():
    end, met = read("([one] 'x') | (one ['b'])", "a b", one=["a"])
    assert (end, met) == (2, [(1, 2)])


@pytest.mark.parametrize("source", ["", "(one", "one)", "nothing", "one |", "one ^", "&[one]"])
def test_a_pattern_that_means_nothing_is_refused(source):
    with pytest.raises(PatternError):
        read(source, "a", one=["a"])


def test_older_tone_placement_becomes_the_newer_one_at_the_same_place():
    assert (
        plain("Uỷ ban hoà giải, Thuý, HOÀ, quý, hoàn – toán’s\u00a0")
        == "Ủy ban hòa giải, Thúy, HÒA, quý, hoàn - toán's "
    )


# Cost


def test_time_grows_with_the_length_only():
    def cost(text):
        started = time.process_time()
        entities([text])
        return time.process_time() - started

    entities(["làm nóng"])
    for piece in ("Sở ", "các sở, ", "Nguyễn ", "phòng Tổ chức - ", "1/", "tỉnh ", "(", "A&B-", "H' "):
        short, long = min(cost(piece * 400) for _ in range(3)), cost(piece * 4000)
        assert long < max(40 * short, 0.5), piece


@pytest.mark.skipif(not SHARED.is_dir(), reason="the real letters are not here")
def test_chairs_and_assignees_of_real_letters_are_recognised():
    gold = [json.loads(path.read_text("utf-8")) for path in (SHARED / "gold" / "dev").glob("*.json")]
    chairs = [meeting["chair"] for record in gold for meeting in record["meetings"] if meeting.get("chair")]
    assignees = [item["assignee"] for record in gold for item in record["assignments"]]
    assert all({"PERSON", "POSITION"} <= {e.label for e in result} for result in entities(chairs))
    covered = sum(any(e.label in ("ORG", "POSITION", "PERSON") for e in result) for result in entities(assignees))
    assert covered >= 0.93 * len(assignees)
