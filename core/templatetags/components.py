"""The pieces that pages are built of. Each tag is one component; its keywords are its contract.

A wrong keyword or an unknown tone is an error, never a silent default. See docs/look.md.
"""

import functools
import io
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from importlib import resources
from typing import Any
from xml.etree import ElementTree
from zipfile import ZipFile

from django import template
from django.core.paginator import Page
from django.forms.utils import flatatt
from django.template import Context
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from lucide import IconDoesNotExist

from core.components import TONE_ICONS, CheckItem, CheckState, Phase, Ring, Tab, Tone
from core.templatetags.formats import now_of

register = template.Library()
SVG = "{http://www.w3.org/2000/svg}"


@functools.cache
def _archive() -> ZipFile:
    """The wheel's drawings, opened once: reading their list takes 15 ms, and a page shows twenty."""
    return ZipFile(io.BytesIO((resources.files("lucide") / "lucide.zip").read_bytes()))


@functools.lru_cache(maxsize=512)
def _icon(name: str, size: int) -> SafeString:
    try:
        drawing = _archive().read(f"{name}.svg")
    except KeyError as error:
        raise IconDoesNotExist(name) from error
    svg = ElementTree.fromstring(drawing)  # noqa: S314 - the wheel's own drawing
    for node in svg.iter():
        node.tag = node.tag.removeprefix(SVG)  # inline in a page no name needs its namespace
    extent = {"width": str(size), "height": str(size)}
    svg.attrib.update(extent | {"aria-hidden": "true", "focusable": "false", "class": "icon"})
    return mark_safe(ElementTree.tostring(svg, encoding="unicode"))  # noqa: S308 - no user text


def attributes(attrs: Mapping[str, Any]) -> SafeString:
    """Keyword arguments as HTML attributes: hx_post becomes hx-post, True stands bare."""
    return flatatt({name.rstrip("_").replace("_", "-"): value for name, value in attrs.items()})


def trimmed(content: str) -> SafeString:
    """A block's body without its outer space; empty when nothing was in it."""
    return mark_safe(content.strip())  # noqa: S308 - rendered, and so escaped, by the block


@register.simple_tag
def icon(name: str, *, size: int = 20) -> SafeString:
    """A decorative line icon; the word beside it carries the meaning."""
    return _icon(str(name), size)


@register.simple_block_tag
def page_head(
    content: str, *, title: str, lead: str = "", back_url: str = "", back_label: str = "Back"
) -> str:
    """The screen's name, one line about it, and its one primary action in the body."""
    props = {"title": title, "lead": lead, "back_url": back_url, "back_label": back_label}
    return render_to_string("components/page_head.html", {**props, "content": trimmed(content)})


@register.simple_block_tag
def card(
    content: str,
    *,
    title: str = "",
    icon: str = "",
    tone: str = Tone.PLAIN,
    anchor: str = "",
    level: int = 2,
) -> str:
    """A sheet of paper on the desk: one subject, quietly bordered."""
    props = {"title": title, "icon": icon, "tone": Tone(tone), "anchor": anchor, "level": level}
    return render_to_string("components/card.html", {**props, "content": content})


@register.inclusion_tag("components/status_badge.html")
def status_badge(word: str, *, tone: str = Tone.PLAIN, icon: str = "") -> dict[str, Any]:
    """A state as icon and word; colour comes last."""
    return {"word": word, "tone": Tone(tone), "icon": icon or TONE_ICONS[Tone(tone)]}


@register.simple_block_tag
def facts(content: str, *, columns: int = 1) -> str:
    """A list of facts; holds `field_row` tags."""
    return render_to_string("components/facts.html", {"content": content, "columns": columns})


@register.simple_block_tag
def field_row(content: str, *, label: str) -> str:
    """One fact: its name and what it is. Says 'Not recorded' when the body is empty."""
    props = {"label": label, "content": trimmed(content)}
    return render_to_string("components/field_row.html", props)


STRIP_ICONS = {Tone.PLAIN: "info", Tone.QUIET: "info", Tone.ACTIVE: "info"}


@register.simple_block_tag
def alert_strip(content: str, *, tone: str = Tone.ATTENTION, title: str = "") -> str:
    """Something to read before going on, with the way on in its body."""
    named = Tone(tone)
    props = {"tone": named, "title": title, "icon": STRIP_ICONS.get(named, TONE_ICONS[named])}
    return render_to_string("components/alert_strip.html", {**props, "content": content})


@register.inclusion_tag("components/empty_state.html")
def empty_state(
    *, icon: str, title: str, text: str = "", action_url: str = "", action_label: str = ""
) -> dict[str, Any]:
    """Nothing is here yet: what that means and what to do next."""
    return {
        "icon": icon,
        "title": title,
        "text": text,
        "action_url": action_url,
        "action_label": action_label,
    }


@register.inclusion_tag("components/loading.html")
def loading(text: str = "Loading", *, lines: int = 3) -> dict[str, Any]:
    """Quiet placeholder lines while a part is fetched."""
    return {"text": text, "lines": range(lines)}


BANNERS = {
    "offline": ("wifi-off", Tone.ATTENTION),
    "locked": ("lock", Tone.QUIET),
    "error": ("octagon-alert", Tone.EMERGENCY),
    "saved": ("check", Tone.DONE),
    "readonly": ("eye", Tone.QUIET),
}


@register.simple_block_tag
def banner(content: str, *, kind: str, title: str) -> str:
    """The state of the whole screen: offline, locked, error, saved, readonly."""
    icon_name, tone = BANNERS[kind]
    props = {"kind": kind, "title": title, "icon": icon_name, "tone": tone, "content": content}
    return render_to_string("components/banner.html", props)


@register.simple_block_tag
def timeline(content: str, *, label: str) -> str:
    """A story in order; holds `timeline_item` tags."""
    return render_to_string("components/timeline.html", {"content": content, "label": label})


@register.simple_block_tag(takes_context=True)
def timeline_item(
    context: Context,
    content: str,
    *,
    title: str,
    at: datetime,
    icon: str = "circle",
    by: str = "",
    tone: str = Tone.PLAIN,
    struck: bool = False,
) -> str:
    """One thing that happened: when, what, by whom. A voided entry stays, struck through."""
    props = {"title": title, "at": at, "icon": icon, "by": by, "tone": Tone(tone)}
    rest = {"struck": struck, "content": trimmed(content), "now": now_of(context)}
    return render_to_string("components/timeline_item.html", {**props, **rest})


@register.inclusion_tag("components/journey_strip.html")
def journey_strip(phases: Sequence[Phase], *, label: str = "Course of care") -> dict[str, Any]:
    """The phases of care, where the person stands in them and what is missing."""
    return {"phases": phases, "label": label}


@register.inclusion_tag("components/window_ring.html", takes_context=True)
def window_ring(
    context: Context,
    *,
    hours_left: float,
    hours_total: float,
    closes_at: datetime,
    label: str = "Integration window",
    size: int = 112,
) -> dict[str, Any]:
    """A span of time as a draining ring, with the same in words beneath it."""
    ring = Ring(hours_left=hours_left, hours_total=hours_total)
    props = {"ring": ring, "label": label, "closes_at": closes_at, "size": size}
    return {**props, "now": now_of(context)}


BUTTON_LOOKS = {
    "primary": "btn-primary",
    "plain": "btn-plain",
    "quiet": "btn-quiet",
    "danger": "btn-danger",
}


def _press(template_name: str, face: dict[str, str], attrs: dict[str, Any]) -> str:
    if not face["url"]:
        attrs = {"type": "submit", **attrs}
    return render_to_string(template_name, {**face, "attrs": attributes(attrs)})


@register.simple_tag
def button(label: str, *, icon: str = "", tone: str = "plain", url: str = "", **attrs: Any) -> str:
    """A button, or a link that looks like one. Tones: primary, plain, quiet, danger."""
    face = {"label": label, "icon": icon, "look": BUTTON_LOOKS[tone], "url": url}
    return _press("components/button.html", face, attrs)


@register.simple_tag
def big_button(
    label: str, *, icon: str = "", tone: str = "plain", url: str = "", **attrs: Any
) -> str:
    """A tile for one tap in a dim room: at least 72 px high, icon over word."""
    face = {"label": label, "icon": icon, "look": BUTTON_LOOKS[tone], "url": url}
    return _press("components/big_button.html", face, attrs)


@register.simple_block_tag
def button_row(content: str, *, sticky: bool = False) -> str:
    """The buttons that end a form or a screen; sticky keeps them under the thumb on a phone."""
    return render_to_string("components/button_row.html", {"content": content, "sticky": sticky})


@register.simple_block_tag
def ask_first(content: str, *, label: str, question: str, icon: str = "") -> str:
    """Something that cannot be taken back: the question in words, the form with its answer inside."""
    props = {"label": label, "question": question, "icon": icon, "content": content}
    return render_to_string("components/ask_first.html", props)


@register.inclusion_tag("components/person.html")
def person(
    name: str, *, note: str = "", pronouns: str = "", url: str = "", large: bool = False
) -> dict[str, Any]:
    """Somebody's name with their initials in a circle."""
    return {"name": name, "note": note, "pronouns": pronouns, "url": url, "large": large}


@register.inclusion_tag("components/identity_bar.html")
def identity_bar(
    name: str,
    *,
    born_on: date,
    age: int,
    pronouns: str = "",
    number: str = "",
    url: str = "",
    allergies: Sequence[str] = (),
    alerts: Sequence[str] = (),
    detail: str = "",
) -> dict[str, Any]:
    """Who this is, always in sight: name, birth date, allergies, alerts."""
    props = {"name": name, "born_on": born_on, "age": age, "pronouns": pronouns, "number": number}
    return {**props, "url": url, "allergies": allergies, "alerts": alerts, "detail": detail}


@register.inclusion_tag("components/big_number.html")
def big_number(
    value: str,
    *,
    label: str,
    unit: str = "",
    note: str = "",
    tone: str = Tone.PLAIN,
    anchor: str = "",
) -> dict[str, Any]:
    """A number to be read from across the room."""
    props = {"value": value, "label": label, "unit": unit, "note": note}
    return {**props, "tone": Tone(tone), "anchor": anchor}


@register.inclusion_tag("components/checklist.html", takes_context=True)
def checklist(context: Context, items: Sequence[CheckItem], *, label: str) -> dict[str, Any]:
    """A gate: each condition with its fact, or with the next step that would meet it."""
    met = sum(item.state in {CheckState.OK, CheckState.WAIVED} for item in items)
    return {"items": items, "label": label, "met": met, "now": now_of(context)}


@register.inclusion_tag("components/section_nav.html")
def section_nav(tabs: Sequence[Tab], *, label: str) -> dict[str, Any]:
    """The parts of one subject as tabs; each is an ordinary page."""
    return {"tabs": tabs, "label": label}


@register.simple_block_tag
def data_table(
    content: str, *, caption: str, stack: bool = False, hide_caption: bool = False
) -> str:
    """A table with a caption; the body is its thead and tbody. Scrolls alone when it is wide."""
    props = {"caption": caption, "stack": stack, "hide_caption": hide_caption}
    return render_to_string("components/data_table.html", {**props, "content": content})


@register.inclusion_tag("components/pagination.html", takes_context=True)
def pagination(context: Context, page: Page) -> dict[str, Any]:
    """Earlier and later pages of a list, keeping the filters of this one."""
    return {"page": page, "request": context["request"]}


@register.inclusion_tag("components/undo_toast.html", takes_context=True)
def undo_toast(
    context: Context, text: str, *, url: str, undo_label: str = "Undo", note: str = ""
) -> dict[str, Any]:
    """What just changed, and the way back where there is one."""
    props = {"text": text, "url": url, "undo_label": undo_label, "note": note}
    return {**props, "csrf_token": context.get("csrf_token")}


@register.inclusion_tag("components/print_header.html", takes_context=True)
def print_header(context: Context, *, title: str, clinic: str, about: str = "") -> dict[str, Any]:
    """What stands at the head of a printed page: clinic, subject, when it was printed."""
    return {"title": title, "clinic": clinic, "about": about, "now": now_of(context)}
