"""Reviews: the list, the page of one, and its steps. All that is written goes by the workflow."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import URLPattern, path
from django.utils.html import format_html

from claims import exceptions
from claims.admin import base, show
from claims.admin.contradictions import proposals
from claims.admin.lists import bulk, filters, saved_views, searching
from claims.admin.review import drafts, new_evidence, opinions, presence, review_page
from claims.admin.saving import kept_forms, merging, stale
from claims.desk.review import comments, leases, workflow
from claims.models import Review

DONE = {
    "start": "It is yours. Write the verdict, attach evidence, then submit it.",
    "submit": "Submitted: somebody else approves it now.",
    "return": "Returned to its author, with your comment.",
    "approve": "Approved: it can be published.",
    "publish": "Published: it stands in the public record.",
    "correct": "This is the new version. The old one stays public until it is published.",
    "retract": "Retracted: readers find your reason in its place.",
    "decline": "Declined: it will not be checked, until somebody reopens it.",
    "reopen": "Reopened: it waits in the queue.",
}
Act = Callable[[], Review]


class ReviewAdmin(
    opinions.SecondOpinions, bulk.Bulk, saved_views.SavedViews, base.ReadOnly, base.DeskAdmin
):
    """`ReadOnly` for Django's own forms: the page and its steps are ours."""

    list_display = ("claim_text", "badge", "version", "author", "reviewer", "verdict", "since")
    sortable_by = ("since",)
    """What an index has in order: sorting by anything else would read every review."""
    list_filter = (
        filters.Whose,
        "state",
        opinions.ShownRating,
        filters.TopicOfClaim,
        ("claim__priority", filters.Priority),
    )
    list_select_related = ("claim", "author", "reviewer", "rating", "lease__holder")
    search_fields = searching.of("claim", searching.CLAIM)
    search_help_text = "Search claims by text, external id, subject or value"

    @admin.display(description="claim", ordering="claim__text")
    def claim_text(self, review: Review) -> str:
        return show.shortened(review.claim.text)

    @admin.display(description="state", ordering="state")
    def badge(self, review: Review) -> str:
        who = presence.others(review)
        badge = show.state(review.state)
        if not who:
            return badge
        return format_html('{} <span class="desk-at-it">{} is on it</span>', badge, who)

    @admin.display(description="rating")
    def verdict(self, review: Any) -> str:
        # Not sorted by it: the order would tell what the column does not.
        return show.rating(review.rating) if review.rating_shown else show.EMPTY

    @admin.display(description="since", ordering="moved_at")
    def since(self, review: Review) -> str:
        return show.age(review.moved_at)

    def get_ordering(self, request: HttpRequest) -> Any:
        """The queue goes by priority, then by who waited longest; other lists by last move."""
        if request.GET.get(filters.Whose.parameter_name) == "unassigned":
            return ("place__priority", "place__moved_at", "pk")
        return super().get_ordering(request)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Review]:
        return super().get_queryset(request).defer("explanation", "single_source_reason")

    # The page, and its steps.

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        steps = [
            path("<int:pk>/step/<slug:action>/", view(self.step_view), name="claims_review_step"),
            path("<int:pk>/assign/", view(self.assign_view), name="claims_review_assign"),
            path("<int:pk>/comment/", view(self.comment_view), name="claims_review_comment"),
            path("<int:pk>/recognise/", view(self.recognise_view), name="claims_review_recognise"),
            path("<int:pk>/lease/", view(self.lease_view), name="claims_review_lease"),
            path("<int:pk>/point/", view(self.point_view), name="claims_review_point"),
            path("next/", view(self.next_view), name="claims_review_next"),
        ]
        return steps + super().get_urls()

    @opinions.blind_instead
    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        if "throw-away" in request.POST:
            kept_forms.forget(request, show.page(self._found(request, object_id)))
            return redirect(request.path)
        review = self._find(request, object_id)
        if request.method != "POST":
            comments.seen(review, by=base.person(request))
            kept = kept_forms.typed(request)
            if kept is not None:
                return self._restored(request, review, kept)
            return review_page.render(request, review, site=self.admin_site)
        if not drafts.is_in(request.POST):
            raise PermissionDenied
        return self._act(request, review, lambda: review, "Saved.")

    @opinions.blind_instead
    def step_view(self, request: HttpRequest, pk: int, action: str) -> HttpResponse:
        """Take a step; what its author typed on the same page is saved first."""
        review = self._find(request, pk)
        if request.method != "POST":
            return base.only_posted(request, review)

        def step() -> Review:
            comment = base.posted(request, f"comment-{action}")
            return workflow.take_step(review, action, by=base.person(request), comment=comment)

        return self._act(request, review, step, DONE.get(action, ""))

    @opinions.blind_instead
    def assign_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        review = self._find(request, pk)
        if request.method != "POST":
            return base.only_posted(request, review)

        def assign() -> Review:
            to = _user(base.posted(request, "to"))
            return workflow.assign(review, by=base.person(request), to=to)

        return self._act(request, review, assign, "Assigned.")

    @opinions.blind_instead
    def comment_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Say something to the desk; a comment is kept with every other step as well."""
        review = self._find(request, pk)
        if request.method != "POST":
            return base.only_posted(request, review)

        def said() -> Review:
            if not base.posted(request, "comment").strip():
                raise exceptions.BadValue("An empty comment says nothing: write it first.")
            return review

        return self._act(request, review, said, "Your comment stands below.")

    @opinions.blind_instead
    def recognise_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Say what the desk knows of a pasted address, to those who may attach sources."""
        review = self._find(request, pk)
        if not base.person(request).has_perm("claims.write_review"):
            raise PermissionDenied
        return new_evidence.recognised(request, review)

    @opinions.blind_instead
    def lease_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Take the sign of life that an open page gives, and say who else is here."""
        review = self._find(request, pk)
        if request.method != "POST":
            return base.only_posted(request, review)
        return presence.renewed(request, review)

    @opinions.blind_instead
    def point_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Take the point at issue that is proposed for the claim, as it was mended."""
        review = self._find(request, pk)
        if request.method != "POST":
            return base.only_posted(request, review)
        return proposals.take_point(request, review)

    @opinions.blind_instead
    def next_view(self, request: HttpRequest) -> HttpResponse:
        """Take the best claim that nobody has, and lead to its page."""
        user = base.person(request)
        if not user.has_perm("claims.write_review"):
            raise PermissionDenied
        if request.method != "POST":
            messages.warning(request, "Nothing was taken: press “Next claim” here.")
            return redirect("admin:index")
        if "after" in request.POST:
            # From the page of another review: the comment that was typed there is kept with it.
            left = self._find(request, request.POST["after"])
            try:
                self._say(request, left)
            except exceptions.DeskError as refusal:
                return self._refused(request, left, None, refusal)
        try:
            review = leases.take_next(by=user)
        except exceptions.DeskError as refusal:
            messages.warning(request, str(refusal))
            return redirect("admin:index")
        messages.success(request, DONE["start"])
        return redirect(show.page(review))

    def _find(self, request: HttpRequest, pk: Any) -> Review:
        """Return a review to show it in full. Raises opinions.Hidden from who stays blind to it."""
        return opinions.see(request, self._found(request, pk))

    def _found(self, request: HttpRequest, pk: Any) -> Review:
        if not self.has_view_permission(request):
            raise PermissionDenied
        review = review_page.find(pk)
        if review is None:
            raise Http404(f"There is no review {pk}.")
        return review

    def _act(self, request: HttpRequest, review: Review, act: Act, done: str) -> HttpResponse:
        """Save the draft that came along, act, and go back to the page; or show what was refused.

        A draft that is saved stays saved when the step after it is refused: nothing typed is lost.
        """
        draft = self._typed(request, review)
        said = False
        try:
            if draft:
                draft.save(by=base.person(request))
                kept_forms.forget(request, show.page(review))
                draft = None
            said = self._say(request, review)
            result = act()
            kept_forms.forget(request, show.page(review))
            presence.depart(result, base.person(request))
        except exceptions.DeskError as refusal:
            return self._refused(request, review, draft, refusal, said=said)
        messages.success(request, done)
        return redirect(show.page(result))

    def _say(self, request: HttpRequest, review: Review) -> bool:
        """Keep the comment that was typed on the page, whichever button sent it."""
        body = base.posted(request, "comment")
        if body.strip():
            comments.add(review, by=base.person(request), body=body)
            kept_forms.forget(request, show.page(review))
        return bool(body.strip())

    def _typed(self, request: HttpRequest, review: Review) -> drafts.Draft | None:
        is_in = drafts.is_in(request.POST)
        return self._draft(request, review, request.POST) if is_in else None

    def _draft(
        self,
        request: HttpRequest,
        review: Review,
        data: QueryDict,
        merge: merging.Merge | None = None,
    ) -> drafts.Draft:
        return drafts.Draft(review, site=self.admin_site, request=request, data=data, merge=merge)

    def _restored(self, request: HttpRequest, review: Review, kept: QueryDict) -> HttpResponse:
        """Show what was typed before the session ended, in a form of what is stored now."""
        draft = self._draft(request, review, kept) if drafts.is_in(kept) else None
        if draft and draft.is_stale:
            merge = merging.merge(kept, review, draft.shape)
            draft = self._draft(request, review, kept, merge)
        refusal = kept_forms.Restored()
        return review_page.render(
            request, review, site=self.admin_site, draft=draft, refusal=refusal, kept=kept
        )

    def _refused(
        self,
        request: HttpRequest,
        review: Review,
        draft: drafts.Draft | None,
        refusal: exceptions.DeskError,
        *,
        said: bool = False,
    ) -> HttpResponse:
        stored = review_page.find(review.pk) or review
        if draft and isinstance(refusal, (stale.ChangedMeanwhile, stale.Undecided)):
            merge = merging.merge(draft.data or request.POST, stored, draft.shape)
            draft = self._draft(request, stored, request.POST, merge)
        return review_page.render(
            request, stored, site=self.admin_site, draft=draft, refusal=refusal, said=said
        )


def _user(pk: str) -> User:
    user = User.objects.filter(pk=pk).first() if pk.isdecimal() else None
    if user is None:
        raise exceptions.BadValue("Choose to whom you assign it.")
    return user
