"""Which files a tablet keeps so that the room can be opened again without a network. None holds a name."""

import hashlib
from functools import cache
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders
from django.templatetags.static import static

OURS = (
    "css/*.css", "css/screens/room*.css", "css/screens/lock*.css", "img/*.svg",
    "css/screens/route.css", "css/screens/shape.css", "js/route.js",
    "js/app.js", "js/room.js", "js/lock*.js", "js/sign-out.js", "js/room/*.js", "js/roomkit/*.js",
)  # fmt: skip
OF_OTHERS = (
    "django_htmx/htmx-2.min.js", "vendor/bootstrap/css/bootstrap-reboot.min.css",
    "vendor/bootstrap/css/bootstrap-grid.min.css",
    "vendor/bootstrap/css/bootstrap-utilities.min.css",
)  # fmt: skip
WORKER = "js/room/service-worker.js"


def names() -> list[str]:
    folder = Path(settings.BASE_DIR) / "static"
    ours = {path.relative_to(folder).as_posix() for part in OURS for path in folder.glob(part)}
    return [*sorted(ours - {WORKER}), *OF_OTHERS]


@cache
def addresses() -> list[str]:
    """As pages ask for them, and as scripts import each other: by their plain names."""
    found = [static(name) for name in names()]
    found += [settings.STATIC_URL + name for name in names() if name.endswith(".js")]
    return list(dict.fromkeys(found))


@cache
def release() -> str:
    """Another word whenever one of the files changes: the old ones are let go."""
    content = hashlib.sha256()
    for name in [*names(), WORKER]:
        content.update(name.encode() + Path(str(finders.find(name))).read_bytes())
    return content.hexdigest()[:12]
