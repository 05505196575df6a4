"""Emergency administration of people, bodies, members and partners."""

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialToken
from allauth.usersessions.models import UserSession
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.models import Group

from .models import Body, Member, Partner, PartnerAlias, Population, Seat, Subregion, User

# allauth's tables are worked on through its own pages; its admin searches for user names, which we do not have.
for model in (EmailAddress, Authenticator, SocialAccount, SocialApp, SocialToken, UserSession):
    if admin.site.is_registered(model):
        admin.site.unregister(model)

admin.site.unregister(Group)  # what people may do follows from seats, never from groups


class SeatInline(admin.TabularInline):
    model = Seat
    extra = 0
    autocomplete_fields = ["person", "body", "on_behalf_of"]


@admin.register(User)
class PersonAdmin(UserAdmin):
    ordering = ["name", "email"]
    list_display = ["email", "name", "is_active", "last_login"]
    list_filter = ["is_active", "seats__body"]
    search_fields = ["email", "name"]
    readonly_fields = ["last_login", "joined_at"]
    filter_horizontal = []
    fieldsets = [
        (None, {"fields": ["email", "name", "password"]}),
        ("Tilgang", {"fields": ["is_active", "is_staff", "is_superuser"]}),
        ("Tidspunkter", {"fields": ["last_login", "joined_at"]}),
    ]
    add_fieldsets = [(None, {"fields": ["email", "name", "usable_password", "password1", "password2"]})]
    inlines = [SeatInline]


@admin.register(Body)
class BodyAdmin(admin.ModelAdmin):
    list_display = ["name", "kind", "order"]
    search_fields = ["name"]
    inlines = [SeatInline]


@admin.register(Seat)
class SeatAdmin(admin.ModelAdmin):
    list_display = ["person", "body", "role", "on_behalf_of", "from_date", "to_date"]
    list_filter = ["body", "role"]
    list_select_related = ["person", "body", "on_behalf_of"]
    autocomplete_fields = ["person", "body", "on_behalf_of"]


class PopulationInline(admin.TabularInline):
    model = Population
    extra = 0


@admin.register(Member)
class MemberAdmin(admin.ModelAdmin):
    list_display = ["name", "number", "kind", "membership", "from_date", "to_date"]
    list_filter = ["kind", "membership", "subregions"]
    search_fields = ["name", "number"]
    filter_horizontal = ["subregions"]
    inlines = [PopulationInline]


@admin.register(Subregion)
class SubregionAdmin(admin.ModelAdmin):
    search_fields = ["name"]


class PartnerAliasInline(admin.TabularInline):
    model = PartnerAlias
    extra = 1


@admin.register(Partner)
class PartnerAdmin(admin.ModelAdmin):
    search_fields = ["name", "aliases__name"]
    inlines = [PartnerAliasInline]
