"""How the code is laid out, read from the code itself. Every exception gives its reason."""

import ast

import pytest

from tests.architecture.house import (
    STOREYS,
    calls,
    dotted,
    imported,
    is_domain,
    is_view,
    modules,
    name_of,
    root,
    templates,
)

LONGEST_FILE = 400
LONGEST_WAIT_SECONDS = 60

PAGES = (
    "django.http", "django.shortcuts", "django.urls", "django.views", "django.contrib.messages",
    "django.middleware", "django.test", "django_htmx", "crispy_forms", "django.forms",
)  # fmt: skip
CLOCKS = {
    "timezone.now", "timezone.localdate", "timezone.localtime", "datetime.now", "datetime.utcnow",
    "datetime.today", "date.today", "datetime.datetime.now", "datetime.date.today", "time.time",
}  # fmt: skip
# Who may ask what time it is, beside views, tasks, commands and kap_clinic.
READS_THE_CLOCK = {
    "accounts/screen.py": "hears of a sign-in, which brings no time with it",
    "accounts/middleware.py": "notes when a session was opened on a device, and that it is quiet",
    "core/context.py": "puts the moment of the page on the page",
    "core/templatetags/formats.py": "says how long ago, from the moment of the page",
}
# Where the environment is read. Everything else asks the settings.
READS_THE_ENVIRONMENT = {
    "kap_clinic/settings/env.py": "the one reader of the environment",
    "kap_clinic/celery.py": "names the settings before there are any",
    "kap_clinic/wsgi.py": "names the settings before there are any",
    "kap_clinic/management/commands/up.py": "hands its own environment to what it starts",
    "kap_clinic/servers/home.py": "where a short-lived folder may be, before there are settings",
    "kap_clinic/probe.py": "asks the web server from outside, without settings",
}
# Where HTML is called safe, and why nobody's words can be in it.
CALLS_HTML_SAFE = {
    "core/templatetags/components.py": "what the block has rendered and so escaped; icons",
    "sessions/room_log.py": "the curve, drawn by us, its words escaped",
}


def unexpected(found: set[str], allowed: dict[str, str]) -> tuple[set[str], set[str]]:
    """What is not in the list, and what in the list is stale."""
    assert all(len(reason) > 10 for reason in allowed.values())
    return found - set(allowed), set(allowed) - found


def is_made(path: str) -> bool:
    """Written by makemigrations from the models: read there."""
    return "/migrations/" in path and path.endswith(("0001_initial.py", "_row_history.py"))


def test_no_file_is_longer_than_a_reader_can_hold():
    paths = [root() / path for path in modules(with_migrations=True) if not is_made(path)]
    paths += [root() / "templates" / path for path in templates()]
    paths += [*(root() / "tests").rglob("*.py"), *(root() / "bench").rglob("*.py")]
    paths += [path for kind in ("css", "js") for path in (root() / "static").rglob(f"*.{kind}")]
    assert len(paths) > 200

    lengths = {name_of(path): len(path.read_text().splitlines()) for path in paths}

    assert {path: count for path, count in lengths.items() if count > LONGEST_FILE} == {}


def test_what_knows_the_rules_knows_no_pages():
    domain = {path: tree for path, tree in modules().items() if is_domain(path)}
    assert len(domain) > 50

    found = {
        (path, name) for path, tree in domain.items() for name in imported(tree)
        if name.startswith(PAGES)
    }  # fmt: skip

    assert found == set()


def test_only_who_stands_at_the_door_reads_the_clock():
    found = set()
    for path, tree in modules().items():
        at_the_door = is_view(path) or path.endswith("tasks.py") or path.startswith("kap_clinic/")
        if not at_the_door and any(dotted(call.func) in CLOCKS for call in calls(tree)):
            found.add(path)

    assert unexpected(found, READS_THE_CLOCK) == (set(), set())


def test_the_domain_is_told_the_time():
    """A verb takes `at`; a rule that read the clock could not be tried at another time."""
    wrong = [
        f"{path}: {dotted(call.func)}"
        for path, tree in modules().items() if is_domain(path)
        for call in calls(tree) if dotted(call.func) in CLOCKS
    ]  # fmt: skip

    assert wrong == []


def test_only_the_settings_read_the_environment():
    found = {
        path for path, tree in modules().items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and dotted(node) in {"os.environ", "os.getenv"}
    }  # fmt: skip

    assert unexpected(found, READS_THE_ENVIRONMENT) == (set(), set())


def test_html_is_called_safe_only_where_nobodys_words_are_in_it():
    found = {
        path for path, tree in modules().items()
        for call in calls(tree)
        if dotted(call.func) in {"mark_safe", "SafeString"}
        and not isinstance(call.args[0], ast.Constant)
    }  # fmt: skip

    assert unexpected(found, CALLS_HTML_SAFE) == (set(), set())


def chained(tree: ast.AST) -> dict[ast.AST, ast.AST]:
    return {child: parent for parent in ast.walk(tree) for child in ast.iter_child_nodes(parent)}


def doors_beside_the_door(tree: ast.AST) -> list[int]:
    """Lines where a view reaches for rows otherwise than through visible_to or for_clinic."""
    parents = chained(tree)
    return [
        node.lineno
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and node.attr == "objects"
        and not (
            isinstance(parents[node], ast.Attribute)
            and parents[node].attr in {"visible_to", "for_clinic"}
        )
    ]  # fmt: skip


def test_views_reach_rows_through_one_door():
    """Whose rows they are is asked first: a page cannot forget what it cannot say."""
    seen = {path: tree for path, tree in modules().items() if is_view(path)}
    assert len(seen) > 15

    found = {path: lines for path, tree in seen.items() if (lines := doors_beside_the_door(tree))}

    assert found == {}


@pytest.mark.parametrize(
    ("line", "through_the_door"),
    [
        ("Patient.objects.visible_to(member).get(pk=1)", True),
        ("Room.objects.for_clinic(clinic)", True),
        ("Patient.objects.get(pk=1)", False),
        ("Patient.objects", False),
        ("get_object_or_404(Patient.objects.all(), pk=1)", False),
    ],
)
def test_the_door_is_told_from_a_window(line, through_the_door):
    assert (doors_beside_the_door(ast.parse(line)) == []) is through_the_door


def test_views_write_nothing_themselves():
    """A view calls one verb; it saves, creates and removes nothing behind the verb's back."""
    writes = {
        "bulk_create", "bulk_update", "get_or_create", "update_or_create", "delete", "full_clean",
        "save_m2m", "raw", "execute",
    }  # fmt: skip
    found = [
        f"{path}:{call.lineno} {dotted(call.func)}"
        for path, tree in modules().items() if is_view(path)
        for call in calls(tree)
        if isinstance(call.func, ast.Attribute) and call.func.attr in writes
    ]  # fmt: skip

    assert found == []


def test_nothing_due_later_is_kept_in_the_queue():
    """The queue is no store: what is due is a row, and a wake-up is for now."""
    found = []
    for path, tree in modules().items():
        for call in calls(tree):
            for word in call.keywords:
                fixed = isinstance(word.value, ast.Constant) and isinstance(word.value.value, int)
                too_late = not fixed or word.value.value > LONGEST_WAIT_SECONDS
                if word.arg == "eta" or (word.arg == "countdown" and too_late):
                    found.append(f"{path}:{call.lineno}")

    assert found == []


def test_forms_name_their_fields():
    """A field that is not named cannot be filled in by a stranger's extra key."""
    found = []
    for path, tree in modules().items():
        for node in ast.walk(tree):
            if isinstance(node, ast.ClassDef) and node.name == "Meta":
                for line in (one for one in node.body if isinstance(one, ast.Assign)):
                    words = [dotted(target) for target in line.targets]
                    value = line.value.value if isinstance(line.value, ast.Constant) else None
                    if ("fields" in words and value == "__all__") or "exclude" in words:
                        found.append(f"{path}:{line.lineno}")

    assert found == []


def test_nothing_happens_behind_a_readers_back():
    """No model signals: what a verb does stands in the verb."""
    found = {
        path for path, tree in modules().items()
        for name in imported(tree)
        if name.startswith(("django.db.models.signals", "django.dispatch"))
    }  # fmt: skip

    assert found == set()


def test_every_storey_is_a_folder_and_every_folder_is_known():
    folders = {path.parent.name for path in root().glob("*/__init__.py")}

    assert folders - {"tests", "kap_clinic", "bench", "scripts"} == set(STOREYS)
