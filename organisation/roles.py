"""Who is this? Every answer follows from the seats a person holds today."""

# Values of Body.Kind and Seat.Role. The models ask this module who may see them, so it imports none of them.
SECRETARIAT = "secretariat"
LEADING = ("leader", "deputy")
HELD = (*LEADING, "member")  # everybody but observers


def seats_today(user) -> tuple[tuple[int, str, str], ...]:
    """(primary key of the body, kind of body, role) of every seat held today; asked once per person object."""
    if not user.is_authenticated or not user.is_active:
        return ()
    if not hasattr(user, "_seats_today"):
        user._seats_today = tuple(user.seats.current().values_list("body_id", "body__kind", "role"))
    return user._seats_today


def body_ids(user) -> frozenset[int]:
    """Primary keys of the bodies where `user` holds a seat today, as an observer too."""
    return frozenset(body for body, _kind, _role in seats_today(user))


def is_secretariat(user) -> bool:
    """Does `user` hold a seat in a secretariat today? An observer there is no secretary."""
    return any(kind == SECRETARIAT and role in HELD for _body, kind, role in seats_today(user))


def leads(user, body) -> bool:
    """Is `user` leader or deputy leader of `body` today?"""
    return any(pk == body.pk and role in LEADING for pk, _kind, role in seats_today(user))


def is_member_of(user, body) -> bool:
    """Does `user` take part in `body` today, not only as an observer?"""
    return any(pk == body.pk and role in HELD for pk, _kind, role in seats_today(user))
