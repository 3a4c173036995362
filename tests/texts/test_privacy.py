import pytest

from texts import privacy
from texts.formatting import MESSAGE_LIMIT
from texts.words import LANGUAGES, Words


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_whole_notice_fits_one_message(language):
    sections = privacy.notice(Words(language))
    length = sum(len(s.heading) + sum(map(len, s.paragraphs)) + 10 for s in sections)
    assert length < MESSAGE_LIMIT - 200
    assert all(section.paragraphs for section in sections)
