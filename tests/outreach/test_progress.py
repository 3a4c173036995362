"""What a coordinator sees of a broadcast: numbers that add up, and of a crowd only round ones."""

import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach import progress
from outreach.progress import Report
from storage import broadcasts as tables
from storage.outreach import Outcome
from texts.formatting import MESSAGE_LIMIT, width
from texts.words import LANGUAGES, Words

NUMBER = re.compile(r"\d[\d\xa0]*(?!\d|[\d\xa0]*\xa0?%)")
OVER = Report(
    broadcast_id=7,
    state=tables.FINISHED,
    texts={"cs": "Přijďte."},
    recipients=1250,
    counts={Outcome.SENT: 1200, Outcome.BLOCKED: 50},
    held=0,
    taps=(({"cs": "Otevřít anketu"}, 345),),
    rounded=False,
)


def told(found: Report, language: str = "cs") -> str:
    return progress.letter(found, Words(language)).text


def test_the_final_report_says_how_it_went() -> None:
    text = told(OVER).replace("\xa0", " ")
    for said in ("1 200", "1 250", "zablokovali bota: 50", "Otevřít anketu: 345"):
        assert said in text


def test_what_runs_can_be_paused_and_stopped() -> None:
    running = replace(OVER, state=tables.SENDING, counts={Outcome.SENT: 200}, held=30)
    acts = [
        one.data.split(":")[1] for row in progress.letter(running, Words("cs")).rows for one in row
    ]
    assert acts[:2] == ["pause", "ask-stop"]
    paused = replace(running, state=tables.PAUSED)
    acts = [
        one.data.split(":")[1] for row in progress.letter(paused, Words("cs")).rows for one in row
    ]
    assert acts[:2] == ["resume", "ask-stop"]
    assert "30" in told(running)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_outcome_has_its_words(language: str) -> None:
    everything = replace(OVER, counts=dict.fromkeys(Outcome, 1), recipients=len(Outcome))
    lines = [line for line in told(everything, language).splitlines() if line.startswith("• ")]
    # How many have got it is said at the head of the report.
    assert len(lines) == len(Outcome) - 1
    assert width(told(everything, language)) < MESSAGE_LIMIT


@given(
    st.dictionaries(st.sampled_from(Outcome), st.integers(0, 400)),
    st.integers(0, 400),
    st.sampled_from([tables.SENDING, tables.FINISHED]),
)
def test_of_a_crowd_only_tens_are_told(counts: dict[Outcome, int], tapped: int, state: str) -> None:
    label: dict[str, str] = {"cs": "Anketa"}
    crowd = replace(
        OVER,
        state=state,
        counts=counts,
        recipients=sum(counts.values()),
        taps=((label, tapped),),
        rounded=True,
    )
    body = "\n".join(told(crowd).splitlines()[1:])
    assert all(int(one.replace("\xa0", "")) % 10 == 0 for one in NUMBER.findall(body))
    assert sum(crowd.counts.values()) + crowd.waiting == crowd.recipients
