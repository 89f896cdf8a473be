"""Which embedder a model's name means."""

from rag.stores.embedding import PACKAGED, Embedder


def open_embedder(name: str, threads: int = 1) -> Embedder:
    """A packaged model through onnxruntime, any other by sentence-transformers; neither is loaded before it is used.

    `threads` is how many batches of texts are embedded at the same time.
    """
    if name in PACKAGED:
        from rag.stores.onnx import OnnxEmbedder

        return OnnxEmbedder(name, threads)
    from rag.stores.embedding import SentenceTransformerEmbedder

    return SentenceTransformerEmbedder(name)
