from django.urls import include, path

from .views import fees as membership

# Names that lead to /budsjett/…; each list belongs to the file of views it names.
fees = [
    path("kontingent/", membership.newest_fees, name="newest_fees"),
    path("<int:year>/kontingent/", membership.fees, name="fees"),
    path("<int:year>/kontingent/kontingent.xlsx", membership.fees_file, name="fees_file"),
    path("<int:year>/kontingent/sats/", membership.edit_fee, name="edit_fee"),
    path("<int:year>/kontingent/medlem/<int:pk>/", membership.edit_multiplier, name="edit_multiplier"),
]

urlpatterns = [path("budsjett/", include(fees))]
