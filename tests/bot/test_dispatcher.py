"""One person's updates one after another, different people's side by side."""

import asyncio

import pytest

from bot.turns import Turns


async def test_one_person_is_answered_in_the_order_of_asking() -> None:
    turns, heard = Turns(), []

    async def ask(word: str) -> None:
        async with turns.of(1):
            await asyncio.sleep(0)
            heard.append(word)
            await asyncio.sleep(0)
            heard.append(word)

    await asyncio.gather(*(ask(word) for word in "abc"))
    assert heard == ["a", "a", "b", "b", "c", "c"]


async def test_one_person_does_not_wait_for_another() -> None:
    turns = Turns()
    async with turns.of(1), asyncio.timeout(5), turns.of(2):
        pass


async def test_a_failure_lets_the_next_one_in() -> None:
    turns = Turns()
    with pytest.raises(RuntimeError):
        async with turns.of(1):
            raise RuntimeError
    async with asyncio.timeout(5), turns.of(1):
        pass


async def test_turns_of_those_who_left_are_forgotten() -> None:
    turns = Turns()
    for person in range(1000):
        async with turns.of(person):
            pass
    assert not turns._turns
