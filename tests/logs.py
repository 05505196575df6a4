"""A round with everything in it that an innspillslogg must tell of."""

from datetime import timedelta

from django.utils import timezone

from organisation.models import Body, Member, User, Version
from programmes.keeping import change_measure
from programmes.models import Measure, Programme, Round
from programmes.rounds import answering, commenting, opening, statements
from programmes.rounds.commenting import Remark, Sender
from programmes.states import measure_state

CLIMATE, TRANSPORT = "faggruppe-klima-og-miljo", "faggruppe-areal-og-transport"
FORMULA = '=HYPERLINK("http://ond.no")'


def day(days: int):
    return timezone.localdate() + timedelta(days=days)


def body(key: str) -> Body:
    return Body.objects.get(key=key)


def person(name: str) -> User:
    return User.objects.get(email=f"{name}@demo.invalid")


def prepared(programme: Programme, by: User, **fields) -> Round:
    """A round for two groups, each of which sees its own."""
    asked = {"name": "Utkast til faggruppene", "during": "own", "after": "own", "deadline": day(10)} | fields
    return opening.prepare(programme, bodies=[body(CLIMATE), body(TRANSPORT)], by=by, **asked)


def measure_of(programme: Programme) -> Measure:
    return Measure.objects.get(section__programme=programme, title="Medlemskontakt")


def edit(measure: Measure, by: User, **fields) -> Version:
    """Write something in a measure; its new state."""
    before = measure_state(measure)
    change_measure(measure, before, before | fields, by=by)
    return Version.objects.of(measure).first()


def answered_round(programme: Programme, by: User, **fields) -> Round:
    """Two comments from one group, one from the other, a letter from a member; answered, closed and published."""
    round = opening.open_round(prepared(programme, by, **fields), by=by)
    leader, member, other = (person(name) for name in ("faggruppe-klima", "faggruppe-klima2", "faggruppe-atp"))
    measure = measure_of(programme)
    about = {"object": measure.uuid, "field": "title"}
    suggestion = Remark("suggestion", "Kortere.", **about, basis=measure.title, proposed="Kontakt med medlemmene")
    first = commenting.write(round, suggestion, Sender(body=body(CLIMATE)), by=member)
    second = commenting.write(
        round, Remark(text=FORMULA, quote="Medlems", **about), Sender(body=body(CLIMATE)), by=leader
    )
    third = commenting.write(round, Remark("question", "Hvem følger opp? 👍"), Sender(body=body(TRANSPORT)), by=other)
    letter = Sender(member=Member.objects.first(), name="Kari Normann", source="letter", received_on=day(-3))
    fourth = commenting.write(round, Remark("new_measure", "Masser.\n\nSårt trengt."), letter, by=by)
    statement = statements.draft(round, body(CLIMATE), "Vi støtter retningen.", [first, second], by=leader)
    statements.confirm(statement, by=leader)
    answering.answer([first], "partly", "Tatt inn kortere.", by=by)
    answering.answer([second, third, fourth], "noted", "", by=by)
    round = opening.close(round, by=by)
    answering.tie(first, edit(measure, by, title="Kontakt med medlemmer"), by=by)
    return opening.publish_answers(round, by=by)
