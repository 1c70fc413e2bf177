"""The peer: what one writes first. A stock ModelViewSet with nested serializers over the desk."""

from django.urls import include, path
from rest_framework import filters, pagination, routers, serializers, viewsets

from claims.models import Appearance, Article, Claim, Claimant, Evidence, Rating, Review, Source


def serializer(model, *names, **nested):
    """A stock ModelSerializer of `names`, with `nested` serializers."""
    meta = type("Meta", (), {"model": model, "fields": [*names, *nested]})
    base = serializers.ModelSerializer
    return type(f"{model.__name__}Serializer", (base,), {"Meta": meta, **nested})


SourceSerializer = serializer(Source, "url", "title", "source_type")
EvidenceSerializer = serializer(Evidence, "stance", "quote", "note", source=SourceSerializer())
ArticleSerializer = serializer(Article, "key", "url", "headline")
AppearanceSerializer = serializer(
    Appearance, "exact", "prefix", "suffix", "start", "end", article=ArticleSerializer()
)
RatingSerializer = serializer(Rating, "key", "text", "value", "best", "worst")
ReviewSerializer = serializer(
    Review, "title", "explanation", "version",
    rating=RatingSerializer(), evidence=EvidenceSerializer(many=True),
)  # fmt: skip
ClaimSerializer = serializer(
    Claim, "public_id", "slug", "text", "claim_date", "topics", "subject", "property", "value",
    claimant=serializer(Claimant, "key", "name")(),
    appearances=AppearanceSerializer(many=True),
    reviews=ReviewSerializer(many=True),
)  # fmt: skip


class Pages(pagination.CursorPagination):
    ordering = "-pk"
    page_size_query_param = "page_size"
    max_page_size = 100


class ClaimViewSet(viewsets.ReadOnlyModelViewSet):
    queryset = Claim.objects.filter(reviews__state="published").select_related("claimant")
    queryset = queryset.prefetch_related(
        "appearances__article", "reviews__rating", "reviews__evidence__source"
    )
    serializer_class = ClaimSerializer
    pagination_class = Pages
    filter_backends = (filters.SearchFilter,)
    search_fields = ("text",)
    lookup_field = "public_id"


router = routers.SimpleRouter()
router.register("claims", ClaimViewSet)

urlpatterns = [path("api/v1/", include(router.urls))]
