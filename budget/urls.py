from django.urls import include, path

from .lines import ACTS
from .views import columns, explaining, history, sheets, years
from .views import fees as membership
from .views import workbook as excel

# Names that lead to /budsjett/…; each list belongs to the file of views it names.
TABLE = "<int:year>/tabell/<uuid:table>/"

grid = [
    path("<int:year>/", sheets.budget, name="budget"),
    path(f"{TABLE}lagre/", sheets.save_table, name="save_table"),
    path(f"{TABLE}kladd/", sheets.put_aside, name="put_table_aside"),
    path(f"{TABLE}kladd/hent/", sheets.take_up, name="take_table_up"),
    path(f"{TABLE}kladd/forkast/", sheets.discard, name="discard_table_draft"),
    path(f"{TABLE}slag/", sheets.change_kind, name="change_line_kind"),
    *(path(f"{TABLE}linje/{act}/", sheets.change_lines, {"act": act}, name=f"line_{act}") for act in ACTS),
    path(f"{TABLE}forklar/", explaining.explain, name="explain_discrepancy"),
]
properties = [
    path(f"{TABLE}", columns.edit_table, name="edit_table"),
    path(f"{TABLE}kolonner/ny/", columns.new_column, name="new_column"),
    path(f"{TABLE}kolonner/<uuid:column>/", columns.edit_column, name="edit_column"),
    path(f"{TABLE}kolonner/<uuid:column>/flytt/", columns.move_column, name="move_column"),
    path(f"{TABLE}kolonner/<uuid:column>/fjern/", columns.remove_column, name="remove_column"),
]
through_time = [
    path("", years.budgets, name="budgets"),
    path("ny/", years.begin_year, name="begin_year"),
    path("<int:year>/ny-tabell/", years.new_table, name="new_table"),
    path(f"{TABLE}historikk/", history.versions, name="table_history"),
    path(f"{TABLE}historikk/<int:version>/hent/", history.bring_back, name="bring_back_table"),
]

fees = [
    path("kontingent/", membership.newest_fees, name="newest_fees"),
    path("<int:year>/kontingent/", membership.fees, name="fees"),
    path("<int:year>/kontingent/kontingent.xlsx", membership.fees_file, name="fees_file"),
    path("<int:year>/kontingent/sats/", membership.edit_fee, name="edit_fee"),
    path("<int:year>/kontingent/medlem/<int:pk>/", membership.edit_multiplier, name="edit_multiplier"),
]
workbook = [
    path("<int:year>/budsjett-<int:again>.xlsx", excel.budget_workbook, name="budget_workbook"),
    path("<int:year>/import/", excel.import_budget, name="import_budget"),
    path("<int:year>/import/forhandsvisning/", excel.budget_preview, name="budget_preview"),
    path("<int:year>/import/gjennomfor/", excel.confirm_budget, name="confirm_budget"),
    path("<int:year>/import/avbryt/", excel.cancel_budget, name="cancel_budget"),
    path("<int:year>/import/ferdig/", excel.budget_imported, name="budget_imported"),
]

urlpatterns = [path("budsjett/", include(grid + properties + through_time + fees + workbook))]
