"""What becomes of somebody's answers when their account goes."""

from sqlalchemy.ext.asyncio import AsyncSession

from storage import surveys as tables
from surveys import moderation


async def forget(session: AsyncSession, resident_id: int) -> None:
    """Cut the ties of an account to its surveys; anonymous answers stay under their mark.

    Answers that the person gave under their own name go with the account.
    """
    for response in await tables.named_responses(session, resident_id):
        if response.mark is not None:
            await tables.withdraw(session, response.survey_code, response.mark)
        else:
            written = await tables.answers(session, response.id)
            await moderation.forget(session, response.survey_code, written)
            await tables.drop_response(session, response.id)
    await tables.forget_turnout(session, resident_id)
