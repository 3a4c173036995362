"""All that an update from a Telegram group brings along to its handler."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from groups.chats import Chat, PublicChat
from groups.membership import NotInGroup, Seat
from groups.running import Actor
from handlers.visit import House
from people import roles
from people.roles import Action
from storage import people
from storage.groups import WorkingGroup
from storage.people import Resident
from texts.formatting import escape
from texts.words import Words


@dataclass
class GroupVisit:
    """`group` is the working group that meets in the chat, None while none is bound to it.

    `resident` and `seat` are of who wrote or tapped: None of somebody who only happens to be there
    and of whom nothing is kept. `about` is what the message replied to is about, the `card` of its
    screen or letter. `words` speak the language of the group.
    """

    session: AsyncSession
    chat: Chat
    now: datetime
    when: datetime
    house: House
    words: Words
    group: WorkingGroup | None = None
    resident: Resident | None = None
    seat: Seat | None = None
    telegram_id: int = 0
    first_name: str = ""
    message_id: int = 0
    thread_id: int | None = None
    about: str = ""

    @property
    def bound(self) -> WorkingGroup:
        """The working group; raises NotInGroup where none is bound, PublicChat where all read."""
        if self.group is None:
            raise NotInGroup("")
        if self.chat.is_public:
            raise PublicChat
        return self.group

    def seated(self) -> Seat:
        """The seat of who acts; raises NotInGroup, PublicChat."""
        group = self.bound
        if self.seat is None:
            raise NotInGroup(group.code)
        return self.seat

    async def actor(self) -> Actor:
        """Who acts, with what they may: as a member, and as staff of the area."""
        if self.resident is None:
            raise NotInGroup(self.group.code if self.group else "")
        held = await people.roles(self.session, self.resident.id)
        areas = roles.areas_for(held, Action.RUN_GROUPS)
        return Actor(self.resident.id, areas, (self.seat,) if self.seat else ())

    @property
    def mention(self) -> str:
        """Their name as a link, so that Telegram asks them and nobody else for an answer."""
        return f'<a href="tg://user?id={self.telegram_id}">{escape(self.first_name)}</a>'
