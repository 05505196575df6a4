"""Bodies and members in one list to choose from: who a comment is from, in a filter and in what is registered."""

from organisation.models import Body, Member

ORGAN, MEMBER = "organ", "medlem"


def choices(bodies, members) -> list:
    """As a form's choices, in two groups."""
    groups = [
        ("Organer", [(f"{ORGAN}-{body.pk}", body.name) for body in bodies]),
        ("Medlemmer", [(f"{MEMBER}-{member.pk}", member.name) for member in members]),
    ]
    return [group for group in groups if group[1]]


def read(value: str) -> dict[str, Body | Member]:
    """`{"body": …}` or `{"member": …}` for a choice; nothing for none."""
    kind, _dash, key = value.partition("-")
    model, name = {ORGAN: (Body, "body"), MEMBER: (Member, "member")}.get(kind, (None, ""))
    return {name: model.objects.get(pk=key)} if model else {}
