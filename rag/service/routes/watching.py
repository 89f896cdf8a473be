"""What whoever runs the service asks: whether it is up and ready, and its figures."""

from fastapi import APIRouter
from fastapi.responses import PlainTextResponse, Response

from rag.service.metrics import CONTENT_TYPE
from rag.service.routes.shared import Serving
from rag.service.wire import Health

router = APIRouter(tags=["watch"])


@router.get("/healthz")
def healthz() -> Health:
    """Whether the service is up."""
    return Health(status="ok")


@router.get("/readyz", responses={503: {"model": Health, "description": "The models are loading"}})
def readyz(response: Response, service: Serving) -> Health:
    """Whether the models are loaded, so that a question is answered at once."""
    if service.ready:
        return Health(status="ok")
    response.status_code = 503
    return Health(status="loading")


@router.get("/metrics", response_class=PlainTextResponse)
def metrics(service: Serving) -> Response:
    """Figures for Prometheus."""
    return Response(service.metrics.text(), media_type=CONTENT_TYPE)
