"""/innspill/…: what needs no whole document; the draft itself and its parts are drawn by `publishing`."""

from django.urls import include, path

from .views import (
    calendar,
    comments,
    desk,
    mailings,
    meeting,
    preparing,
    registering,
    rounds,
    running,
    statements,
    suggest,
    take_in,
)

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
calendars = [
    path("kalender/<str:token>/<slug:key>.ics", calendar.calendar, name="calendar"),
    path("kalender/<str:token>/<slug:slug>/fremdriftsplan.ics", calendar.plan, name="plan_calendar"),
]
suggestions = [
    path("<uuid:round>/<uuid:uuid>/forslag/", suggest.suggest, name="suggest"),
    path("<uuid:round>/<uuid:uuid>/forslag/kladd/", suggest.put_aside, name="put_suggestion_aside"),
    path("innspill/<uuid:comment>/forslag/", suggest.change, name="change_suggestion"),
]
taking_in = [
    path("innspill/<uuid:comment>/ta-inn/", take_in.take_in, name="take_in"),
    path("innspill/<uuid:comment>/ta-inn/med-endringer/", take_in.take_in_with, name="take_in_with"),
]


prepared = [
    path("ny/", preparing.new_round, name="new_round"),
    path("program/<slug:slug>/", preparing.programme_rounds, name="programme_rounds"),
    path("program/<slug:slug>/milepael/", preparing.keep_milestone, name="keep_milestone"),
    path("runder/<uuid:round>/endre/", preparing.change_round, name="change_round"),
    path("runder/<uuid:round>/slett/", preparing.delete_round, name="delete_round"),
]
run = [
    path("runder/<uuid:round>/", running.run_round, name="run_round"),
    path("runder/<uuid:round>/apne/", running.open_round, name="open_round"),
    path("runder/<uuid:round>/frist/", running.move_deadline, name="move_deadline"),
    path("runder/<uuid:round>/avslutt/", running.close_round, name="close_round"),
    path("runder/<uuid:round>/apne-igjen/", running.open_round_again, name="open_round_again"),
    path("runder/<uuid:round>/publiser/", running.publish_answers, name="publish_answers"),
]
answered = [
    path("bord/", desk.desk, name="desk"),
    path("bord/svar/", desk.answer_many, name="answer_many"),
    path("bord/<uuid:comment>/", desk.desk_comment, name="desk_comment"),
    path("bord/<uuid:comment>/kladd/", desk.put_answer_aside, name="put_answer_aside"),
    path("bord/<uuid:comment>/kladd/forkast/", desk.discard_answer, name="discard_answer"),
    path("bord/<uuid:comment>/angre/", desk.take_answer_back, name="take_answer_back"),
    path("bord/<uuid:comment>/ta-med/", desk.admit_comment, name="admit_comment"),
    path("bord/<uuid:comment>/forte-til/", desk.tie_comment, name="tie_comment"),
    path("bord/<uuid:comment>/notat/", desk.add_note, name="add_note"),
    path("bord/<uuid:comment>/notat/<int:pk>/fjern/", desk.remove_note, name="remove_note"),
]
registered = [
    path("runder/<uuid:round>/for-andre/", registering.register_comments, name="register_comments"),
    path("runder/<uuid:round>/for-andre/kladd/", registering.put_rows_aside, name="put_rows_aside"),
    path("runder/<uuid:round>/for-andre/kladd/forkast/", registering.discard_rows, name="discard_rows"),
]
met = [
    path("runder/<uuid:round>/mote/", meeting.meeting, name="meeting"),
    path("runder/<uuid:round>/mote/<int:number>/", meeting.meeting, name="meeting"),
    path("runder/<uuid:round>/mote/kladd/", meeting.put_decision_aside, name="put_decision_aside"),
]


members = asking + written + said_together + post + calendars + suggestions + taking_in
secretariat = prepared + run + answered + registered + met
urlpatterns = [path("innspill/", include(secretariat + members))]
