"""Every page says who may open it."""

import pytest

from accounts.enums import Permission, Role
from accounts.permissions import GRANTS
from tests.architecture.house import routes
from tests.architecture.permissions_in_use import asked

# Pages that wear no permission, and why. A folder ends in a slash.
PUBLIC = {
    "healthz": "says that the process lives, and nothing else",
    "readyz": "says whether the clinic can serve, in figures about no person",
    "accounts/": "signing in and out and the second factor: guarded by allauth itself",
    "theme/": "a colour scheme, kept in a cookie on the person's own device",
    "keys/": "whether single keys work, kept in a cookie on the person's own device",
    "gallery/": "samples of the components with made-up people; closed outside development",
}


def is_public(path: str) -> bool:
    return any(
        path == entry or (entry.endswith("/") and path.startswith(entry)) for entry in PUBLIC
    )


def test_every_route_names_its_permission():
    found = list(routes())
    assert len(found) > 80

    bare = [path for path, one in found if not hasattr(one.callback, "requires")]

    assert [path for path in bare if not is_public(path)] == []


def test_the_list_of_public_pages_is_not_stale():
    bare = [path for path, one in routes() if not hasattr(one.callback, "requires")]
    used = {
        entry
        for entry in PUBLIC
        if any(path == entry or (entry.endswith("/") and path.startswith(entry)) for path in bare)
    }

    assert used == set(PUBLIC)
    assert all(len(reason) > 20 for reason in PUBLIC.values())


def test_every_permission_named_by_a_page_exists():
    named = {
        permission for _path, one in routes()
        for permission in getattr(one.callback, "requires", ())
    }  # fmt: skip

    assert named <= set(Permission.values)
    assert named


def test_every_page_is_open_to_somebody():
    for path, one in routes():
        wanted = set(getattr(one.callback, "requires", ()))
        if wanted:
            holders = [role for role in Role.values if wanted & GRANTS[role]]
            assert holders, path


def test_route_names_are_used_once():
    names = [
        (path.split("/")[0], one.name)
        for path, one in routes() if one.name and not path.startswith("accounts/")
    ]  # fmt: skip

    assert [pair for pair in names if names.count(pair) > 1] == []


@pytest.mark.parametrize("role", Role.values)
def test_no_role_may_what_no_act_or_page_asks_for(role):
    """A permission that nothing asks for would look like a right and be none."""
    assert set(GRANTS[role]) - asked() == set()
