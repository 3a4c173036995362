"""A spreadsheet becomes a survey, or all that stands in its way is told at once."""

from decimal import Decimal
from typing import Any

import pytest

from handlers.surveys.files import sentences
from surveys import piping
from surveys.definitions import Condition
from surveys.files.problems import Cell, Code
from surveys.files.reading import Known
from surveys.files.xlsform.standard import conditions, relevant
from surveys.walking import visible
from tests.surveys.xlsform.forms import (
    HEADINGS,
    YES_NO,
    errors,
    form,
    reading,
    spreadsheet,
    taken,
)
from texts.words import Words

RIDES = ("select_one ano_ne", "jezdi", "Jezdíte?", "Do you go?")


def column(heading: str, *rows: tuple[Any, ...]) -> dict[str, Any]:
    """A form with one more column, whose value stands last in each row."""
    return {"survey": [[*HEADINGS, heading], *rows]}


def test_questions_options_and_languages():
    read = taken(RIDES, ("text", "proc", "Proč?", "Why?"))
    assert read.languages == ("cs", "en")
    assert [question.id for question in read.questions] == ["jezdi", "proc"]
    assert [option.id for option in read.questions[0].options] == ["ano", "ne"]
    assert read.questions[0].options[1].text == {"cs": "Ne", "en": "No"}


@pytest.mark.parametrize(
    ("written", "kind"),
    [
        ("select_one ano_ne", "single"),
        ("select one from ano_ne", "single"),
        ("select_multiple ano_ne", "multi"),
        ("select all that apply from ano_ne", "multi"),
        ("rank ano_ne", "rank"),
        ("range", "scale"),
        ("integer", "number"),
        ("decimal", "number"),
        ("text", "text"),
        ("date", "date"),
        ("note", "note"),
        ("geopoint", "place"),
        ("image", "photo"),
        ("audio", "audio"),
        ("file", "file"),
        ("acknowledge", "acknowledge"),
        ("time", "time"),
        ("select_one_from_file municipalities.csv", "codelist"),
    ],
)
def test_every_type_that_is_understood(written: str, kind: str):
    read = taken((written, "otazka", "Otázka?", "Question?"))
    assert read.questions[0].type == kind


@pytest.mark.parametrize(
    "written",
    [
        *("calculate", "barcode", "video", "dateTime", "hidden"),
        *("geotrace", "geoshape", "select_one_external ano_ne", "csv-external", "begin repeat"),
        *("begin loop over ano_ne", "select_multiple_from_file a.csv"),
    ],
)
def test_what_cannot_be_done_is_refused_by_name(written: str):
    read = form(RIDES, (written, "jina", "Otázka?", "Question?"))
    told = next(one for one in read.errors if one.code == Code.NOT_SUPPORTED)
    assert told.line == Cell("survey", 3, "type")
    assert told.data["what"].split()[0] in written


@pytest.mark.parametrize(
    ("heading", "value"),
    [
        *(("calculation", "1 + 1"), ("trigger", "${jezdi}"), ("media::image", "bus.png")),
        *(("media::audio", "bus.mp3"), ("guidance_hint", "x"), ("read_only", "yes")),
        *(("bind::foo", "x"), ("body::accuracyThreshold", "5")),
        ("parameters", "randomize=true, seed=${jezdi}"),
        *(("required", "${jezdi} = 'ano'"), ("default", "today()")),
    ],
)
def test_columns_that_change_what_is_asked_are_refused(heading: str, value: str):
    read = form(**column(heading, (*RIDES, value)))
    assert errors(read) == [(Code.NOT_SUPPORTED, Cell("survey", 2, heading))]


@pytest.mark.parametrize("heading", ["appearance", "poznámka pro nás", "required_message"])
def test_columns_that_change_nothing_are_named_and_left(heading: str):
    read = form(**column(heading, (*RIDES, "x")))
    assert not read.errors
    assert [one.line for one in read.warnings] == [Cell("survey", 1, heading)]


def test_what_other_programs_note_by_themselves_is_left_out_and_told():
    read = form(("start", "start"), ("deviceid", "deviceid"), RIDES)
    assert len(read.definitions[0].questions) == 1
    assert [(one.code, one.data["what"]) for one in read.warnings] == [
        (Code.NOT_USED, "start"),
        (Code.NOT_USED, "deviceid"),
    ]


def test_a_condition_is_kept_with_our_ids_in_it():
    choices = [YES_NO[0], ["list", "Ano-Určitě", "Ano", "Yes"], ["list", "NE", "Ne", "No"]]
    rows = [
        ["select_one list", "Jezdi Autobusem?", "Jezdíte?", "Do you?", None],
        ["text", "proc", "Proč?", "Why?", "${Jezdi Autobusem?} = 'NE'"],
    ]
    read = form(choices=choices, survey=[[*HEADINGS, "relevant"], *rows])
    assert errors(read)[0][0] == Code.BAD_EXPRESSION
    rows[0][1], rows[1][4] = "Jezdi_Autobusem", "${Jezdi_Autobusem} = 'NE'"
    read = form(choices=choices, survey=[[*HEADINGS, "relevant"], *rows])
    question = read.definitions[0].questions[1]
    assert question.when == "${jezdi_autobusem} = 'ne'"
    assert [one.id for one in read.definitions[0].questions[0].options] == ["ano-urcite", "ne"]


def test_an_options_name_away_from_a_comparison_is_not_guessed():
    choices = [YES_NO[0], ["list", "Ano", "Ano", "Yes"], ["list", "Ne", "Ne", "No"]]
    rows = [
        ["select_one list", "jezdi", "Jezdíte?", "Do you?", None],
        ["text", "proc", "Proč?", "Why?", "if(${jezdi} = 'Ano', 'Ano', 'x') = 'x'"],
    ]
    read = form(choices=choices, survey=[[*HEADINGS, "relevant"], *rows])
    assert errors(read) == [(Code.OPTION_NAME_IN_EXPRESSION, Cell("survey", 3, "relevant"))]


def test_long_names_are_shortened_always_alike_and_told():
    long = "jak_se_vam_jezdi_autobusem_do_prace_a_zpatky"
    rows = [("text", long, "Jak?", "How?"), ("text", long + "_2", "A?", "And?")]
    first, again = form(*rows), form(*rows)
    assert first == again
    ids = [question.id for question in first.definitions[0].questions]
    assert len(set(ids)) == 2
    assert all(len(one) <= 26 and one.startswith("jak_se_vam_jezdi") for one in ids)
    assert [one.code for one in first.warnings] == [Code.ID_CHANGED, Code.ID_CHANGED]


def test_a_group_gives_its_title_and_its_condition():
    survey = [
        [*HEADINGS, "relevant"],
        [*RIDES, None],
        ["begin_group", "cesta", "Cesta", "The way", "${jezdi} = 'ano'"],
        ["text", "kam", "Kam?", "Where?", "${jezdi} != ''"],
        ["end_group"],
        ["text", "jinak", "Ještě něco?", "More?", None],
    ]
    read = taken(survey=survey)
    where, rest = read.questions[1:]
    assert where.group == {"cs": "Cesta", "en": "The way"}
    assert where.when == "(${jezdi} = 'ano') and (${jezdi} != '')"
    assert (rest.group, rest.when) == (None, None)


def test_groups_that_do_not_fit_are_told():
    read = form(("begin group", "a", "A", "A"), RIDES)
    assert errors(read) == [(Code.GROUP_NOT_ENDED, Cell("survey", 2, "type"))]
    read = form(RIDES, ("end group",))
    assert errors(read) == [(Code.GROUP_NOT_BEGUN, Cell("survey", 3, "type"))]


def test_a_range_of_few_points_is_a_scale_with_its_labels():
    choices = [
        [*YES_NO[0]],
        *[["body", point, f"bod {point}", f"point {point}"] for point in (1, 2, 3)],
    ]
    rows = [["range", "znamka", "Jak?", "How?", "start=1 end=3 step=1 tick_labelset=body"]]
    read = taken(survey=[[*HEADINGS, "parameters"], *rows], choices=choices)
    assert (read.questions[0].min, read.questions[0].max) == (1, 3)
    assert read.questions[0].labels[2] == {"cs": "bod 2", "en": "point 2"}


def test_a_long_range_is_a_number_with_steps():
    rows = [["range", "cena", "Kolik?", "How much?", "start=0 end=100 step=2.5"]]
    read = taken(survey=[[*HEADINGS, "parameters"], *rows])
    question = read.questions[0]
    assert (question.type, question.step, question.decimals) == ("number", Decimal("2.5"), 1)


def test_settings_say_what_the_survey_is():
    settings = [
        [
            "form_title",
            "survey_title::English (en)",
            "form_id",
            "area",
            "opens",
            "closes",
            "min_cell",
        ],
        ["Autobusy", "Buses", "autobusy-2028", "orp-zlin", "2028-01-01", "2028-02-01", 7],
    ]
    read = taken(RIDES, settings=settings)
    assert read.title == {"cs": "Autobusy", "en": "Buses"}
    assert (read.key, read.area, read.min_cell) == ("autobusy-2028", "orp-zlin", 7)
    assert (read.opens.isoformat(), read.closes.isoformat()) == ("2028-01-01", "2028-02-01")


def test_what_settings_leave_open_is_given():
    read = taken(RIDES)
    assert (read.key, read.area, read.anonymity) == ("autobusy", "orp-vizovice", "anonymous")


def test_cascading_options_keep_what_they_are_filtered_by():
    choices = [
        [*YES_NO[0], "kraj"],
        ["kraje", "Zlin", "Zlínský", "Zlín", None],
        ["kraje", "brno", "Jihomoravský", "South", None],
        ["mesta", "vsetin", "Vsetín", "Vsetín", "Zlin"],
        ["mesta", "kyjov", "Kyjov", "Kyjov", "brno"],
    ]
    rows = [
        ["select_one kraje", "kraj", "Kraj?", "Region?", None],
        ["select_one mesta", "mesto", "Město?", "Town?", "kraj = ${kraj}"],
    ]
    read = taken(survey=[[*HEADINGS, "choice_filter"], *rows], choices=choices)
    assert read.questions[1].options[0].attributes == {"kraj": "zlin"}


def test_an_older_way_of_saying_other():
    read = taken(("select one from ano_ne or specify other", "jezdi", "Jezdíte?", "Do you?"))
    assert "other" in [option.id for option in read.questions[0].all_options]


def test_our_own_columns_are_read():
    headings = ["sensitivity", "question_tag", "min_choices", "max_choices", "leads_to"]
    rows = [["select_multiple ano_ne", "kdy", "Kdy?", "When?", "social", "cas", 1, "2", "x"]]
    read = taken(survey=[[*HEADINGS, *headings], *rows])
    question = read.questions[0]
    assert (question.sensitivity, question.tag, question.leads_to) == ("social", "cas", "x")
    assert (question.min_choices, question.max_choices) == (1, 2)


def test_notes_exclusive_options_and_services():
    choices = [
        [*YES_NO[0], "exclusive", "services", "note_cs"],
        ["kdy", "rano", "Ráno", "Morning", None, "39, 40", None],
        ["kdy", "vecer", "Večer", "Evening", None, None, None],
        ["kdy", "nevim", "Nevím", "Unsure", "yes", None, "Nevadí."],
    ]
    read = taken(("select_multiple kdy", "kdy", "Kdy?", "When?"), choices=choices)
    question = read.questions[0]
    assert question.options[0].services == ("39", "40")
    assert [option.exclusive for option in question.options] == [False, False, True]
    assert question.notes_on == {"nevim": {"cs": "Nevadí."}}


def test_a_text_repeats_an_answer_under_our_id():
    rows = [("text", "Jmeno", "Jméno psa?", "Name?"), ("note", "diky", "Ahoj ${Jmeno}", "Hi")]
    read = taken(*rows)
    assert read.questions[1].text["cs"] == "Ahoj ${jmeno}"


def test_a_language_we_do_not_speak_is_refused_once():
    headings = ["type", "name", "label::Čeština (cs)", "hint::Deutsch (de)"]
    survey = [headings, ["text", "a", "A?", "A?"], ["text", "b", "B?", "B?"]]
    read = form(survey=survey)
    where = Cell("survey", 1, "hint::Deutsch (de)")
    assert errors(read) == [(Code.UNSPOKEN_LANGUAGE, where)]


def test_columns_without_a_language_are_read_as_they_sound():
    survey = [["type", "name", "label"], ["text", "a", "Why do you never go to town by bus?"]]
    read = form(survey=survey)
    assert read.definitions[0].languages == ("en",)
    assert [one.code for one in read.warnings] == [Code.LANGUAGE_GUESSED]


def test_all_problems_come_at_once_with_their_cells():
    survey = [
        [*HEADINGS, "relevant", "constraint", "min"],
        ["select_one nikde", "a", "A?", "A?", None, None, None],
        ["calculate", "b", None, None, None, None, None],
        ["integer", "c", None, None, None, None, None],
        ["integer", "d", "D?", "D?", "${x} = 1", ". >", "málo"],
        ["podivnost", "e", "E?", "E?", None, None, None],
    ]
    settings = [["opens"], ["zítra"]]
    read = form(survey=survey, settings=settings)
    assert {(code, *line) for code, line in errors(read)} >= {
        (Code.UNKNOWN_LIST, "survey", 2, "type"),
        (Code.NOT_SUPPORTED, "survey", 3, "type"),
        (Code.MISSING_FIELD, "survey", 4, ""),
        (Code.CONDITION_ON_UNKNOWN, "survey", 5, "relevant"),
        (Code.BAD_EXPRESSION, "survey", 5, "constraint"),
        (Code.WRONG_TYPE, "survey", 5, "min"),
        (Code.UNKNOWN_TYPE, "survey", 6, "type"),
        (Code.BAD_DATE, "settings", 2, "opens"),
    }
    assert read.definitions == ()


def test_a_refused_row_is_not_told_again_where_it_is_named():
    survey = [
        [*HEADINGS, "relevant"],
        ["calculate", "b", None, None, None],
        ["note", "c", "Je ${b}", "It is ${b}", "${b} = 1"],
    ]
    read = form(survey=survey)
    assert errors(read) == [(Code.NOT_SUPPORTED, Cell("survey", 2, "type"))]


def test_questions_that_wait_for_each_other_are_refused():
    survey = [
        [*HEADINGS, "relevant"],
        [*RIDES, "${proc} != ''"],
        ["text", "proc", "Proč?", "Why?", "${jezdi} = 'ano'"],
    ]
    read = form(survey=survey)
    assert errors(read) == [(Code.CONDITION_ON_LATER, Cell("survey", 2, "relevant"))]


def test_an_area_that_does_not_exist_is_refused():
    known = Known(areas={"orp-zlin"})
    read = reading(spreadsheet(survey=[HEADINGS, RIDES], choices=YES_NO), known)
    assert [code for code, _ in errors(read)] == [Code.UNKNOWN_AREA]


def test_sheets_that_mean_nothing_are_named():
    read = form(RIDES, poznamky=[["x"]], _skryty=[["x"]])
    assert [(one.code, one.line) for one in read.warnings] == [
        (Code.SHEET_NOT_READ, Cell("poznamky"))
    ]


def test_smart_quotes_of_word_processors_are_straightened():
    rows = [(*RIDES, None), ("text", "proc", "Proč?", "Why?", "${jezdi} = ‘ano’")]
    read = form(**column("relevant", *rows))
    assert read.definitions[0].questions[1].when == "${jezdi} = 'ano'"


def test_conditions_stay_conditions():
    asked = [
        Condition(question="kdy", any_of=("rano", "noc")),
        Condition(question="kdy", all_of=("rano",), none_of=("vecer",)),
        Condition(question="jezdi", none_of=("ne", "nevim")),
    ]
    found, when = conditions(relevant(asked, "${vek} > 17 or (${vek} = '')"))
    assert [Condition.model_validate(one, strict=False) for one in found] == asked
    assert when == "${vek} > 17 or (${vek} = '')"


def test_a_calculation_is_counted_where_conditions_look_at_it():
    survey = [
        [*HEADINGS, "relevant", "calculation"],
        ["integer", "deti", "Dětí?", "Children?", None, None],
        ["calculate", "mista", None, None, None, "${deti} + 1"],
        ["calculate", "dvoje", None, None, "${deti} > 0", "${mista} * 2"],
        ["calculate", "rok", None, None, None, "2027"],
        ["text", "auto", "Jaké auto v roce ${rok}?", "Which car?", "${dvoje} > 8", None],
    ]
    read = form(survey=survey)
    [definition] = read.definitions
    children, car = definition.questions
    assert car.when == "(if((${deti} > 0), (${deti} + 1) * 2, '')) > 8"
    assert [(one.id, one.expression) for one in definition.calculations] == [
        ("mista", "${deti} + 1"),
        ("dvoje", "if((${deti} > 0), (${deti} + 1) * 2, '')"),
        ("rok", "2027"),
    ]
    shown = piping.presented(definition, car, {"deti": "4"}, lambda name: {"rok": "2027"}[name])
    assert shown.text["cs"] == "Jaké auto v roce 2027?"
    asked = [[one.id for one in visible(definition, {"deti": str(n)})] for n in (0, 3, 4)]
    assert asked == [["deti"], ["deti"], ["deti", "auto"]]


def test_a_text_repeats_only_what_can_be_counted_by_then():
    survey = [
        [*HEADINGS, "calculation"],
        ["integer", "deti", "Dětí?", "Children?", None],
        ["calculate", "mista", None, None, "${deti} + ${psi}"],
        ["note", "a", "Míst: ${mista}", "Seats: ${mista}", None],
        ["integer", "psi", "Psů?", "Dogs?", None],
        ["note", "b", "Ještě jednou: ${mista}", "Again: ${mista}", None],
    ]
    told = errors(form(survey=survey))
    assert {code for code, _ in told} == {Code.REPEATS_LATER}
    assert {cell.row for _, cell in told} == {4}


def test_what_cannot_be_counted_is_left_out_unless_it_is_named():
    survey = [
        [*HEADINGS, "calculation"],
        ["calculate", "soubor", None, None, "pulldata('obce', 'nazev', 'kod', '1')"],
        ["calculate", "pristroj", None, None, "concat(${deviceid}, '!')"],
        ["integer", "deti", "Dětí?", "Children?", None],
        ["note", "a", "Míst", "Seats", None],
    ]
    read = form(survey=survey)
    assert [one.code for one in read.warnings].count(Code.NOT_CALCULATED) == 2
    assert read.definitions[0].calculations == ()
    survey[-1][2] = "Míst: ${soubor}"
    assert errors(form(survey=survey)) == [
        (Code.BAD_EXPRESSION, Cell("survey", 2, "calculation")),
    ]


def test_two_calculations_of_one_name_or_that_of_a_question_are_refused():
    survey = [
        [*HEADINGS, "calculation"],
        ["integer", "deti", "Dětí?", "Children?", None],
        *(["calculate", name, None, None, "1 + 1"] for name in ("a", "a", "deti")),
    ]
    assert errors(form(survey=survey)) == [
        (Code.DUPLICATE_QUESTION, Cell("survey", 4, "name")),
        (Code.DUPLICATE_QUESTION, Cell("survey", 5, "name")),
    ]


def test_calculations_that_name_each_other_many_times_are_refused_for_their_length():
    survey = [
        [*HEADINGS, "relevant", "calculation"],
        ["integer", "c0", "Kolik?", "How many?", None, None],
        *(
            ["calculate", f"c{n}", None, None, None, " + ".join([f"${{c{n - 1}}}"] * 20)]
            for n in range(1, 40)
        ),
        ["calculate", "kruh", None, None, None, "${kruh} + 1"],
        ["text", "proc", "Proč?", "Why?", "${c39} > 1 and ${kruh} > 1", None],
    ]
    assert errors(form(survey=survey)) == [
        (Code.BAD_EXPRESSION, Cell("survey", 4, "calculation")),
        (Code.CONDITION_ON_ITSELF, Cell("survey", 42, "calculation")),
    ]


def test_a_language_that_we_do_not_speak_is_left_out_where_another_says_the_same():
    survey = [
        ["type", "name", "label::Čeština (cs)", "label::Vietnamese (vi)", "hint::Vietnamese (vi)"],
        ["text", "proc", "Proč?", "Tại sao?", None],
    ]
    read = form(survey=survey)
    assert Code.LANGUAGE_LEFT_OUT in [one.code for one in read.warnings]
    assert read.definitions[0].questions[0].text == {"cs": "Proč?"}
    survey[1][4] = "Viết"
    assert Code.UNSPOKEN_LANGUAGE in [one.code for one in form(survey=survey).errors]


def test_the_hint_of_a_group_is_said_with_its_first_question():
    hinted = [*HEADINGS, "hint::Čeština (cs)"]
    rows = [
        ["begin_group", "doprava", "Doprava", "Transport", "Za poslední rok."],
        ["text", "kam", "Kam?", "Where to?", "Stačí obec."],
        ["text", "proc", "Proč?", "Why?", ""],
        ["end_group", "", "", "", ""],
    ]
    where, why = reading(spreadsheet(survey=[hinted, *rows])).definitions[0].questions
    assert where.help == {"cs": "Za poslední rok.\nStačí obec."}
    assert why.help is None


def test_a_picture_without_a_text_is_called_by_its_name():
    choices = [["list_name", "name", "image"], ["zast", "lipa", "a.png"], ["zast", "most", "b.png"]]
    survey = [["type", "name", "label"], ["select_one zast", "kde", "Kde?"]]
    read = reading(spreadsheet(survey=survey, choices=choices))
    assert [one.text for one in read.definitions[0].questions[0].options] == [
        {"cs": "lipa"},
        {"cs": "most"},
    ]
    assert Code.CALLED_BY_NAME in {one.code for one in read.warnings}


@pytest.mark.parametrize(
    ("written", "is_shuffled"),
    [("randomize=true", True), ("randomize = TRUE", True), ("randomize=false", False), ("", False)],
)
def test_options_are_shuffled_where_the_form_says_so(written: str, is_shuffled: bool):
    read = form(**column("parameters", (*RIDES, written)))
    assert read.definitions[0].questions[0].randomize is is_shuffled


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ((*RIDES, "randomize=perhaps"), Code.WRONG_TYPE),
        (("text", "proc", "Proč?", "Why?", "randomize=true"), Code.NOT_SUPPORTED),
        ((*RIDES, "shuffle=true"), Code.UNKNOWN_PARAMETER),
    ],
)
def test_parameters_that_cannot_be_followed_are_refused(row: tuple[str, ...], code: Code):
    assert errors(form(**column("parameters", row))) == [(code, Cell("survey", 2, "parameters"))]


def test_a_name_that_stands_twice_in_a_list_is_told_with_both_its_rows():
    choices = [
        ["list_name", "name", "label::Čeština (cs)", "label::English (en)"],
        *(["ano_ne", name, "Popisek", "Label"] for name in ("ano", "ne", "ano")),
        *(["jiny", name, "Popisek", "Label"] for name in ("a", "a")),
    ]
    read = form(RIDES, choices=choices)
    (told,) = read.errors
    assert (told.code, told.line) == (Code.DUPLICATE_NAME, Cell("choices", 4, "name"))
    assert sentences([told], Words("cs")) == [
        "List choices, řádek 4, sloupec name: V\u00a0seznamu ano_ne už název ano stojí na řádku 2. "
        "Dejte každé možnosti vlastní název."
    ]
