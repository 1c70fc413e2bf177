"""Who may be given a review; and the people of the demonstration.

alice writes, bob approves, charlie is a second reviewer.
"""

from django.contrib.auth.models import Group, User
from django.db.models import QuerySet

DEMO = {"alice": "reviewer", "bob": "editor", "charlie": "reviewer", "dave": None}
"""Each with a role; dave has an account and none, so that one sees a closed door."""


def password_of(name: str) -> str:
    """Return the password of a person of the demonstration."""
    return f"{name}-demo-desk"


def create_demo() -> list[str]:
    """Make those people of the demonstration who are not there yet; return everybody's names."""
    for name, role in DEMO.items():
        user, made = User.objects.get_or_create(username=name, defaults={"is_staff": bool(role)})
        if made:
            user.set_password(password_of(name))
            user.save(update_fields=["password"])
            user.groups.set(Group.objects.filter(name=role))
    return list(DEMO)


def who_write() -> QuerySet[User]:
    """Return everybody who may write reviews, by name."""
    found = User.objects.with_perm(
        "claims.write_review", backend="django.contrib.auth.backends.ModelBackend"
    )
    return found.order_by("username")
