"""What the database refuses, in the words of the person who met it."""

from django.core.exceptions import ValidationError
from django.db import DatabaseError, DataError, IntegrityError, models

from claims import exceptions

TOO_LARGE = "54"
"""The class of PostgreSQL's errors that say: more than there is room for (a row of an index)."""


def of_constraint(name: str) -> str:
    """Return what the violated constraint `name` means."""
    kind, message = exceptions.OF_CONSTRAINT[name]
    return str(kind(message))


def of_violation(model: type[models.Model], error: ValidationError) -> str:
    """Return our words for what Django says of a violated constraint, else what it says."""
    for constraint in model._meta.constraints:
        if constraint.name in exceptions.OF_CONSTRAINT and _is_of(constraint, error):
            return of_constraint(constraint.name)
    return str(error.message)


def _is_of(constraint: models.BaseConstraint, error: ValidationError) -> bool:
    # Of a plain unique constraint Django names the fields, of any other the constraint.
    together = (error.params or {}).get("unique_check")
    if together is not None:
        return tuple(together) == tuple(getattr(constraint, "fields", ()))
    return bool(error.message == constraint.get_violation_error_message())


def of_database_error(error: DatabaseError) -> exceptions.DeskError:
    """Return what the database refused: known by the constraint's name, else as it said it.

    What is no refusal of values (a lost connection, a deadlock) is raised again.
    """
    too_large = (getattr(error.__cause__, "sqlstate", None) or "").startswith(TOO_LARGE)
    if not (too_large or isinstance(error, (IntegrityError, DataError))):
        raise error
    try:
        with exceptions.from_constraints():
            raise error
    except exceptions.DeskError as known:
        return known
    except DatabaseError:
        diagnostics = getattr(error.__cause__, "diag", None)
        said = getattr(diagnostics, "message_primary", None) or str(error) or "it breaks a rule"
        return exceptions.BadValue(f"The database refuses this: {said}.")
