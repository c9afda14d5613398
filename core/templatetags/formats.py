"""How moments, names and numbers are written on every screen."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from math import ceil, floor

from django import template
from django.template import Context
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()

MINUTE = 60
HOUR = 60 * MINUTE
DAY = 24 * HOUR
STYLES = {
    "relative": "",
    "time": "g:i A",
    "date": "D M j",
    "date_year": "M j, Y",
    "datetime": "D M j, g:i A",
    "stamp": "H:i:s",
}


def exact(at: datetime) -> str:
    """The whole moment with its zone, as it stands on hover and on paper."""
    return date_format(timezone.localtime(at), "D M j, Y, g:i A T")


def relative_words(at: datetime, now: datetime) -> str:
    """'in 6 min', 'just now', '3 days ago': short, and never more exact than it is.

    Of minutes ahead one that has begun counts, of minutes behind one that is over, as on the wall.
    """
    seconds = (at.astimezone(UTC) - now.astimezone(UTC)).total_seconds()
    size = abs(seconds)
    if size < MINUTE / 2:
        return "now"
    if seconds > 0:
        return f"in {_span(size, whole=ceil)}"
    return f"{_span(size, whole=floor)} ago"


def _span(seconds: float, *, whole: Callable[[float], int]) -> str:
    if seconds < 90 * MINUTE:
        return f"{max(1, whole(seconds / MINUTE))} min"
    if seconds < 48 * HOUR:
        return f"{round(seconds / HOUR)} h"
    return f"{round(seconds / DAY)} days"


def now_of(context: Context) -> datetime:
    """The moment that the page was made for; relative words count from it."""
    return context.get("now") or timezone.now()


@register.simple_tag(takes_context=True)
def moment(context: Context, at: datetime, *, style: str = "relative") -> SafeString:
    """A moment in time: short words to read, the exact instant on hover and for machines."""
    now = now_of(context)
    if style == "relative":
        words = relative_words(at, now)
    else:
        words = date_format(timezone.localtime(at), STYLES[style])
    live = SafeString(" data-relative") if style == "relative" else ""
    return format_html(
        '<time class="moment" datetime="{}" title="{}"{}>{}</time>',
        at.astimezone(UTC).isoformat(timespec="seconds"),
        exact(at),
        live,
        words,
    )


def is_title(word: str) -> bool:
    """ "Dr." and its kind; "J." is a name."""
    return word.endswith(".") and len(word) > 2


@register.filter
def initials(name: str) -> str:
    """Two letters for an avatar: first and last word of the name, a title such as "Dr." aside."""
    said = [word for word in name.replace("-", " ").split() if word[0].isalnum()]
    words = [word for word in said if not is_title(word)] or said
    if not words:
        return "?"
    picked = words if len(words) == 1 else [words[0], words[-1]]
    return "".join(word[0] for word in picked).upper()


@register.filter
def age_on(born_on: date, day: date) -> int:
    """Whole years on that day."""
    return day.year - born_on.year - ((day.month, day.day) < (born_on.month, born_on.day))


@register.filter
def amount(value: Decimal | float) -> str:
    """A dose without trailing zeros and never with a bare point: 55, 0.9, 1,200.

    From a thousand on with a comma, as ISMP's list of error-prone dose designations asks.
    """
    text = f"{Decimal(str(value)).normalize():f}"
    whole, _, rest = text.partition(".")
    grouped = f"{int(whole):,}"
    return f"{grouped}.{rest}" if rest else grouped


@register.filter
def sentence(words: str) -> str:
    """What somebody typed, with a full stop where more words follow it."""
    said = words.strip()
    return f"{said}." if said and said[-1] not in ".!?:;\N{HORIZONTAL ELLIPSIS}" else said


@register.filter
def minutes_words(minutes: float) -> str:
    """'18 more minutes' needs only the number in words a person says: '1 h 20 min'."""
    whole = max(0, round(minutes))
    hours, rest = divmod(whole, 60)
    if not hours:
        return f"{rest} min"
    return f"{hours} h {rest} min" if rest else f"{hours} h"


@register.filter
def clock_words(seconds: float) -> str:
    """A running clock: 00:23:14."""
    whole = max(0, int(seconds))
    return f"{whole // HOUR:02d}:{whole % HOUR // MINUTE:02d}:{whole % MINUTE:02d}"
