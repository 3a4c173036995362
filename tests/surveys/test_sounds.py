"""Of a recording the sound is kept, and nothing that tells of who made it, where or when."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys import attachments, sounds
from surveys.checking import AnswerRefused, Reason
from tests.handlers.kinds import voice
from tests.surveys.recordings import CHUNKS, FRAME, SAMPLES, m4a, mp3, wav

WAYS = (voice, mp3, wav, m4a)


def refused(raw: bytes) -> Reason:
    with pytest.raises(AnswerRefused) as caught:
        attachments.audio(raw)
    return caught.value.reason


@pytest.mark.parametrize(
    ("make", "ending"), [(voice, "ogg"), (mp3, "mp3"), (wav, "wav"), (m4a, "aac")]
)
def test_nothing_but_the_sound_is_kept_of_a_recording(make, ending):
    kept = attachments.audio(make("Jana Nováková"))
    assert kept.name.endswith(f".{ending}")
    assert b"Jana" not in kept.content
    assert kept == attachments.audio(make("Petr, 2. 2. 2027, Lipová 5"))


def test_the_frames_of_an_mp3_stay_as_they_were():
    assert sounds.bare(mp3(frames=12)) == (FRAME * 12, "mp3")
    assert sounds.bare(FRAME * 12 + FRAME[:100]) == (FRAME * 12, "mp3")


def test_a_wav_stays_a_wav():
    kept, _ = sounds.bare(wav(sound=b"abcde"))
    assert kept.startswith(b"RIFF")
    assert int.from_bytes(kept[4:8], "little") == len(kept) - 8
    assert kept.endswith(b"data\x05\0\0\0abcde")
    assert sounds.bare(kept)[0] == kept


def test_each_sample_of_an_m4a_becomes_a_frame_that_says_how_it_is_coded():
    kept, _ = sounds.bare(m4a())
    assert sum(CHUNKS) == len(SAMPLES)
    for sample in SAMPLES:
        head, kept = kept[:7], kept[7 + len(sample) :]
        assert head[:2] == b"\xff\xf1"
        # Low complexity, 44,100 a second, two channels.
        assert (head[2] >> 6, head[2] >> 2 & 15, (head[2] & 1) << 2 | head[3] >> 6) == (1, 4, 2)
        length = (head[3] & 3) << 11 | head[4] << 3 | head[5] >> 5
        assert length == 7 + len(sample)
    assert kept == b""


def test_samples_are_taken_out_in_their_order():
    kept, _ = sounds.bare(m4a())
    at = 0
    for sample in SAMPLES:
        assert kept[at + 7 : at + 7 + len(sample)] == sample
        at += 7 + len(sample)


def test_what_is_no_recording_is_refused():
    film = m4a(handler=b"vide")
    beyond = m4a(offsets=(10_000, 20_000, 30_000))
    over_one_another = m4a(sizes=(200,) * 12, offsets=(24, 24, 24))
    for raw in (b"", b"MZ", film, beyond, over_one_another, mp3(frames=3), b"RIFF0000WAVE"):
        assert refused(raw) is Reason.NOT_A_RECORDING
    assert refused(bytes(10_000_001)) is Reason.FILE_TOO_BIG


@given(st.sampled_from(WAYS), st.integers(0, 700), st.binary(min_size=1, max_size=30))
def test_a_broken_recording_is_refused_or_kept_but_never_fails(make, place, spoiled):
    whole = make()
    raw = whole[:place] + spoiled + whole[place + len(spoiled) :]
    try:
        kept = attachments.audio(raw).content
    except AnswerRefused as refusal:
        kept = refusal.reason.encode()
    assert kept


@given(st.binary(max_size=400))
def test_no_bytes_make_a_recording_or_a_document_by_chance(raw):
    for make in (attachments.audio, attachments.file):
        with pytest.raises(AnswerRefused):
            make(raw)
