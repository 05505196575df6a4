"""What a member says of one thing: the kind, the words, perhaps a quote, and in which group's name."""

from django import forms

from organisation.models import Body

from ...models import Comment
from ...parts import About, Part
from ..quoting import quoted

LONGEST = 10_000
NOT_THERE = "Ordene finnes ikke i teksten. Kopier dem slik de står, eller la feltet stå tomt."
SAY_SOMETHING = "Skriv hva du mener."

Kind = Comment.Kind
WORDS = {
    Kind.COMMENT: "Merknad", Kind.QUESTION: "Spørsmål", Kind.NEW_MEASURE: "Forslag om nytt tiltak",
    Kind.STRIKE: "Foreslår å stryke",
}  # fmt: skip
# What can be said of each kind of thing. A suggestion has a form of its own.
KINDS = {
    About.WHOLE: (Kind.COMMENT, Kind.QUESTION, Kind.NEW_MEASURE),
    About.SECTION: (Kind.COMMENT, Kind.QUESTION, Kind.NEW_MEASURE, Kind.STRIKE),
    About.MEASURE: (Kind.COMMENT, Kind.QUESTION, Kind.STRIKE),
    About.LINE: (Kind.COMMENT, Kind.QUESTION),
}


class RemarkForm(forms.Form):
    """`part` is what it is about, nothing for the whole programme; `bodies` those that the writer may speak in."""

    kind = forms.ChoiceField(label="Slag", widget=forms.RadioSelect)
    text = forms.CharField(
        label="Innspill", max_length=LONGEST, required=False, widget=forms.Textarea(attrs={"rows": 5, "lang": "nb"})
    )
    quote = forms.CharField(
        label="Sitat", max_length=LONGEST, required=False, widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Ordene du mener, kopiert fra teksten.",
    )  # fmt: skip
    body = forms.ModelChoiceField(
        label="På vegne av", queryset=Body.objects.none(), empty_label=None, widget=forms.RadioSelect
    )

    def __init__(self, *args, part: Part | None, bodies: list[Body] = (), comment: Comment | None = None, **kwargs):
        super().__init__(*args, **kwargs)
        self.part, self.comment = part, comment
        kinds = KINDS[part.about if part else About.WHOLE]
        if comment and comment.kind not in kinds:
            kinds = (*kinds, Kind(comment.kind))
        self.fields["kind"].choices = [(kind, WORDS.get(kind, kind.label.capitalize())) for kind in kinds]
        self.fields["kind"].initial = kinds[0]
        if comment and comment.kind == Kind.SUGGESTION:
            del self.fields["kind"]  # what it proposes stays
        if part is None:
            del self.fields["quote"]
        if len(bodies) > 1:
            self.fields["body"].queryset = Body.objects.filter(pk__in=[body.pk for body in bodies])
            self.fields["body"].initial = bodies[0]
        else:
            del self.fields["body"]
        self.bodies = bodies

    def clean_quote(self) -> tuple[str, str]:
        """The field that it stands in, and the words as they stand there."""
        if not (quote := self.cleaned_data["quote"]):
            return "", ""
        if found := quoted(self.part, quote):
            return found
        raise forms.ValidationError(NOT_THERE)

    def clean(self):
        super().clean()
        without_words = (Kind.STRIKE, Kind.SUGGESTION)
        if not self.cleaned_data.get("text") and not self.errors and self.said_as not in without_words:
            self.add_error("text", SAY_SOMETHING)

    @property
    def said_as(self) -> str:
        return self.cleaned_data.get("kind") or (self.comment.kind if self.comment else "")

    @property
    def sender(self) -> Body | None:
        """The body it is said in; nobody's for the secretariat, which asks and is not asked."""
        return self.cleaned_data.get("body") or next(iter(self.bodies), None)
