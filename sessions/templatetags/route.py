"""Hands the room's parts about the route what they show; worked out once a page."""

from typing import Any

from django import template

from sessions.route_panel import RoutePanel

register = template.Library()


@register.simple_tag(takes_context=True)
def route_panel(context: Any) -> RoutePanel:
    """Of the room of this page; a form that was refused stands in it as it was typed."""
    kept = context.render_context.get("route_panel")
    if kept is None or kept.room is not context["room"]:
        kept = RoutePanel(context["room"], wrong=context.get("wrong", ""), form=context.get("form"))
        context.render_context.dicts[0]["route_panel"] = kept
    return kept
