"""A body as the secretariat writes it."""

from django import forms
from django.utils.text import slugify

from ..models import Body
from .recorded import RecordedForm

LETTERS = str.maketrans("æøåÆØÅ", "aoaAOA")  # slugify drops æ and ø


class BodyForm(RecordedForm):
    """The key is made from the first name and stays: it stands in addresses and in stored documents."""

    class Meta(RecordedForm.Meta):
        model = Body
        fields = ["name", "definite_name", "kind", "order", "mandate", "visibility", "people_are_public", "ended_on"]
        widgets = {"mandate": forms.Textarea({"rows": 10})}
        labels = {"order": "Rekkefølge blant organer av samme slag"}

    def about(self) -> dict:
        return {"what": self.instance.name, "body": self.instance}

    def clean_kind(self) -> str:
        """The rights of everybody in the secretariat hang on its kind."""
        kind = self.cleaned_data["kind"]
        if self.initial.get("kind") == Body.Kind.SECRETARIAT and kind != Body.Kind.SECRETARIAT:
            raise forms.ValidationError(
                "Sekretariatet kan ikke gjøres om til noe annet. Da ville ingen kunne styre her."
            )
        return kind

    def save(self, commit=True):
        if not self.instance.key:
            self.instance.key = free_key(self.instance.name)
        return super().save(commit)


def free_key(name: str) -> str:
    """`faggruppe-klima-og-miljo` for «Faggruppe klima og miljø»; with a number when that is taken."""
    wanted = slugify(name.translate(LETTERS))[:70] or "organ"
    taken = set(Body.objects.filter(key__startswith=wanted).values_list("key", flat=True))
    numbers = (f"{wanted}-{number}" for number in range(2, len(taken) + 3))
    return wanted if wanted not in taken else next(key for key in numbers if key not in taken)
