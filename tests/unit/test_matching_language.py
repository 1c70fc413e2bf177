"""Matching's pure parts: stems, BM25, sentence vectors, the ranking and its probability."""

import socket

import numpy as np
import pytest

from claims.language import bm25, calibration, embeddings, ranking, stems


def test_forms_accents_and_common_words_are_forgiven():
    assert stems.of("Québec’s tariffs were announced") == stems.of("the Quebec tariff, announcing")


def test_numbers_keep_their_digits():
    assert stems.of("49,000 cars and 6.1 %") == ["49000", "car", "6.1"]


def test_addresses_and_signatures_of_tweets_are_no_words():
    tweet = "#FoodStamps for cars https://t.co/x1 — Alice (@alice) March 18, 2016"
    assert stems.plain(tweet) == "Food Stamps for cars"


def test_marks_are_safe_html():
    text = "<b>Tariffs</b> & canola"
    assert stems.marked(text, {"tariff"}) == "&lt;b&gt;<mark>Tariffs</mark>&lt;/b&gt; &amp; canola"


KNOWN = bm25.Statistics(1000, 8000, {"canola": 3, "tariff": 40, "canada": 500})


def test_rare_words_weigh_more_and_known_ones_are_looked_up():
    assert bm25.weight("canola", KNOWN) > bm25.weight("tariff", KNOWN) > 0
    assert bm25.rarest(["canada", "tariff", "canola", "unheard"], KNOWN) == [
        "canola", "tariff", "canada",
    ]  # fmt: skip


def test_words_that_stand_everywhere_are_not_looked_up():
    many = bm25.Statistics(1_000_000, 8_000_000, {"say": 400_000, "rare": 2})
    assert bm25.rarest(["say", "rare"], many) == ["rare"]
    assert bm25.rarest(["say"], many) == []


def test_bm25_is_that_of_the_formula():
    # One claim of average length with the word once: the weight, by (k1 + 1) / (1 + k1).
    weights = bm25.weights(["canola"], KNOWN)
    assert bm25.score(weights, ["canola"] * 1 + ["x"] * 7, KNOWN) == pytest.approx(
        bm25.weight("canola", KNOWN)
    )


def test_vectors_know_meaning_without_network(monkeypatch):
    def refuse(*_):
        raise AssertionError("a connection was tried")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    eats, dines, sky = embeddings.of(["A man eats.", "Somebody is eating.", "The sky is blue."])
    assert eats @ dines > 0.5 > eats @ sky
    assert np.linalg.norm(eats) == pytest.approx(1, abs=1e-5)


def test_asked_texts_are_read_to_their_limit_as_if_they_ended_there():
    words = "tariff " * 200
    (whole,), (cut,) = embeddings.of([words]), embeddings.of([words], tokens=64)
    (as_written,) = embeddings.of([("tariff " * 62).strip()])
    assert cut @ as_written == pytest.approx(1, abs=1e-5)
    assert cut @ whole < 1 - 1e-5


def test_a_claim_lies_between_its_text_and_its_title():
    both = embeddings.of_claims([("Canola is taxed.", "No tariff on canola"), ("Canola.", "")])
    text, title, alone = embeddings.of(["Canola is taxed.", "No tariff on canola", "Canola."])
    assert both[0] @ text == pytest.approx(both[0] @ title, abs=1e-4)
    assert both[1] @ alone == pytest.approx(1, abs=1e-3)


def candidate(key, text, cosine):
    return ranking.Candidate(key, stems.of(text), cosine)


def test_words_and_meaning_are_summed():
    found = ranking.ranked(
        stems.of("canola tariff"),
        [
            candidate("neither", "something else", 0.1),
            candidate("both", "a canola tariff", 0.8),
            candidate("meaning", "rapeseed duty", 0.8),
            candidate("words", "canola tariff", 0.2),
        ],
        KNOWN,
    )
    assert [one.key for one in found] == ["both", "meaning", "words", "neither"]


def test_nothing_to_rank_is_nothing_found():
    assert ranking.ranked(["canola"], [], KNOWN) == []


def test_what_leads_clearly_is_more_likely_than_what_has_a_rival():
    lone = [candidate("a", "canola tariff", 0.8), candidate("b", "else", 0.2)]
    rival = [candidate("a", "canola tariff", 0.8), candidate("b", "canola tariffs", 0.79)]
    clear, unclear = (
        calibration.probability(ranking.ranked(["canola", "tariff"], rows, KNOWN)[0].features)
        for rows in (lone, rival)
    )
    assert clear > calibration.threshold()
    assert clear > unclear


def test_calibration_belongs_to_the_model_that_is_used():
    assert calibration.fitted().model == embeddings.MODEL
