"""What a survey's stage is called, the same in the chat and on the pages."""

from surveys.library import Stage
from texts.words import later

STAGE_NAMES = {
    Stage.DRAFT: later("draft"),
    Stage.WAITING: later("not open yet"),
    Stage.OPEN: later("open now"),
    Stage.CLOSING: later("being closed"),
    Stage.COUNTING: later("paper is being entered"),
    Stage.CLOSED: later("closed"),
}
