"""Which permissions the code asks for, anywhere."""

import ast
from functools import cache

from accounts.enums import Permission
from tests.architecture.house import dotted, modules, templates

NAMES = {member.name: member.value for member in Permission}


@cache
def asked() -> frozenset[str]:
    """Every permission that a verb, a page or the navigation names."""
    found = set()
    for path, tree in modules().items():
        if path in {"accounts/enums.py", "accounts/permissions.py"}:
            continue
        for node in ast.walk(tree):
            if isinstance(node, ast.Attribute):
                owner, _, name = dotted(node).rpartition(".")
                if owner.rpartition(".")[2] in {"Permission", "P"} and name in NAMES:
                    found.add(NAMES[name])
            if isinstance(node, ast.Constant) and node.value in NAMES.values():
                found.add(node.value)
    found |= {
        word for word in NAMES.values() for text in templates().values() if f'"{word}"' in text
    }
    return frozenset(found)
