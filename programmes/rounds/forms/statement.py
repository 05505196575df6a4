"""What a group says: the text, and the members' comments that it builds on."""

from django import forms
from django.utils.text import capfirst

from ...models import Comment
from .remark import LONGEST


def words(comment: Comment) -> str:
    """What a comment says, with what it proposes."""
    suggestion = getattr(comment, "suggestion", None)
    proposed = "".join(part.text for part in suggestion.difference if part.kind != "out") if suggestion else ""
    return " ".join(filter(None, (comment.text, proposed and f"Forslag: «{proposed}»"))) or comment.get_kind_display()


class GatheredField(forms.ModelMultipleChoiceField):
    def label_from_instance(self, comment) -> str:
        about = comment.object_title or "hele programmet"
        return f"{comment} om {about}: {words(comment)}"


class StatementForm(forms.Form):
    """`comments` are the group's own."""

    text = forms.CharField(
        label="Uttalelse",
        max_length=5 * LONGEST,
        required=False,
        widget=forms.Textarea(attrs={"rows": 12, "lang": "nb"}),
    )
    gathered = GatheredField(
        label="Bygger på", queryset=Comment.objects.none(), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args, comments, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["gathered"].queryset = comments

    def with_their_words(self) -> str:
        """The text with what the chosen comments say below it, each once."""
        text = self.cleaned_data["text"].strip()
        for comment in self.cleaned_data["gathered"]:
            about = comment.object_title or "Hele programmet"
            line = f"{about}: {capfirst(words(comment))} ({comment})"
            if f"({comment})" not in text:
                text = f"{text}\n\n{line}".strip()
        return text
