"""The one address of the yardstick."""

from django.contrib.auth.decorators import login_required
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import path

ROWS = 40
PAGE = (
    "<!doctype html><title>Y</title><h1>Patients</h1><table>{% for row in rows %}"
    "<tr><td>{{ row.0 }}</td><td>{{ row.1 }}</td><td>{{ row.2 }}</td></tr>{% endfor %}</table>"
)
TEMPLATE = engines["django"].from_string(PAGE)


@login_required
def people(request: HttpRequest) -> HttpResponse:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id, name, born FROM person WHERE clinic = 3 ORDER BY id LIMIT %s", [ROWS]
        )
        rows = cursor.fetchall()
    return HttpResponse(TEMPLATE.render({"rows": rows}, request))


def up(_request: HttpRequest) -> HttpResponse:
    return HttpResponse("up")


urlpatterns = [path("y/", people), path("up/", up)]
