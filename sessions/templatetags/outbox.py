"""What the room's page tells its outbox."""

from django import template

from sessions.authors import author_word
from sessions.judging import rules_of
from sessions.room import Room

register = template.Library()


@register.simple_tag
def author_of(room: Room) -> str:
    """The signed word of whoever opened this page."""
    return author_word(room.member, room.session.pk)


@register.simple_tag
def reading_rules(room: Room) -> str:
    """What the page needs to say what a reading means while the clinic does not answer."""
    return rules_of(room)
