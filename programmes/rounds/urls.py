"""/innspill/…: what needs no whole document; the draft itself and its parts are drawn by `publishing`."""

from django.urls import include, path

from .views import calendar, comments, mailings, rounds, statements, suggest, take_in

COMMENT, GROUP = "innspill/<uuid:comment>/", "<uuid:round>/uttalelse/<slug:key>/"

# Each list belongs to the file of views it names.
asking = [path("", rounds.rounds, name="rounds")]
written = [
    path("<uuid:round>/mine/", comments.my_comments, name="my_comments"),
    path("<uuid:round>/gruppen/", comments.group_comments, name="group_comments"),
    path("<uuid:round>/alle/", comments.round_comments, name="round_comments"),
    path(COMMENT, comments.comment, name="comment"),
    path(f"{COMMENT}endre/", comments.edit_comment, name="edit_comment"),
    path(f"{COMMENT}kladd/", comments.put_comment_aside, name="put_comment_aside"),
    path(f"{COMMENT}kladd/forkast/", comments.discard_comment_draft, name="discard_comment_draft"),
    path(f"{COMMENT}trekk/", comments.withdraw_comment, name="withdraw_comment"),
    path(f"{COMMENT}ta-tilbake/", comments.bring_comment_back, name="bring_comment_back"),
]
said_together = [
    path(GROUP, statements.statement, name="statement"),
    path(f"{GROUP}hent-inn/", statements.gather_statement, name="gather_statement"),
    path(f"{GROUP}bekreft/", statements.confirm_statement, name="confirm_statement"),
    path(f"{GROUP}kladd/", statements.put_statement_aside, name="put_statement_aside"),
    path(f"{GROUP}kladd/forkast/", statements.discard_statement_draft, name="discard_statement_draft"),
    path("<uuid:round>/ingen-merknader/<slug:key>/", statements.say_no_remarks, name="say_no_remarks"),
    path(
        "<uuid:round>/ingen-merknader/<slug:key>/angre/", statements.take_back_no_remarks, name="take_back_no_remarks"
    ),
]

post = [path("post/", mailings.mailings, name="mailings")]
calendars = [path("kalender/<str:token>/<slug:key>.ics", calendar.calendar, name="calendar")]
suggestions = [
    path("<uuid:round>/<uuid:uuid>/forslag/", suggest.suggest, name="suggest"),
    path("<uuid:round>/<uuid:uuid>/forslag/kladd/", suggest.put_aside, name="put_suggestion_aside"),
    path("innspill/<uuid:comment>/forslag/", suggest.change, name="change_suggestion"),
]
taking_in = [
    path("innspill/<uuid:comment>/ta-inn/", take_in.take_in, name="take_in"),
    path("innspill/<uuid:comment>/ta-inn/med-endringer/", take_in.take_in_with, name="take_in_with"),
]


urlpatterns = [
    path("innspill/", include(asking + written + said_together + post + calendars + suggestions + taking_in))
]
