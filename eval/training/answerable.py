"""What tells that a question is answered, learned: weights of signals, and the networks of `rag.reader.coverage`."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from sklearn.linear_model import LogisticRegression
from torch import nn
from torch.nn.functional import binary_cross_entropy_with_logits
from torch.nn.utils.rnn import pad_sequence

from rag.reader.answerable import Answerable
from rag.reader.coverage import MATCHES, SCALE, Coverage, Floats

_KEPT = 4  # numbers kept of a word piece's vector
_WIDTH = 12
_EPOCHS = 15
_BATCH = 64
_NETWORKS = 5  # with other random beginnings: one alone is better or worse by its luck (AUC 0.67 to 0.71)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Judged:
    """What a reader saw of one question, and whether it was answered.

    Attributes:
        signals: by name.
        matches: how each word piece was matched, of shape (pieces, MATCHES).
        vectors: the word pieces, of shape (pieces, dimensions).
        weight: how much it counts.
    """

    signals: Mapping[str, float]
    matches: Floats
    vectors: Floats
    answered: bool
    weight: float = 1.0


class _Network(nn.Module):
    def __init__(self, signals: int, dimensions: int) -> None:
        super().__init__()
        self.project = nn.Linear(dimensions, _KEPT)
        self.first = nn.Linear(MATCHES + _KEPT, _WIDTH)
        self.second = nn.Linear(_WIDTH, _WIDTH)
        self.dropout = nn.Dropout(0.3)
        self.last = nn.Linear(2 * _WIDTH + signals, 1)

    def forward(
        self, matches: torch.Tensor, vectors: torch.Tensor, mask: torch.Tensor, signals: torch.Tensor
    ) -> torch.Tensor:
        """The logits of a batch; `mask` is 1 for each word piece that there is."""
        seen = torch.cat([matches, torch.tanh(self.project(vectors))], dim=-1)
        found = torch.tanh(self.second(torch.tanh(self.first(seen))))
        mean = (found * (matches[..., :1] / SCALE * mask[..., None])).sum(dim=1)
        most = found.masked_fill(mask[..., None] == 0, -1.0).amax(dim=1)
        logits: torch.Tensor = self.last(self.dropout(torch.cat([mean, most, signals], dim=1)))[:, 0]
        return logits


def train_answerable(made: Sequence[Judged]) -> Answerable:
    """The weights of the signals, of their bias and of the networks' mean ("coverage"), and the networks.

    The logit is half that of a plain logistic regression, which learns less by heart, and half the networks'.
    """
    names = sorted(made[0].signals)
    values = np.array([[one.signals[name] for name in names] for one in made], dtype=np.float32)
    middle, spread = values.mean(axis=0), values.std(axis=0) + 1e-6
    matches, vectors, mask = (
        pad_sequence([torch.tensor(one) for one in ones], batch_first=True)
        for ones in zip(*((one.matches, one.vectors, np.ones(len(one.matches), "f")) for one in made), strict=True)
    )
    given = (matches, vectors, mask, torch.tensor((values - middle) / spread))
    answered = torch.tensor([float(one.answered) for one in made])
    weights = torch.tensor([one.weight for one in made])

    trained = [_trained(given, answered, weights, seed) for seed in range(_NETWORKS)]
    plain = LogisticRegression(C=0.3, max_iter=5000).fit(given[3], answered, sample_weight=weights)
    joint = np.mean([one.last.weight.detach().numpy()[0, 2 * _WIDTH :] for one in trained], axis=0)
    linear = (joint + plain.coef_[0]) / 2 / spread
    bias = float((np.mean([one.last.bias.item() for one in trained]) + plain.intercept_[0]) / 2 - linear @ middle)
    learned = {"bias": bias, "coverage": 0.5, **dict(zip(names, map(float, linear), strict=True))}
    return Answerable(weights=learned, coverage=tuple(map(_coverage, trained)))


def _trained(given: Sequence[torch.Tensor], answered: torch.Tensor, weights: torch.Tensor, seed: int) -> _Network:
    torch.manual_seed(seed)
    network = _Network(given[3].shape[-1], given[1].shape[-1])
    optimizer = torch.optim.AdamW(network.parameters(), lr=3e-3, weight_decay=0.3)
    for _ in range(_EPOCHS):
        for batch in torch.randperm(len(answered)).split(_BATCH):  # type: ignore[no-untyped-call]
            logits = network(*(one[batch] for one in given))
            losses = binary_cross_entropy_with_logits(logits, answered[batch], reduction="none")
            optimizer.zero_grad()
            (losses * weights[batch]).mean().backward()  # type: ignore[no-untyped-call]
            optimizer.step()
    return network.eval()


def _coverage(network: _Network) -> Coverage:
    last = network.last.weight.detach().numpy()[0]
    return Coverage(
        project=_with_bias(network.project),
        first=_with_bias(network.first),
        second=_with_bias(network.second),
        mean=last[:_WIDTH],
        most=last[_WIDTH : 2 * _WIDTH],
    )


def _with_bias(layer: nn.Linear) -> Floats:
    return np.vstack([layer.weight.detach().numpy().T, layer.bias.detach().numpy()])
