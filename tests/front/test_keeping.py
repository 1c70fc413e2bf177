"""What is kept in memory has a bound, and what is asked for stays longest."""

import tracemalloc

from claims.record import published
from claims.serving.front import front, keeping
from claims.serving.front.asking import Asked

HEAD = published.Head(1, "", None)


def answer(size):
    return keeping.Answer("200 OK", [], b"x" * size, "", None)


def asked(number):
    return Asked("/api/v1/claims/", f"q={number}", "application/json", False)


def test_memory_is_bounded_whatever_is_asked():
    kept = keeping.Kept(HEAD, most=1_000_000)
    for number in range(5000):
        kept.put(asked(number), answer(5000))
        kept.put(asked(number), answer(5000))
        assert kept.get(asked(0)) is not None
    assert kept.size <= 1_000_000
    assert 150 < len(kept) < 170
    assert kept.get(asked(1)) is None
    assert kept.get(asked(4999)) is not None


def test_one_answer_does_not_push_out_all_others():
    kept = keeping.Kept(HEAD, most=1_000_000)
    kept.put(asked(1), answer(200_000))
    assert len(kept) == kept.size == 0


def test_nothing_is_kept_without_room():
    kept = keeping.Kept(HEAD, most=0)
    kept.put(asked(1), answer(0))
    assert len(kept) == 0


def test_small_answers_take_no_more_memory_than_is_counted(pair):
    """Wrong outcome: whoever asks for many different things that find nothing fills the memory."""
    pair.same("/api/v1/claims/?q=nothing")
    form = next(form for key, form in pair.front.forms.items() if key[-1] == front.OK)
    kept = keeping.Kept(HEAD, most=64 * front.MB)
    tracemalloc.start()
    before = tracemalloc.get_traced_memory()[0]
    for number in range(3000):
        etag = f'W/"1-{number:024x}"'
        kept.put(asked(number), front._answer(form, etag=etag, body=b"[]" * (number % 100)))
    taken = tracemalloc.get_traced_memory()[0] - before
    tracemalloc.stop()
    assert 0.5 * kept.size < taken <= kept.size
