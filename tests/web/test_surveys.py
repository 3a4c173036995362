import copy
import re
from datetime import timedelta

import pytest

from storage import published_tables
from storage import surveys as tables
from surveys.outcome import freeze
from tests.web.conftest import answered, crowd
from texts.words import Words
from web.rendering import counted


@pytest.fixture
async def jana(client, village):
    await village.sign_in(client, "jana")
    return client


async def test_the_console_lists_surveys_of_ones_own_areas(jana, village):
    page = await jana.get("/konzole")
    assert village.surveys["open"] in page.text
    assert village.surveys["draft"] in page.text
    assert "právě běží" in page.text
    assert "ještě nezačala" in page.text


async def test_other_areas_stay_out_of_sight(client, village):
    await village.sign_in(client, "petr")
    assert village.surveys["open"] not in (await client.get("/konzole")).text
    page = await client.get(f"/konzole/ankety/{village.surveys['open']}")
    assert page.status_code == 404
    assert "Autobusy" not in page.text


async def test_the_administrator_sees_every_area(client, village):
    await village.sign_in(client, "alena")
    assert (await client.get(f"/konzole/ankety/{village.surveys['open']}")).status_code == 200


async def test_whoever_is_not_signed_in_learns_how_to(client, village):
    page = await client.get(f"/konzole/ankety/{village.surveys['open']}")
    assert page.status_code == 403
    assert "/konzole" in page.text
    assert "Autobusy" not in page.text


async def test_a_survey_that_does_not_exist_is_not_found(jana):
    assert (await jana.get("/konzole/ankety/AAAAA")).status_code == 404


async def test_few_answers_show_nothing_but_that(jana, village):
    await answered(village, *crowd(4))
    page = await jana.get(f"/konzole/ankety/{village.surveys['open']}")
    assert "méně než 5" in page.text
    assert "<svg role" not in page.text
    assert "<table" not in page.text


async def test_results_have_a_chart_a_table_and_n(jana, village):
    await answered(village, *crowd(60))
    page = await jana.get(f"/konzole/ankety/{village.surveys['open']}")
    assert "n = 45" in page.text
    assert 'role="img"' in page.text
    assert re.search(r'<th scope="row">Ano</th><td class="count">(2[5-9]|3\d|40)</td>', page.text)


async def test_small_counts_are_hidden_and_said_to_be(jana, village):
    await answered(village, *crowd(18), *crowd(2, kdy=["noc"], jezdi="ano"))
    page = await closed(jana, village)
    assert "skryto" in page.text
    assert "Čísla menší než\xa05" in page.text or "Čísla menší než 5" in page.text


async def test_municipalities_are_compared_where_they_are_large_enough(jana, village):
    await answered(village, *crowd(40), *crowd(40, "585777"))
    running = await jana.get(f"/konzole/ankety/{village.surveys['open']}")
    assert 'class="cross"' not in running.text
    assert "Slušovice" in running.text
    page = await closed(jana, village)
    assert 'class="cross"' in page.text
    assert "Podle obcí" in page.text
    assert "Slušovice" in page.text


async def test_one_more_answer_does_not_show_in_the_tables(jana, village):
    address = f"/konzole/ankety/{village.surveys['open']}"
    await answered(village, *crowd(30))
    before = (await jana.get(address)).text
    await answered(village, *crowd(14))
    after = (await jana.get(address)).text
    assert "n = 15" in before
    assert "n = 15" in after
    assert re.search(r"běží, 15\snáhodně vybraných", after)
    await answered(village, *crowd(1))
    assert "n = 30" in (await jana.get(address)).text


async def test_an_unfinished_response_is_not_counted(jana, village):
    await answered(village, *crowd(30))
    await answered(village, *crowd(10), finished=False)
    page = await jana.get(f"/konzole/ankety/{village.surveys['open']}")
    assert "n = 15" in page.text


async def closed(jana, village):
    code = village.surveys["open"]
    async with village.database.writing() as session:
        await freeze(session, code, village.clock.moment)
        survey = await tables.survey(session, code)
        survey.state, survey.closed_at = tables.CLOSED, village.clock.moment
    return await jana.get(f"/konzole/ankety/{code}")


async def test_counts_are_shown_where_only_their_sum_is_hidden(jana, village):
    await answered(village, *crowd(30))
    await closed(jana, village)
    code = village.surveys["open"]
    async with village.database.writing() as session:
        kept = await published_tables.of(session, code)
        frozen = copy.deepcopy(kept.tables)
        [asked] = [one for one in frozen["questions"] if one["id"] == "jezdi"]
        asked["overall"]["answered"] = None
        await published_tables.keep(session, code, frozen, kept.frozen_at)
    page = await jana.get(f"/konzole/ankety/{code}")
    shown = page.text.partition('id="q-jezdi"')[2].partition("</section>")[0]
    assert '<td class="count">20</td>' in shown
    assert 'n = <span class="hidden-cell">' in shown
    assert "málo lidí" not in shown


async def test_tables_frozen_at_closing_stay_as_they_are(jana, village):
    await answered(village, *crowd(30))
    await closed(jana, village)
    await answered(village, *crowd(20))
    village.clock.pass_(timedelta(hours=1))
    page = await jana.get(f"/konzole/ankety/{village.surveys['open']}")
    assert "n = 30" in page.text
    assert "už se nezmění" in page.text


async def test_texts_of_a_survey_are_shown_as_text(client, village):
    from surveys import life
    from tests.surveys.samples import survey

    evil = '<img src=x onerror="alert(1)">'
    async with village.database.writing() as session:
        kept = await life.keep(
            session, survey(key="utok", title={"cs": evil}), village.clock.moment
        )
        await life.release(session, kept.code)
    await village.sign_in(client, "jana")
    for path in ("/", "/konzole", f"/konzole/ankety/{kept.code}"):
        page = await client.get(path)
        assert evil not in page.text
        assert "&lt;img src=x" in page.text


def test_where_nothing_is_hidden_nobody_is_told_as_nobody():
    assert counted(Words("cs"), None, 1) == "0"
    assert counted(Words("cs"), None, 5) == "méně než 5"
