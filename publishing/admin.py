"""Editions are looked at here, never changed: the database refuses it. A PDF that is in the way can be deleted."""

from django.contrib import admin

from .models import Edition, Overview, Preview


@admin.register(Edition)
class EditionAdmin(admin.ModelAdmin):
    list_display = ["title", "number", "body", "decided_on", "frozen_at"]
    list_select_related = ["body"]
    exclude = ["document", "page", "pdf"]

    def get_queryset(self, request):
        return super().get_queryset(request).light()

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


@admin.register(Preview)
class PreviewAdmin(admin.ModelAdmin):
    list_display = ["__str__", "programme", "guidelines", "state", "asked_at"]
    list_select_related = ["programme", "guidelines"]
    exclude = ["document", "pdf"]

    def get_queryset(self, request):
        return super().get_queryset(request).light()

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False


@admin.register(Overview)
class OverviewAdmin(PreviewAdmin):
    list_display = ["__str__", "state", "asked_at"]
    list_select_related = []
