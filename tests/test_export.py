"""Exports to paths and from the command line."""

import json
import re
import shlex
import subprocess
import sys

import pytest
from exporting import components, letter_of, letters, rows_of
from support import LETTERS, ROOT

import gmparse
from gmparse import export
from gmparse.cli import main
from gmparse.export import columns, edxml_reader, standards
from gmparse.letter import Letter

# --- write ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", export.FORMATS)
def test_every_format_is_written_to_a_path(name, tmp_path):
    path = tmp_path / ("out" if name == "edxml" else f"out{export.FORMATS[name].suffix}")
    report = export.write(letters()[:3], path, name)
    assert report.letters == 3
    assert len(list(path.iterdir())) == 3 if name == "edxml" else path.stat().st_size > 100
    assert [one.name for one in tmp_path.iterdir()] == [path.name]


def test_a_failed_run_leaves_the_older_file(tmp_path):
    def breaking():
        yield letters()[0]
        raise RuntimeError("gone")

    path = tmp_path / "letters.csv"
    path.write_text("older")
    with pytest.raises(RuntimeError):
        export.write(breaking(), path, "csv")
    assert path.read_text() == "older"
    assert len(list(tmp_path.iterdir())) == 1


def test_what_cannot_be_written_is_said(tmp_path):
    with pytest.raises(gmparse.UsageError, match="unknown format"):
        export.write(letters(), tmp_path / "x", "doc")
    with pytest.raises(gmparse.UsageError, match="cannot be written"):
        export.write(letters(), tmp_path / "missing" / "x.csv", "csv")
    with pytest.raises(gmparse.UsageError, match="holds one letter"):
        export.write(letters()[:2], tmp_path / "x.edxml", "edxml")
    assert not list(tmp_path.iterdir())


def test_file_names_of_messages_stay_in_their_folder(tmp_path):
    letter = letters()[0]
    strange = [
        letter.model_copy(update={"source": letter.source.model_copy(update={"name": name})})
        for name in ("../../etc/passwd", "a/b\\c.pdf", "..", "họp \x00.pdf", "x" * 10_000)
    ]
    assert export.write(strange, tmp_path / "out", "edxml").entries == 5
    assert len(list((tmp_path / "out").iterdir())) == 5
    assert [one.name for one in tmp_path.iterdir()] == ["out"]


@pytest.mark.parametrize(
    ("name", "package", "extra"),
    [("register-xlsx", "openpyxl", "export"), ("ics", "icalendar", "export"), ("parquet", "pyarrow", "parquet")],
)
def test_a_missing_package_is_named_with_its_command(name, package, extra, tmp_path, monkeypatch):
    for module in [one for one in sys.modules if one.startswith((package, "gmparse.export."))]:
        monkeypatch.delitem(sys.modules, module)
    monkeypatch.setitem(sys.modules, package, None)
    with pytest.raises(gmparse.MissingDependencyError, match=rf"pip install 'gmparse\[{extra}\]'"):
        export.write(letters()[:1], tmp_path / "x", name)


# --- the command ------------------------------------------------------------------------------------------------------


def test_the_command_exports_files_and_says_what_was_lost(tmp_path, capsys):
    out = tmp_path / "letters.json"
    given = [str(LETTERS / "cv-mat.pdf"), str(tmp_path / "missing.pdf"), "--format", "nd30-json", "--out", str(out)]
    assert main(["export", *given]) == gmparse.ExitCode.SOME_FAILED
    said = capsys.readouterr()
    assert said.out == ""
    assert "missing.pdf: no such file" in said.err
    assert "cv-mat.pdf: Priority: no code for 'MẬT'" in said.err
    assert "1 entries from 1 letters" in said.err
    assert len(json.loads(out.read_bytes())) == 1


def test_nothing_is_written_when_no_file_gave_a_letter(tmp_path, capsys):
    out = tmp_path / "letters.csv"
    assert main(["export", str(tmp_path / "missing.pdf"), "--format", "csv", "--out", str(out)]) == 2
    assert not out.exists()
    assert "no such file" in capsys.readouterr().err


def test_every_letter_of_a_file_is_exported(tmp_path):
    out = tmp_path / "letters.csv"
    assert main(["export", str(LETTERS / "hai-van-ban.pdf"), "--format", "csv", "--out", str(out), "--bom"]) == 0
    assert [row["part"] for row in rows_of(out.read_bytes())] == ["1", "2"]
    assert out.read_bytes().startswith(b"\xef\xbb\xbf")


@pytest.fixture(scope="module")
def database(tmp_path_factory):
    path = tmp_path_factory.mktemp("index") / "letters.db"
    names = ("gm-so-trong.pdf", "gm-mau-nd30.pdf", "cv-hoa-toc.pdf", "hai-van-ban.pdf")
    assert main(["index", *(str(LETTERS / name) for name in names), "--db", str(path), "--quiet", "--jobs", "1"]) == 0
    return path


def test_an_index_is_exported_oldest_first(database, tmp_path):
    out = tmp_path / "letters.jsonl"
    assert main(["export", str(database), "--format", "jsonl", "--out", str(out)]) == 0
    found = [Letter.model_validate_json(line) for line in out.read_text(encoding="utf-8").splitlines()]
    dates = [letter.date.edtf for letter in found]
    assert len(found) == 5 and dates == sorted(dates, key=lambda date: date.replace("XX", "00"))
    assert letter_of("gm-mau-nd30.pdf") in found


def test_conditions_choose_letters_of_an_index(database, tmp_path, capsys):
    out = tmp_path / "meetings.ics"
    arguments = [str(database), "--format", "ics", "--out", str(out), "--type", "giấy mời", "--from", "2025-09"]
    assert main(["export", *arguments]) == 0
    (event,) = components(out.read_bytes(), "VEVENT")
    assert event["URL"] == (LETTERS / "gm-mau-nd30.pdf").as_uri()
    assert main(["export", str(LETTERS / "gm-mau-nd30.pdf"), "--format", "ics", "--out", str(out), "--type", "GM"]) == 1
    assert "needs an index" in capsys.readouterr().err
    assert main(["export", str(database), str(LETTERS / "cv-mat.pdf"), "--format", "csv", "--out", str(out)]) == 1


def test_messages_with_codes_and_files(database, tmp_path, capsys):
    organs = tmp_path / "organs.csv"
    organs.write_text("name,organ_id\nSở Giáo dục và Đào tạo,H42.05\n", encoding="utf-8")
    arguments = ["--format", "edxml", "--out", str(tmp_path / "out"), "--organs", str(organs), "--attach"]
    assert main(["export", str(database), *arguments]) == 0
    capsys.readouterr()
    found = [edxml_reader.read(path.read_bytes()) for path in (tmp_path / "out").iterdir()]
    assert len(found) == 5 and all(len(one.attachments) == 1 for one in found)
    assert {one.sender.id for one in found} == {None, "H42.05"}
    organs.write_text("ten,ma\nx,y\n", encoding="utf-8")
    assert main(["export", str(database), *arguments]) == 1
    assert "name and organ_id" in capsys.readouterr().err


@pytest.mark.parametrize("command", ["export", "lint"])
def test_help_loads_none_of_it(command):
    program = (
        f"import sys; from gmparse.cli import main; main([{command!r}, '--help']); "
        "print('\\n' + ' '.join({name.partition('.')[0] for name in sys.modules} | set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    loaded = set(done.stdout.splitlines()[-1].split())
    assert not loaded & {
        "openpyxl",
        "icalendar",
        "pyarrow",
        "gmparse.export",
        "gmparse.lint",
        "gmparse.letter",
        "spacy",
        "sqlite3",
    }


# --- the documentation -----------------------------------------------------------------------------------------------

PAGE = (ROOT / "docs/export.md").read_text(encoding="utf-8")


def test_the_commands_of_the_page_run(tmp_path, monkeypatch):
    """Each format by one command on the shipped fixtures."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "out").mkdir()
    (tmp_path / "fixtures").symlink_to(ROOT / "fixtures")
    commands = re.search(r"```sh\n(.*?)```", PAGE, re.S)[1].splitlines()
    for command in commands:
        program, *arguments = shlex.split(command)
        assert program == "gmparse"
        assert main([*arguments, *(["--quiet"] if arguments[0] == "index" else [])]) == 0, command
        assert (tmp_path / arguments[-1]).exists()
    assert {re.search(r"--format (\S+)", command)[1] for command in commands[1:]} == set(export.FORMATS)
    assert len(list((tmp_path / "out/edxml").iterdir())) == len(letters())


def test_the_python_of_the_page_runs(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "fixtures").symlink_to(ROOT / "fixtures")
    exec(re.search(r"```python\n(.*?)```", PAGE, re.S)[1], {})  # noqa: S102
    assert (tmp_path / "van-ban-den.json").exists()


def test_columns_and_fields_are_documented():
    for column in columns.COLUMNS:
        assert f"| `{column.name}` | {column.kind} | {column.about} |" in PAGE
    for standard in ("nd30_incoming", "ead_doc"):
        for field in standards.fields(standard).values():
            assert f"| `{field.name}` | {field.label} | {field.type} | {field.length or ''} |" in PAGE
