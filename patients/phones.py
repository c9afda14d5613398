"""Phone numbers as people read them."""

import phonenumbers


def as_read(number: str) -> str:
    """(303) 555-0142 at home, with the country code elsewhere; whatever is not a number stays as it is."""
    try:
        parsed = phonenumbers.parse(number, "US")
    except phonenumbers.NumberParseException:
        return number
    shapes = phonenumbers.PhoneNumberFormat
    shape = shapes.NATIONAL if parsed.country_code == 1 else shapes.INTERNATIONAL
    return phonenumbers.format_number(parsed, shape)
