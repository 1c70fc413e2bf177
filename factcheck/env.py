"""Typed readers of environment variables: one line a setting, a clear error for a bad value."""

import os
import secrets
from ipaddress import ip_network
from pathlib import Path
from urllib.parse import quote, urlsplit

import limits
from django.core import validators
from django.core.exceptions import ImproperlyConfigured, ValidationError

TRUE, FALSE = {"1", "true", "yes", "on"}, {"0", "false", "no", "off", ""}


def text(name: str, default: str = "") -> str:
    return os.environ.get(name, default).strip()


def flag(name: str, default: bool) -> bool:
    """Read yes or no; anything else is an error that names the variable and its value."""
    value = text(name, "true" if default else "false").lower()
    if value in TRUE:
        return True
    if value in FALSE:
        return False
    raise ImproperlyConfigured(f"{name}={value!r} is neither true nor false. Use 1 or 0.")


def integer(name: str, default: int, *, least: int = 0, most: int = 2**31) -> int:
    """Read a whole number from `least` to `most`."""
    value = text(name, str(default))
    try:
        number = int(value)
    except ValueError:
        number = least - 1
    if not least <= number <= most:
        raise ImproperlyConfigured(
            f"{name}={value!r} is not a whole number from {least} to {most}."
            f" Use one, like {default}."
        )
    return number


def choice(name: str, default: str, allowed: tuple[str, ...]) -> str:
    value = text(name, default).upper()
    if value not in allowed:
        raise ImproperlyConfigured(f"{name}={value!r} is none of {', '.join(allowed)}.")
    return value


def contact(name: str) -> str:
    """Read a mail address or a web address; return it as a link that a reader can follow."""
    value = text(name)
    if not value:
        return ""
    web = urlsplit(value)
    if web.scheme in {"http", "https"} and web.hostname:
        return value
    try:
        validators.validate_email(value)
    except ValidationError as error:
        raise ImproperlyConfigured(
            f"{name}={value!r} is neither a mail address nor a web address. Use one like"
            " corrections@example.org or https://example.org/contact/."
        ) from error
    return f"mailto:{quote(value, safe='@')}"


def words(name: str, default: str = "") -> list[str]:
    """Read a list separated by commas."""
    return [word.strip() for word in text(name, default).split(",") if word.strip()]


def folder(name: str) -> Path | None:
    """Read a folder; whether it holds what it must is for the checks to say."""
    value = text(name)
    return Path(value).expanduser().resolve() if value else None


def rate(name: str, default: str) -> str:
    """Read how much of something is let through in a time; empty means no limit."""
    value = text(name, default)
    try:
        sound = not value or limits.parse(value).amount > 0
    except ValueError:
        sound = False
    if not sound:
        raise ImproperlyConfigured(
            f"{name}={value!r} is not a rate. Use one like {default}, or nothing for no limit."
        )
    return value


def networks(name: str) -> list[str]:
    """Read addresses or networks separated by commas."""
    found = words(name)
    for network in found:
        try:
            ip_network(network)
        except ValueError as error:
            raise ImproperlyConfigured(
                f"{name} holds {network!r}: {error}. Use networks like 10.0.0.0/8, or addresses."
            ) from error
    return found


def secret(name: str, file: Path) -> str:
    """Read a secret, or make one on first use and keep it in `file`, readable by us alone."""
    if value := text(name):
        return value
    try:
        return file.read_text()
    except FileNotFoundError:
        pass
    file.parent.mkdir(parents=True, exist_ok=True)
    draft = file.with_name(f"{file.name}.{secrets.token_hex(4)}")
    draft.touch(mode=0o600)
    draft.write_text(secrets.token_urlsafe(64))
    try:
        # A hard link fails if another process was first: then its secret is the one we use.
        os.link(draft, file)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
    return file.read_text()
