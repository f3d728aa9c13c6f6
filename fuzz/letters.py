"""Coverage-guided fuzzing of zones and fields: text → pages → letters. A crash is whatever is no `GmparseError`.

``make fuzz SECONDS=600``; PDF and DOCX syntax is the business of the libraries that read it, and of
tests/test_properties.py. The inputs start from the text of the own fixtures and grow in build/fuzz/corpus.
"""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
CORPUS, CRASHES = ROOT / "build/fuzz/corpus", ROOT / "build/fuzz/crashes"
FIXTURES = (ROOT / "fixtures/letters", ROOT / "fixtures/odd")
_WORDS = ROOT / "build/fuzz/words"
_LENGTH = 4_096  # bytes of an input
_SEVERAL = 25  # seconds that one input may take before libFuzzer calls it a hang
_FIGURES = re.compile(r"#\d+\s+(?:INITED|DONE)\s+cov: (\d+) ft: (\d+) corp: (\d+)")
_DONE = re.compile(r"Done (\d+) runs in (\d+) second")

sys.path[:0] = [str(ROOT / "fixtures")]


def one_input(data: bytes) -> None:
    """Read an input: its first byte says how the rest stands on pages."""
    from lettersoup import document_of, placed_text, sound_letters

    from gmparse.errors import GmparseError
    from gmparse.options import Options
    from gmparse.reading.plain import read_plain

    way, text = data[:1], data[1:].decode("utf-8", "ignore")
    try:
        if way < b"\x55":
            document = read_plain(text.encode(), "", "", Options())
        else:
            document = document_of(placed_text(text), origin="ocr" if way > b"\xaa" else "content")
        sound_letters(document)
    except GmparseError:
        pass


def seeds() -> None:
    """Write the text of the fixtures, and the words that libFuzzer may put in."""
    from lettersoup import FRAGMENTS

    from gmparse.errors import GmparseError
    from gmparse.options import Options
    from gmparse.reading import read_document

    for folder in (CORPUS, CRASHES):
        folder.mkdir(parents=True, exist_ok=True)
    for path in (path for folder in FIXTURES for path in folder.iterdir() if path.suffix != ".csv"):
        try:
            text = read_document(path, Options(ocr="never")).text
        except GmparseError:
            continue  # odd files that cannot be read
        for way in (b"\0", b"\x80"):
            (CORPUS / f"{path.name}-{way.hex()}").write_bytes((way + text.encode())[:_LENGTH])
    lines = ('"' + "".join(f"\\x{byte:02x}" for byte in one.encode()) + '"' for one in FRAGMENTS)
    _WORDS.write_text("\n".join(lines) + "\n")


def fuzz(seconds: int) -> int:
    """Fuzz for some seconds in a process of its own, then say what was reached; exit code 1 after a crash."""
    seeds()
    options = [f"-max_total_time={seconds}", f"-max_len={_LENGTH}", f"-timeout={_SEVERAL}", f"-dict={_WORDS}"]
    options += [f"-artifact_prefix={CRASHES}/", "-print_final_stats=1", "-rss_limit_mb=2048", str(CORPUS)]
    command = [sys.executable, __file__, "--child", *options]
    done = subprocess.run(command, stderr=subprocess.PIPE, encoding="utf-8", errors="replace", check=False)
    figures, runs = _FIGURES.findall(done.stderr), _DONE.search(done.stderr)
    if done.returncode or not runs or len(figures) < 2:
        print(done.stderr[-6_000:], f"A crash or a hang, exit {done.returncode}: see {CRASHES}", sep="\n")
        return 1
    (cov, features, corpus), (cov_now, features_now, corpus_now) = figures[0], figures[-1]
    print(f"{int(runs[1]):,} executions in {runs[2]} s, no crash")
    print(f"coverage {cov} → {cov_now} edges, {features} → {features_now} features, {corpus} → {corpus_now} inputs")
    return 0


def child(arguments: list[str]) -> None:
    """Fuzz in this process, gmparse instrumented."""
    import atheris

    with atheris.instrument_imports(include=["gmparse"]):
        import gmparse.parse
        import gmparse.reading.plain  # noqa: F401  loaded here to be instrumented
    atheris.Setup([sys.argv[0], *arguments], one_input)
    atheris.Fuzz()


if __name__ == "__main__":
    if sys.argv[1:2] == ["--child"]:
        child(sys.argv[2:])
    else:
        sys.exit(fuzz(int(sys.argv[1])))
