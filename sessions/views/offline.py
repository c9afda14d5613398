"""What keeps the room open without a network: a shell without anybody's name, and its worker."""

import json

from django.http import HttpResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.views.decorators.http import require_GET

from accounts.decorators import requires
from accounts.enums import Permission
from accounts.middleware import ClinicRequest
from sessions import offline


@requires(Permission.SESSION_VIEW)
@require_GET
def shell(request: ClinicRequest) -> HttpResponse:
    """An empty room. Its script fills it with what this tablet keeps under its own key."""
    return render(request, "sessions/shell.html")


@requires(Permission.SESSION_VIEW)
@require_GET
def worker(_request: ClinicRequest) -> HttpResponse:
    """Three lines that name the release and its files; it may act below its own address only."""
    kept = {
        "release": offline.release(),
        "shell": reverse("sessions:shell"),
        "files": offline.addresses(),
    }
    lines = (
        f"self.KEPT = {json.dumps(kept)};\nimportScripts({json.dumps(static(offline.WORKER))});\n"
    )
    return HttpResponse(
        lines, content_type="text/javascript", headers={"Cache-Control": "no-cache, private"}
    )
