"""What somebody typed and sent when the session had ended: kept for them alone, for an hour."""

from datetime import timedelta

from django.contrib.auth.models import User
from django.utils import timezone

from claims.models import KeptForm

LASTS = timedelta(hours=1)


def keep(data: str, *, owner: User, path: str) -> None:
    """Keep what `owner` typed on the page at `path`, in the place of what was kept of it before."""
    now = timezone.now()
    KeptForm.objects.filter(kept_at__lte=now - LASTS).delete()
    values = {"data": data, "kept_at": now}
    KeptForm.objects.update_or_create(owner=owner, path=path, defaults=values)


def of(owner: User, *, path: str) -> str | None:
    """Return what is kept for `owner` of this page."""
    rows = KeptForm.objects.filter(kept_at__gt=timezone.now() - LASTS)
    return rows.filter(owner=owner, path=path).values_list("data", flat=True).first()


def forget(owner: User, *, path: str) -> None:
    """It is saved, or thrown away: show it no more."""
    rows = KeptForm.objects.filter(owner=owner, path=path)
    # There seldom is one, and deleting is a transaction of its own.
    if rows.exists():
        rows.delete()
