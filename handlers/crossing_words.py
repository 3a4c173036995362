"""Crossed tables in words: why two questions are not crossed, and what the tables are called."""

from surveys.crossings import Obstacle
from texts.words import later

OBSTACLES = {
    Obstacle.UNKNOWN: later("one of the two is not a question of the survey"),
    Obstacle.ITSELF: later("a question is not crossed with itself"),
    Obstacle.TWICE: later("the same two questions are crossed already"),
    Obstacle.OPEN: later("only questions with options are crossed"),
    Obstacle.MUNICIPALITY: later("every question is told by municipality anyway"),
    Obstacle.SEVERAL_IN_ROWS: later("a question with several answers belongs in the columns"),
    Obstacle.NOT_EVERYBODY: later("one of the questions is not asked of everybody"),
    Obstacle.RULED: later("one of the questions has a rule or filtered options"),
    Obstacle.BRANCHES: later("later questions depend on one of them together with something else"),
}
