"""The early help assessment of a CAF: what is written of each topic, by whom."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from caf_tracker.extensions import Base
from caf_tracker.models.base import UtcDateTime, Versioned, choice, partial
from caf_tracker.models.cafs import Caf
from caf_tracker.models.people import User
from caf_tracker.models.words import AssessmentTopic


class AssessmentText(Versioned, Base):
    """What is written of one topic: for the whole family, for one child where it differs, or by one agency."""

    __tablename__ = "assessment_texts"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(sa.ForeignKey("cases.id"))
    caf_id: Mapped[int] = mapped_column(sa.ForeignKey("cafs.id"))
    topic: Mapped[AssessmentTopic] = choice(AssessmentTopic)
    child_id: Mapped[int | None] = mapped_column(sa.ForeignKey("children.id"))
    agency_id: Mapped[int | None] = mapped_column(sa.ForeignKey("agencies.id"))
    text: Mapped[str] = mapped_column(sa.Text)
    written_at: Mapped[datetime] = mapped_column(UtcDateTime)
    written_by_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id"))

    caf: Mapped[Caf] = relationship()
    written_by: Mapped[User] = relationship()

    __table_args__ = (
        partial(
            "uq_assessment_texts_of_family",
            "caf_id",
            "topic",
            where="child_id IS NULL AND agency_id IS NULL",
            unique=True,
        ),
        partial(
            "uq_assessment_texts_of_child", "caf_id", "topic", "child_id", where="child_id IS NOT NULL", unique=True
        ),
        partial("uq_assessment_texts_of_agency", "caf_id", "agency_id", where="agency_id IS NOT NULL", unique=True),
        sa.CheckConstraint("(topic = 'contribution') = (agency_id IS NOT NULL)", name="agencies_contribute"),
        sa.CheckConstraint("topic <> 'childs_voice' OR child_id IS NOT NULL", name="voice_of_a_child"),
        sa.CheckConstraint(
            "child_id IS NULL OR topic IN "
            "('childs_development', 'parenting', 'family_and_environment', 'childs_voice')",
            name="of_a_child",
        ),
    )
