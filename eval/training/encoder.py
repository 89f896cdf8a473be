"""Fine-tunes the last layers of the packaged encoder for late interaction, listwise: one proof against near passages.

The layers below are frozen, so what they make of each text is computed once and kept: an epoch costs a fifth of what
it would. Loss: cross-entropy over one proof and the passages that the reranker puts near it, the scores being
20 x late interaction + the reranker's, so that the encoder learns what the reranker lacks.
"""

import json
import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from torch import nn
from torch.nn.functional import cross_entropy, normalize, softplus
from transformers import AutoModel, AutoTokenizer

from rag.reader.encoder import PACKAGED
from rag.stores.embedding import packaged_folder

TRAINED = 2  # layers, of six
SCALE = 20.0  # of a cosine in the softmax
COMMON = (
    "the a an of to in and is was were did do does for on at by with that this it what who when where why how which "
    "s be has had have from about".split()
)
_NEAR, _FAR = 4, 1  # passages besides the proof: of the best fifteen, and of the others
_BATCH = 4  # questions a step
_OPEN = 0.54  # softplus of it is 1: before training every piece counts the same
States = dict[str, tuple[list[int], torch.Tensor]]


@dataclass(frozen=True, slots=True, kw_only=True)
class List:
    """A question, the window of a proof's text, those of other passages, best first, and the reranker's scores."""

    question: str
    proofs: tuple[tuple[str, float], ...]
    others: tuple[tuple[str, float], ...]


class LateInteraction(nn.Module):
    """The encoder's last layers with a gate that weighs the question's word pieces."""

    def __init__(self) -> None:
        super().__init__()
        folder = packaged_folder(PACKAGED)
        self.tokenizer: Any = AutoTokenizer.from_pretrained(folder)
        self.encoder: Any = AutoModel.from_pretrained(folder, attn_implementation="eager")
        self.below = len(self.encoder.encoder.layer) - TRAINED
        self.gate = nn.Linear(384, 1)
        nn.init.zeros_(self.gate.weight)
        nn.init.constant_(self.gate.bias, _OPEN)
        self.common_bias = nn.Parameter(torch.tensor(-2.0))
        pieces = self.tokenizer.convert_ids_to_tokens(list(range(len(self.tokenizer))))
        special = set(self.tokenizer.all_special_tokens)
        self._counts = torch.tensor([float(one not in special and any(map(str.isalnum, one))) for one in pieces])
        self._common = torch.tensor([float(one in COMMON) for one in pieces])

    @torch.no_grad()
    def states(self, texts: Sequence[str], longest: int = 176, batch: int = 64) -> States:
        """What the frozen layers make of each text, in half precision, with its word pieces' ids."""
        if not texts:  # the tokenizer takes no empty list
            return {}
        ids = [one[:longest] for one in self.tokenizer(list(texts), truncation=True, max_length=longest)["input_ids"]]
        made: dict[str, tuple[list[int], torch.Tensor]] = {}
        order = sorted(range(len(texts)), key=lambda n: len(ids[n]))
        for first in range(0, len(order), batch):
            part = order[first : first + batch]
            padded, mask = _padded([torch.tensor(ids[n])[:, None] for n in part])
            hidden = self.encoder.embeddings(input_ids=padded[..., 0].long())
            hidden = self._through(self.encoder.encoder.layer[: self.below], hidden, mask)
            made |= {texts[n]: (ids[n], hidden[row, : len(ids[n])].half()) for row, n in enumerate(part)}
        return made

    def forward(self, question: str, passages: Sequence[str], states: States) -> torch.Tensor:
        """A score a passage, -1 to 1."""
        best, weights = self.matches(question, passages, states)
        return (best * weights).sum(1) / weights.sum()

    def matches(self, question: str, passages: Sequence[str], states: States) -> tuple[torch.Tensor, torch.Tensor]:
        """The best cosine of each of the question's pieces in each passage, and the pieces' weights."""
        ids = states[question][0]
        hidden, mask = _padded([states[text][1].float() for text in (question, *passages)])
        hidden = self._through(self.encoder.encoder.layer[self.below :], hidden, mask)
        own = hidden[0, : len(ids)]
        weights = softplus(self.gate(own)[:, 0] + self.common_bias * self._common[ids]) * self._counts[ids]
        unit = normalize(hidden, dim=-1)
        cosines = torch.einsum("qd,pkd->pqk", unit[0, : len(ids)], unit[1:]).masked_fill(~mask[1:, None, :], -1.0)
        return cosines.max(-1).values, weights

    @staticmethod
    def _through(layers: Any, hidden: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        hide = (~mask)[:, None, None, :] * -1e9
        for layer in layers:
            made = layer(hidden, attention_mask=hide)
            hidden = made[0] if isinstance(made, tuple) else made
        return hidden

    def save(self, path: Path) -> None:
        """Keep the trained layers as half-precision safetensors, and the gate next to them as JSON."""
        from safetensors.numpy import save_file

        wanted = tuple(f"encoder.layer.{n}." for n in range(self.below, self.below + TRAINED))
        trained: dict[str, npt.NDArray[Any]] = {
            name: value.detach().numpy().astype(np.float16)
            for name, value in self.encoder.state_dict().items()
            if name.startswith(wanted)
        }
        save_file(trained, str(path))
        gate = {
            "gate": [round(one, 5) for one in self.gate.weight[0].tolist()],
            "bias": round(self.gate.bias.item(), 5),
            "common_bias": round(self.common_bias.item(), 5),
            "common": COMMON,
        }
        path.with_suffix(".json").write_text(json.dumps(gate) + "\n")


def train(lists: Sequence[List], states: States, epochs: int, seed: int = 5) -> LateInteraction:
    """An encoder trained on some questions' lists, the same for the same seed."""
    torch.manual_seed(seed)
    chance = random.Random(seed)
    model = LateInteraction().train()
    layers = [one for layer in model.encoder.encoder.layer[model.below :] for one in layer.parameters()]
    gate = [model.gate.weight, model.gate.bias, model.common_bias]
    optimizer = torch.optim.AdamW([{"params": layers, "lr": 3e-5}, {"params": gate, "lr": 1e-3}], weight_decay=0.01)
    steps = max(epochs * len(lists) // _BATCH, 1)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda step: min(1.0, (step + 1) / 20) * max(0.05, (steps - step) / steps)
    )
    for _ in range(epochs):
        for number, one in enumerate(chance.sample(list(lists), len(lists)), 1):
            near, far = one.others[:15], one.others[15:]
            chosen = [chance.choice(one.proofs)]
            chosen += chance.sample(near, min(_NEAR, len(near))) + chance.sample(far, min(_FAR, len(far)))
            late = model(one.question, [text for text, _ in chosen], states)
            scores = SCALE * late + torch.tensor([score for _, score in chosen])
            loss: Any = cross_entropy(scores[None], torch.tensor([0])) / _BATCH
            loss.backward()
            if number % _BATCH == 0:
                nn.utils.clip_grad_norm_(layers, 1.0)
                optimizer.step()
                optimizer.zero_grad()
                schedule.step()
    return model.eval()


def keep_mean(parts: Sequence[Path], folder: Path) -> None:
    """Keep the mean of several encoders that were trained from the same weights.

    Such a mean is about as good as one trained on all that they saw, or better (Wortsman et al., ICML 2022).
    """
    from safetensors.numpy import load_file, save_file

    layers = [load_file(str(part / "encoder.safetensors")) for part in parts]
    mean = {name: np.mean([one[name].astype(np.float32) for one in layers], axis=0) for name in layers[0]}
    save_file({name: value.astype(np.float16) for name, value in mean.items()}, str(folder / "encoder.safetensors"))
    gates = [json.loads((part / "encoder.json").read_text()) for part in parts]
    kept = {
        "gate": [round(one, 5) for one in np.mean([gate["gate"] for gate in gates], axis=0).tolist()],
        **{name: round(float(np.mean([gate[name] for gate in gates])), 5) for name in ("bias", "common_bias")},
        "common": COMMON,
    }
    (folder / "encoder.json").write_text(json.dumps(kept) + "\n")


def _padded(rows: Sequence[torch.Tensor]) -> tuple[torch.Tensor, torch.Tensor]:
    """Rows of (pieces, dimensions) in one tensor, and which of its places hold a piece."""
    longest = max(len(row) for row in rows)
    padded = torch.zeros(len(rows), longest, rows[0].shape[-1])
    mask = torch.zeros(len(rows), longest, dtype=torch.bool)
    for number, row in enumerate(rows):
        padded[number, : len(row)] = row
        mask[number, : len(row)] = True
    return padded, mask
