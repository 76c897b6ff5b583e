"""What was typed, marked in the number that was found."""

from markupsafe import Markup, escape


def marked(phone: str, digits: str) -> Markup:
    """The digits that were typed, marked in the number; blanks between them are theirs, too."""
    if len(digits) < 2:
        return escape(phone)
    if phone.endswith(digits):  # as nearly always, where the last four were typed
        return between(phone, len(phone) - len(digits), len(phone))
    places = [place for place, char in enumerate(phone) if char.isdigit()]
    plain = "".join(phone[place] for place in places)
    typed = digits if digits in plain else digits[-len(plain) :]  # +86 or 0086 before it
    at = plain.rfind(typed)
    if at < 0:
        return escape(phone)
    first, last = places[at], places[at + len(typed) - 1] + 1
    return between(phone, first, last)


def between(text: str, first: int, last: int) -> Markup:
    before, there, behind = escape(text[:first]), escape(text[first:last]), escape(text[last:])
    return Markup(f"{before}<mark>{there}</mark>{behind}")
