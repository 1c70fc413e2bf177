"""The second step of logging in: a code from an app (TOTP), or one of ten recovery codes.

Each person switches it on; the setting REQUIRE_TOTP asks it of roles, or of all. Wrong codes make
the next try wait, longer each time (django-otp counts them). Secrets are in no history.
"""

from typing import Any

import segno
from django.conf import settings
from django.contrib.auth.models import User
from django.db import transaction
from django_otp.models import Device
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from claims import exceptions

ALL = "all"
NAME = "desk"
RECOVERY_CODES = 10


class CodeRefused(exceptions.DeskError):
    """This code is wrong, or was used before: type the one that your app shows now."""


def is_on(user: Any) -> bool:
    return bool(TOTPDevice.objects.filter(user_id=user.pk, confirmed=True).exists())


def is_required(user: Any) -> bool:
    """Whether the desk asks the second step of `user`: by role, or of everybody."""
    asked = settings.REQUIRE_TOTP
    if not asked:
        return False
    return ALL in asked or bool(user.groups.filter(name__in=asked).exists())


def begin(user: User) -> None:
    """Make a new secret, which holds once a code of it was typed."""
    if is_on(user):
        raise exceptions.WrongState("It is on already: switch it off before you begin anew.")
    with transaction.atomic():
        TOTPDevice.objects.filter(user=user, confirmed=False).delete()
        TOTPDevice.objects.create(user=user, name=NAME, confirmed=False)


def unconfirmed(user: User) -> Any:
    """Return the device whose secret waits for its first code, or None."""
    return TOTPDevice.objects.filter(user=user, confirmed=False).order_by("-pk").first()


def picture(device: Any) -> str:
    """Return the QR code that an app reads, as the address of a picture."""
    return str(segno.make(device.config_url, micro=False).svg_data_uri(scale=5, border=3))


def confirm(user: User, code: str) -> tuple[Any, list[str]]:
    """Switch it on with the first code; return the device and the recovery codes, shown once."""
    waiting = unconfirmed(user)
    if waiting is None:
        raise exceptions.WrongState("Nothing waits for a code: begin anew.")
    device = _verified(waiting, code)
    with transaction.atomic():
        device.confirmed = True
        device.save(update_fields=["confirmed"])
        codes = _new_codes(user)
    return device, codes


def verify(user: User, code: str) -> Any:
    """Return the device that takes `code`. Raises CodeRefused, also while one has to wait."""
    code = "".join(code.split()).lower()
    kind = TOTPDevice if code.isdecimal() else StaticDevice
    device = kind.objects.filter(user=user, confirmed=True).first()
    if device is None:
        raise CodeRefused
    return _verified(device, code)


def new_codes(user: User, code: str) -> list[str]:
    """Make new recovery codes; those from before are void."""
    verify(user, code)
    with transaction.atomic():
        return _new_codes(user)


def switch_off(user: User, code: str) -> None:
    if is_required(user):
        raise exceptions.NotPermitted("This desk requires the second step of you: it stays on.")
    verify(user, code)
    _forget(user)


def reset(user: User, *, by: User) -> None:
    """Take the second step off somebody who lost app and codes; they set it up again."""
    if not (by.is_active and by.is_superuser):
        raise exceptions.NotPermitted("Only a superuser may reset the second step of others.")
    _forget(user)


@transaction.atomic
def _forget(user: User) -> None:
    for kind in (TOTPDevice, StaticDevice):
        kind.objects.filter(user=user).delete()


def _new_codes(user: User) -> list[str]:
    StaticDevice.objects.filter(user=user).delete()
    device = StaticDevice.objects.create(user=user, name=NAME)
    codes = [StaticToken.random_token() for _ in range(RECOVERY_CODES)]
    StaticToken.objects.bulk_create(StaticToken(device=device, token=code) for code in codes)
    return codes


def _verified(device: Any, code: str) -> Any:
    # Failures must stay counted: nothing is raised before the transaction has ended.
    with transaction.atomic():
        row = Device.from_persistent_id(device.persistent_id, for_verify=True)
        allowed, why = row.verify_is_allowed() if row else (True, None)
        taken = row is not None and allowed and row.verify_token(code)
    if not allowed and why and "locked_until" in why:
        raise CodeRefused(
            "Too many wrong codes: wait until"
            f" {why['locked_until']:%H:%M:%S} (UTC), then type the one that is shown then."
        )
    if not taken:
        raise CodeRefused
    return row
