from django.urls import include, path

from .views import workbook as excel

# Names that lead to /budsjett/…; each list belongs to the file of views it names.
workbook = [
    path("<int:year>/budsjett-<int:again>.xlsx", excel.budget_workbook, name="budget_workbook"),
    path("<int:year>/import/", excel.import_budget, name="import_budget"),
    path("<int:year>/import/forhandsvisning/", excel.budget_preview, name="budget_preview"),
    path("<int:year>/import/gjennomfor/", excel.confirm_budget, name="confirm_budget"),
    path("<int:year>/import/avbryt/", excel.cancel_budget, name="cancel_budget"),
    path("<int:year>/import/ferdig/", excel.budget_imported, name="budget_imported"),
]

urlpatterns = [path("budsjett/", include(workbook))]
