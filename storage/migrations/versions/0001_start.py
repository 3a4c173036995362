"""Start."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy import Text
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "answer",
        sa.Column(
            "response_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("question_id", sa.String(), nullable=False),
        sa.Column("value", sa.JSON(), nullable=True),
        sa.PrimaryKeyConstraint("response_id", "question_id", name=op.f("pk_answer")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "area",
        sa.Column("code", sa.String(), nullable=False),
        sa.Column(
            "name",
            sa.JSON().with_variant(postgresql.JSONB(astext_type=Text()), "postgresql"),
            nullable=False,
        ),
        sa.Column(
            "settings",
            sa.JSON().with_variant(postgresql.JSONB(astext_type=Text()), "postgresql"),
            nullable=False,
        ),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_area")),
    )
    op.create_table(
        "attachment",
        sa.Column(
            "response_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("question_id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("response_id", "question_id", name=op.f("pk_attachment")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "audit_entry",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("happened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column(
            "detail",
            sa.JSON().with_variant(postgresql.JSONB(astext_type=Text()), "postgresql"),
            nullable=False,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_entry")),
    )
    with op.batch_alter_table("audit_entry", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_audit_entry_happened_at"), ["happened_at"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_audit_entry_subject"), ["subject"], unique=False)

    op.create_table(
        "ballot",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("contest_code", sa.String(), nullable=False),
        sa.Column("mark", sa.LargeBinary(), nullable=True),
        sa.Column(
            "choices",
            sa.JSON().with_variant(postgresql.JSONB(astext_type=Text()), "postgresql"),
            nullable=False,
        ),
        sa.Column("origin", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ballot")),
    )
    with op.batch_alter_table("ballot", schema=None) as batch_op:
        batch_op.create_index("ix_ballot_mark", ["contest_code", "mark"], unique=True)

    op.create_table(
        "ballot_receipt",
        sa.Column("contest_code", sa.String(), nullable=False),
        sa.Column("code_hash", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("contest_code", "code_hash", name=op.f("pk_ballot_receipt")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "broadcast",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("area_code", sa.String(), nullable=False),
        sa.Column(
            "author_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column(
            "texts",
            sa.JSON().with_variant(postgresql.JSONB(astext_type=Text()), "postgresql"),
            nullable=False,
        ),
        sa.Column(
            "written_in",
            sa.JSON().with_variant(postgresql.JSONB(astext_type=Text()), "postgresql"),
            nullable=False,
        ),
        sa.Column(
            "media",
            sa.JSON().with_variant(postgresql.JSONB(astext_type=Text()), "postgresql"),
            nullable=True,
        ),
        sa.Column(
            "buttons",
            sa.JSON().with_variant(postgresql.JSONB(astext_type=Text()), "postgresql"),
            nullable=False,
        ),
        sa.Column(
            "audience",
            sa.JSON().with_variant(postgresql.JSONB(astext_type=Text()), "postgresql"),
            nullable=False,
        ),
        sa.Column("statutory", sa.Boolean(), nullable=False),
        sa.Column("send_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("repeats", sa.String(), nullable=False),
        sa.Column("series", sa.Integer(), nullable=True),
        sa.Column("first_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("anchor", sa.String(), nullable=False),
        sa.Column("offset_minutes", sa.Integer(), nullable=False),
        sa.Column("automatic", sa.String(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("recipients", sa.Integer(), nullable=False),
        sa.Column(
            "planned_up_to", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("is_planned", sa.Boolean(), nullable=False),
        sa.Column(
            "approved_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("shown_in", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("shown_as", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_broadcast")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("broadcast", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_broadcast_area_code"), ["area_code"], unique=False)
        batch_op.create_index(batch_op.f("ix_broadcast_series"), ["series"], unique=False)
        batch_op.create_index(batch_op.f("ix_broadcast_state"), ["state"], unique=False)

    op.create_table(
        "broadcast_tap",
        sa.Column("broadcast_id", sa.Integer(), nullable=False),
        sa.Column("button", sa.Integer(), nullable=False),
        sa.Column(
            "resident_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.PrimaryKeyConstraint(
            "broadcast_id", "button", "resident_id", name=op.f("pk_broadcast_tap")
        ),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "broadcast_tap_count",
        sa.Column("broadcast_id", sa.Integer(), nullable=False),
        sa.Column("button", sa.Integer(), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("broadcast_id", "button", name=op.f("pk_broadcast_tap_count")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "codelist_entry",
        sa.Column("codelist", sa.String(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column(
            "label",
            sa.JSON().with_variant(postgresql.JSONB(astext_type=Text()), "postgresql"),
            nullable=False,
        ),
        sa.Column("folded", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("codelist", "code", name=op.f("pk_codelist_entry")),
    )
    op.create_table(
        "comment_counter",
        sa.Column("plan_code", sa.String(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("plan_code", "year", name=op.f("pk_comment_counter")),
    )
    op.create_table(
        "consent",
        sa.Column(
            "resident_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("version", sa.String(), nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("resident_id", "version", name=op.f("pk_consent")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "contest_arrival",
        sa.Column("contest_code", sa.String(), nullable=False),
        sa.Column(
            "resident_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("came_by", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("contest_code", "resident_id", name=op.f("pk_contest_arrival")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "contest_author",
        sa.Column(
            "entry_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("nth", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("is_under_age", sa.Boolean(), nullable=False),
        sa.Column("age", sa.Integer(), nullable=True),
        sa.Column("consent", sa.String(), nullable=False),
        sa.Column("consent_by", sa.String(), nullable=False),
        sa.Column("consent_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("entry_id", "nth", name=op.f("pk_contest_author")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "contest_file",
        sa.Column(
            "entry_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("work", sa.LargeBinary(), nullable=False),
        sa.Column("preview", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("entry_id", name=op.f("pk_contest_file")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "contest_result",
        sa.Column("contest_code", sa.String(), nullable=False),
        sa.Column(
            "content",
            sa.JSON().with_variant(postgresql.JSONB(astext_type=Text()), "postgresql"),
            nullable=False,
        ),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("contest_code", name=op.f("pk_contest_result")),
    )
    op.create_table(
        "conversation",
        sa.Column(
            "resident_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("waiting_for", sa.String(), nullable=False),
        sa.Column(
            "data",
            sa.JSON().with_variant(postgresql.JSONB(astext_type=Text()), "postgresql"),
            nullable=False,
        ),
        sa.Column("survey_code", sa.String(), nullable=True),
        sa.Column("promised", sa.String(), nullable=True),
        sa.Column(
            "promised_in", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("promised_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("resident_id", name=op.f("pk_conversation")),
    )
    with op.batch_alter_table("conversation", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_conversation_survey_code"), ["survey_code"], unique=False
        )

    op.create_table(
        "counted_votes",
        sa.Column("contest_code", sa.String(), nullable=False),
        sa.Column("origin", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("votes", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("contest_code", "origin", "number", name=op.f("pk_counted_votes")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "debate_listener",
        sa.Column("debate_code", sa.String(), nullable=False),
        sa.Column(
            "resident_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.PrimaryKeyConstraint("debate_code", "resident_id", name=op.f("pk_debate_listener")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "debate_stance",
        sa.Column(
            "participant_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("value", sa.SmallInteger(), nullable=False),
        sa.PrimaryKeyConstraint("participant_id", "number", name=op.f("pk_debate_stance")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "elector",
        sa.Column("contest_code", sa.String(), nullable=False),
        sa.Column(
            "resident_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("municipality", sa.String(), nullable=True),
        sa.Column("voted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("came_by", sa.String(), nullable=False),
        sa.Column("excluded_because", sa.String(), nullable=False),
        sa.Column(
            "excluded_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.PrimaryKeyConstraint("contest_code", "resident_id", name=op.f("pk_elector")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("elector", schema=None) as batch_op:
        batch_op.create_index("ix_elector_resident", ["resident_id"], unique=False)

    op.create_table(
        "enquiry",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column(
            "resident_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "message_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("area_code", sa.String(), nullable=True),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answer", sa.String(), nullable=True),
        sa.Column(
            "answered_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_enquiry")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("enquiry", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_enquiry_area_code"), ["area_code"], unique=False)
        batch_op.create_index(batch_op.f("ix_enquiry_resident_id"), ["resident_id"], unique=False)

    op.create_table(
        "group_card",
        sa.Column(
            "chat_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column(
            "message_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("about", sa.String(), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("chat_id", "message_id", name=op.f("pk_group_card")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("group_card", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_group_card_told_at"), ["told_at"], unique=False)

    op.create_table(
        "hall_slip",
        sa.Column("contest_code", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("code_hash", sa.String(), nullable=False),
        sa.Column("used", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("contest_code", "number", name=op.f("pk_hall_slip")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("hall_slip", schema=None) as batch_op:
        batch_op.create_index("ix_hall_slip_code", ["contest_code", "code_hash"], unique=False)

    op.create_table(
        "heard",
        sa.Column(
            "update_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column(
            "waiting",
            sa.JSON().with_variant(postgresql.JSONB(astext_type=Text()), "postgresql"),
            nullable=False,
        ),
        sa.Column("survey_code", sa.String(), nullable=True),
        sa.Column(
            "resident_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("heard_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("update_id", name=op.f("pk_heard")),
    )
    with op.batch_alter_table("heard", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_heard_heard_at"), ["heard_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_heard_resident_id"), ["resident_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_heard_survey_code"), ["survey_code"], unique=False)

    op.create_table(
        "invitation",
        sa.Column("token_hash", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("area_code", sa.String(), nullable=False),
        sa.Column("group_code", sa.String(), nullable=False),
        sa.Column(
            "invited_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_invitation")),
    )
    op.create_table(
        "job",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column(
            "payload",
            sa.JSON().with_variant(postgresql.JSONB(astext_type=Text()), "postgresql"),
            nullable=False,
        ),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("error", sa.String(), nullable=True),
        sa.Column(
            "result",
            sa.JSON().with_variant(postgresql.JSONB(astext_type=Text()), "postgresql"),
            nullable=True,
        ),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("leased_until", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_job")),
    )
    with op.batch_alter_table("job", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_job_state"), ["state"], unique=False)

    op.create_table(
        "juror_points",
        sa.Column(
            "juror_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("points", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("juror_id", "number", name=op.f("pk_juror_points")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "letter",
        sa.Column("about", sa.String(), nullable=False),
        sa.Column(
            "resident_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column(
            "broadcast_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "telegram_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "content",
            sa.JSON().with_variant(postgresql.JSONB(astext_type=Text()), "postgresql"),
            nullable=True,
        ),
        sa.Column("unasked", sa.Boolean(), nullable=False),
        sa.Column("quiet_in", sa.String(), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("uncertain", sa.Integer(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("about", "resident_id", name=op.f("pk_letter")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("letter", schema=None) as batch_op:
        batch_op.create_index("ix_letter_resident_id", ["resident_id"], unique=False)
        batch_op.create_index(
            "ix_letter_settled_at",
            ["settled_at"],
            unique=False,
            sqlite_where=sa.text("settled_at IS NOT NULL"),
            postgresql_where=sa.text("settled_at IS NOT NULL"),
        )
        batch_op.create_index(
            "ix_letter_unsettled",
            ["state", "broadcast_id", "due_at"],
            unique=False,
            sqlite_where=sa.text("settled_at IS NULL"),
            postgresql_where=sa.text("settled_at IS NULL"),
        )

    op.create_table(
        "municipality",
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("folded", sa.String(), nullable=False),
        sa.Column("district", sa.String(), nullable=False),
        sa.Column("population", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_municipality")),
    )
    with op.batch_alter_table("municipality", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_municipality_folded"), ["folded"], unique=False)

    op.create_table(
        "prize_handover",
        sa.Column("contest_code", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("giver", sa.String(), nullable=False),
        sa.Column("noted_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("noted_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("contest_code", "number", name=op.f("pk_prize_handover")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "program_key",
        sa.Column(
            "resident_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("token_hash", sa.String(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("resident_id", name=op.f("pk_program_key")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_program_key_token_hash")),
    )
    with op.batch_alter_table("program_key", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_program_key_expires_at"), ["expires_at"], unique=False)

    op.create_table(
        "resident",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column(
            "telegram_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("municipality", sa.String(), nullable=True),
        sa.Column("area_code", sa.String(), nullable=True),
        sa.Column("party", sa.String(), nullable=True),
        sa.Column("arrived_on", sa.Date(), nullable=False),
        sa.Column("seen_on", sa.Date(), nullable=True),
        sa.Column("news", sa.String(), nullable=False),
        sa.Column("agreed_to", sa.String(), nullable=True),
        sa.Column("blocked", sa.Boolean(), nullable=False),
        sa.Column("muted_until", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_resident")),
        sa.UniqueConstraint("telegram_id", name=op.f("uq_resident_telegram_id")),
    )
    op.create_table(
        "resident_topic",
        sa.Column(
            "resident_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("topic", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("resident_id", "topic", name=op.f("pk_resident_topic")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "room_upvote",
        sa.Column(
            "question_number",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column(
            "resident_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.PrimaryKeyConstraint("question_number", "resident_id", name=op.f("pk_room_upvote")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "room_vote_count",
        sa.Column(
            "vote_number",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("origin", sa.String(), nullable=False),
        sa.Column("option", sa.Integer(), nullable=False),
        sa.Column("votes", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("vote_number", "origin", "option", name=op.f("pk_room_vote_count")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "room_vote_given",
        sa.Column(
            "vote_number",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column(
            "resident_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.PrimaryKeyConstraint("vote_number", "resident_id", name=op.f("pk_room_vote_given")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "sender_pause",
        sa.Column(
            "chat_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("paused_until", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("chat_id", name=op.f("pk_sender_pause")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "shortlist_tick",
        sa.Column("contest_code", sa.String(), nullable=False),
        sa.Column(
            "resident_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint(
            "contest_code", "resident_id", "number", name=op.f("pk_shortlist_tick")
        ),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "sign_in_link",
        sa.Column("token_hash", sa.String(), nullable=False),
        sa.Column(
            "resident_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("spent", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_sign_in_link")),
    )
    with op.batch_alter_table("sign_in_link", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_sign_in_link_resident_id"), ["resident_id"], unique=False
        )

    op.create_table(
        "spent_pass",
        sa.Column("token_hash", sa.String(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_spent_pass")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("spent_pass", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_spent_pass_expires_at"), ["expires_at"], unique=False)

    op.create_table(
        "staff",
        sa.Column(
            "resident_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("area_code", sa.String(), nullable=False),
        sa.Column("group_code", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("granted_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint(
            "resident_id", "role", "area_code", "group_code", name=op.f("pk_staff")
        ),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "tally",
        sa.Column(
            "broadcast_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("broadcast_id", "outcome", name=op.f("pk_tally")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "unbound_chat",
        sa.Column(
            "chat_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("chat_id", name=op.f("pk_unbound_chat")),
    )
    with op.batch_alter_table("unbound_chat", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_unbound_chat_since"), ["since"], unique=False)

    op.create_table(
        "uploaded_file",
        sa.Column(
            "bot_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("file_id", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("bot_id", "digest", "kind", name=op.f("pk_uploaded_file")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "web_session",
        sa.Column("token_hash", sa.String(), nullable=False),
        sa.Column(
            "resident_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_web_session")),
    )
    with op.batch_alter_table("web_session", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_web_session_expires_at"), ["expires_at"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_web_session_resident_id"), ["resident_id"], unique=False
        )

    op.create_table(
        "answer_template",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("area_code", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["area_code"], ["area.code"], name=op.f("fk_answer_template_area_code_area")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_answer_template")),
        sa.UniqueConstraint("area_code", "name", name=op.f("uq_answer_template_area_code_name")),
    )
    op.create_table(
        "area_municipality",
        sa.Column("area_code", sa.String(), nullable=False),
        sa.Column("municipality_code", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["area_code"], ["area.code"], name=op.f("fk_area_municipality_area_code_area")
        ),
        sa.ForeignKeyConstraint(
            ["municipality_code"],
            ["municipality.code"],
            name=op.f("fk_area_municipality_municipality_code_municipality"),
        ),
        sa.PrimaryKeyConstraint(
            "area_code", "municipality_code", name=op.f("pk_area_municipality")
        ),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("area_municipality", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_area_municipality_municipality_code"),
            ["municipality_code"],
            unique=False,
        )

    op.create_table(
        "contest",
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("area_code", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column(
            "content",
            sa.JSON().with_variant(postgresql.JSONB(astext_type=Text()), "postgresql"),
            nullable=False,
        ),
        sa.Column("vote_until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("results_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("numbered", sa.Integer(), nullable=False),
        sa.Column(
            "tie_order",
            sa.JSON().with_variant(postgresql.JSONB(astext_type=Text()), "postgresql"),
            nullable=False,
        ),
        sa.Column("tie_because", sa.String(), nullable=False),
        sa.Column("shortlisted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("is_cleared", sa.Boolean(), nullable=False),
        sa.Column("cancelled_because", sa.String(), nullable=False),
        sa.Column("made_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["area_code"], ["area.code"], name=op.f("fk_contest_area_code_area")
        ),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_contest")),
        sa.UniqueConstraint("key", name=op.f("uq_contest_key")),
    )
    with op.batch_alter_table("contest", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_contest_area_code"), ["area_code"], unique=False)
        batch_op.create_index(batch_op.f("ix_contest_state"), ["state"], unique=False)
        batch_op.create_index(batch_op.f("ix_contest_vote_until"), ["vote_until"], unique=False)

    op.create_table(
        "debate",
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("area_code", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column(
            "content",
            sa.JSON().with_variant(postgresql.JSONB(astext_type=Text()), "postgresql"),
            nullable=False,
        ),
        sa.Column("opens_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closes_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("delete_stances_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("stances_deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("numbered", sa.Integer(), nullable=False),
        sa.Column("mapped", sa.Integer(), nullable=False),
        sa.Column("news_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "results",
            sa.JSON().with_variant(postgresql.JSONB(astext_type=Text()), "postgresql"),
            nullable=True,
        ),
        sa.Column("made_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["area_code"], ["area.code"], name=op.f("fk_debate_area_code_area")
        ),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_debate")),
        sa.UniqueConstraint("key", name=op.f("uq_debate_key")),
    )
    with op.batch_alter_table("debate", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_debate_area_code"), ["area_code"], unique=False)
        batch_op.create_index(batch_op.f("ix_debate_closes_at"), ["closes_at"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_debate_delete_stances_at"), ["delete_stances_at"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_debate_state"), ["state"], unique=False)

    op.create_table(
        "group_document",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("area_code", sa.String(), nullable=False),
        sa.Column("group_code", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("approved_on", sa.Date(), nullable=True),
        sa.Column("approved_by", sa.String(), nullable=False),
        sa.Column("kept_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("kept_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["area_code"], ["area.code"], name=op.f("fk_group_document_area_code_area")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_group_document")),
        sa.UniqueConstraint(
            "area_code",
            "group_code",
            "title",
            "version",
            name=op.f("uq_group_document_area_code_group_code_title_version"),
        ),
    )
    with op.batch_alter_table("group_document", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_group_document_area_code"), ["area_code"], unique=False
        )

    op.create_table(
        "meeting",
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("area_code", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column(
            "content",
            sa.JSON().with_variant(postgresql.JSONB(astext_type=Text()), "postgresql"),
            nullable=False,
        ),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("cancelled_because", sa.String(), nullable=False),
        sa.Column("made_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["area_code"], ["area.code"], name=op.f("fk_meeting_area_code_area")
        ),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_meeting")),
        sa.UniqueConstraint("key", name=op.f("uq_meeting_key")),
    )
    with op.batch_alter_table("meeting", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_meeting_area_code"), ["area_code"], unique=False)

    op.create_table(
        "plan",
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("prefix", sa.String(), nullable=False),
        sa.Column("area_code", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("public_version", sa.Integer(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["area_code"], ["area.code"], name=op.f("fk_plan_area_code_area")),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_plan")),
        sa.UniqueConstraint("key", name=op.f("uq_plan_key")),
        sa.UniqueConstraint("prefix", name=op.f("uq_plan_prefix")),
    )
    with op.batch_alter_table("plan", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_plan_area_code"), ["area_code"], unique=False)

    op.create_table(
        "survey",
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("area_code", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("opens_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closes_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reminds", sa.Boolean(), nullable=False),
        sa.Column("entry_ends_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("delete_answers_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answers_deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("had_begun", sa.Integer(), nullable=False),
        sa.Column("had_finished", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["area_code"], ["area.code"], name=op.f("fk_survey_area_code_area")
        ),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_survey")),
        sa.UniqueConstraint("key", name=op.f("uq_survey_key")),
    )
    with op.batch_alter_table("survey", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_survey_area_code"), ["area_code"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_survey_delete_answers_at"), ["delete_answers_at"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_survey_state"), ["state"], unique=False)

    op.create_table(
        "working_group",
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("area_code", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column(
            "name",
            sa.JSON().with_variant(postgresql.JSONB(astext_type=Text()), "postgresql"),
            nullable=False,
        ),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("sensitive", sa.Boolean(), nullable=False),
        sa.Column(
            "topics",
            sa.JSON().with_variant(postgresql.JSONB(astext_type=Text()), "postgresql"),
            nullable=False,
        ),
        sa.Column("release", sa.String(), nullable=False),
        sa.Column(
            "digest_days",
            sa.JSON().with_variant(postgresql.JSONB(astext_type=Text()), "postgresql"),
            nullable=False,
        ),
        sa.Column("digest_hour", sa.Integer(), nullable=False),
        sa.Column("timezone", sa.String(), nullable=False),
        sa.Column("digested_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("digest_set_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("chat_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("chat_title", sa.String(), nullable=False),
        sa.Column("has_topics", sa.Boolean(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["area_code"], ["area.code"], name=op.f("fk_working_group_area_code_area")
        ),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_working_group")),
        sa.UniqueConstraint("area_code", "key", name=op.f("uq_working_group_area_code_key")),
        sa.UniqueConstraint("chat_id", name=op.f("uq_working_group_chat_id")),
    )
    with op.batch_alter_table("working_group", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_working_group_area_code"), ["area_code"], unique=False)

    op.create_table(
        "assessment",
        sa.Column("plan_code", sa.String(), nullable=False),
        sa.Column("period", sa.String(), nullable=False),
        sa.Column("section_id", sa.String(), nullable=False),
        sa.Column("grade", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("remark", sa.String(), nullable=False),
        sa.Column(
            "drafted_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("drafted_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["plan_code"], ["plan.code"], name=op.f("fk_assessment_plan_code_plan")
        ),
        sa.PrimaryKeyConstraint("plan_code", "period", "section_id", name=op.f("pk_assessment")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "attendance",
        sa.Column(
            "number",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("meeting_code", sa.String(), nullable=False),
        sa.Column("nth", sa.Integer(), nullable=False),
        sa.Column(
            "resident_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column(
            "registration_number",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            nullable=True,
        ),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("party", sa.String(), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("came_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["meeting_code"], ["meeting.code"], name=op.f("fk_attendance_meeting_code_meeting")
        ),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_attendance")),
        sa.UniqueConstraint(
            "meeting_code", "nth", "registration_number", name="uq_attendance_registration"
        ),
        sa.UniqueConstraint("meeting_code", "nth", "resident_id", name="uq_attendance_resident"),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("attendance", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_attendance_came_at"), ["came_at"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_attendance_registration_number"), ["registration_number"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_attendance_resident_id"), ["resident_id"], unique=False
        )

    op.create_table(
        "certificate",
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("meeting_code", sa.String(), nullable=False),
        sa.Column("whose", sa.String(), nullable=False),
        sa.Column(
            "resident_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("initials", sa.String(), nullable=False),
        sa.Column("name_mark", sa.String(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column(
            "content",
            sa.JSON().with_variant(postgresql.JSONB(astext_type=Text()), "postgresql"),
            nullable=False,
        ),
        sa.Column("issued_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_because", sa.String(), nullable=False),
        sa.Column("replaced_by", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["meeting_code"], ["meeting.code"], name=op.f("fk_certificate_meeting_code_meeting")
        ),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_certificate")),
    )
    with op.batch_alter_table("certificate", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_certificate_meeting_code"), ["meeting_code"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_certificate_resident_id"), ["resident_id"], unique=False
        )

    op.create_table(
        "comment",
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("plan_code", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("section_id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("proposal", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("municipality", sa.String(), nullable=True),
        sa.Column("party", sa.String(), nullable=True),
        sa.Column("confidential", sa.Boolean(), nullable=False),
        sa.Column(
            "resident_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column(
            "message_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("code_hash", sa.String(), nullable=True),
        sa.Column("part", sa.Integer(), nullable=False),
        sa.Column("origin", sa.String(), nullable=True),
        sa.Column("first_version", sa.Integer(), nullable=True),
        sa.Column("round", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("release", sa.String(), nullable=False),
        sa.Column("shown", sa.String(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("arrived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("released_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["plan_code"], ["plan.code"], name=op.f("fk_comment_plan_code_plan")
        ),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_comment")),
        sa.UniqueConstraint("code_hash", "part", name=op.f("uq_comment_code_hash_part")),
        sa.UniqueConstraint(
            "resident_id", "message_id", "part", name=op.f("uq_comment_resident_id_message_id_part")
        ),
    )
    with op.batch_alter_table("comment", schema=None) as batch_op:
        batch_op.create_index("ix_comment_arrived", ["plan_code", "arrived_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_comment_origin"), ["origin"], unique=False)
        batch_op.create_index(
            "ix_comment_release", ["plan_code", "release", "number", "state", "round"], unique=False
        )
        batch_op.create_index("ix_comment_released", ["plan_code", "released_at"], unique=False)
        batch_op.create_index(
            "ix_comment_section",
            ["plan_code", "section_id", "release", "number", "state", "round"],
            unique=False,
        )
        batch_op.create_index(
            "ix_comment_step", ["plan_code", "state", "release", "number"], unique=False
        )

    op.create_table(
        "consultation",
        sa.Column("plan_code", sa.String(), nullable=False),
        sa.Column("round", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("opens_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closes_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "channels",
            sa.JSON().with_variant(postgresql.JSONB(astext_type=Text()), "postgresql"),
            nullable=False,
        ),
        sa.Column(
            "hearing",
            sa.JSON().with_variant(postgresql.JSONB(astext_type=Text()), "postgresql"),
            nullable=True,
        ),
        sa.Column("settle_by", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "history",
            sa.JSON().with_variant(postgresql.JSONB(astext_type=Text()), "postgresql"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["plan_code"], ["plan.code"], name=op.f("fk_consultation_plan_code_plan")
        ),
        sa.PrimaryKeyConstraint("plan_code", "round", name=op.f("pk_consultation")),
    )
    with op.batch_alter_table("consultation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_consultation_closes_at"), ["closes_at"], unique=False)

    op.create_table(
        "contest_entry",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("contest_code", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=True),
        sa.Column(
            "resident_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("receipt_hash", sa.String(), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("category", sa.String(), nullable=False),
        sa.Column("school", sa.String(), nullable=False),
        sa.Column("because", sa.String(), nullable=False),
        sa.Column("look", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("format", sa.String(), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("is_shortlisted", sa.Boolean(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["contest_code"], ["contest.code"], name=op.f("fk_contest_entry_contest_code_contest")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contest_entry")),
    )
    with op.batch_alter_table("contest_entry", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_contest_entry_contest_code"), ["contest_code"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_contest_entry_receipt_hash"), ["receipt_hash"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_contest_entry_resident_id"), ["resident_id"], unique=False
        )

    op.create_table(
        "contest_juror",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("contest_code", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column(
            "resident_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("token_hash", sa.String(), nullable=True),
        sa.Column(
            "invited_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("invited_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("agreed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["contest_code"], ["contest.code"], name=op.f("fk_contest_juror_contest_code_contest")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contest_juror")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_contest_juror_token_hash")),
    )
    with op.batch_alter_table("contest_juror", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_contest_juror_contest_code"), ["contest_code"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_contest_juror_resident_id"), ["resident_id"], unique=False
        )

    op.create_table(
        "debate_participant",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("debate_code", sa.String(), nullable=False),
        sa.Column("mark", sa.LargeBinary(), nullable=True),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("answered", sa.Integer(), nullable=False),
        sa.Column("proposed", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["debate_code"], ["debate.code"], name=op.f("fk_debate_participant_debate_code_debate")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_debate_participant")),
        sa.UniqueConstraint(
            "debate_code", "mark", name=op.f("uq_debate_participant_debate_code_mark")
        ),
    )
    with op.batch_alter_table("debate_participant", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_debate_participant_debate_code"), ["debate_code"], unique=False
        )

    op.create_table(
        "debate_statement",
        sa.Column("debate_code", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column(
            "text",
            sa.JSON().with_variant(postgresql.JSONB(astext_type=Text()), "postgresql"),
            nullable=False,
        ),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("is_seed", sa.Boolean(), nullable=False),
        sa.Column("because", sa.String(), nullable=False),
        sa.Column("agrees", sa.Integer(), nullable=False),
        sa.Column("disagrees", sa.Integer(), nullable=False),
        sa.Column("passes", sa.Integer(), nullable=False),
        sa.Column("extremity", sa.Float(), nullable=False),
        sa.Column(
            "proposer_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("code_hash", sa.String(), nullable=True),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["debate_code"], ["debate.code"], name=op.f("fk_debate_statement_debate_code_debate")
        ),
        sa.PrimaryKeyConstraint("debate_code", "number", name=op.f("pk_debate_statement")),
    )
    with op.batch_alter_table("debate_statement", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_debate_statement_code_hash"), ["code_hash"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_debate_statement_proposer_id"), ["proposer_id"], unique=False
        )

    op.create_table(
        "evaluation",
        sa.Column("plan_code", sa.String(), nullable=False),
        sa.Column("period", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("begun_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "approved_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["plan_code"], ["plan.code"], name=op.f("fk_evaluation_plan_code_plan")
        ),
        sa.PrimaryKeyConstraint("plan_code", "period", name=op.f("pk_evaluation")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "feedback",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("meeting_code", sa.String(), nullable=False),
        sa.Column("useful", sa.String(), nullable=False),
        sa.Column("heard", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["meeting_code"], ["meeting.code"], name=op.f("fk_feedback_meeting_code_meeting")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_feedback")),
    )
    with op.batch_alter_table("feedback", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_feedback_meeting_code"), ["meeting_code"], unique=False
        )

    op.create_table(
        "feedback_given",
        sa.Column("meeting_code", sa.String(), nullable=False),
        sa.Column(
            "resident_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("wrote", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["meeting_code"], ["meeting.code"], name=op.f("fk_feedback_given_meeting_code_meeting")
        ),
        sa.PrimaryKeyConstraint("meeting_code", "resident_id", name=op.f("pk_feedback_given")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "feedback_sentence",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("meeting_code", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["meeting_code"],
            ["meeting.code"],
            name=op.f("fk_feedback_sentence_meeting_code_meeting"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_feedback_sentence")),
    )
    with op.batch_alter_table("feedback_sentence", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_feedback_sentence_meeting_code"), ["meeting_code"], unique=False
        )

    op.create_table(
        "group_chat_code",
        sa.Column("token_hash", sa.String(), nullable=False),
        sa.Column("group_code", sa.String(), nullable=False),
        sa.Column("made_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["group_code"],
            ["working_group.code"],
            name=op.f("fk_group_chat_code_group_code_working_group"),
        ),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_group_chat_code")),
    )
    op.create_table(
        "group_member",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("group_code", sa.String(), nullable=False),
        sa.Column(
            "resident_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("party", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column(
            "seats",
            sa.JSON().with_variant(postgresql.JSONB(astext_type=Text()), "postgresql"),
            nullable=False,
        ),
        sa.Column("token_hash", sa.String(), nullable=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "nominated_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("nominated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["group_code"],
            ["working_group.code"],
            name=op.f("fk_group_member_group_code_working_group"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_group_member")),
        sa.UniqueConstraint(
            "group_code", "resident_id", name=op.f("uq_group_member_group_code_resident_id")
        ),
        sa.UniqueConstraint("token_hash", name=op.f("uq_group_member_token_hash")),
    )
    with op.batch_alter_table("group_member", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_group_member_group_code"), ["group_code"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_group_member_resident_id"), ["resident_id"], unique=False
        )

    op.create_table(
        "group_rules",
        sa.Column("group_code", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column(
            "rules",
            sa.JSON().with_variant(postgresql.JSONB(astext_type=Text()), "postgresql"),
            nullable=False,
        ),
        sa.Column("made_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["group_code"],
            ["working_group.code"],
            name=op.f("fk_group_rules_group_code_working_group"),
        ),
        sa.PrimaryKeyConstraint("group_code", "version", name=op.f("pk_group_rules")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "group_task",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("group_code", sa.String(), nullable=False),
        sa.Column("member_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("holder", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("made_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reminded_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["group_code"],
            ["working_group.code"],
            name=op.f("fk_group_task_group_code_working_group"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_group_task")),
    )
    with op.batch_alter_table("group_task", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_group_task_group_code"), ["group_code"], unique=False)

    op.create_table(
        "group_topic",
        sa.Column("group_code", sa.String(), nullable=False),
        sa.Column("plan_code", sa.String(), nullable=False),
        sa.Column("section_id", sa.String(), nullable=False),
        sa.Column("thread_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["group_code"],
            ["working_group.code"],
            name=op.f("fk_group_topic_group_code_working_group"),
        ),
        sa.PrimaryKeyConstraint(
            "group_code", "plan_code", "section_id", name=op.f("pk_group_topic")
        ),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "material",
        sa.Column(
            "number",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("meeting_code", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("url", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("licence", sa.String(), nullable=False),
        sa.Column("added_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["meeting_code"], ["meeting.code"], name=op.f("fk_material_meeting_code_meeting")
        ),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_material")),
    )
    with op.batch_alter_table("material", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_material_meeting_code"), ["meeting_code"], unique=False
        )

    op.create_table(
        "meeting_date",
        sa.Column("meeting_code", sa.String(), nullable=False),
        sa.Column("nth", sa.Integer(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["meeting_code"], ["meeting.code"], name=op.f("fk_meeting_date_meeting_code_meeting")
        ),
        sa.PrimaryKeyConstraint("meeting_code", "nth", name=op.f("pk_meeting_date")),
    )
    with op.batch_alter_table("meeting_date", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_meeting_date_starts_at"), ["starts_at"], unique=False)

    op.create_table(
        "meeting_places",
        sa.Column("meeting_code", sa.String(), nullable=False),
        sa.Column("nth", sa.Integer(), nullable=False),
        sa.Column("taken", sa.Integer(), nullable=False),
        sa.Column("given", sa.Integer(), nullable=False),
        sa.Column("queued", sa.Integer(), nullable=False),
        sa.Column("waiting", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["meeting_code"], ["meeting.code"], name=op.f("fk_meeting_places_meeting_code_meeting")
        ),
        sa.PrimaryKeyConstraint("meeting_code", "nth", name=op.f("pk_meeting_places")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "meeting_registration",
        sa.Column(
            "number",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("meeting_code", sa.String(), nullable=False),
        sa.Column("nth", sa.Integer(), nullable=False),
        sa.Column(
            "resident_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("party", sa.String(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("receipt_hash", sa.String(), nullable=True),
        sa.Column("from_reserved", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("needs", sa.String(), nullable=False),
        sa.Column(
            "reminders",
            sa.JSON().with_variant(postgresql.JSONB(astext_type=Text()), "postgresql"),
            nullable=False,
        ),
        sa.Column("turn", sa.Integer(), nullable=True),
        sa.Column("of_sequence", sa.Integer(), nullable=False),
        sa.Column("said_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["meeting_code"],
            ["meeting.code"],
            name=op.f("fk_meeting_registration_meeting_code_meeting"),
        ),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_meeting_registration")),
        sa.UniqueConstraint("meeting_code", "nth", "resident_id", name="uq_registration_resident"),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("meeting_registration", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_meeting_registration_receipt_hash"), ["receipt_hash"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_meeting_registration_resident_id"), ["resident_id"], unique=False
        )
        batch_op.create_index(
            "ix_registration_queue", ["meeting_code", "nth", "state", "turn"], unique=False
        )

    op.create_table(
        "meeting_room",
        sa.Column("meeting_code", sa.String(), nullable=False),
        sa.Column("nth", sa.Integer(), nullable=False),
        sa.Column("door_code", sa.String(), nullable=False),
        sa.Column("on_now", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["meeting_code"], ["meeting.code"], name=op.f("fk_meeting_room_meeting_code_meeting")
        ),
        sa.PrimaryKeyConstraint("meeting_code", "nth", name=op.f("pk_meeting_room")),
        sa.UniqueConstraint("door_code", name=op.f("uq_meeting_room_door_code")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "minutes",
        sa.Column("meeting_code", sa.String(), nullable=False),
        sa.Column(
            "content",
            sa.JSON().with_variant(postgresql.JSONB(astext_type=Text()), "postgresql"),
            nullable=False,
        ),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column(
            "written_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["meeting_code"], ["meeting.code"], name=op.f("fk_minutes_meeting_code_meeting")
        ),
        sa.PrimaryKeyConstraint("meeting_code", name=op.f("pk_minutes")),
    )
    op.create_table(
        "minutes_version",
        sa.Column("meeting_code", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column(
            "content",
            sa.JSON().with_variant(postgresql.JSONB(astext_type=Text()), "postgresql"),
            nullable=False,
        ),
        sa.Column("because", sa.String(), nullable=False),
        sa.Column("approved_as", sa.String(), nullable=False),
        sa.Column(
            "approved_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["meeting_code"], ["meeting.code"], name=op.f("fk_minutes_version_meeting_code_meeting")
        ),
        sa.PrimaryKeyConstraint("meeting_code", "version", name=op.f("pk_minutes_version")),
    )
    op.create_table(
        "paper_batch",
        sa.Column("survey_code", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("copies", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("entered", sa.Integer(), nullable=False),
        sa.Column("compared", sa.Integer(), nullable=False),
        sa.Column("differing", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["survey_code"], ["survey.code"], name=op.f("fk_paper_batch_survey_code_survey")
        ),
        sa.PrimaryKeyConstraint("survey_code", "number", name=op.f("pk_paper_batch")),
    )
    op.create_table(
        "plan_follower",
        sa.Column("plan_code", sa.String(), nullable=False),
        sa.Column(
            "resident_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["plan_code"], ["plan.code"], name=op.f("fk_plan_follower_plan_code_plan")
        ),
        sa.PrimaryKeyConstraint("plan_code", "resident_id", name=op.f("pk_plan_follower")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "plan_reading",
        sa.Column("plan_code", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column(
            "resident_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("section_id", sa.String(), nullable=False),
        sa.Column("stance", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["plan_code"], ["plan.code"], name=op.f("fk_plan_reading_plan_code_plan")
        ),
        sa.PrimaryKeyConstraint(
            "plan_code", "version", "resident_id", "section_id", name=op.f("pk_plan_reading")
        ),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("plan_reading", schema=None) as batch_op:
        batch_op.create_index("ix_plan_reading_resident_id", ["resident_id"], unique=False)

    op.create_table(
        "plan_section",
        sa.Column("plan_code", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column(
            "content",
            sa.JSON().with_variant(postgresql.JSONB(astext_type=Text()), "postgresql"),
            nullable=False,
        ),
        sa.Column("digest", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["plan_code"], ["plan.code"], name=op.f("fk_plan_section_plan_code_plan")
        ),
        sa.PrimaryKeyConstraint("plan_code", "version", "position", name=op.f("pk_plan_section")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("plan_section", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_plan_section_id"), ["id"], unique=False)

    op.create_table(
        "plan_version",
        sa.Column("plan_code", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("label", sa.String(), nullable=False),
        sa.Column(
            "title",
            sa.JSON().with_variant(postgresql.JSONB(astext_type=Text()), "postgresql"),
            nullable=False,
        ),
        sa.Column(
            "levels",
            sa.JSON().with_variant(postgresql.JSONB(astext_type=Text()), "postgresql"),
            nullable=False,
        ),
        sa.Column(
            "languages",
            sa.JSON().with_variant(postgresql.JSONB(astext_type=Text()), "postgresql"),
            nullable=False,
        ),
        sa.Column(
            "channels",
            sa.JSON().with_variant(postgresql.JSONB(astext_type=Text()), "postgresql"),
            nullable=False,
        ),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("frozen_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["plan_code"], ["plan.code"], name=op.f("fk_plan_version_plan_code_plan")
        ),
        sa.PrimaryKeyConstraint("plan_code", "number", name=op.f("pk_plan_version")),
    )
    op.create_table(
        "published_tables",
        sa.Column("survey_code", sa.String(), nullable=False),
        sa.Column(
            "tables",
            sa.JSON().with_variant(postgresql.JSONB(astext_type=Text()), "postgresql"),
            nullable=False,
        ),
        sa.Column("frozen_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["survey_code"], ["survey.code"], name=op.f("fk_published_tables_survey_code_survey")
        ),
        sa.PrimaryKeyConstraint("survey_code", name=op.f("pk_published_tables")),
    )
    op.create_table(
        "response",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("survey_code", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("mark", sa.LargeBinary(), nullable=True),
        sa.Column(
            "resident_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("helped", sa.Boolean(), nullable=False),
        sa.Column("finished", sa.Boolean(), nullable=False),
        sa.Column("ended_at", sa.String(), nullable=True),
        sa.Column("day", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["survey_code"], ["survey.code"], name=op.f("fk_response_survey_code_survey")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_response")),
        sa.UniqueConstraint("survey_code", "mark", name=op.f("uq_response_survey_code_mark")),
    )
    with op.batch_alter_table("response", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_response_resident_id"), ["resident_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_response_survey_code"), ["survey_code"], unique=False)

    op.create_table(
        "room_question",
        sa.Column(
            "number",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("meeting_code", sa.String(), nullable=False),
        sa.Column("nth", sa.Integer(), nullable=False),
        sa.Column(
            "resident_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("upvotes", sa.Integer(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["meeting_code"], ["meeting.code"], name=op.f("fk_room_question_meeting_code_meeting")
        ),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_room_question")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("room_question", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_room_question_resident_id"), ["resident_id"], unique=False
        )
        batch_op.create_index(
            "ix_room_question_room", ["meeting_code", "nth", "state"], unique=False
        )

    op.create_table(
        "room_vote",
        sa.Column(
            "number",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("meeting_code", sa.String(), nullable=False),
        sa.Column("nth", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column(
            "options",
            sa.JSON().with_variant(postgresql.JSONB(astext_type=Text()), "postgresql"),
            nullable=False,
        ),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["meeting_code"], ["meeting.code"], name=op.f("fk_room_vote_meeting_code_meeting")
        ),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_room_vote")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("room_vote", schema=None) as batch_op:
        batch_op.create_index("ix_room_vote_room", ["meeting_code", "nth"], unique=False)

    op.create_table(
        "spent",
        sa.Column("survey_code", sa.String(), nullable=False),
        sa.Column("mark", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["survey_code"], ["survey.code"], name=op.f("fk_spent_survey_code_survey")
        ),
        sa.PrimaryKeyConstraint("survey_code", "mark", name=op.f("pk_spent")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "survey_picture",
        sa.Column("survey_code", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["survey_code"], ["survey.code"], name=op.f("fk_survey_picture_survey_code_survey")
        ),
        sa.PrimaryKeyConstraint("survey_code", "name", name=op.f("pk_survey_picture")),
    )
    op.create_table(
        "survey_version",
        sa.Column("survey_code", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("definition", sa.String(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["survey_code"], ["survey.code"], name=op.f("fk_survey_version_survey_code_survey")
        ),
        sa.PrimaryKeyConstraint("survey_code", "version", name=op.f("pk_survey_version")),
    )
    op.create_table(
        "turnout",
        sa.Column("survey_code", sa.String(), nullable=False),
        sa.Column(
            "resident_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("finished", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["survey_code"], ["survey.code"], name=op.f("fk_turnout_survey_code_survey")
        ),
        sa.PrimaryKeyConstraint("survey_code", "resident_id", name=op.f("pk_turnout")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("turnout", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_turnout_resident_id"), ["resident_id"], unique=False)

    op.create_table(
        "written_answer",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("survey_code", sa.String(), nullable=False),
        sa.Column("question_id", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("folded", sa.String(), nullable=False),
        sa.Column("copies", sa.Integer(), nullable=False),
        sa.Column("same_as", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("theme", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("shown", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["survey_code"], ["survey.code"], name=op.f("fk_written_answer_survey_code_survey")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_written_answer")),
        sa.UniqueConstraint(
            "survey_code",
            "question_id",
            "digest",
            name=op.f("uq_written_answer_survey_code_question_id_digest"),
        ),
    )
    with op.batch_alter_table("written_answer", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_written_answer_same_as"), ["same_as"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_written_answer_survey_code"), ["survey_code"], unique=False
        )

    op.create_table(
        "comment_edit",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column(
            "before",
            sa.JSON().with_variant(postgresql.JSONB(astext_type=Text()), "postgresql"),
            nullable=False,
        ),
        sa.Column("edited_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["number"], ["comment.number"], name=op.f("fk_comment_edit_number_comment")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_comment_edit")),
    )
    with op.batch_alter_table("comment_edit", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_comment_edit_number"), ["number"], unique=False)

    op.create_table(
        "comment_file",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("number", sa.String(), nullable=True),
        sa.Column(
            "resident_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("shown", sa.Boolean(), nullable=False),
        sa.Column("kept_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["number"], ["comment.number"], name=op.f("fk_comment_file_number_comment")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_comment_file")),
        sa.UniqueConstraint("number", "kind", name=op.f("uq_comment_file_number_kind")),
        sa.UniqueConstraint("resident_id", "kind", name=op.f("uq_comment_file_resident_id_kind")),
    )
    op.create_table(
        "comment_theme",
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("area_code", sa.String(), nullable=False),
        sa.Column("theme", sa.String(), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["number"], ["comment.number"], name=op.f("fk_comment_theme_number_comment")
        ),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_comment_theme")),
    )
    with op.batch_alter_table("comment_theme", schema=None) as batch_op:
        batch_op.create_index(
            "ix_comment_theme_confirmed", ["area_code", "confirmed_at"], unique=False
        )

    op.create_table(
        "echo",
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("understood", sa.Boolean(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["number"], ["comment.number"], name=op.f("fk_echo_number_comment")
        ),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_echo")),
    )
    op.create_table(
        "joined",
        sa.Column("number", sa.String(), nullable=False),
        sa.Column(
            "resident_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("channel", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["number"], ["comment.number"], name=op.f("fk_joined_number_comment")
        ),
        sa.PrimaryKeyConstraint("number", "resident_id", name=op.f("pk_joined")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("joined", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_joined_resident_id"), ["resident_id"], unique=False)

    op.create_table(
        "letter_contact",
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("plan_code", sa.String(), nullable=False),
        sa.Column("contact", sa.String(), nullable=False),
        sa.Column("kept_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["number"], ["comment.number"], name=op.f("fk_letter_contact_number_comment")
        ),
        sa.ForeignKeyConstraint(
            ["plan_code"], ["plan.code"], name=op.f("fk_letter_contact_plan_code_plan")
        ),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_letter_contact")),
    )
    with op.batch_alter_table("letter_contact", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_letter_contact_plan_code"), ["plan_code"], unique=False
        )

    op.create_table(
        "motion",
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("group_code", sa.String(), nullable=False),
        sa.Column("verdict", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("wording", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("is_open", sa.Boolean(), nullable=False),
        sa.Column("merged_with", sa.String(), nullable=True),
        sa.Column(
            "evaluator_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "confirmed_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["group_code"], ["working_group.code"], name=op.f("fk_motion_group_code_working_group")
        ),
        sa.ForeignKeyConstraint(
            ["merged_with"], ["comment.number"], name=op.f("fk_motion_merged_with_comment")
        ),
        sa.ForeignKeyConstraint(
            ["number"], ["comment.number"], name=op.f("fk_motion_number_comment")
        ),
        sa.PrimaryKeyConstraint("number", "group_code", name=op.f("pk_motion")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("motion", schema=None) as batch_op:
        batch_op.create_index("ix_motion_merged_with", ["merged_with"], unique=False)
        batch_op.create_index("ix_motion_queue", ["group_code", "is_open", "number"], unique=False)

    op.create_table(
        "receipt",
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("chat_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "message_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("shown", sa.String(), nullable=False),
        sa.Column("moves", sa.Integer(), nullable=False),
        sa.Column("told", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["number"], ["comment.number"], name=op.f("fk_receipt_number_comment")
        ),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_receipt")),
    )
    with op.batch_alter_table("receipt", schema=None) as batch_op:
        batch_op.create_index(
            "ix_receipt_due",
            ["number"],
            unique=False,
            sqlite_where=sa.text("moves != told"),
            postgresql_where=sa.text("moves != told"),
        )

    op.create_table(
        "referral",
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("group_code", sa.String(), nullable=False),
        sa.Column("on_agenda", sa.Date(), nullable=True),
        sa.Column("referred_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["group_code"],
            ["working_group.code"],
            name=op.f("fk_referral_group_code_working_group"),
        ),
        sa.ForeignKeyConstraint(
            ["number"], ["comment.number"], name=op.f("fk_referral_number_comment")
        ),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_referral")),
    )
    with op.batch_alter_table("referral", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_referral_group_code"), ["group_code"], unique=False)

    op.create_table(
        "settlement",
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("verdict", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("wording", sa.String(), nullable=False),
        sa.Column(
            "decided_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["number"], ["comment.number"], name=op.f("fk_settlement_number_comment")
        ),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_settlement")),
    )
    op.create_table(
        "settling_note",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("group_code", sa.String(), nullable=False),
        sa.Column(
            "resident_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["group_code"],
            ["working_group.code"],
            name=op.f("fk_settling_note_group_code_working_group"),
        ),
        sa.ForeignKeyConstraint(
            ["number"], ["comment.number"], name=op.f("fk_settling_note_number_comment")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_settling_note")),
    )
    with op.batch_alter_table("settling_note", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_settling_note_number"), ["number"], unique=False)

    op.create_table(
        "transcript",
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column(
            "written_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reminded_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["number"], ["comment.number"], name=op.f("fk_transcript_number_comment")
        ),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_transcript")),
    )
    with op.batch_alter_table("transcript", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_transcript_written_at"), ["written_at"], unique=False)

    op.create_table(
        "vote",
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("group_code", sa.String(), nullable=False),
        sa.Column(
            "member_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("verdict", sa.String(), nullable=False),
        sa.Column("voted_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["group_code"], ["working_group.code"], name=op.f("fk_vote_group_code_working_group")
        ),
        sa.ForeignKeyConstraint(
            ["number"], ["comment.number"], name=op.f("fk_vote_number_comment")
        ),
        sa.PrimaryKeyConstraint("number", "group_code", "member_id", name=op.f("pk_vote")),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    op.drop_table("vote")
    with op.batch_alter_table("transcript", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_transcript_written_at"))

    op.drop_table("transcript")
    with op.batch_alter_table("settling_note", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_settling_note_number"))

    op.drop_table("settling_note")
    op.drop_table("settlement")
    with op.batch_alter_table("referral", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_referral_group_code"))

    op.drop_table("referral")
    with op.batch_alter_table("receipt", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_receipt_due",
            sqlite_where=sa.text("moves != told"),
            postgresql_where=sa.text("moves != told"),
        )

    op.drop_table("receipt")
    with op.batch_alter_table("motion", schema=None) as batch_op:
        batch_op.drop_index("ix_motion_queue")
        batch_op.drop_index("ix_motion_merged_with")

    op.drop_table("motion")
    with op.batch_alter_table("letter_contact", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_letter_contact_plan_code"))

    op.drop_table("letter_contact")
    with op.batch_alter_table("joined", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_joined_resident_id"))

    op.drop_table("joined")
    op.drop_table("echo")
    with op.batch_alter_table("comment_theme", schema=None) as batch_op:
        batch_op.drop_index("ix_comment_theme_confirmed")

    op.drop_table("comment_theme")
    op.drop_table("comment_file")
    with op.batch_alter_table("comment_edit", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_comment_edit_number"))

    op.drop_table("comment_edit")
    with op.batch_alter_table("written_answer", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_written_answer_survey_code"))
        batch_op.drop_index(batch_op.f("ix_written_answer_same_as"))

    op.drop_table("written_answer")
    with op.batch_alter_table("turnout", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_turnout_resident_id"))

    op.drop_table("turnout")
    op.drop_table("survey_version")
    op.drop_table("survey_picture")
    op.drop_table("spent")
    with op.batch_alter_table("room_vote", schema=None) as batch_op:
        batch_op.drop_index("ix_room_vote_room")

    op.drop_table("room_vote")
    with op.batch_alter_table("room_question", schema=None) as batch_op:
        batch_op.drop_index("ix_room_question_room")
        batch_op.drop_index(batch_op.f("ix_room_question_resident_id"))

    op.drop_table("room_question")
    with op.batch_alter_table("response", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_response_survey_code"))
        batch_op.drop_index(batch_op.f("ix_response_resident_id"))

    op.drop_table("response")
    op.drop_table("published_tables")
    op.drop_table("plan_version")
    with op.batch_alter_table("plan_section", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_plan_section_id"))

    op.drop_table("plan_section")
    with op.batch_alter_table("plan_reading", schema=None) as batch_op:
        batch_op.drop_index("ix_plan_reading_resident_id")

    op.drop_table("plan_reading")
    op.drop_table("plan_follower")
    op.drop_table("paper_batch")
    op.drop_table("minutes_version")
    op.drop_table("minutes")
    op.drop_table("meeting_room")
    with op.batch_alter_table("meeting_registration", schema=None) as batch_op:
        batch_op.drop_index("ix_registration_queue")
        batch_op.drop_index(batch_op.f("ix_meeting_registration_resident_id"))
        batch_op.drop_index(batch_op.f("ix_meeting_registration_receipt_hash"))

    op.drop_table("meeting_registration")
    op.drop_table("meeting_places")
    with op.batch_alter_table("meeting_date", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_meeting_date_starts_at"))

    op.drop_table("meeting_date")
    with op.batch_alter_table("material", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_material_meeting_code"))

    op.drop_table("material")
    op.drop_table("group_topic")
    with op.batch_alter_table("group_task", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_group_task_group_code"))

    op.drop_table("group_task")
    op.drop_table("group_rules")
    with op.batch_alter_table("group_member", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_group_member_resident_id"))
        batch_op.drop_index(batch_op.f("ix_group_member_group_code"))

    op.drop_table("group_member")
    op.drop_table("group_chat_code")
    with op.batch_alter_table("feedback_sentence", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_feedback_sentence_meeting_code"))

    op.drop_table("feedback_sentence")
    op.drop_table("feedback_given")
    with op.batch_alter_table("feedback", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_feedback_meeting_code"))

    op.drop_table("feedback")
    op.drop_table("evaluation")
    with op.batch_alter_table("debate_statement", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_debate_statement_proposer_id"))
        batch_op.drop_index(batch_op.f("ix_debate_statement_code_hash"))

    op.drop_table("debate_statement")
    with op.batch_alter_table("debate_participant", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_debate_participant_debate_code"))

    op.drop_table("debate_participant")
    with op.batch_alter_table("contest_juror", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_contest_juror_resident_id"))
        batch_op.drop_index(batch_op.f("ix_contest_juror_contest_code"))

    op.drop_table("contest_juror")
    with op.batch_alter_table("contest_entry", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_contest_entry_resident_id"))
        batch_op.drop_index(batch_op.f("ix_contest_entry_receipt_hash"))
        batch_op.drop_index(batch_op.f("ix_contest_entry_contest_code"))

    op.drop_table("contest_entry")
    with op.batch_alter_table("consultation", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_consultation_closes_at"))

    op.drop_table("consultation")
    with op.batch_alter_table("comment", schema=None) as batch_op:
        batch_op.drop_index("ix_comment_step")
        batch_op.drop_index("ix_comment_section")
        batch_op.drop_index("ix_comment_released")
        batch_op.drop_index("ix_comment_release")
        batch_op.drop_index(batch_op.f("ix_comment_origin"))
        batch_op.drop_index("ix_comment_arrived")

    op.drop_table("comment")
    with op.batch_alter_table("certificate", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_certificate_resident_id"))
        batch_op.drop_index(batch_op.f("ix_certificate_meeting_code"))

    op.drop_table("certificate")
    with op.batch_alter_table("attendance", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_attendance_resident_id"))
        batch_op.drop_index(batch_op.f("ix_attendance_registration_number"))
        batch_op.drop_index(batch_op.f("ix_attendance_came_at"))

    op.drop_table("attendance")
    op.drop_table("assessment")
    with op.batch_alter_table("working_group", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_working_group_area_code"))

    op.drop_table("working_group")
    with op.batch_alter_table("survey", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_survey_state"))
        batch_op.drop_index(batch_op.f("ix_survey_delete_answers_at"))
        batch_op.drop_index(batch_op.f("ix_survey_area_code"))

    op.drop_table("survey")
    with op.batch_alter_table("plan", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_plan_area_code"))

    op.drop_table("plan")
    with op.batch_alter_table("meeting", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_meeting_area_code"))

    op.drop_table("meeting")
    with op.batch_alter_table("group_document", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_group_document_area_code"))

    op.drop_table("group_document")
    with op.batch_alter_table("debate", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_debate_state"))
        batch_op.drop_index(batch_op.f("ix_debate_delete_stances_at"))
        batch_op.drop_index(batch_op.f("ix_debate_closes_at"))
        batch_op.drop_index(batch_op.f("ix_debate_area_code"))

    op.drop_table("debate")
    with op.batch_alter_table("contest", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_contest_vote_until"))
        batch_op.drop_index(batch_op.f("ix_contest_state"))
        batch_op.drop_index(batch_op.f("ix_contest_area_code"))

    op.drop_table("contest")
    with op.batch_alter_table("area_municipality", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_area_municipality_municipality_code"))

    op.drop_table("area_municipality")
    op.drop_table("answer_template")
    with op.batch_alter_table("web_session", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_web_session_resident_id"))
        batch_op.drop_index(batch_op.f("ix_web_session_expires_at"))

    op.drop_table("web_session")
    op.drop_table("uploaded_file")
    with op.batch_alter_table("unbound_chat", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_unbound_chat_since"))

    op.drop_table("unbound_chat")
    op.drop_table("tally")
    op.drop_table("staff")
    with op.batch_alter_table("spent_pass", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_spent_pass_expires_at"))

    op.drop_table("spent_pass")
    with op.batch_alter_table("sign_in_link", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_sign_in_link_resident_id"))

    op.drop_table("sign_in_link")
    op.drop_table("shortlist_tick")
    op.drop_table("sender_pause")
    op.drop_table("room_vote_given")
    op.drop_table("room_vote_count")
    op.drop_table("room_upvote")
    op.drop_table("resident_topic")
    op.drop_table("resident")
    with op.batch_alter_table("program_key", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_program_key_expires_at"))

    op.drop_table("program_key")
    op.drop_table("prize_handover")
    with op.batch_alter_table("municipality", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_municipality_folded"))

    op.drop_table("municipality")
    with op.batch_alter_table("letter", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_letter_unsettled",
            sqlite_where=sa.text("settled_at IS NULL"),
            postgresql_where=sa.text("settled_at IS NULL"),
        )
        batch_op.drop_index(
            "ix_letter_settled_at",
            sqlite_where=sa.text("settled_at IS NOT NULL"),
            postgresql_where=sa.text("settled_at IS NOT NULL"),
        )
        batch_op.drop_index("ix_letter_resident_id")

    op.drop_table("letter")
    op.drop_table("juror_points")
    with op.batch_alter_table("job", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_job_state"))

    op.drop_table("job")
    op.drop_table("invitation")
    with op.batch_alter_table("heard", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_heard_survey_code"))
        batch_op.drop_index(batch_op.f("ix_heard_resident_id"))
        batch_op.drop_index(batch_op.f("ix_heard_heard_at"))

    op.drop_table("heard")
    with op.batch_alter_table("hall_slip", schema=None) as batch_op:
        batch_op.drop_index("ix_hall_slip_code")

    op.drop_table("hall_slip")
    with op.batch_alter_table("group_card", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_group_card_told_at"))

    op.drop_table("group_card")
    with op.batch_alter_table("enquiry", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_enquiry_resident_id"))
        batch_op.drop_index(batch_op.f("ix_enquiry_area_code"))

    op.drop_table("enquiry")
    with op.batch_alter_table("elector", schema=None) as batch_op:
        batch_op.drop_index("ix_elector_resident")

    op.drop_table("elector")
    op.drop_table("debate_stance")
    op.drop_table("debate_listener")
    op.drop_table("counted_votes")
    with op.batch_alter_table("conversation", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_conversation_survey_code"))

    op.drop_table("conversation")
    op.drop_table("contest_result")
    op.drop_table("contest_file")
    op.drop_table("contest_author")
    op.drop_table("contest_arrival")
    op.drop_table("consent")
    op.drop_table("comment_counter")
    op.drop_table("codelist_entry")
    op.drop_table("broadcast_tap_count")
    op.drop_table("broadcast_tap")
    with op.batch_alter_table("broadcast", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_broadcast_state"))
        batch_op.drop_index(batch_op.f("ix_broadcast_series"))
        batch_op.drop_index(batch_op.f("ix_broadcast_area_code"))

    op.drop_table("broadcast")
    op.drop_table("ballot_receipt")
    with op.batch_alter_table("ballot", schema=None) as batch_op:
        batch_op.drop_index("ix_ballot_mark")

    op.drop_table("ballot")
    with op.batch_alter_table("audit_entry", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_audit_entry_subject"))
        batch_op.drop_index(batch_op.f("ix_audit_entry_happened_at"))

    op.drop_table("audit_entry")
    op.drop_table("attachment")
    op.drop_table("area")
    op.drop_table("answer")
