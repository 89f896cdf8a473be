# syntax=docker/dockerfile:1
# Minutebook as it serves: docker build -t minutebook . && docker compose up
# docs/running.md says how it is used, and which of these steps were run where.

FROM python:3.11-slim-bookworm AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
RUN python -m venv /opt/minutebook
ENV PATH=/opt/minutebook/bin:$PATH
WORKDIR /source
# torch first, without CUDA; what the lock names comes after it, and changes more rarely than the program
RUN pip install --index-url https://download.pytorch.org/whl/cpu torch==2.13.0
COPY requirements.lock ./
RUN pip install --no-deps --requirement requirements.lock
COPY pyproject.toml LICENSE README.md app.py ./
COPY rag rag
COPY ingest ingest
COPY prompts prompts
COPY eval eval
RUN pip install --no-deps --no-build-isolation .
# the lock holds what develops it, too: what Minutebook itself doesn't need stays here
ARG EXTRAS=""
SHELL ["/bin/bash", "-o", "pipefail", "-c"]
COPY <<'EOF' /tmp/unneeded.py
from importlib.metadata import distributions
from os import environ
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name as plain

there = {plain(one.name): one for one in distributions()}
seen, todo = set(), [Requirement(f"minutebook[{environ['EXTRAS']}]"), Requirement("torch")]
while todo:
    one = todo.pop()
    wanted = plain(one.name), frozenset(one.extras)
    if wanted in seen or wanted[0] not in there:
        continue
    seen.add(wanted)
    needs = map(Requirement, there[wanted[0]].requires or ())
    extras = ("", *one.extras)
    todo += [need for need in needs if not need.marker or any(need.marker.evaluate({"extra": e}) for e in extras)]
print(*sorted(there.keys() - {name for name, _ in seen}))
EOF

RUN python /tmp/unneeded.py | xargs /usr/local/bin/pip --python /opt/minutebook/bin/python uninstall --yes

FROM python:3.11-slim-bookworm
LABEL org.opencontainers.image.title="Minutebook" org.opencontainers.image.licenses="MIT"
RUN pip uninstall --yes --root-user-action ignore pip setuptools wheel \
 && useradd --uid 10001 --home-dir /var/lib/minutebook --create-home --shell /usr/sbin/nologin minutebook \
 && install --directory --owner minutebook --mode 0700 /srv/minutebook
COPY --from=build /opt/minutebook /opt/minutebook
ENV PATH=/opt/minutebook/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    MINUTEBOOK_HOME=/var/lib/minutebook/home \
    MINUTEBOOK_CACHE=/var/lib/minutebook/cache
USER 10001
WORKDIR /var/lib/minutebook
VOLUME /var/lib/minutebook
EXPOSE 7860
# the first start reads the models: a slow machine is given two minutes for it
HEALTHCHECK --interval=30s --timeout=5s --start-period=120s --retries=3 \
    CMD ["python", "-c", "from urllib.request import urlopen; urlopen('http://127.0.0.1:7860/healthz', timeout=4)"]
ENTRYPOINT ["minutebook"]
# who may come in has to be said first: users, a proxy, or --public
CMD ["chat", "--host", "0.0.0.0"]
