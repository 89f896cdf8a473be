"""Settings are data: read from the environment as a command starts, handed down, building nothing."""

from dataclasses import dataclass
from enum import StrEnum
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Annotated

from platformdirs import user_cache_path
from pydantic import BeforeValidator, Field, SecretStr
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict


class MilvusGraph(StrEnum):
    """How Milvus finds the nearest vectors: by a graph in memory, or by one on disk where memory is short."""

    HNSW = "HNSW"
    DISKANN = "DISKANN"


class ModelPart(StrEnum):
    """What a language model can be given to do."""

    PLAN = "plan"
    READ = "read"
    WRITE = "write"


class ModelOutput(StrEnum):
    """How a language model is held to a form: by whatever its server can, by one way of it, or by words alone."""

    AUTO = "auto"
    JSON_SCHEMA = "json_schema"
    FUNCTION_CALLING = "function_calling"
    TEXT = "text"


class ModelReading(StrEnum):
    """How a language model reads: it picks among numbered sentences, or says yes or no of each paragraph."""

    PICK = "pick"
    SCORE = "score"


class LogLevel(StrEnum):
    """From which level on something is logged."""

    DEBUG = "debug"
    INFO = "info"
    WARNING = "warning"
    ERROR = "error"


class LogFormat(StrEnum):
    """How a line of the log is written."""

    TEXT = "text"
    JSON = "json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """Where a ledger is that isn't in its home: the address of a database, and whose it is there."""

    url: SecretStr
    council: str


def _listed(value: object) -> object:
    """The names in a text with commas between them; anything else as it is."""
    return [name.strip() for name in value.split(",") if name.strip()] if isinstance(value, str) else value


def _lowered(value: object) -> object:
    return value.lower() if isinstance(value, str) else value


class Settings(BaseSettings):
    """All that a run can be given, by MINUTEBOOK_<NAME> or by the command line."""

    model_config = SettingsConfigDict(env_prefix="MINUTEBOOK_", frozen=True, extra="ignore")

    home: Path = Field(default=Path(".minutebook"), description="folder of the ledger and its indexes")
    cache: Path = Field(
        default_factory=lambda: user_cache_path("minutebook"),
        description="folder of the embeddings that all homes share",
    )
    ledger: SecretStr | None = Field(
        default=None,
        description="address of a PostgreSQL database, postgresql://...; without it the ledger is a file in the home",
    )
    council: str = Field(
        default="minutebook",
        pattern=r"^[a-z][a-z0-9_]{0,47}$",
        description="whose ledger it is in that database: small letters, digits and _; none sees another's",
    )
    embedder: str = Field(
        default="all-MiniLM-L6-v2",
        description="a sentence-transformers model: a folder, a hub name, or the default, which comes in a package",
    )
    models: Path = Field(
        default=Path(__file__).parent / "models",
        description="folder of the trained models: reranker, encoder (.safetensors, .json), head, support (.json)",
    )
    chroma_url: str | None = Field(
        default=None, description="address of a Chroma server; without it Chroma runs in this process"
    )
    milvus: str | None = Field(
        default=None,
        description="Milvus for both indexes: http://HOST:PORT, or a path that ends with .db for Milvus Lite",
    )
    milvus_token: SecretStr | None = Field(default=None, description="USER:PASSWORD or a key for Milvus")
    milvus_graph: MilvusGraph = Field(
        default=MilvusGraph.HNSW, description="how Milvus finds vectors: HNSW, or DISKANN where memory is short"
    )
    model: str | None = Field(
        default=None,
        description="a chat model (provider:model) or the address of an OpenAI-compatible server; none: quoted answers",
    )
    model_parts: Annotated[frozenset[ModelPart], NoDecode, BeforeValidator(_listed)] = Field(
        default=frozenset({ModelPart.WRITE}), description="what the model does: plan, read, write, with commas between"
    )
    model_key: SecretStr | None = Field(default=None, description="the key for an OpenAI-compatible server")
    model_tokens: int = Field(
        default=3000, ge=200, description="evidence shown to the model at a time, in tiktoken tokens at most"
    )
    model_seconds: float = Field(default=60.0, gt=0, description="how long the model may take for one question in all")
    model_calls: int = Field(default=12, ge=1, description="how often the model may be asked for one question")
    model_tokens_a_day: int | None = Field(
        default=None, ge=0, description="tokens, in and out, that the model may use in a day; none: as many as it likes"
    )
    model_output: ModelOutput = Field(
        default=ModelOutput.AUTO,
        description="how the model is held to a form: json_schema, function_calling, text; auto tries them once",
    )
    model_reading: ModelReading = Field(
        default=ModelReading.PICK,
        description="how the model reads: pick among numbered sentences, or score yes against no by log-probabilities",
    )
    plan_prompt: str = Field(default="plan/v1", description="prompt of the model that plans: a folder of prompts/")
    read_prompt: str = Field(default="read/v2", description="prompt of the model that reads: a folder of prompts/")
    score_prompt: str = Field(
        default="score/v1", description="prompt of the model that says yes or no of a paragraph: a folder of prompts/"
    )
    answer_prompt: str = Field(default="answer/v1", description="prompt of the model that writes: a folder of prompts/")
    keep_conversations: bool = Field(
        default=True,
        description="whether conversations are kept: in the service for who signs in, else in the browser",
    )
    keep_days: int = Field(
        default=90,
        ge=0,
        description="days that answers and conversations are kept by the service; answers that were judged stay",
    )
    max_file_mb: int = Field(default=100, ge=1, description="files larger than this are refused by name")
    max_seconds: float = Field(
        default=300.0, gt=0, description="how long reading a file may take, for each megabyte of it that is begun"
    )
    max_memory_mb: int = Field(default=2000, ge=100, description="memory that reading a file may take")
    log: Annotated[LogLevel, BeforeValidator(_lowered)] = Field(
        default=LogLevel.WARNING, description="what is logged to stderr: debug, info, warning, error; -v says info"
    )
    log_format: Annotated[LogFormat, BeforeValidator(_lowered)] = Field(
        default=LogFormat.TEXT, description="lines of the log for people (text) or for programs (json)"
    )
    users: Path | None = Field(
        default=None, description="file of those who may sign in to the page; users.json in the home otherwise"
    )
    session_hours: float = Field(default=12.0, gt=0, description="how long somebody stays signed in")
    oidc_issuer: str | None = Field(
        default=None, description="provider of OpenID Connect at which people sign in: its address, as it names itself"
    )
    oidc_client: str | None = Field(default=None, description="the name under which that provider knows Minutebook")
    oidc_secret: SecretStr | None = Field(default=None, description="its secret, where the provider gave one")
    oidc_claim: str = Field(
        default="groups",
        description="the claim of its ID tokens that gives roles; realm_access.roles for one within",
    )
    oidc_roles: Annotated[tuple[str, ...], NoDecode, BeforeValidator(_listed)] = Field(
        default=(), description="which value of the claim gives which role: minutes-officers=officer, with commas"
    )
    trust_header: str | None = Field(
        default=None, description="header in which a trusted proxy names who asks, such as X-Remote-User"
    )
    trust_proxies: Annotated[tuple[IPv4Network | IPv6Network, ...], NoDecode, BeforeValidator(_listed)] = Field(
        default=(ip_network("127.0.0.0/8"), ip_network("::1/128")),
        description="addresses or networks of the proxies that are trusted, with commas between",
    )
    hosts: Annotated[frozenset[str], NoDecode, BeforeValidator(_listed)] = Field(
        default=frozenset(), description="names under which the page is known, besides this machine's own, with commas"
    )
    questions_a_minute: float = Field(default=30.0, gt=0, description="questions that one person may ask in a minute")
    uploads: bool = Field(default=False, description="whether administrators may add minutes on the page (on, off)")
    audit: Path | None = Field(
        default=None, description="file of who asked for what; audit.jsonl in the home where people sign in"
    )
    audit_questions: bool = Field(
        default=False, description="whether the audit log holds the words of questions (on, off)"
    )

    @property
    def server(self) -> Server | None:
        """Where the ledger is; None where it is a file in the home."""
        return Server(url=self.ledger, council=self.council) if self.ledger else None

    @property
    def milvus_is_file(self) -> bool:
        """Whether both indexes are in a file of Milvus Lite."""
        return bool(self.milvus) and str(self.milvus).endswith(".db")

    def printable(self) -> dict[str, str]:
        """What was set, by the names of its variables and as they say it; a machine's folders and keys are left out."""
        ours = {"home", "cache", "model_key", "oidc_secret", "milvus_token", "ledger"}
        said = self.model_dump(mode="json", exclude=ours, exclude_unset=True, exclude_none=True)
        return {
            f"MINUTEBOOK_{name.upper()}": ",".join(sorted(value)) if isinstance(value, list) else str(value)
            for name, value in sorted(said.items())
        }
