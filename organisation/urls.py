from allauth.account import views as entering
from allauth.mfa.base import views as factors
from allauth.mfa.recovery_codes import views as recovery
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as passkeys
from allauth.socialaccount import views as employers
from django.urls import include, path

from . import oidc
from .entering import start_over
from .views import account as own
from .views import bodies as organs
from .views import calendars, importing, mail, seats
from .views import invitations as inviting
from .views import log as record
from .views import meetings as gatherings
from .views import members as membership
from .views import partners as register
from .views import people as persons
from .views import populations as inhabitants

# allauth's views at Norwegian addresses; the names are its own. Addresses that are not here do not exist:
# there is no sign-up and no forgotten password, because a code by e-mail is always a way in.
entrance = [
    path("logg-inn/", entering.login, name="account_login"),
    path("logg-inn/kode/", start_over, name="account_request_login_code"),
    path("logg-inn/kode/bekreft/", entering.confirm_login_code, name="account_confirm_login_code"),
    path("logg-inn/ekstra/", factors.authenticate, name="mfa_authenticate"),
    path("logg-inn/passnokkel/", passkeys.login_webauthn, name="mfa_login_webauthn"),
    path("logg-inn/stengt/", entering.account_inactive, name="account_inactive"),
    path("logg-inn/avbrutt/", employers.login_cancelled, name="socialaccount_login_cancelled"),
    path("logg-inn/feil/", employers.login_error, name="socialaccount_login_error"),
    path("logg-inn/med/<slug:provider_id>/", oidc.login, name="openid_connect_login"),
    path("logg-inn/fra/<slug:provider_id>/", oidc.callback, name="openid_connect_callback"),
    path("logg-inn/ny/", own.no_signup, name="account_signup"),
    path("logg-inn/ny/arbeidsgiver/", own.no_signup, name="socialaccount_signup"),
    path("logg-ut/", entering.logout, name="account_logout"),
]

account = [
    path("", own.account, name="account"),
    path("bekreft/", entering.reauthenticate, name="account_reauthenticate"),
    path("bekreft/kode/", factors.reauthenticate, name="mfa_reauthenticate"),
    path("bekreft/passnokkel/", passkeys.reauthenticate_webauthn, name="mfa_reauthenticate_webauthn"),
    path("passord/", entering.password_change, name="account_change_password"),
    path("passord/nytt/", entering.password_set, name="account_set_password"),
    path("innlogginger/", own.LogIns.as_view(), name="usersessions_list"),
    path("opplysninger/", own.my_data, name="my_data"),
    path("opplysninger.json", own.my_data_json, name="my_data_json"),
    path("e-post/", mail.mail_settings, name="mail_settings"),
    path("e-post/av/<str:key>/", mail.decline, name="decline_mail"),
    path("kalender/", calendars.calendars, name="calendars"),
    path("kalender/ny/", calendars.new_address, name="new_calendar_address"),
    path("invitasjon/<str:key>/", inviting.accept, name="accept_invitation"),
    path("sikkerhet/", factors.index, name="mfa_index"),
    path("sikkerhet/app/", totp.activate_totp, name="mfa_activate_totp"),
    path("sikkerhet/app/fjern/", totp.deactivate_totp, name="mfa_deactivate_totp"),
    path("sikkerhet/passnokler/", passkeys.list_webauthn, name="mfa_list_webauthn"),
    path("sikkerhet/passnokler/ny/", passkeys.add_webauthn, name="mfa_add_webauthn"),
    path("sikkerhet/passnokler/<int:pk>/", passkeys.edit_webauthn, name="mfa_edit_webauthn"),
    path("sikkerhet/passnokler/<int:pk>/fjern/", passkeys.remove_webauthn, name="mfa_remove_webauthn"),
    path("sikkerhet/reservekoder/", recovery.view_recovery_codes, name="mfa_view_recovery_codes"),
    path("sikkerhet/reservekoder/nye/", recovery.generate_recovery_codes, name="mfa_generate_recovery_codes"),
    path("sikkerhet/reservekoder/last-ned/", recovery.download_recovery_codes, name="mfa_download_recovery_codes"),
]

# Names that lead to /organisasjon/…; each list belongs to the file of views it names.
bodies = [
    path("", organs.organisation, name="organisation"),
    path("nytt-organ/", organs.new_body, name="new_body"),
    path("organer/<slug:key>/", organs.body, name="body"),
    path("organer/<slug:key>/endre/", organs.edit_body, name="edit_body"),
    path("organer/<slug:key>/verv/ny/", seats.give_seat, name="give_seat"),
    path("organer/<slug:key>/verv/<int:pk>/", seats.edit_seat, name="edit_seat"),
    path("organer/<slug:key>/verv/<int:pk>/avslutt/", seats.end_seat, name="end_seat"),
    path("organer/<slug:key>/verv/<int:pk>/fjern/", seats.remove_seat, name="remove_seat"),
    path("moter/", gatherings.meetings, name="meetings"),
    path("moter/nytt/", gatherings.new_meeting, name="new_meeting"),
    path("moter/<int:pk>/", gatherings.edit_meeting, name="edit_meeting"),
    path("moter/<int:pk>/slett/", gatherings.delete_meeting, name="delete_meeting"),
]
invitations = [
    path("organer/<slug:key>/inviter/", inviting.invite, name="invite"),
    path("invitasjoner/", inviting.every_invitation, name="invitations"),
    path("invitasjoner/<int:pk>/send/", inviting.send_again, name="send_invitation_again"),
    path("invitasjoner/<int:pk>/trekk/", inviting.withdraw, name="withdraw_invitation"),
]
people = [
    path("personer/", persons.every_person, name="people"),
    path("personer/<int:pk>/", persons.person, name="person"),
    path("personer/<int:pk>/endre/", persons.correct, name="correct_person"),
    path("personer/<int:pk>/steng/", persons.deactivate, name="deactivate_person"),
    path("personer/<int:pk>/apne/", persons.reactivate, name="reactivate_person"),
    path("personer/<int:pk>/fjern-personopplysninger/", persons.pseudonymise, name="pseudonymise_person"),
]
members = [
    path("medlemmer/", membership.members, name="members"),
    path("medlemmer/nytt/", membership.new_member, name="new_member"),
    path("medlemmer/<int:pk>/", membership.edit_member, name="edit_member"),
    path("delregioner/", membership.subregions, name="subregions"),
    path("delregioner/ny/", membership.new_subregion, name="new_subregion"),
    path("delregioner/<int:pk>/", membership.edit_subregion, name="edit_subregion"),
]
populations = [
    path("medlemmer/innbyggere/", inhabitants.import_populations, name="import_populations"),
    path("medlemmer/innbyggere/mal.xlsx", inhabitants.population_template, name="population_template"),
    path("medlemmer/innbyggere/forhandsvisning/", inhabitants.population_preview, name="population_preview"),
    path("medlemmer/innbyggere/gjennomfor/", inhabitants.confirm_populations, name="confirm_populations"),
    path("medlemmer/innbyggere/avbryt/", inhabitants.cancel_populations, name="cancel_populations"),
]
partners = [
    path("partnere/", register.partners, name="partners"),
    path("partnere/ny/", register.new_partner, name="new_partner"),
    path("partnere/<int:pk>/", register.partner, name="partner"),
    path("partnere/<int:pk>/rediger/", register.edit_partner, name="edit_partner"),
    path("partnere/<int:pk>/slett/", register.delete_partner, name="delete_partner"),
    path("partnere/<int:pk>/sla-sammen/", register.merge_partner, name="merge_partner"),
    path("partnere/<int:pk>/skrivemater/", register.add_alias, name="add_alias"),
    path("partnere/<int:pk>/skrivemater/<int:alias>/fjern/", register.remove_alias, name="remove_alias"),
]
imports = [
    path("import/", importing.import_seats, name="import_seats"),
    path("import/mal.xlsx", importing.import_template, name="import_template"),
    path("import/forhandsvisning/", importing.import_preview, name="import_preview"),
    path("import/gjennomfor/", importing.confirm_import, name="confirm_import"),
    path("import/avbryt/", importing.cancel_import, name="cancel_import"),
    path("import/ferdig/", importing.import_done, name="import_done"),
]
log = [path("logg/", record.log, name="log")]

urlpatterns = [
    path("konto/", include(entrance)),
    path("konto/", include(account)),
    path("organisasjon/", include(bodies + invitations + people + members + populations + partners + imports + log)),
]
