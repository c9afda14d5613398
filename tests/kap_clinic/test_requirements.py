"""What the code imports is locked, by hash, and no lock names a place to fetch from."""

import ast
import re
import sys
from importlib.metadata import packages_distributions

import pytest
from django.apps import apps
from django.conf import settings

LOCKS = settings.BASE_DIR / "requirements"
OURS = {config.name.split(".")[0] for config in apps.get_app_configs()}


def locked(name: str) -> set[str]:
    return set(re.findall(r"^([a-z0-9-]+)(?:\[.*\])?==", (LOCKS / name).read_text(), re.MULTILINE))


def imported() -> set[str]:
    """Every top-level name that a module of ours imports."""
    found = set()
    for config in apps.get_app_configs():
        folder = settings.BASE_DIR / config.name.split(".")[0]
        for path in folder.rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text())):
                if isinstance(node, ast.Import):
                    found |= {alias.name.split(".")[0] for alias in node.names}
                elif isinstance(node, ast.ImportFrom):
                    found.add((node.module or "").split(".")[0])
    return found


def test_what_the_clinic_imports_is_locked_for_it():
    distributions = packages_distributions()
    foreign = imported() - OURS - set(sys.stdlib_module_names)

    unlocked = {
        name: distributions.get(name)
        for name in foreign
        if not {each.lower().replace("_", "-") for each in distributions.get(name, [])}
        & locked("runtime.txt")
    }

    assert unlocked == {}


@pytest.mark.parametrize("name", ["runtime.txt", "dev.txt"])
def test_a_lock_has_hashes_and_no_address(name):
    text = (LOCKS / name).read_text()

    assert text.count("--hash=sha256:") >= len(locked(name)) > 40
    assert "://" not in text


def test_checking_runs_on_what_the_clinic_runs_on():
    pins = [
        dict(re.findall(r"^([a-z0-9-]+)==(\S+)", (LOCKS / name).read_text(), re.MULTILINE))
        for name in ("runtime.txt", "dev.txt")
    ]

    assert {name: pins[1].get(name) for name in pins[0]} == pins[0]
