"""The people of the demonstration.

alice writes, bob approves, charlie is a second reviewer.
"""

from django.contrib.auth.models import Group, User

PEOPLE = {"alice": "reviewer", "bob": "editor", "charlie": "reviewer", "dave": None}
"""Each with a role; dave has an account and none, so that one sees a closed door."""


def password_of(name: str) -> str:
    """Return the password of a person of the demonstration."""
    return f"{name}-demo-desk"


def create() -> list[str]:
    """Make those people of the demonstration who are not there yet; return everybody's names."""
    for name, role in PEOPLE.items():
        user, made = User.objects.get_or_create(username=name, defaults={"is_staff": bool(role)})
        if made:
            user.set_password(password_of(name))
            user.save(update_fields=["password"])
            user.groups.set(Group.objects.filter(name=role))
    return list(PEOPLE)
