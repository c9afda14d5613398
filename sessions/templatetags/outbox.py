"""What the room's page tells its outbox."""

from django import template

from sessions.authors import author_word
from sessions.room import Room

register = template.Library()


@register.simple_tag
def author_of(room: Room) -> str:
    """The signed word of whoever opened this page."""
    return author_word(room.member, room.session.pk)
