"""Second opinions: the blind page in the place of a review's own, asking, assessing, deciding."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin import AdminSite, SimpleListFilter
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path

from claims import exceptions
from claims.admin import base, show
from claims.admin.review import review_page
from claims.admin.saving import kept_forms, together
from claims.desk.review import opinions, workflow
from claims.models import Contradiction, OpinionRule, Rating, Review

SECRET_LOOKUPS = {*workflow.WRITTEN_FIELDS, "approved_digest"}
"""Columns that an address of the list could ask about, one guess at a time."""
GIVEN = "Thank you: your opinion stands. This is what the author wrote."


class Hidden(exceptions.NotPermitted):
    """Nothing was done: this review is hidden from you until a second opinion is given."""

    def __init__(self, review: Review) -> None:
        super().__init__()
        self.review = review


def blind_instead(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Show the blind page where `view` found a review that is hidden from who asks."""

    @wraps(view)
    def guarded(page: Any, request: HttpRequest, *args: Any, **options: Any) -> HttpResponse:
        try:
            return view(page, request, *args, **options)
        except Hidden as hidden:
            if request.method == "GET":
                return _opened(request, hidden.review, site=page.admin_site)
            return render(request, hidden.review, site=page.admin_site, refusal=hidden)

    return guarded


def see(request: HttpRequest, review: Review) -> Review:
    """Return `review` to show it in full, which is written down. Raises Hidden."""
    user = base.person(request)
    if hidden := opinions.hidden_by(review, user):
        raise Hidden(review_page.find(hidden.pk) or hidden)
    opinions.look(review, user)
    return review


class AssessmentForm(forms.Form):
    rating: Any = forms.ModelChoiceField(
        Rating.objects.all(), widget=forms.RadioSelect, empty_label=None, label="Your rating"
    )
    rationale = forms.CharField(
        widget=forms.Textarea(attrs={"rows": 6, "class": "desk-wide"}),
        label="Why",
        help_text="From the claim and its sources alone. It cannot be changed afterwards.",
        max_length=20_000,
    )


def render(
    request: HttpRequest,
    review: Review,
    *,
    site: AdminSite,
    form: AssessmentForm | None = None,
    refusal: exceptions.DeskError | None = None,
    kept: QueryDict | None = None,
) -> TemplateResponse:
    """Show claim and sources, and nothing that the author made of them: stances and notes too.

    `kept`: what was typed before the session ended.
    """
    user = base.person(request)
    if form is None and opinions.may_assess(review, user):
        form = AssessmentForm()
    context = {
        **site.each_context(request),
        "title": show.shortened(review.claim.text, 100),
        "opts": Review._meta,
        "review": review,
        "claim": review.claim,
        "appearances": show.passages(review.claim),
        "sources": review.evidence.select_related("source__publisher"),
        "contradictions": Contradiction.objects.of(review.claim).select_related("left", "right"),
        "form": form,
        "kept": kept,
        "owner": kept_forms.signed(user, show.page(review)),
        "may_look": opinions.may_look(user),
        "may_change_claim": user.has_perm("claims.change_claim"),
        "refusal": refusal,
    }
    status = review_page.status(refusal)
    return TemplateResponse(request, "admin/claims/review/blind.html", context, status=status)


def _opened(request: HttpRequest, review: Review, *, site: AdminSite) -> TemplateResponse:
    """Show the blind page, with the opinion that was typed there before the session ended."""
    kept = kept_forms.typed(request)
    if kept is None or not opinions.may_assess(review, base.person(request)):
        return render(request, review, site=site)
    form = AssessmentForm(initial=base.typed(request, kept))
    return render(request, review, site=site, form=form, refusal=kept_forms.Restored(), kept=kept)


class SecondOpinions:
    """What a page of reviews needs so that a second opinion stays blind. Goes before DeskAdmin."""

    admin_site: AdminSite
    _act: Any
    _find: Any
    _found: Any

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        views = {
            "ask": self.ask_view,
            "assess": self.assess_view,
            "look": self.look_view,
            "stand": self.stand_view,
        }
        own = [
            path(f"<int:pk>/opinion/{name}/", view(page), name=f"claims_review_opinion_{name}")
            for name, page in views.items()
        ]
        below: Any = super()
        return own + list(below.get_urls())

    def get_queryset(self, request: HttpRequest) -> QuerySet[Review]:
        below: Any = super()
        rows: QuerySet[Review] = below.get_queryset(request)
        return opinions.tell_shown(rows, base.person(request))

    def lookup_allowed(self, lookup: str, value: Any, request: HttpRequest) -> bool:
        """Let no address of the list guess at a verdict: `?explanation__startswith=A`."""
        below: Any = super()
        allowed: bool = below.lookup_allowed(lookup, value, request)
        return allowed and base.asked_field(Review, lookup) not in SECRET_LOOKUPS

    @blind_instead
    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> Any:
        self._find(request, object_id)
        below: Any = super()
        return below.history_view(request, object_id, extra_context)

    @blind_instead
    def ask_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Ask for a second opinion by hand."""
        review: Review = self._find(request, pk)
        if request.method != "POST":
            return base.only_posted(request, review)

        def ask() -> Review:
            opinions.ask(review, by=base.person(request))
            return review

        done = "Asked: whoever has not seen this review finds it in My day."
        return self._act(request, review, ask, done)  # type: ignore[no-any-return]

    def assess_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Take a second opinion. Refused, nothing of the verdict is shown, whoever asked."""
        review = self._found(request, pk)
        if request.method != "POST":
            return base.only_posted(request, review)
        form = AssessmentForm(request.POST)
        try:
            if not form.is_valid():
                raise exceptions.BadValue("Please correct what is marked below.")
            opinions.assess(review, by=base.person(request), **form.cleaned_data)
        except exceptions.DeskError as refusal:
            return render(request, review, site=self.admin_site, form=form, refusal=refusal)
        kept_forms.forget(request, show.page(review))
        messages.success(request, GIVEN)
        return redirect(show.page(review))

    def look_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Open a hidden review all the same: who does is no longer blind."""
        review = self._found(request, pk)
        user = base.person(request)
        if request.method != "POST":
            return base.only_posted(request, review)
        if not opinions.may_look(user):
            return render(request, review, site=self.admin_site, refusal=Hidden(review))
        opinions.look(review, user)
        return redirect(show.page(review))

    @blind_instead
    def stand_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Let the verdict stand against a second opinion."""
        review: Review = self._find(request, pk)
        if request.method != "POST":
            return base.only_posted(request, review)

        def stand() -> Review:
            reason = base.posted(request, "opinion-reason")
            opinions.decide(review, by=base.person(request), reason=reason)
            return review

        done = "Decided: the verdict stands, with your reason. It can be approved now."
        return self._act(request, review, stand, done)  # type: ignore[no-any-return]


class ShownRating(SimpleListFilter):
    """Finds reviews by their rating among those whose rating the list may show."""

    title = "rating"
    parameter_name = "rated"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(rating.key, rating.text) for rating in Rating.objects.all()]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> Any:
        if not self.value():
            return queryset
        return opinions.shown(queryset, base.person(request)).filter(rating__key=self.value())


class RuleAdmin(base.NeverDeleted, together.Together):
    """The rules that ask. Switched off rather than deleted: requests name them."""

    list_display = ("name", "active", "priority", "topic", "rated")
    list_select_related = ("rating",)
    search_fields = ("name", "topic")
    fields = ("name", "active", "priority", "topic", "rating")

    @admin.display(description="rating")
    def rated(self, rule: OpinionRule) -> str:
        return show.rating(rule.rating)
