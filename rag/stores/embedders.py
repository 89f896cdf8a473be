"""Which embedder a model's name means."""

from rag.stores import embedding
from rag.stores.embedding import PACKAGED, Embedder


def open_embedder(name: str, threads: int = 1, *, on_gpu: bool = False) -> Embedder:
    """A packaged model through onnxruntime, any other by sentence-transformers; neither is loaded before it is used.

    `threads` is how many batches of texts are embedded at the same time. With `on_gpu` sentence-transformers puts
    either on a GPU, where torch finds one.
    """
    if on_gpu and embedding.finds_gpu():
        return embedding.SentenceTransformerEmbedder(name, "cuda")
    if name in PACKAGED:
        from rag.stores.onnx import OnnxEmbedder

        return OnnxEmbedder(name, threads)
    return embedding.SentenceTransformerEmbedder(name)
