"""The pages of one's own account: the second step of logging in, and logging out elsewhere."""

from typing import Any

import django_otp
from django.conf import settings
from django.contrib import messages
from django.contrib.admin import AdminSite
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, resolve_url
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_protect

from claims import exceptions
from claims.admin import base
from claims.desk.people import sessions, two_step

Site = AdminSite


def is_open(request: HttpRequest) -> bool:
    """Whether the second step is done, or not asked of this person. One query at the most."""
    found: bool | None = getattr(request, "desk_two_step", None)
    if found is None:
        user: Any = request.user
        found = user.is_verified() or not (two_step.is_on(user) or two_step.is_required(user))
        request.desk_two_step = found  # type: ignore[attr-defined]
    return found


def next_step(request: HttpRequest) -> HttpResponse | None:
    """Lead who has given a password to what is still missing; None if nothing is."""
    if not _is_staff(request) or is_open(request):
        return None
    name = "admin:two_step_code" if two_step.is_on(request.user) else "admin:two_step"
    return redirect_to_login(_next(request), reverse(name))


def urls(site: Site) -> list[URLPattern]:
    def own(view: Any) -> Any:
        """A page for whoever gave a password, with or without the second step."""

        def guarded(request: HttpRequest) -> HttpResponse:
            if not _is_staff(request):
                return redirect_to_login(request.get_full_path(), reverse("admin:login"))
            answer: HttpResponse = view(site, request)
            return answer

        return never_cache(csrf_protect(guarded))

    return [
        path("two-step/", own(account_view), name="two_step"),
        path("two-step/code/", own(code_view), name="two_step_code"),
    ]


def code_view(site: Site, request: HttpRequest) -> HttpResponse:
    """Ask for the code after the password."""
    if is_open(request) or not two_step.is_on(request.user):
        return redirect(_next(request))
    refusal = None
    if request.method == "POST":
        try:
            device = two_step.verify(base.person(request), base.posted(request, "code"))
            _verified(request, device)
            return redirect(_next(request))
        except exceptions.DeskError as error:
            refusal = error
    said = {"title": "Second step", "refusal": refusal, "next": _next(request)}
    return _page(site, request, "code.html", said)


def account_view(site: Site, request: HttpRequest) -> HttpResponse:
    """Switch the second step on and off, with recovery codes; end other sessions."""
    if two_step.is_on(request.user) and not is_open(request):
        return redirect_to_login(request.get_full_path(), reverse("admin:two_step_code"))
    said: dict[str, Any] = {}
    if request.method == "POST":
        try:
            said = DOES.get(request.POST.get("do", ""), _nothing)(request)
        except exceptions.DeskError as refusal:
            said = {"refusal": refusal}
    waiting = None if two_step.is_on(request.user) else two_step.unconfirmed(base.person(request))
    context = {
        "title": "Your log-in",
        "on": two_step.is_on(request.user),
        "required": two_step.is_required(request.user),
        "picture": two_step.picture(waiting) if waiting else "",
        "secret": _spelled(waiting) if waiting else "",
        "hours": settings.SESSION_COOKIE_AGE // 3600,
        "idle": settings.SESSION_IDLE_MINUTES,
        "next": _next(request),
        **said,
    }
    return _page(site, request, "account.html", context)


def _begin(request: HttpRequest) -> dict[str, Any]:
    two_step.begin(base.person(request))
    return {}


def _confirm(request: HttpRequest) -> dict[str, Any]:
    device, codes = two_step.confirm(base.person(request), base.posted(request, "code").strip())
    _verified(request, device)
    messages.success(request, "The second step is on.")
    return {"codes": codes}


def _new_codes(request: HttpRequest) -> dict[str, Any]:
    return {"codes": two_step.new_codes(base.person(request), base.posted(request, "code"))}


def _off(request: HttpRequest) -> dict[str, Any]:
    two_step.switch_off(base.person(request), base.posted(request, "code"))
    messages.success(request, "The second step is off.")
    return {}


def _elsewhere(request: HttpRequest) -> dict[str, Any]:
    number = sessions.end_others(base.person(request), but=request.session.session_key)
    messages.success(request, f"Logged out elsewhere: {number}. You stay logged in here.")
    return {}


def _nothing(_request: HttpRequest) -> dict[str, Any]:
    raise exceptions.BadValue("Nothing was done: use one of the buttons below.")


DOES = {
    "begin": _begin,
    "confirm": _confirm,
    "codes": _new_codes,
    "off": _off,
    "elsewhere": _elsewhere,
}


def _is_staff(request: HttpRequest) -> bool:
    user: Any = request.user
    return bool(user.is_active and user.is_staff)


def _verified(request: HttpRequest, device: Any) -> None:
    django_otp.login(request, device)
    request.session.cycle_key()
    request.desk_two_step = True  # type: ignore[attr-defined]


def _spelled(device: Any) -> str:
    """Return the secret as apps take it when it is typed: base 32, in groups of four."""
    secret = device.config_url.partition("secret=")[2].partition("&")[0]
    return " ".join(secret[at : at + 4] for at in range(0, len(secret), 4))


def _next(request: HttpRequest) -> str:
    asked = request.POST.get(REDIRECT_FIELD_NAME) or request.GET.get(REDIRECT_FIELD_NAME) or ""
    own = url_has_allowed_host_and_scheme(asked, {request.get_host()}, request.is_secure())
    return asked if own else resolve_url("admin:index")


def _page(site: Site, request: HttpRequest, name: str, said: dict[str, Any]) -> HttpResponse:
    context = {**site.each_context(request), **said}
    return TemplateResponse(request, f"admin/desk/two_step/{name}", context)
