"""Threads of one process: they take turns in the native libraries, and get the letters that one thread gets."""

import subprocess
import sys

from support import LETTERS

# A process of its own: without turns pdfium crashes, or gives wrong letters without a word.
PROGRAM = """
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import gmparse
from gmparse.explain.pictures import page_pictures

paths = sorted(Path(sys.argv[1]).glob("*.pdf"))[:12]
options = gmparse.Options(ocr="never")


def read(path):
    return gmparse.parse(path, options=options).to_json()


def draw(path):
    return [picture.data for picture in page_pictures(path, options=options, dpi=40)]


alone = [(read(path), draw(path)) for path in paths]
sys.setswitchinterval(1e-6)
with ThreadPoolExecutor(8) as threads:
    for _ in range(5):
        together = list(zip(threads.map(read, paths), threads.map(draw, paths)))
        assert together == alone
"""


def test_threads_get_the_same_letters_and_pictures():
    ended = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(LETTERS)], capture_output=True, text=True, timeout=120, check=False
    )
    assert (ended.returncode, ended.stderr) == (0, "")
