"""Digests: what is new reaches the group once, at its hour, in its own words and nobody else's."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from groups.membership import NotInGroup
from outreach import digest_letters, digest_rounds, digests
from outreach.digests import BEGINNING, Digest
from people.roles import COORDINATOR
from plans import keeping
from plans.consultation import PUBLIC
from storage import comment_themes, groups, people
from storage import comments as tables
from storage.comment_news import Span
from storage.comments import RELEASED, STAFF_ONLY, UNREAD, WITHDRAWN, Comment, Referral
from storage.database import Database
from storage.groups import AGREED, AT_ONCE, CHAIR, MEMBER, NOMINATED, STEERING, WorkingGroup
from storage.outreach import Letter
from tests.plans.test_consultation import GOOD, opened
from tests.plans.test_keeping import area, document, section
from texts.words import Words

__all__ = ["area"]

# A Monday, ten in Prague; digests come on Mondays at nine.
MONDAY = datetime(2027, 3, 8, 9, 0, tzinfo=UTC)
WEEK = timedelta(days=7)
JANA, PETR, EVA = 1, 2, 3
SENIORS, BOARD = "SENIO", "BOARD"

CARE = section("1", "Pečovatelská služba").model_copy(update={"group": "seniori"})
WEEKEND = section("1.1", "Služba o víkendu", level=2)
BUS = section("2", "Doprava k lékaři").model_copy(update={"topics": ("doprava",)})
CAMPAIGN = "Žádáme o zachování terénní pečovatelské služby i o víkendech v menších obcích."


@pytest.fixture
async def code(database: Database, area: str, now: datetime) -> str:
    levels = ({"cs": "priorita"}, {"cs": "opatření"})
    async with database.writing() as session:
        plan = await keeping.keep(session, document(CARE, WEEKEND, BUS, levels=levels), now)
    await opened(database, plan, now, GOOD)
    return plan.code


@pytest.fixture
async def seniors(database: Database, area: str) -> WorkingGroup:
    """A working group with Jana in the chair and Petr; Eva has not said yet."""
    await made(database, SENIORS, "seniori")
    await seated(database, SENIORS, JANA, CHAIR)
    await seated(database, SENIORS, PETR, MEMBER)
    await seated(database, SENIORS, EVA, MEMBER, NOMINATED)
    return await fresh(database, SENIORS)


async def made(database: Database, code: str, key: str, **values: Any) -> WorkingGroup:
    async with database.writing() as session:
        group = WorkingGroup(
            code=code,
            key=key,
            area_code="orp-vizovice",
            name={"cs": "Senioři"},
            digest_days=[0],
            digest_hour=9,
            made_at=MONDAY - timedelta(days=3),
            **values,
        )
        session.add(group)
    return group


async def seated(
    database: Database, code: str, telegram_id: int, role: str, state: str = AGREED
) -> int:
    async with database.writing() as session:
        person = await people.arrive(session, telegram_id, "cs", MONDAY.date())
        seat = {"group_code": code, "role": role, "state": state, "party": "public"}
        session.add(
            groups.Member(resident_id=person.id, name=str(telegram_id), nominated_at=MONDAY, **seat)
        )
        return person.id


async def changed(database: Database, **values: Any) -> None:
    async with database.writing() as session:
        group = await groups.group(session, SENIORS)
        assert group
        for name, value in values.items():
            setattr(group, name, value)


async def fresh(database: Database, code: str) -> WorkingGroup:
    async with database.reading() as session:
        found = await groups.group(session, code)
        assert found
        return found


async def came(database: Database, code: str, number: int, text: str, **values: Any) -> str:
    """A comment that somebody has let others read on Sunday, unless told otherwise."""
    name = f"VIZ-2027-{number:04}"
    moment = values.pop("moment", MONDAY - timedelta(days=1))
    release = values.pop("release", RELEASED)
    told = {"section_id": "1", "kind": "factual", "language": "cs", "channel": "telegram"}
    async with database.writing() as session:
        session.add(
            Comment(
                number=name,
                plan_code=code,
                version=1,
                text=text,
                release=release,
                shown=text if release == RELEASED else "",
                received_at=moment,
                arrived_at=moment,
                released_at=moment if release == RELEASED else None,
                **{**told, **values},
            )
        )
    return name


async def rings(database: Database, now: datetime = MONDAY) -> list[Letter]:
    """What the bell has written into the outbox, the newest ring's letters."""
    before = {(one.about, one.resident_id) for one in await outbox(database)}
    await digest_rounds.tell_due(database, now)
    return [one for one in await outbox(database) if (one.about, one.resident_id) not in before]


async def outbox(database: Database) -> Sequence[Letter]:
    async with database.reading() as session:
        rows = select(Letter).order_by(Letter.telegram_id, Letter.about)  # type: ignore[arg-type]
        return (await session.scalars(rows)).all()


def said(letters: Sequence[Letter]) -> str:
    return "\n".join(str((one.content or {})["text"]) for one in letters)


async def demanded(database: Database, group: WorkingGroup, who: int, now: datetime) -> Digest:
    async with database.reading() as session:
        reader = await digests.reader(session, who, group.code)
        span = digests.since_last(reader.group, now)
        return await digests.on_demand(session, reader, span)


async def test_members_hear_at_their_hour_and_only_once(
    database: Database, code: str, seniors: WorkingGroup
) -> None:
    await came(database, code, 1, "O víkendu nikdo nepřijede.")
    assert await rings(database, MONDAY - timedelta(hours=2)) == []
    letters = await rings(database)
    assert [one.telegram_id for one in letters] == [JANA, PETR]
    assert "O víkendu nikdo nepřijede." in said(letters)
    assert await rings(database) == []
    assert await rings(database, MONDAY + WEEK) == []


async def test_nothing_new_is_no_letter_and_the_next_news_waits_for_its_hour(
    database: Database, code: str, seniors: WorkingGroup
) -> None:
    assert await rings(database) == []
    tuesday = MONDAY + timedelta(days=1)
    await came(database, code, 1, "O víkendu nikdo nepřijede.", moment=tuesday)
    assert await rings(database, tuesday + timedelta(hours=1)) == []
    assert len(await rings(database, MONDAY + WEEK)) == 2


async def test_missed_hours_are_made_up_once(
    database: Database, code: str, seniors: WorkingGroup
) -> None:
    await came(database, code, 1, "O víkendu nikdo nepřijede.")
    late = MONDAY + 3 * WEEK + timedelta(days=2)
    assert len(await rings(database, late)) == 2
    assert await rings(database, late + timedelta(minutes=1)) == []


async def test_what_is_written_at_the_last_moment_is_told_next_time_and_not_lost(
    database: Database, code: str, seniors: WorkingGroup
) -> None:
    await came(database, code, 1, "O víkendu nikdo nepřijede.")
    await came(database, code, 2, "A ráno také ne.", moment=MONDAY - timedelta(seconds=5))
    assert "A ráno také ne." not in said(await rings(database))
    assert "A ráno také ne." in said(await rings(database, MONDAY + WEEK))


async def test_days_chosen_now_owe_no_hour_that_has_passed(
    database: Database, code: str, seniors: WorkingGroup
) -> None:
    await came(database, code, 1, "O víkendu nikdo nepřijede.")
    await changed(database, digest_set_at=MONDAY - timedelta(minutes=10))
    assert await rings(database) == []
    assert len(await rings(database, MONDAY + WEEK)) == 2


async def test_a_comment_belongs_to_whom_it_was_passed_else_to_whom_its_section_names(
    database: Database, code: str, seniors: WorkingGroup
) -> None:
    await made(database, "DOPRA", "doprava", topics=["doprava"])
    await made(database, BOARD, "rs", kind=STEERING)
    drivers = await seated(database, "DOPRA", 5, MEMBER)
    board = await seated(database, BOARD, 6, MEMBER)
    await came(database, code, 1, "Vnořené opatření", section_id="1.1")
    await came(database, code, 2, "Autobus", section_id="2")
    await came(database, code, 3, "Předáno", section_id="1")
    await came(database, code, 4, "K celému plánu", section_id="")
    async with database.writing() as session:
        session.add(Referral(number="VIZ-2027-0003", group_code="DOPRA", referred_at=MONDAY))
    jana = await who(database, JANA)
    assert await numbers(database, seniors, jana) == [1]
    assert await numbers(database, await fresh(database, "DOPRA"), drivers) == [2, 3]
    assert await numbers(database, await fresh(database, BOARD), board) == [1, 2, 3, 4]


async def who(database: Database, telegram_id: int) -> int:
    async with database.reading() as session:
        found = await people.by_telegram_id(session, telegram_id)
        assert found
        return found.id


async def numbers(database: Database, group: WorkingGroup, reader: int) -> list[int]:
    digest = await demanded(database, group, reader, MONDAY)
    return [int(line.number[-4:]) for one in digest.plans for line in one.news.lines]


async def test_what_nobody_has_read_is_only_counted(
    database: Database, code: str, seniors: WorkingGroup
) -> None:
    await came(database, code, 1, "Nikdo to nečetl.", release=UNREAD)
    await came(database, code, 2, "Jen pro úřad.", release=STAFF_ONLY)
    await came(database, code, 3, "", state=WITHDRAWN)
    text = said(await rings(database))
    words = Words("cs")
    counted = words.many(
        "{n} has come that nobody has read yet", "{n} have come that nobody has read yet", 1
    )
    assert counted in text
    assert "Nikdo to nečetl" not in text
    assert "Jen pro úřad" not in text


async def test_a_group_that_reads_at_once_reads_without_contacts_and_never_what_is_for_staff(
    database: Database, code: str, seniors: WorkingGroup
) -> None:
    await changed(database, release=AT_ONCE)
    await came(database, code, 1, "Volejte na 777 123 456.", release=UNREAD)
    await came(database, code, 2, "Důvěrně.", release=UNREAD, confidential=True)
    text = said(await rings(database))
    assert "Volejte na" in text
    assert "777" not in text
    assert "Důvěrně" not in text


async def test_copies_are_one_point_with_their_number(
    database: Database, code: str, seniors: WorkingGroup
) -> None:
    for number, own in enumerate(("", "Bydlím sama. ", "Dobrý den! ", "Prosím. "), 1):
        await came(database, code, number, own + CAMPAIGN)
    digest = await demanded(database, seniors, await who(database, JANA), MONDAY)
    [theme] = digest.plans[0].grouped.themes
    [saying] = theme.sayings
    assert len(saying.lines) == theme.count == 4
    told = "\n".join(digest_letters.told(digest, Words("cs")))
    assert digest_letters.copies(saying, Words("cs")) in told
    assert told.count(CAMPAIGN) == 1


async def test_themes_are_suggested_kept_once_told_and_learned_from_authors(
    database: Database, code: str, seniors: WorkingGroup
) -> None:
    await came(database, code, 1, "Večer už odsud nejede žádný autobus do města.")
    await came(database, code, 2, "Lavička u kapličky je rozbitá.")
    await came(database, code, 3, "Rozbitá lavička u potoka.")
    async with database.writing() as session:
        await comment_themes.confirm(session, "VIZ-2027-0002", "orp-vizovice", "seniori", MONDAY)
    await rings(database)
    async with database.reading() as session:
        kept = {
            number: theme.theme
            for number in (1, 2, 3)
            if (theme := await comment_themes.theme(session, f"VIZ-2027-000{number}"))
        }
    assert kept == {1: "dostupnost", 2: "seniori", 3: "seniori"}


async def test_no_place_is_told_of_a_few_comments_and_a_single_one_changes_no_count(
    database: Database, code: str, seniors: WorkingGroup
) -> None:
    jana = await who(database, JANA)
    for number in range(1, 15):
        await came(database, code, number, f"Připomínka číslo {number}", municipality="585939")
    digest = await demanded(database, seniors, jana, MONDAY)
    assert digest.plans[0].counts.municipalities == ()
    for number in range(15, 24):
        await came(database, code, number, f"Připomínka {number}", municipality="585939")
    before = await demanded(database, seniors, jana, MONDAY)
    await came(
        database, code, 30, "Ještě něco", municipality="544329", moment=MONDAY - timedelta(hours=1)
    )
    after = await demanded(database, seniors, jana, MONDAY)
    [place] = before.plans[0].counts.municipalities
    assert (place.id, place.responses) == ("585939", 20)
    assert after.plans[0].counts == before.plans[0].counts


async def test_only_members_and_staff_of_the_area_may_read(
    database: Database, code: str, seniors: WorkingGroup, now: datetime
) -> None:
    async with database.writing() as session:
        stranger = await people.arrive(session, 50, "cs", MONDAY.date())
        staff = await people.arrive(session, 51, "cs", MONDAY.date())
        elsewhere = await people.arrive(session, 52, "cs", MONDAY.date())
        for one, where in ((staff, "orp-vizovice"), (elsewhere, "jinde")):
            await people.grant(
                session,
                one.id,
                role=COORDINATOR,
                area_code=where,
                group_code="",
                name="",
                now=now,
            )
    eva = await who(database, EVA)
    async with database.reading() as session:
        for outsider in (stranger.id, elsewhere.id, eva):
            with pytest.raises(NotInGroup):
                await digests.reader(session, outsider, SENIORS)
            assert await digests.read_by(session, outsider) == []
        assert (await digests.reader(session, staff.id, SENIORS)).leads
        petr = await digests.reader(session, await who(database, PETR), SENIORS)
        assert not petr.leads


async def test_on_demand_moves_no_mark(
    database: Database, code: str, seniors: WorkingGroup
) -> None:
    await came(database, code, 1, "O víkendu nikdo nepřijede.")
    assert (await demanded(database, seniors, await who(database, JANA), MONDAY)).is_new
    assert (await fresh(database, SENIORS)).digested_at is None
    assert len(await rings(database)) == 2


async def test_what_waits_and_what_is_overdue_stands_there(
    database: Database, code: str, seniors: WorkingGroup
) -> None:
    await came(database, code, 1, "O víkendu nikdo nepřijede.")
    await came(database, code, 2, "Nikdo to nečetl.", release=UNREAD)
    async with database.writing() as session:
        window = await session.get(keeping.tables.Consultation, (code, PUBLIC))
        assert window
        window.settle_by = MONDAY - timedelta(days=2)
        day = (MONDAY - timedelta(days=4)).date()
        told = {"group_code": SENIORS, "on_agenda": day, "referred_at": MONDAY}
        session.add(Referral(number="VIZ-2027-0001", **told))
    digest = await demanded(database, seniors, await who(database, JANA), MONDAY)
    news = digest.plans[0].news
    assert (news.waiting.unread, news.waiting.unsettled) == (1, 1)
    assert news.overdue.missed == (("VIZ-2027-0001", day),)
    assert news.overdue.settle_by is not None


async def test_a_digest_says_what_waits_for_whom(
    database: Database, code: str, seniors: WorkingGroup
) -> None:
    await made(database, "DOPRA", "doprava", topics=["doprava"])
    await made(database, BOARD, "rs", kind=STEERING)
    board = await seated(database, BOARD, 6, MEMBER)
    for number, holder in enumerate(("", "", SENIORS, "DOPRA", "DOPRA", "DOPRA"), 1):
        name = await came(database, code, number, f"Připomínka {number}.", section_id="1")
        if holder:
            async with database.writing() as session:
                session.add(Referral(number=name, group_code=holder, referred_at=MONDAY))
    await came(database, code, 9, "Nikdo to nečetl.", release=UNREAD)
    words = Words("cs")

    async def waits(group: str, reader: int) -> list[str]:
        digest = await demanded(database, await fresh(database, group), reader, MONDAY)
        [plan] = digest.plans
        told = digest_letters.waiting(plan.news.waiting, digest.group, words)
        assert "\n".join(f"• {one}" for one in told) in "\n".join(
            digest_letters.told(digest, words)
        )
        return told

    jana, with_office = await who(database, JANA), "čeká, až je úřad předá nebo vypořádá: 2"
    here = "čeká, až je vypořádá skupina: 1"
    assert await waits(SENIORS, jana) == ["čeká, až je přečte úřad: 1", here, with_office]
    assert await waits(BOARD, board) == [
        "čeká, až je přečte úřad: 1",
        "čeká, až je vypořádá jiná skupina: 4",
        with_office,
    ]
    await changed(database, release=groups.BY_SECRETARY)
    assert (await waits(SENIORS, jana))[0] == "čeká, až je přečte tajemník skupiny: 1"


async def test_a_sensitive_group_is_not_named_on_a_locked_screen(
    database: Database, code: str, seniors: WorkingGroup
) -> None:
    await came(database, code, 1, "O víkendu nikdo nepřijede.")
    await changed(database, sensitive=True)
    text = said(await rings(database))
    assert "Senioři" not in text
    assert "víkendu" not in text


async def test_many_themes_and_long_comments_fit_messages(
    database: Database, code: str, seniors: WorkingGroup
) -> None:
    for number in range(1, 41):
        await came(database, code, number, f"<b>{number}</b> " + "dlouhá věta o službách. " * 100)
    letters = await rings(database)
    assert all(digest_letters.width(str((one.content or {})["text"])) <= 4096 for one in letters)
    assert "&lt;b&gt;" in said(letters)


async def test_taken_back_while_the_digest_was_made_is_not_quoted(
    database: Database, code: str, seniors: WorkingGroup, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = await came(database, code, 1, "O víkendu nikdo nepřijede.")
    gather = digests.gather

    async def gathered(*given: Any, **more: Any) -> digests.Gathered:
        found = await gather(*given, **more)
        async with database.writing() as session:
            one = await tables.comment(session, number)
            assert one
            one.state, one.text, one.shown = WITHDRAWN, "", ""
        return found

    monkeypatch.setattr(digests, "gather", gathered)
    assert await rings(database) == []
    assert (await fresh(database, SENIORS)).digested_at is None


def test_a_button_says_from_when_to_when() -> None:
    span = Span(BEGINNING, MONDAY)
    assert digest_letters.read_span(digest_letters.written(span)) == span
    for wrong in ("", "-", "1", "x-y", "1-2-3", "ffffffffffffffffff-1"):
        assert digest_letters.read_span(wrong) is None
    assert len(digest_letters.step("theme", "SENIO", span, digest_letters.short("x" * 40), 99)) < 65
