"""Who could not be helped for want of the database is heard again; anybody else gets a sentence."""

import pytest
from sqlalchemy.exc import TimeoutError as PoolTimeout

from bot.excusing import excused
from texts.words import Words

WORDS = Words("en")


@pytest.mark.parametrize("error", [PoolTimeout("every connection is in use"), OSError("gone")])
def test_without_the_database_the_update_comes_again(error: Exception) -> None:
    with pytest.raises(type(error)):
        excused(error, 1, WORDS)


def test_a_fault_of_ours_is_told_with_a_reference() -> None:
    assert "The reference is" in excused(KeyError("oops"), 1, WORDS).screens[0].text
