"""The documentation site: complete, the same as the pages on a code host, and nothing loaded from elsewhere."""

import os
import re
import shutil
import subprocess
import sys
from collections import Counter
from functools import cache
from html.parser import HTMLParser
from urllib.parse import unquote

import pytest
import yaml
from browser import NEEDS_CHROMIUM, PHONE, Watched, chromium
from markdown_it import MarkdownIt
from test_docs import DOCS, ROOT, anchors

CONFIG = ROOT / "mkdocs.yml"
PAGES = sorted(DOCS.rglob("*.md"))
EACH_PAGE = pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(DOCS)))
ELSEWHERE = re.compile(r"(?:https?:)?//", re.I)
LOADING = {"src", "srcset", "poster", "data", "action", "background"}  # attributes that a browser fetches by itself
COUNTED = ("h1", "h2", "h3", "pre", "table", "tr", "ul", "ol", "li", "img", "details")
LUNR = "Function is not registered with pipeline"  # of the search with two languages; nothing serialises its index
PARTS = ("Start", "Guides", "Reference", "How it works", "For contributors")


def build(config, site):
    environment = os.environ | {"NO_MKDOCS_2_WARNING": "1"}
    command = [sys.executable, "-m", "mkdocs", "build", "--config-file", config, "--site-dir", site]
    return subprocess.run(command, capture_output=True, text=True, check=False, env=environment, cwd=ROOT)


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    folder = tmp_path_factory.mktemp("site")
    done = build(CONFIG, folder)
    assert done.returncode == 0, done.stderr
    assert "WARNING" not in done.stderr
    return folder


class Reader(HTMLParser):
    """Tags of a page's article, the ids of the page, what a browser fetches for it, and where it leads."""

    def __init__(self):
        super().__init__()
        self.article, self.fetched, self.links, self.ids, self.languages = Counter(), [], [], set(), []
        self._inside = False

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        self._inside |= tag == "article"
        if self._inside:
            self.article[tag] += 1
        self.ids.add(given.get("id"))
        self.fetched += [given[name] for name in LOADING & given.keys()]
        if tag == "link" and "stylesheet" in given.get("rel", "") + given.get("as", ""):
            self.fetched.append(given["href"])
        if tag == "link" and given.get("rel") in ("icon", "preload", "prefetch", "preconnect", "dns-prefetch"):
            self.fetched.append(given["href"])
        if tag == "a" and "href" in given:
            self.links.append(given["href"])
        if tag == "html":
            self.languages.append(given["lang"])

    def handle_endtag(self, tag):
        self._inside &= tag != "article"


@cache
def read(path):
    reader = Reader()
    reader.feed(path.read_text(encoding="utf-8"))
    return reader


def html_of(site, page):
    return site / page.relative_to(DOCS).with_suffix(".html")


def test_a_broken_link_fails_the_build(tmp_path):
    config = yaml.load(CONFIG.read_text(encoding="utf-8"), yaml.UnsafeLoader)  # noqa: S506  our own file
    assert config["strict"]
    for name in ("docs", "scripts"):
        shutil.copytree(ROOT / name, tmp_path / name)
    config = CONFIG.read_text(encoding="utf-8").replace("- quickstart.md", "- quickstart.md\n      - broken.md")
    (tmp_path / "mkdocs.yml").write_text(config, encoding="utf-8")
    (tmp_path / "docs/broken.md").write_text("# Broken\n\n[nowhere](no-such-page.md)\n", encoding="utf-8")
    done = build(tmp_path / "mkdocs.yml", tmp_path / "site")
    assert done.returncode != 0
    assert "no-such-page.md" in done.stderr


def test_every_page_stands_in_a_part():
    config = yaml.load(CONFIG.read_text(encoding="utf-8"), yaml.UnsafeLoader)  # noqa: S506  our own file
    assert tuple(name for part in config["nav"] for name in part) == PARTS
    text = CONFIG.read_text(encoding="utf-8").partition("\nnav:")[2]
    named = re.findall(r"[\w./-]+\.md", text)
    inside = sorted(name for name in named if not name.startswith("../"))
    assert inside == sorted(str(page.relative_to(DOCS)) for page in PAGES)


def test_nothing_is_loaded_from_elsewhere(site):
    pages = sorted(site.rglob("*.html"))
    assert len(pages) > len(PAGES)
    for page in pages:
        outside = [address for address in read(page).fetched if ELSEWHERE.match(address)]
        assert not outside, f"{page.name} loads {outside}"
        assert "@import" not in page.read_text(encoding="utf-8")
    sheets = sorted(site.rglob("*.css"))
    assert sheets
    for sheet in sheets:
        text = sheet.read_text(encoding="utf-8")
        outside = [address for address in re.findall(r"url\(\s*['\"]?([^)'\"]+)", text) if ELSEWHERE.match(address)]
        assert not outside, f"{sheet.name} loads {outside}"
        assert "@import" not in text, sheet.name


def test_the_search_for_outside_addresses_finds_them(tmp_path):
    """The check above sees each way in which a page may load something."""
    page = tmp_path / "bad.html"
    page.write_text(
        '<link rel="stylesheet" href="https://a.example/x.css"><script src="//b.example/x.js"></script>'
        '<link rel="preconnect" href="https://c.example"><img srcset="https://d.example/x.png 2x">'
        '<a href="https://fine.example">a link</a>',
        encoding="utf-8",
    )
    assert len([address for address in read(page).fetched if ELSEWHERE.match(address)]) == 4


def test_links_lead_to_files_of_the_site(site):
    """Relative ones, with their anchors; MkDocs checks most of them too, but not those of raw HTML."""
    for page in sorted(site.rglob("*.html")):
        if page.name == "404.html":  # its addresses are of the server's root
            continue
        for link in read(page).links:
            if re.match(r"[a-z]+:", link):
                continue
            path, _, anchor = unquote(link).partition("#")
            linked = (page.parent / path).resolve() if path else page
            linked = linked / "index.html" if linked.is_dir() else linked
            assert linked.is_file(), f"{link} in {page.name}"
            if anchor and linked.suffix == ".html" and anchor != "__skip":
                assert anchor in read(linked).ids, f"{link} in {page.name}"


@EACH_PAGE
def test_a_page_is_the_same_as_on_a_code_host(page, site):
    """Lists, tables and blocks that CommonMark sees are there; MkDocs' dialect wants other indents and blank lines."""
    reader = Reader()
    reader.feed(
        f"<article>{MarkdownIt('commonmark').enable('table').render(page.read_text(encoding='utf-8'))}</article>"
    )
    shown = read(html_of(site, page)).article
    assert {tag: shown[tag] for tag in COUNTED} == {tag: reader.article[tag] for tag in COUNTED}


@EACH_PAGE
def test_anchors_are_those_of_a_code_host(page, site):
    assert anchors(page) <= read(html_of(site, page)).ids


def test_the_vietnamese_page_says_its_language(site):
    assert read(site / "huong-dan-luu-tru.html").languages == ["vi"]
    assert read(site / "index.html").languages == ["en"]


@NEEDS_CHROMIUM
def test_pages_open_from_disk_and_search_finds(site):
    with chromium() as browser:
        watched = Watched(browser, size=PHONE)
        for name in ("index.html", "huong-dan-luu-tru.html", "record.html", "fields/assignments.html"):
            watched.page.goto((site / name).as_uri())
            wide = watched.page.evaluate("document.documentElement.scrollWidth")
            assert wide <= PHONE["width"], f"{name} is {wide} pixels wide"
        watched.close()
        watched = Watched(browser)
        watched.page.goto((site / "index.html").as_uri())
        watched.page.fill("input[name=query]", "trích yếu")
        watched.page.wait_for_selector(".md-search-result__link", timeout=20_000)
        assert all(request.startswith(("file:", "data:", "blob:")) for request in watched.requests), watched.requests
        assert [said for said in watched.complaints if not said.startswith(LUNR)] == []
        watched.close()
