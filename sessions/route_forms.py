"""The forms beside the dose, made for one room: blank, or with what was sent."""

import uuid
from typing import Any

from accounts.enums import Permission
from sessions.domain import notices
from sessions.enums import RouteActKind
from sessions.forms.route import EnrolForm, NoticeForm, OtherMedicineForm, RouteActForm
from sessions.room import Room


def _shared(room: Room, data: Any, prefix: str) -> dict[str, Any]:
    return {
        "data": data, "zone": room.zone, "at": room.at, "hours": room.hours,
        "auto_id": f"{prefix}_%s",
    }  # fmt: skip


def act_form(
    room: Room, *, kinds: list[RouteActKind], own: bool, whole: bool = False, data: Any = None
) -> RouteActForm:
    name = "late" if whole else kinds[0].value
    return RouteActForm(
        **_shared(room, data, f"route_{name}"), kinds=kinds, own=own, whole=whole,
        initial={"key": str(uuid.uuid4())},
    )  # fmt: skip


def other_form(room: Room, data: Any = None) -> OtherMedicineForm:
    able = [one for one in room.staff.values() if one.is_active]
    prescribers = [(one.pk, one.full_name) for one in able if one.may(Permission.ORDER_WRITE)]
    return OtherMedicineForm(
        **_shared(room, data, "other"), prescribers=prescribers, lots=room.other_lots,
        initial={"key": str(uuid.uuid4())},
    )  # fmt: skip


def notice_form(room: Room, notice: notices.Notice | None, data: Any = None) -> NoticeForm:
    place = (notice.about if notice else "notice").replace(" ", "_")
    initial = {"item": notice.item.value, "about": notice.about} if notice else {}
    return NoticeForm(**_shared(room, data, place), initial=initial)


def enrol_form(room: Room, data: Any = None) -> EnrolForm:
    return EnrolForm(**_shared(room, data, "enrol"))
