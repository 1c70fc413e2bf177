"""The page that explains the verdicts."""


def test_each_rating_with_its_meaning_and_scale(client, world):
    page = client.get("/ratings/").content.decode()
    assert page.count("Not so.") == 2
    assert "1 on a scale from 1 (worst) to 5 (best)" in page
    assert ">False<" in page or "False</span>" in page
