"""docs/api.md ships with the code: what it leaves out fails here."""

from pathlib import Path

import pytest
from django.conf import settings

from claims.api import urls
from claims.api.contract import vocabulary

TEXT = (Path(settings.BASE_DIR) / "docs" / "api.md").read_text()


@pytest.mark.parametrize("pattern", urls.urlpatterns, ids=lambda pattern: pattern.name)
def test_every_endpoint_is_documented(pattern):
    route = str(pattern.pattern).replace("<uuid:claim_id>", "{id}")
    assert f"`/api/v1/{route}`" in TEXT


@pytest.mark.parametrize(
    "name",
    sorted(
        {
            parameter.name
            for known in (
                vocabulary.CLAIMS,
                vocabulary.CONTRADICTIONS,
                vocabulary.CORRECTIONS,
                vocabulary.CHANGES,
                (vocabulary.SEQUENCE,),
            )
            for parameter in known
        }
    ),
)
def test_every_parameter_is_documented(name):
    assert f"`{name}`" in TEXT
