"""HTTP over the service: JSON, server-sent events, problems after RFC 9457, and what watches it needs."""

from collections.abc import Sequence

from fastapi import APIRouter, Depends, FastAPI
from starlette.middleware import Middleware

from rag.service.problems import documented, nothing_there, only_known, tell_problems
from rag.service.routes import asking, keeping, reading, watching
from rag.service.service import Service

_METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"]


def build_api(
    service: Service,
    *,
    routers: Sequence[APIRouter] = (),
    middleware: Sequence[Middleware] = (),
    root_path: str = "",
) -> FastAPI:
    """The app over a service, which serves alone or mounted in another.

    Further routers join its own; middleware stands before everything, the first outermost: sign-in, limits, headers.
    """
    api = FastAPI(
        title="Minutebook",
        description="Answers from the minutes of councils, with the paragraph that proves each sentence.",
        version="1",
        middleware=list(middleware),
        root_path=root_path,
        docs_url=None,  # its page would be fetched from elsewhere
        redoc_url=None,
        responses=documented(422, 500),
        dependencies=[Depends(only_known)],
        telemetry={"tracing": False, "metrics": False, "logs": False},
    )
    api.state.service = service
    tell_problems(api)
    for router in (asking.router, reading.router, keeping.router, watching.router, *routers):
        api.include_router(router)
    api.add_route("/api/{path:path}", nothing_there, methods=_METHODS, include_in_schema=False)  # before any page
    return api
