"""Every table, for migrations and tests: importing this module defines them all."""

from sqlalchemy import MetaData
from sqlmodel import SQLModel

from storage import (  # noqa: F401
    attachments,
    attendance,
    audit,
    ballots,
    broadcasts,
    certificates,
    comment_files,
    comment_receipts,
    comment_themes,
    comments,
    contests,
    conversations,
    enquiries,
    evaluations,
    feedback,
    group_papers,
    groups,
    jobs,
    judging,
    letter_contacts,
    materials,
    meetings,
    minutes,
    outreach,
    paper,
    passes,
    people,
    places,
    plans,
    prizes,
    rooms,
    settling,
    signin,
    survey_pictures,
    surveys,
    unbound_chats,
    uploads,
    written_answers,
)

metadata: MetaData = SQLModel.metadata
