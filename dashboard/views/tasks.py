"""The worklist: lines that a named person or a role must close."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from accounts.decorators import requires
from accounts.enums import Permission, Role
from accounts.middleware import ClinicRequest
from core.components import Tab
from core.errors import Refusal
from dashboard.forms import CloseTaskForm, TaskFilterForm
from patients.domain import tasks as worklist
from patients.models import WorklistTask

PER_PAGE = 25


@requires(Permission.WORKLIST_HANDLE, Permission.SETTINGS_VIEW)
def tasks(request: ClinicRequest) -> HttpResponse:
    """Open lines, the one due first on top."""
    member = request.membership
    form = TaskFilterForm(request.GET)
    given = form.cleaned_data if form.is_valid() else {}
    rows = WorklistTask.objects.visible_to(member).open()
    if given.get("whose") != "all":
        rows = rows.filter(Q(owner=member) | Q(role__in=member.roles))
    rows = rows.select_related("patient", "owner__user").order_by("due_at", "raised_at", "pk")
    page = Paginator(rows, PER_PAGE).get_page(given.get("page") or 1)
    lines = [(task, _role_word(task)) for task in page]
    facts = {
        "page": page,
        "lines": lines,
        "tabs": _tabs(request.path, given),
        "now": timezone.now(),
    }
    facts |= {"may_close": member.may(Permission.WORKLIST_HANDLE)}
    facts |= {"may_close_incidents": member.may(Permission.FINDINGS_ACKNOWLEDGE)}
    facts |= {"may_review_stock": member.may(Permission.STOCK_REVIEW)}
    facts |= {"may_open_documents": member.may(Permission.CHART_CLINICAL)}
    return render(request, "dashboard/tasks.html", facts)


@requires(Permission.WORKLIST_HANDLE)
def close(request: ClinicRequest, pk: int) -> HttpResponse:
    """One line, closed by saying what was done."""
    rows = WorklistTask.objects.visible_to(request.membership)
    task = get_object_or_404(rows.select_related("patient", "owner__user", "done_by__user"), pk=pk)
    form = CloseTaskForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            worklist.close(task, **form.cleaned_data, by=request.membership, at=timezone.now())
        except Refusal as refusal:
            form.add_error(None, refusal.sentence)
        else:
            messages.success(request, "The line is closed.")
            return redirect("dashboard:tasks")
    facts = {"task": task, "form": form, "now": timezone.now(), "role_word": _role_word(task)}
    facts |= {"may_open_documents": request.membership.may(Permission.CHART_CLINICAL)}
    return render(request, "dashboard/close_task.html", facts, status=422 if form.errors else 200)


def _tabs(path: str, given: dict[str, object]) -> list[Tab]:
    everybody = given.get("whose") == "all"
    return [
        Tab("Mine and my role's", path, is_current=not everybody),
        Tab("Everybody's", f"{path}?whose=all", is_current=everybody),
    ]


def _role_word(task: WorklistTask) -> str:
    return f"any {Role(task.role).label.lower()}" if task.role in Role.values else "anybody"
