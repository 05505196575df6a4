"""A meeting as the secretariat writes it."""

from ..models import Body, Meeting
from .recorded import RecordedForm


class MeetingForm(RecordedForm):
    class Meta(RecordedForm.Meta):
        model = Meeting
        fields = ["body", "name", "date", "last_date", "place"]

    def __init__(self, *args, by, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["body"].queryset = Body.objects.visible_to(by)
        self.fields["body"].empty_label = "Velg"

    def about(self) -> dict:
        return {"what": str(self.instance), "body": self.instance.body}
