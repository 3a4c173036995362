"""Words of danger are heard in four languages; ordinary talk about services is not danger."""

import pytest

from people.danger import Danger, danger_in

DESPAIR = (
    "Už nechci žít",
    "nechci tu už být",
    "Nemám proč žít.",
    "asi se zabiju",
    "chci umřít",
    "přemýšlím o sebevraždě",
    "Chci to skončit se životem",
    "не хочу більше жити",
    "хочу померти",
    "думаю про самогубство",
    "I don't want to live anymore",
    "I don’t want to live",
    "i want to die",
    "I'm going to kill myself",
)
VIOLENCE = (
    "manžel mě bije",
    "Táta mlátí mámu",
    "syn mi vyhrožuje",
    "bojím se partnera",
    "zažívám domácí násilí",
    "byla jsem znásilněná",
    "чоловік мене б'є",
    "чоловік б’є мене",
    "він б'є дітей",
    "муж бьёт детей",
    "мене ґвалтують",
    "домашнє насильство",
    "my husband beats me",
    "he threatens me",
)
ORDINARY = (
    "Chybí nám tu autobus k lékaři.",
    "Chci žít v obci, kde jezdí autobus.",
    "Jak získám pečovatelku pro maminku?",
    "Koše u řeky jsou plné.",
    "Bojím se, že autobus zruší.",
    "Nechci žádat o příspěvek.",
    "Bije se to s otevírací dobou.",
    "Коли їде автобус до лікаря?",
    "When does the bus go?",
    "",
)


@pytest.mark.parametrize("text", DESPAIR)
def test_despair_is_heard(text: str) -> None:
    assert danger_in(text) is Danger.DESPAIR
    assert danger_in(text.upper()) is Danger.DESPAIR


@pytest.mark.parametrize("text", VIOLENCE)
def test_violence_is_heard(text: str) -> None:
    assert danger_in(text) is Danger.VIOLENCE


@pytest.mark.parametrize("text", ORDINARY)
def test_ordinary_talk_is_no_danger(text: str) -> None:
    assert danger_in(text) is None
