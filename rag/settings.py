"""Settings are data: read from the environment as a command starts, handed down, building nothing."""

from pathlib import Path

from platformdirs import user_cache_path
from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """All that a run can be told, by MINUTEBOOK_<NAME> or by the command line."""

    model_config = SettingsConfigDict(env_prefix="MINUTEBOOK_", frozen=True, extra="ignore")

    home: Path = Field(default=Path(".minutebook"), description="folder of the ledger and its indexes")
    cache: Path = Field(
        default_factory=lambda: user_cache_path("minutebook"),
        description="folder of the embeddings that all homes share",
    )
    embedder: str = Field(
        default="all-MiniLM-L6-v2",
        description="a sentence-transformers model: a folder, a hub name, or the default, which comes in a package",
    )
    models: Path = Field(
        default=Path(__file__).parent / "models",
        description="folder of the trained models: reranker.json, encoder.safetensors, encoder.json, head.json",
    )
    chroma_url: str | None = Field(
        default=None, description="address of a Chroma server; without it Chroma runs in this process"
    )
    writer: str | None = Field(
        default=None,
        description="a chat model (provider:model) or the address of an OpenAI-compatible server; none: quoted answers",
    )
    writer_key: SecretStr | None = Field(default=None, description="the key for an OpenAI-compatible server")
    writer_tokens: int = Field(
        default=2000, ge=200, description="evidence shown to the writer, in tiktoken tokens at most"
    )
    writer_seconds: float = Field(default=60.0, gt=0, description="how long a writer may take for one answer")
    answer_prompt: str = Field(default="answer/v1", description="prompt of the written mode: a folder of prompts/")
    max_file_mb: int = Field(default=100, ge=1, description="files larger than this are refused by name")
    max_seconds: float = Field(
        default=300.0, gt=0, description="how long reading a file may take, for each megabyte of it that is begun"
    )
    max_memory_mb: int = Field(default=2000, ge=100, description="memory that reading a file may take")
