"""A round with everything in it that an innspillslogg must tell of."""

from datetime import date, timedelta
from uuid import UUID

from django.utils import timezone

from organisation.models import Body, Member, User, Version
from programmes.difference import word_parts
from programmes.keeping import change_measure
from programmes.models import Measure, Programme, Round
from programmes.rounds import answering, commenting, opening, statements
from programmes.rounds.commenting import Remark, Sender
from programmes.rounds.log import EVERYTHING, Answer, Change, Log, Point, Row, Said
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


def hard_log(count: int = 40) -> Log:
    """What people may write, as plain data: quotes, changes, paragraphs, a row longer than a page, other alphabets."""
    differs = tuple(word_parts("Utarbeide grunnlag\nog mer til", "Utarbeide et felles grunnlag\nog enda mer"))
    answer = Answer("partly", "delvis tatt til følge", "Fordi.\n\nOg fordi.", False, True)
    rows = [
        Row(
            label=f"I-{number:03}", uuid=UUID(int=number), round="Runde", sender="Asker kommune", person="Šibmi Čáhci",
            received_on=date(2025, 3, number % 28 + 1), source="brev", late="for sent innkommet, tatt med",
            kind="endringsforslag", chapter="Transport", then=Point("3.2", "Rikstunnel"),
            now=(Point("3.3", "Rikstunnelen"), Point("", "Et annet")), standing="slått sammen", field="Resultatmål",
            quote="Et sitat\nover to linjer", text="Tekst. " * (900 if number == 7 else 10) + "\n\nOg mer: 👍 <b>",
            proposed=differs, answer=answer if number % 3 else None,
            changes=(Change("Tittelen", differs), Change("Strategiene", ())),
        )
        for number in range(1, count + 1)
    ]  # fmt: skip
    said = (
        Said("Runde", "Faggruppe", date(2025, 3, 1), "Vi støtter.\n\nNesten.", ("I-001",)),
        Said("Runde", "Styret", date(2025, 3, 2)),
    )
    return Log(
        "Handlingsprogram 2025", ("Runde", "Runde to"), said, tuple(rows), count, (), EVERYTHING, date(2025, 4, 1)
    )
