"""Every component and state on one page. Not there on a clinic's own installation."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from core import samples
from core.context import THEMES, theme_of

SHELLS = {"room", "portal", "plain", "form", "wrong"}


def is_open() -> bool:
    """In development, in tests and in the demo; never beside real records."""
    return bool(
        settings.DEBUG or getattr(settings, "DEMO", False) or getattr(settings, "TESTING", False)
    )


@require_GET
def gallery(request: HttpRequest) -> HttpResponse:
    """All components in the staff's shell."""
    return _show(request, "index")


@require_GET
def shell(request: HttpRequest, name: str) -> HttpResponse:
    """One whole sample screen."""
    if name not in SHELLS:
        raise Http404
    return _show(request, name)


def _show(request: HttpRequest, name: str) -> HttpResponse:
    if not is_open():
        raise Http404
    asked = request.GET.get("theme", "")
    props = samples.everything(timezone.now())
    props["theme"] = asked if asked in THEMES else theme_of(request)
    if name == "wrong":
        props["form"] = props["wrong_form"]
    return render(request, f"core/gallery/{'form' if name == 'wrong' else name}.html", props)
