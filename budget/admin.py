"""Emergency administration of budgets."""

from django.contrib import admin

from .models import Amount, Budget, BudgetColumn, BudgetLine, BudgetTable, FeeMultiplier, FeeRate, MembershipFee


class TableInline(admin.TabularInline):
    model = BudgetTable
    extra = 0
    show_change_link = True


@admin.register(Budget)
class BudgetAdmin(admin.ModelAdmin):
    inlines = [TableInline]


class ColumnInline(admin.TabularInline):
    model = BudgetColumn
    extra = 0


class LineInline(admin.TabularInline):
    model = BudgetLine
    extra = 0
    show_change_link = True
    raw_id_fields = ["parent"]


@admin.register(BudgetTable)
class TableAdmin(admin.ModelAdmin):
    list_display = ["title", "budget", "unit"]
    list_select_related = ["budget"]
    inlines = [ColumnInline, LineInline]


class AmountInline(admin.TabularInline):
    model = Amount
    extra = 0
    raw_id_fields = ["column"]


@admin.register(BudgetLine)
class LineAdmin(admin.ModelAdmin):
    list_display = ["label", "table", "kind"]
    list_filter = ["table", "kind"]
    list_select_related = ["table__budget"]
    search_fields = ["label"]
    raw_id_fields = ["table", "parent"]
    inlines = [AmountInline]


class RateInline(admin.TabularInline):
    model = FeeRate
    extra = 0


class MultiplierInline(admin.TabularInline):
    model = FeeMultiplier
    extra = 0
    autocomplete_fields = ["member"]


@admin.register(MembershipFee)
class FeeAdmin(admin.ModelAdmin):
    list_display = ["year", "base_date", "decision"]
    inlines = [RateInline, MultiplierInline]
