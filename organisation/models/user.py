"""A person who logs in."""

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from ..roles import is_secretariat


class UserManager(BaseUserManager):
    def create_user(self, email: str, password: str | None = None, **fields) -> "User":
        """Make a person known by `email` (kept in lower case). Without a password nobody can log in with one."""
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields) -> "User":
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)

    def get_by_natural_key(self, email: str) -> "User":
        return self.get(email__iexact=email)


class UserQuerySet(models.QuerySet):
    def visible_to(self, user):
        """People are listed for the secretariat; everybody else sees themselves (and seats, see `Seat`)."""
        if is_secretariat(user):
            return self
        return self.filter(pk=user.pk) if user.is_authenticated else self.none()


class User(AbstractBaseUser, PermissionsMixin):
    """Somebody with an account. What they may do follows from their seats (see `roles.py`), not from flags here."""

    email = models.EmailField("e-postadresse", max_length=254, unique=True)
    name = models.CharField("navn", max_length=200, blank=True)
    is_active = models.BooleanField("aktiv", default=True)
    is_staff = models.BooleanField("kan åpne nødadministrasjonen", default=False)
    joined_at = models.DateTimeField("opprettet", auto_now_add=True)
    pseudonymised_at = models.DateTimeField("personopplysninger fjernet", null=True, blank=True, editable=False)

    objects = UserManager.from_queryset(UserQuerySet)()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"

    class Meta:
        verbose_name = "person"
        verbose_name_plural = "personer"
        ordering = ["name", "email"]
        constraints = [
            models.CheckConstraint(
                condition=Q(email=Lower("email")),
                name="email_is_lower_case",
                violation_error_message="Skriv adressen med små bokstaver.",
            )
        ]

    def __str__(self) -> str:
        return self.name or self.email

    def clean(self) -> None:
        super().clean()
        self.email = self.email.strip().lower()
