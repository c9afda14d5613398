"""A sealed field opens in its own place, with the key it was sealed with, and nowhere else."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core import crypto

PLACE = "patients_psychotherapynote|sealed_text|1|1"
OLD, NEW = b"o" * 32, b"n" * 32


@pytest.fixture(autouse=True)
def keys(settings):
    settings.FIELD_KEYS = {"k1": OLD}
    crypto._cipher.cache_clear()
    yield settings
    crypto._cipher.cache_clear()


def test_what_was_sealed_opens_again():
    sealed = crypto.seal("She said: enough.", place=PLACE)

    assert crypto.open_sealed(sealed, place=PLACE) == "She said: enough."
    assert b"enough" not in sealed


def test_the_same_words_look_different_each_time():
    assert crypto.seal("Again.", place=PLACE) != crypto.seal("Again.", place=PLACE)


@pytest.mark.parametrize(
    "place",
    [
        pytest.param("patients_psychotherapynote|sealed_text|2|1", id="another row"),
        pytest.param("patients_psychotherapynote|sealed_text|1|2", id="another clinic"),
        pytest.param("integration_journalentry|sealed_text|1|1", id="another table"),
        pytest.param("", id="nowhere"),
    ],
)
def test_a_value_copied_elsewhere_does_not_open(place):
    sealed = crypto.seal("Mine.", place=PLACE)

    with pytest.raises(crypto.SealBroken):
        crypto.open_sealed(sealed, place=place)


def test_a_changed_bit_is_noticed_wherever_it_is():
    sealed = crypto.seal("Mine.", place=PLACE)

    for number in range(len(sealed)):
        spoilt = bytearray(sealed)
        spoilt[number] ^= 1
        with pytest.raises(crypto.SealBroken):
            crypto.open_sealed(bytes(spoilt), place=PLACE)


@pytest.mark.parametrize("length", range(0, 20, 3))
def test_a_value_cut_short_is_noticed(length):
    sealed = crypto.seal("Mine.", place=PLACE)

    with pytest.raises(crypto.SealBroken):
        crypto.open_sealed(sealed[:length], place=PLACE)


def test_a_new_key_seals_and_the_old_one_still_opens(keys):
    before = crypto.seal("Before.", place=PLACE)
    keys.FIELD_KEYS = {"k2": NEW, "k1": OLD}
    after = crypto.seal("After.", place=PLACE)

    assert crypto.open_sealed(before, place=PLACE) == "Before."
    assert after[1:3] == b"k2"
    assert crypto.open_sealed(after, place=PLACE) == "After."


def test_without_its_key_the_text_is_lost(keys):
    sealed = crypto.seal("Before.", place=PLACE)
    keys.FIELD_KEYS = {"k2": NEW}
    crypto._cipher.cache_clear()

    with pytest.raises(crypto.SealBroken):
        crypto.open_sealed(sealed, place=PLACE)


def test_another_key_of_the_same_name_opens_nothing(keys):
    sealed = crypto.seal("Before.", place=PLACE)
    keys.FIELD_KEYS = {"k1": NEW}
    crypto._cipher.cache_clear()

    with pytest.raises(crypto.SealBroken):
        crypto.open_sealed(sealed, place=PLACE)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(max_size=500))
def test_any_words_come_back_as_they_were(text):
    assert crypto.open_sealed(crypto.seal(text, place=PLACE), place=PLACE) == text
