"""What a decision may report to have happened, for whoever it concerns to be told."""


class Happening:
    """A kind of news; `outreach.notices` has to know how each kind is told."""
