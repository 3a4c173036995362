"""Working groups in the private chat: made, filled with members, left, given tasks and rules."""

from people import forgetting
from storage import people
from storage.audit import AuditEntry
from storage.groups import AGREED, CHAIR, ENDED, Member, WorkingGroup
from storage.people import Staff
from tests.handlers.gathering import group, seat
from tests.handlers.village import Phone, Village, on_sqlite

LINK = "?start="


async def nominated(coordinator: Phone, name: str, role: str = "Člen") -> str:
    """Nominate somebody by the buttons; gives what follows ?start= in their link."""
    await coordinator.tap("Nominovat")
    await coordinator.tap("Ano, pošlu odkaz")
    await coordinator.tap("Uživatelé služeb")
    await coordinator.tap(role)
    told = await coordinator.write(name)
    assert name in told
    return told.split(LINK)[1].split()[0]


async def member_named(obec: Village, name: str) -> Member:
    return next(one for one in await obec.rows(Member) if one.name == name)


async def test_a_coordinator_makes_a_group_and_somebody_agrees_to_sit_there(obec: Village) -> None:
    coordinator = await obec.staff("petr", "coordinator")
    await coordinator.write("/skupiny")
    await coordinator.tap("Nová skupina")
    await coordinator.tap("Pracovní skupina")
    told = await coordinator.write("Senioři & spol.")
    assert "Senioři & spol." in told
    assert "zatím nikdo není" in told
    payload = await nominated(coordinator, "Eva Svobodová", "Předseda")
    eva = await obec.resident("eva")
    offered = await eva.start(payload)
    assert "Senioři & spol." in offered
    assert "uživatelé služeb" in offered
    assert "Eva Svobodová" in offered
    await eva.tap("Souhlasím")
    assert "Jste ve skupině" in await eva.sees()
    [role] = [one for one in await obec.rows(Staff) if one.role == "member"]
    [made] = await obec.rows(WorkingGroup)
    assert role.group_code == made.code
    await obec.post()
    assert "Eva Svobodová souhlasí" in await coordinator.sees()
    told = await eva.write("/skupiny")
    assert "Vaše role tady: předseda" in told
    assert "Ve skupině chybí: poskytovatelé služeb" in told
    actions = {one.action for one in await obec.rows(AuditEntry)}
    assert {"group_made", "member_nominated", "member_agreed"} <= actions


async def test_a_link_works_for_one_person_and_says_the_same_again(obec: Village) -> None:
    coordinator = await obec.staff("petr", "coordinator")
    await group(obec)
    await coordinator.write("/skupiny")
    await coordinator.tap("Senioři")
    payload = await nominated(coordinator, "Eva Svobodová")
    eva, other = await obec.resident("eva"), await obec.resident("jiny")
    await eva.start(payload)
    await eva.tap("Souhlasím")
    assert "Senioři" in await eva.start(payload)
    assert "už neplatí" in await other.start(payload)
    assert sum(one.state == AGREED for one in await obec.rows(Member)) == 1


@on_sqlite
async def test_whoever_declines_is_not_asked_again_by_the_same_link(obec: Village) -> None:
    coordinator = await obec.staff("petr", "coordinator")
    await group(obec)
    await coordinator.write("/skupiny")
    await coordinator.tap("Senioři")
    payload = await nominated(coordinator, "Eva Svobodová")
    eva = await obec.resident("eva")
    await eva.start(payload)
    await eva.tap("Nesouhlasím")
    assert "Nic se pro vás nemění" in await eva.sees()
    assert "už neplatí" in await eva.start(payload)
    assert (await member_named(obec, "Eva Svobodová")).resident_id is None
    await obec.post()
    assert "odmítá" in await coordinator.sees()


@on_sqlite
async def test_who_leaves_loses_what_the_seat_gave(obec: Village) -> None:
    chair, eva = await obec.resident("petr"), await obec.resident("eva")
    seniors = await group(obec)
    await seat(obec, seniors, chair, CHAIR)
    await seat(obec, seniors, eva)
    await eva.write("/skupiny")
    await eva.tap("Odejít ze skupiny")
    await eva.tap("Ano, odejít")
    assert (await member_named(obec, "eva")).state == ENDED
    assert await obec.count(Staff) == 1
    assert "Nejste v žádné pracovní skupině" in await eva.write("/skupiny")
    await obec.post()
    assert "eva ze skupiny odchází" in await chair.sees()


@on_sqlite
async def test_the_chair_nominates_changes_roles_and_seats_by_name(obec: Village) -> None:
    chair = await obec.resident("petr")
    seniors = await group(obec)
    await seat(obec, seniors, chair, CHAIR)
    await chair.write("/skupiny")
    await chair.tap("Nominovat")
    await chair.tap("Ne, zapsat jen jménem")
    await chair.tap("Zadavatelé")
    await chair.tap("Tajemník")
    assert "bez Telegramu" in await chair.write("Jan Bez Telefonu")
    await chair.tap("Obce")
    await chair.tap("Vizovice")
    await chair.tap("Slušovice")
    await chair.tap("Hotovo")
    told = await chair.sees()
    assert "Vizovice" in told
    assert "Slušovice" in told
    await chair.tap("Role")
    await chair.tap("Předseda")
    roles = {one.name: one.role for one in await obec.rows(Member)}
    assert roles == {"petr": "member", "Jan Bez Telefonu": "chair"}


@on_sqlite
async def test_whom_a_group_is_about_stands_on_its_card(obec: Village) -> None:
    coordinator = await obec.staff("petr", "coordinator")
    await group(obec)
    await coordinator.write("/skupiny")
    await coordinator.tap("Senioři")
    await coordinator.tap("Nastavení")
    await coordinator.tap("Cílové skupiny")
    await coordinator.tap("Bydlení a dluhy")
    await coordinator.tap("Pečující o blízké")
    await coordinator.tap("Zpět")
    await coordinator.tap("Zpět")
    assert "Pro koho: Pečující o blízké a Bydlení a dluhy" in await coordinator.sees()
    [made] = await obec.rows(WorkingGroup)
    assert {"bydleni", "pecujici"} <= set(made.topics)


@on_sqlite
async def test_whose_seat_changes_hears_of_it(obec: Village) -> None:
    coordinator, eva = await obec.staff("petr", "coordinator"), await obec.resident("eva")
    seniors = await group(obec)
    await seat(obec, seniors, eva)
    await coordinator.write("/skupiny")
    await coordinator.tap("Senioři")
    await coordinator.tap("Členové")
    await coordinator.tap("eva")
    await coordinator.tap("Role")
    await coordinator.tap("Tajemník")
    await obec.post()
    assert "je teď: tajemník" in await eva.sees()
    await coordinator.tap("Vyřadit ze skupiny")
    await coordinator.tap("Ano, vyřadit")
    await obec.post()
    assert "Už nejste ve skupině" in await eva.sees()
    assert [one.role for one in await obec.rows(Staff)] == ["coordinator"]


@on_sqlite
async def test_a_member_cannot_do_what_leading_takes(obec: Village) -> None:
    eva = await obec.resident("eva")
    seniors = await group(obec)
    key = await seat(obec, seniors, eva)
    for act in ("how", "settings", "papers", "give"):
        await eva.craft(f"gr:{act}:{seniors.code}:")
    for tap in (f"gr:set-role:chair:{key}", f"gr:end:{seniors.code}:", f"gr:bind:{seniors.code}:"):
        assert "může jen" in await eva.craft(tap)
    assert (await member_named(obec, "eva")).role == "member"


@on_sqlite
async def test_strangers_see_nothing_of_a_group(obec: Village) -> None:
    stranger = await obec.resident("cizinec")
    seniors = await group(obec)
    for act in ("card", "members", "tasks", "papers", "rules", "settings"):
        assert "může jen" in await stranger.craft(f"gr:{act}:{seniors.code}:")


@on_sqlite
async def test_rules_are_kept_in_versions_and_shown_on_the_card(obec: Village) -> None:
    chair = await obec.resident("petr")
    seniors = await group(obec)
    await seat(obec, seniors, chair, CHAIR)
    await chair.write("/skupiny")
    await chair.tap("Pravidla")
    await chair.tap("Změnit pravidla")
    told = await chair.write("Mluvíme k věci.\n\nKaždý nápad si vyslechneme.")
    assert "1. Mluvíme k věci." in told
    assert "Verze 1" in told
    await chair.tap("Změnit pravidla")
    told = await chair.write("1. Mluvíme k věci.\n2. Neskáčeme si do řeči.")
    assert "1. Mluvíme k věci.\n2. Neskáčeme si do řeči." in told
    assert "Verze 2" in told
    assert "1. Mluvíme k věci." in await chair.write("/skupiny")
    await chair.tap("Připomínky k vypořádání")
    assert "Kdo hlasuje" not in await chair.sees()


@on_sqlite
async def test_ending_a_group_ends_its_seats(obec: Village) -> None:
    coordinator, eva = await obec.staff("petr", "coordinator"), await obec.resident("eva")
    seniors = await group(obec)
    await seat(obec, seniors, eva)
    await coordinator.write("/skupiny")
    await coordinator.tap("Senioři")
    await coordinator.tap("Nastavení")
    await coordinator.tap("Ukončit skupinu")
    await coordinator.tap("Ano, ukončit")
    assert [one.state for one in await obec.rows(Member)] == [ENDED]
    await eva.write("/menu")
    assert "už tu není" in await eva.craft(f"gr:card:{seniors.code}:")


@on_sqlite
async def test_of_somebody_forgotten_the_name_stays_and_points_at_nobody(obec: Village) -> None:
    chair, eva = await obec.resident("petr"), await obec.resident("eva")
    seniors = await group(obec)
    await seat(obec, seniors, chair, CHAIR)
    await seat(obec, seniors, eva)
    async with obec.database.writing() as session:
        known = await people.by_telegram_id(session, eva.user["id"])
        assert known
        [told] = (await forgetting.kept(session, known))["seats"]
        assert (told["name"], told["party"], told["state"]) == ("eva", "user", AGREED)
        await forgetting.forget(session, known)
    assert (await member_named(obec, "eva")).resident_id is None
    assert [one.name for one in await obec.rows(Staff)] == ["petr"]
    await chair.write("/skupiny")
    await chair.tap("Členové")
    assert "eva – bez Telegramu" in await chair.sees()
