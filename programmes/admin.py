"""Emergency administration of programmes, guidelines and everything in them."""

from django.contrib import admin

from .models import (
    Area,
    Decision,
    Footnote,
    Goal,
    Guidelines,
    Lineage,
    Measure,
    MeasurePartner,
    Milestone,
    ProcessStep,
    Programme,
    ResultTarget,
    Section,
    Strategy,
    SustainabilityGoal,
)


def rows(of, **options) -> type[admin.TabularInline]:
    """An inline table of a model's rows under their owner."""
    return type(f"{of.__name__}Inline", (admin.TabularInline,), {"model": of, "extra": 0, **options})


@admin.register(Guidelines)
class GuidelinesAdmin(admin.ModelAdmin):
    list_display = ["title", "first_year", "last_year", "visibility"]
    filter_horizontal = ["circulated_to"]
    inlines = [rows(Area, exclude=["programme", "follows"])]


@admin.register(Programme)
class ProgrammeAdmin(admin.ModelAdmin):
    list_display = ["title", "first_year", "phase", "visibility"]
    filter_horizontal = ["circulated_to"]
    inlines = [rows(Decision), rows(ProcessStep), rows(Area, exclude=["guidelines"], raw_id_fields=["follows"])]


class KeptByMilestones(admin.ModelAdmin):
    """What a milestone or an edition may show is taken out in the workplace, and not deleted even in an emergency."""

    def has_delete_permission(self, request, obj=None):
        section = obj.section if isinstance(obj, Measure) else obj
        programme = section and section.programme
        kept = programme and (programme.milestones.exists() or programme.editions.exists())
        return not kept and super().has_delete_permission(request, obj)


@admin.register(Section)
class SectionAdmin(KeptByMilestones):
    list_display = ["title", "number", "kind", "programme", "guidelines"]
    list_filter = ["programme", "guidelines", "kind"]
    list_select_related = ["programme", "guidelines"]
    search_fields = ["title", "text"]
    raw_id_fields = ["parent", "area", "table"]
    inlines = [rows(Footnote), rows(SustainabilityGoal), rows(Goal), rows(Strategy, raw_id_fields=["goal"])]


@admin.register(Measure)
class MeasureAdmin(KeptByMilestones):
    list_display = ["title", "number", "section"]
    list_filter = ["section__programme"]
    list_select_related = ["section"]
    search_fields = ["title", "content", "partners"]
    raw_id_fields = ["section", "further_areas", "strategies", "budget_lines"]
    inlines = [rows(ResultTarget), rows(MeasurePartner, autocomplete_fields=["partner"]), rows(Lineage)]


@admin.register(Milestone)
class MilestoneAdmin(admin.ModelAdmin):
    """A milestone's document never changes, so only its name and who it is for can."""

    list_display = ["name", "programme", "made_at"]
    list_select_related = ["programme"]
    readonly_fields = ["programme", "made_at", "made_by", "sha256"]
    filter_horizontal = ["circulated_to"]

    def has_add_permission(self, request):
        return False

    def has_delete_permission(self, request, obj=None):
        return False
