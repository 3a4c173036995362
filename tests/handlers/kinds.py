"""A survey that asks by every kind of question, and what people send to it."""

import io
import struct
from typing import Any

from PIL import Image

from surveys.definitions import Definition
from surveys.files.reading import read
from surveys.voices import Page

HEAD = """\
id: cesta
title: {cs: "Cesta do školy"}
intro: {cs: "Jak se dětem chodí."}
area: orp-vizovice
opens: 2027-01-14
closes: 2027-02-28
anonymity: anonymous
languages: [cs]
questions:
"""
NOTE = '  - {id: uvod, type: note, text: {cs: "Nejdřív pár slov."}}\n'
RANK = """\
  - id: poradi
    type: rank
    text: {cs: "Co je nejdůležitější?"}
    options: [{id: chodnik, cs: Chodník}, {id: prechod, cs: Přechod}, {id: svetlo, cs: Světlo}]
"""
DATE = """\
  - id: kdy
    type: date
    text: {cs: "Od kdy chodíte?"}
    earliest: 2020-09-01
    latest: 2027-02-28
"""
TIME = '  - {id: kdy, type: time, text: {cs: "V kolik vyrážíte?"}, default: "7.30"}\n'
SHUFFLED = """\
  - id: co
    type: multi
    randomize: true
    or_other: true
    text: {cs: "Co chybí?"}
    options:
      - {id: a, cs: Alej}
      - {id: b, cs: Brána}
      - {id: c, cs: Cedule}
      - {id: d, cs: Dům}
      - {id: e, cs: Expres}
      - {id: f, cs: Fontána}
      - {id: nic, cs: Nic, exclusive: true}
"""
PLACE = '  - {id: kde, type: place, text: {cs: "Kde je to nebezpečné?"}}\n'
PHOTO = '  - {id: fotka, type: photo, text: {cs: "Ukažte to."}}\n'
AUDIO = '  - {id: nahravka, type: audio, text: {cs: "Řekněte nám o tom."}}\n'
FILE = '  - {id: podklad, type: file, text: {cs: "Pošlete nám plánek."}}\n'
VOICE = '  - {id: slovo, type: text, voice: true, text: {cs: "Co dodáte?"}}\n'
TICK = '  - {id: souhlas, type: acknowledge, required: true, text: {cs: "Předáme to škole."}}\n'
OTHER = """\
  - id: jak
    type: single
    or_other: true
    text: {cs: "Jak chodíte?"}
    options: [{id: pesky, cs: Pěšky}, {id: kolo, cs: Na kole}]
"""
RULED = """\
  - {id: deti, type: number, text: {cs: "Kolik máte dětí?"}, default: 1, max: 9}
  - id: skolaci
    type: number
    text: {cs: "Kolik z nich (${deti}) chodí do školy?"}
    when: "${deti} > 0"
    constraint: ". <= ${deti}"
    constraint_text: {cs: "Nemůže jich být víc než všech."}
  - id: kraj
    type: single
    text: {cs: "Který břeh?"}
    options: [{id: levy, cs: Levý}, {id: pravy, cs: Pravý}]
  - id: ulice
    type: single
    group: {cs: "Kde bydlíte"}
    text: {cs: "Která ulice? (${kraj})"}
    choice_filter: "breh = ${kraj}"
    options:
      - {id: lipova, cs: Lipová, attributes: {breh: levy}}
      - {id: polni, cs: Polní, attributes: {breh: levy}}
      - {id: hlavni, cs: Hlavní, attributes: {breh: pravy}}
"""

# A street is suggested, which only one bank has.
SUGGESTED = RULED[RULED.index("  - id: kraj") :].replace(
    "    choice_filter", "    default: lipova\n    choice_filter"
)
# What is counted stands behind the questions.
COUNTED = """\
  - {id: dospeli, type: number, text: {cs: "Kolik dospělých?"}, max: 9}
  - {id: male, type: number, text: {cs: "Kolik dětí?"}, max: 9}
  - id: mista
    type: single
    text: {cs: "Vejde se vás ${vsichni} do auta?"}
    when: "${vsichni} > 1"
    options: [{id: ano, cs: "Ano, po ${kazdy} na sedadlo"}, {id: ne, cs: Ne}]
calculations:
  - {id: vsichni, expression: "${dospeli} + ${male}"}
  - {id: kazdy, expression: "round(${vsichni} div 4, 1)"}
"""


def asking(*questions: str) -> Definition:
    return read(HEAD + "".join(questions))


def picture(kind: str = "JPEG", size: tuple[int, int] = (64, 48), **more: Any) -> bytes:
    """A picture that says where and with what it was taken."""
    image = Image.new("RGB", size, (40, 120, 60))
    exif = Image.Exif()
    exif[0x010F] = "Fotoaparat Jany"
    exif[0x8825] = {1: "N", 2: (49.0, 13.0, 21.0)}
    painted = io.BytesIO()
    image.save(painted, kind, exif=exif, **more)
    return painted.getvalue()


def voice(remark: str = "Jana, +420 600 000 000", serial: int = 7) -> bytes:
    """A voice message of no sound whose remarks say too much."""
    said = remark.encode()
    tags = b"OpusTags" + struct.pack("<I", 0) + struct.pack("<II", 1, len(said)) + said
    bodies = (b"OpusHead" + bytes(11), tags, bytes(40))
    pages = (
        Page(2 if not place else 0, 0, serial, place, bytes([len(body)]), body)
        for place, body in enumerate(bodies)
    )
    return b"".join(page.written() for page in pages)
