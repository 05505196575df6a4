"""Who is this? Every answer follows from the seats a person holds today."""

from .models import Body, Seat


def body_ids(user) -> frozenset[int]:
    """Primary keys of the bodies where `user` holds a seat today; asked once per person object and request."""
    if not user.is_authenticated or not user.is_active:
        return frozenset()
    if not hasattr(user, "_seats_today"):
        user._seats_today = tuple(Seat.objects.current().filter(person=user).values_list("body_id", "body__kind"))
    return frozenset(body_id for body_id, _kind in user._seats_today)


def is_secretariat(user) -> bool:
    """Does `user` hold a seat in a secretariat today?"""
    return bool(body_ids(user)) and any(kind == Body.Kind.SECRETARIAT for _body, kind in user._seats_today)
