from django.urls import include, path

from .views import desk, meeting, preparing, registering, running

# Names that lead to /innspill/…; each list belongs to the file of views it names.
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

urlpatterns = [path("innspill/", include(prepared + run + answered + registered + met))]
