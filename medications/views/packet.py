"""The monthly packet and the two years an inspector asks for, as pages, PDF and CSV."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from accounts.decorators import requires
from accounts.enums import Permission
from accounts.middleware import ClinicRequest
from core.pdf import RenderFailed
from medications import packet_paper
from medications.domain import packet as packets
from medications.shelf_forms import PacketForm


@requires(Permission.LEDGER_READ)
@require_GET
def packet(request: ClinicRequest) -> HttpResponse:
    """Choose the period and see what it holds; names leave only with the paper."""
    form, made = _asked(request)
    status = 422 if form.is_bound and not form.is_valid() else 200
    return _page(request, form, made, status=status)


@requires(Permission.LEDGER_READ)
@require_GET
def packet_csv(request: ClinicRequest) -> HttpResponse:
    form, made = _asked(request)
    if made is None:
        return _again(request, form)
    packets.disclose(made, form="csv", by=request.membership, at=timezone.now())
    return _file(packet_paper.as_csv(made), made, "text/csv; charset=utf-8", "csv")


@requires(Permission.LEDGER_READ)
@require_GET
def packet_pdf(request: ClinicRequest) -> HttpResponse:
    form, made = _asked(request)
    if made is None:
        return _again(request, form)
    at = timezone.now()
    try:
        content = packet_paper.as_pdf(made, by=request.membership, at=at)
    except RenderFailed:
        form.add_error(None, "This is too long for one PDF. Take it month by month, or as a table.")
        return _again(request, form, made)
    packets.disclose(made, form="pdf", by=request.membership, at=at)
    return _file(content, made, "application/pdf", "pdf")


def _asked(request: ClinicRequest) -> tuple[PacketForm, packets.Packet | None]:
    """The period as it was asked for; two years where nothing was."""
    at = timezone.now()
    months = packets.months_of(request.clinic, at=at)
    form = PacketForm(request.GET or {"span": packets.INSPECTOR}, months=months)
    if not form.is_valid():
        return form, None
    period = packets.period_of(request.clinic, form.cleaned_data["span"], at=at)
    return form, packets.put_together(request.clinic, period)


def _again(
    request: ClinicRequest, form: PacketForm, made: packets.Packet | None = None
) -> HttpResponse:
    return _page(request, form, made, status=422)


def _page(
    request: ClinicRequest, form: PacketForm, made: packets.Packet | None, *, status: int
) -> HttpResponse:
    may_settle = request.membership.may(Permission.TEAM_MANAGE)
    context = {"form": form, "packet": made, "may_settle": may_settle}
    return render(request, "medications/packet.html", context, status=status)


def _file(content: bytes, made: packets.Packet, kind: str, suffix: str) -> HttpResponse:
    period = made.period
    name = f"stock-{period.first:%Y-%m-%d}-to-{period.last:%Y-%m-%d}.{suffix}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type=kind, headers=headers)
