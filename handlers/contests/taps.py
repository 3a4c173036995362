"""What the buttons of contests mean."""

from handlers.tapping import Big, Key, Tap


class ContestTap(Tap, prefix="ct"):
    """A tap on a contest; `number` is an entry, `on` whether it is marked from now on."""

    act: str
    code: str
    number: Key = 0
    on: bool = False


class EntryTap(Tap, prefix="ce"):
    """A step of handing a work in; `value` is a category, a school, an author."""

    act: str
    entry: Big
    value: str = ""


class ContestStep(Tap, prefix="cs"):
    """A step of running a contest; `value` is a field, a verdict, an elector, a choice."""

    act: str
    code: str = ""
    number: Key = 0
    value: str = ""


class ChoiceTap(Tap, prefix="cc"):
    """A step of the shortlist; `number` is a work, `on` whether it is chosen from now on."""

    act: str
    code: str
    number: Key = 0
    on: bool = False


class JuryTap(Tap, prefix="cj"):
    """A juror's tap; `number` is a work, `points` what it is given."""

    act: str
    code: str
    number: Key = 0
    points: Key = 0


class JuryLink(Tap, prefix="cl"):
    """Whoever was invited to a jury agrees; `token` is that of their link."""

    token: str
