"""Kept answers by their permalinks, and what people say of them."""

from fastapi import APIRouter

from rag.service.problems import documented
from rag.service.routes.shared import Id, Serving
from rag.service.wire import FeedbackGiven, Judged, KeptRecord, ask_of

router = APIRouter(prefix="/api", tags=["keep"])


@router.get("/answers/{id}", responses=documented(404))
def kept(id: Id, service: Serving) -> KeptRecord:
    """An answer as it was given, and whether the minutes behind it changed since; POST /api/ask asks it anew."""
    answer = service.kept(id)
    return KeptRecord.model_validate(
        {
            "answer_id": answer.id,
            "asked_on": answer.asked_on,
            "asked": ask_of(answer.question),
            "record": answer.record,
            "changed": service.changed(answer),
        }
    )


@router.post("/feedback", status_code=204, responses=documented(404))
def feedback(given: FeedbackGiven, service: Serving) -> None:
    """Say whether an answer is right; what is said last counts."""
    service.feedback(given.answer_id, given.verdict, given.note, given.paragraph_id)


@router.get("/judged")
def judged(service: Serving) -> Judged:
    """What people said of answers, as lines of a question file; `open` proves nothing yet. For administrators."""
    return Judged.model_validate(service.judged())
