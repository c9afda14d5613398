"""The house as text and as trees: what the architecture tests look at."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from django.conf import settings
from django.urls import URLPattern, URLResolver, get_resolver

# From the ground up, as the import contract has it; dashboard and portal stand side by side.
STOREYS = (
    "core", "audit", "accounts", "patients", "messaging", "scheduling", "measures", "medications",
    "screening", "sessions", "integration", "dashboard", "portal",
)  # fmt: skip
LABELS = {"sessions": "kap_sessions"}
OURS = (*STOREYS, "kap_clinic")


def root() -> Path:
    return Path(settings.BASE_DIR)


def name_of(path: Path) -> str:
    return path.relative_to(root()).as_posix()


@cache
def modules(*, with_migrations: bool = False) -> dict[str, ast.Module]:
    """Every module of ours, parsed, by its path."""
    return {
        name_of(path): ast.parse(path.read_text())
        for app in OURS
        for path in sorted((root() / app).rglob("*.py"))
        if with_migrations or "migrations" not in path.parts
    }


def is_view(path: str) -> bool:
    return "/views/" in path or path.endswith("/views.py")


def is_domain(path: str) -> bool:
    """What knows the rules: it must not know pages, requests or the clock."""
    parts = path.split("/")
    if parts[0] in {"kap_clinic", "dashboard", "portal"} or is_view(path):
        return "domain" in parts and not is_view(path)
    ground = Path(path).stem in {
        "models", "enums", "permissions", "acts", "queries", "rules", "instruments", "moves",
        "errors", "crypto", "clock", "trail", "seals", "policy_defaults",
    }  # fmt: skip
    return "domain" in parts or "models" in parts or ground


def calls(tree: ast.AST) -> Iterator[ast.Call]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.Call))


def dotted(node: ast.AST) -> str:
    """`timezone.now` of the expression timezone.now; nothing of anything more involved."""
    if isinstance(node, ast.Attribute):
        before = dotted(node.value)
        return f"{before}.{node.attr}" if before else node.attr
    return node.id if isinstance(node, ast.Name) else ""


def imported(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


@cache
def templates() -> dict[str, str]:
    folder = root() / "templates"
    return {
        path.relative_to(folder).as_posix(): path.read_text()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def routes(
    patterns: list[URLPattern | URLResolver] | None = None, before: str = ""
) -> Iterator[tuple[str, URLPattern]]:
    """Every route that can be asked for, with its whole path."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        path = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from routes(pattern.url_patterns, path)
        else:
            yield path, pattern
