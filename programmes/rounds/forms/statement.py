"""What a group says: the text, and the members' comments that it builds on."""

from django import forms

from ...models import Comment
from .remark import LONGEST


class GatheredField(forms.ModelMultipleChoiceField):
    def label_from_instance(self, comment) -> str:
        about = comment.object_title or "hele programmet"
        return f"{comment} om {about}: {comment.text or comment.get_kind_display()}"


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
            line = f"{about}: {comment.text or comment.get_kind_display().capitalize()} ({comment})"
            if f"({comment})" not in text:
                text = f"{text}\n\n{line}".strip()
        return text
