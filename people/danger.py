"""Words by which somebody may be telling us that a life or their safety is at risk.

Rather one time too often: being shown a help line costs nothing.
"""

import re
from enum import StrEnum

from texts.content import fold


class Danger(StrEnum):
    DESPAIR = "despair"
    VIOLENCE = "violence"


# Folded stems (so "й" is written "и") in Czech, Slovak, Ukrainian, Russian and English.
_DESPAIR = (
    r"nechc\w* (uz )?(dal )?zit",
    r"nechc\w* tu (uz )?byt",
    r"nema(m)? (uz )?(duvod|smysl|proc|cenu) zit",
    r"\bzabi(t|ju|jem|ju) se\b|\bse (chci |asi )?zabi(t|ju|jem)",
    r"chc\w* (uz )?(umrit|zemrit|zomriet)|radsi (bych )?umre",
    r"sebevra[zh]|samovra[zh]|skonc\w* (se zivotem|to se sebou)|ukonc\w* (svuj )?zivot",
    r"vzi(t|t si|ju) (si )?zivot|podrez\w* (se|si|zily)|obesi(t|m)\w* se|se obesi",
    r"не хочу (більше )?жити|не хочу жить|хочу (померти|вмерти|умереть)|самогуб|самоуби",
    r"вби(ти|ю) себе|покінчити з (собою|життям)|покончить с собой|убить себя",
    r"(don.?t|do not) want to (live|be alive)|kill myself|end my life|suicid|want to die",
)
_VIOLENCE = (
    r"\b(bije|mlati|tluce|skrti|znasiln\w+|tyra|tyraji) (me|mne|nas|ho|ji|dite|deti|mamu)\b",
    r"\b(me|mne|nas|mamu|matku|deti) (bije|mlati|tluce|skrti|tyra|znasilnil|znasilnuje)",
    r"vyhrozuj\w* (mi|nam|ze)|(mi|nam) vyhrozuj|domaci nasili",
    r"bojim se (manzela|pritele|partnera|otce|domu)",
    r"(chce|chteji) (me|nas) zabit|zabije (me|nas)\b|znasiln",
    r"(б.?є|б.?ють|бьет|бьют|душить|[гґ]валту\w*) (мене|меня|нас|дитину|дітеи|детеи|маму)",
    r"(мене|меня|нас|дитину|дітеи|детеи|маму) (б.?є|б.?ють|бьет|бьют|душить|[гґ]валту)",
    r"домашн\w* насил|погрожу\w* (мені|нам)|угрожа\w* (мне|нам)|з[гґ]валт|изнасил",
    r"(beats|hits|raped|abuses|strangles|threatens) (me|us|my|her|him)|domestic violence",
)
_PATTERNS = {
    Danger.DESPAIR: re.compile("|".join(_DESPAIR)),
    Danger.VIOLENCE: re.compile("|".join(_VIOLENCE)),
}


def danger_in(text: str) -> Danger | None:
    words = fold(text).replace("’", "'")
    return next((kind for kind, pattern in _PATTERNS.items() if pattern.search(words)), None)
