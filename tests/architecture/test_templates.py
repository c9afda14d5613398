"""What pages may hold: nothing the content security policy would have to forgive."""

import ast
import re

import pytest

from tests.architecture.house import modules, root, templates

# Paper is drawn from one string, without a server: its style travels with it.
PAPER = re.compile(r"(^|/)paper/|^print/")
# Templates whose names other packages ask for, and why ours replace theirs.
ASKED_BY_OTHERS = {
    "account/": "allauth's pages of signing in, in our look",
    "allauth/": "the elements and layouts that allauth draws its pages from",
    "mfa/": "allauth's pages of the second factor",
    "bootstrap5/": "what crispy draws forms from",
    "forms/": "what Django's and our form renderer draw fields from",
    "400.html": "Django's answer to a bad request",
    "403.html": "Django's answer to a forbidden page",
    "403_csrf.html": "Django's answer to a form without its token",
    "404.html": "Django's answer to a page that is not there",
    "500.html": "Django's answer to an error of ours",
}

FORBIDDEN = {
    "a style attribute": r"<[a-z][^<>]*\sstyle\s*=",
    "a style element": r"<style[\s>]",
    "a script without a file": r"<script(?![^>]*\ssrc=)[^>]*>",
    "words inside a script": r"<script[^>]*\ssrc=[^>]*>\s*[^<\s]",
    "a handler": r"<[a-z][^<>]*\son[a-z]+\s*=",
    "an htmx handler": r"\shx-on",
    "a trigger with a filter": r"hx-trigger\s*=\s*\"[^\"]*\[",
    "an evaluated value": r"hx-(vals|headers|vars)\s*=\s*[\"']\s*js:",
    "a javascript address": r"javascript:",
    "somebody else's server": (
        r"(src|action|hx-(get|post))\s*=\s*[\"'](https?:)?//|<link[^>]*href=[\"'](https?:)?//"
    ),
    "words called safe": r"\|\s*safe\b|autoescape\s+off|safeseq",
}
# Where words are called safe, and why nobody's words can be in them.
CALLED_SAFE = {"forms/hint.html": "the hint of a field: our own words, or Django's list of them"}
COMMENTS = re.compile(r"\{#.*?#\}|\{% comment %\}.*?\{% endcomment %\}|<!--.*?-->", re.DOTALL)


def pages() -> dict[str, str]:
    """Every template a browser may see, without its comments."""
    found = {name: COMMENTS.sub("", text) for name, text in templates().items()}
    return {name: text for name, text in found.items() if not PAPER.search(name)}


@pytest.mark.parametrize("what", FORBIDDEN)
def test_no_page_holds(what):
    assert len(pages()) > 80
    wrong = [
        f"{name}: {found.group(0)[:60]}"
        for name, text in pages().items()
        if name.endswith((".html", ".svg"))
        for found in re.finditer(FORBIDDEN[what], text, re.IGNORECASE)
    ]

    if what == "words called safe":
        assert {line.split(":")[0] for line in wrong} == set(CALLED_SAFE)
    else:
        assert wrong == []


@pytest.mark.parametrize(
    ("what", "line"),
    [
        ("a style attribute", '<p class="x" style="color: red">'),
        ("a style element", "<style>p {}</style>"),
        ("a script without a file", '<script type="module">'),
        ("words inside a script", '<script src="a.js">go()</script>'),
        ("a handler", '<button onclick="go()">'),
        ("an htmx handler", '<p hx-on:click="go()">'),
        ("a trigger with a filter", '<p hx-trigger="keyup[ctrlKey]">'),
        ("an evaluated value", "<p hx-vals='js:{a: 1}'>"),
        ("a javascript address", '<a href="javascript:go()">'),
        ("somebody else's server", '<img src="https://example.org/a.png">'),
        ("somebody else's server", '<script src="//example.org/a.js"></script>'),
        ("words called safe", "{{ text|safe }}"),
    ],
)
def test_what_is_forbidden_is_seen(what, line):
    assert re.search(FORBIDDEN[what], line, re.IGNORECASE)


@pytest.mark.parametrize(
    ("what", "line"),
    [
        (
            "a script without a file",
            '<script type="module" src="{% static "js/app.js" %}"></script>',
        ),
        ("a handler", '<p data-on="x" hx-get="/a">'),
        ("somebody else's server", '<a href="https://example.org/">'),
        ("a style attribute", '<svg stroke="red" data-style="x">'),
        ("a trigger with a filter", '<p hx-trigger="every 15s, changed from:body">'),
    ],
)
def test_what_is_allowed_is_let_be(what, line):
    assert not re.search(FORBIDDEN[what], line, re.IGNORECASE)


def test_scripts_and_styles_bring_nothing_from_elsewhere():
    wrong = []
    for kind in ("css", "js"):
        for path in (root() / "static").rglob(f"*.{kind}"):
            text = re.sub(r"/\*[\s\S]*?\*/|//[^\n\"'`]*\n", "\n", path.read_text())
            wrong += [
                f"{path.name}: {found}"
                for found in re.findall(r"@import[^;]*https?:|url\(\s*['\"]?https?:|\beval\(", text)
            ]
            wrong += [f"{path.name}: {found}" for found in re.findall(r"\binnerHTML\b", text)]

    assert wrong == []


def names_in_code() -> set[str]:
    """Every word in quotes, in Python and in templates, that could be a template's name."""
    texts = [*templates().values(), *((root() / path).read_text() for path in modules())]
    return {
        name.split("#")[0]
        for text in texts
        for name in re.findall(r"[\"']([\w/.-]+\.(?:html|txt|svg|js|xml)(?:#[\w-]+)?)[\"']", text)
    }


def names_put_together() -> list[re.Pattern[str]]:
    """Names with a gap that is filled when the page is drawn: f"gallery/{name}.html"."""
    found = []
    for tree in modules().values():
        for node in ast.walk(tree):
            if isinstance(node, ast.JoinedStr):
                parts = [
                    re.escape(str(part.value)) if isinstance(part, ast.Constant) else "[a-z_]+"
                    for part in node.values
                ]
                if parts[-1].endswith(r"\.html"):
                    found.append(re.compile("".join(parts)))
    return found


def is_asked_by_others(name: str) -> bool:
    return any(
        name == entry or (entry.endswith("/") and name.startswith(entry))
        for entry in ASKED_BY_OTHERS
    )


def test_every_template_is_used():
    named, patterns = names_in_code(), names_put_together()

    unused = {name for name in templates() if name not in named and not is_asked_by_others(name)}

    assert {name for name in unused if not any(one.fullmatch(name) for one in patterns)} == set()


def test_the_list_of_what_others_ask_for_is_not_stale():
    here = {entry for entry in ASKED_BY_OTHERS for name in templates() if name.startswith(entry)}

    assert set(ASKED_BY_OTHERS) - here == set()


def test_every_template_that_is_named_is_there():
    ours = {name.split("/")[0] for name in templates() if "/" in name} - {"admin", "js"}
    named = {name for name in names_in_code() if name.split("/")[0] in ours and "/" in name}

    missing = {name for name in named if name not in templates()}

    assert {name for name in missing if not is_asked_by_others(name)} == set()
