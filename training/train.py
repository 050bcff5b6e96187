"""Trains the span reader on CPU: python -m training.train --data DATA_DIR --model MODEL_DIR --out OUT_DIR

Resumes from OUT_DIR/last.pt by itself. The learning rate warms up, stays, and falls to zero over the last steps:
--stop-at HH:MM chooses those steps by the clock, --decay-from and --decay-steps by number. The state before the fall
is kept as stable.pt; --from-stable goes on from it, so a later run can train for longer.
"""

from __future__ import annotations

import argparse
import random
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from pathlib import Path
from typing import Any

import torch
from tokenizers import Tokenizer
from torch import Tensor

from training.data import (
    Example,
    batches,
    blanked,
    encode,
    load_pairs,
    negatives,
    swapped,
    terse,
)
from training.groups import encode_groups, groups, with_groups
from training.loss import ranked, told_apart
from training.masking import common_ids, hidden, unshared
from training.model import SpanReader, untrained
from training.written import SOURCE, load_written

RIVALS = 3  # passages of a group that do not answer its question


@dataclass(frozen=True)
class Settings:
    """What a run depends on; written into every checkpoint."""

    data: Path
    model: Path
    out: Path
    seed: int = 1
    batch: int = 16
    lr: float = 1.2e-4  # of the encoder
    head_scale: float = 3.0  # the fresh head learns this much faster
    weight_decay: float = 0.01
    steps: int = 100_000  # upper limit
    warmup: int = 150
    decay_from: int = -1  # step at which the learning rate starts to fall; -1: not chosen
    decay_steps: int = 600
    stop_at: str = ""  # HH:MM, local time: decay so that training ends then
    decay_minutes: float = 25.0  # length of the fall when stop_at chooses it
    max_length: int = 256
    negative_share: float = 0.5  # of the questions get a passage without the answer too
    near_share: float = 0.7  # of the negatives are near passages, by words in common unless retrieved_share says else
    retrieved_share: float = 0.0  # of these are near by the product's own vectors
    blank_share: float = 0.0  # of the questions get their passage without the answer's sentence too
    swap_share: float = 0.0  # of the questions with a name or number are asked with another one too
    written: str = ""  # folder of the public sets: the questions written for this project are trained on too
    base_share: float = 1.0  # of the questions of `data`, drawn anew for each epoch
    group_share: float = 0.0  # of the answered questions are asked of their passage and of its rivals in one batch too
    rank_weight: float = 0.5  # of ranking the answer within its group, beside telling it from "no answer" in each
    terse_share: float = 0.0  # of all questions are cut to keywords, as people type them
    dropout: float = 0.0  # of what each sublayer adds, while training
    mask_share: float = 0.0  # of the tokens are hidden as [MASK], so that examples seen again are not known by heart
    overlap_share: float = 0.0  # of the question's words that the passage repeats are hidden: no finding by words alone
    early: str = "new_wiki"  # comma-separated sources that come entirely within early_share of an epoch
    early_share: float = 0.6
    save_every: int = 200
    threads: int = 1
    from_stable: bool = False


@dataclass
class State:
    """Position of a run: steps done, and the fall of the learning rate once it is chosen (decay_steps above 0)."""

    step: int = 0
    decay_from: int = 0
    decay_steps: int = 0
    seconds: float = 0.0

    @property
    def last(self) -> int | None:
        return self.decay_from + self.decay_steps if self.decay_steps else None

    def rate(self, warmup: int) -> float:
        """Share of the full learning rate for the next step."""
        up = min(1.0, (self.step + 1) / warmup)
        return up if self.last is None else min(up, max(0.0, (self.last - self.step) / self.decay_steps))


def _tokenizer(settings: Settings) -> Tokenizer:
    tokenizer = Tokenizer.from_file(str(settings.model / "tokenizer.json"))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return tokenizer


def epoch_of(settings: Settings, seed: int) -> list[list[Example]]:
    """One epoch's batches; the seed picks negatives, windows of long passages, groups and the order."""
    rng = random.Random(seed)
    tokenizer = _tokenizer(settings)
    pairs = load_pairs(settings.data)
    written = load_written(Path(settings.written)) if settings.written else []
    pairs += [pair for pair in written if pair.answered]
    wrong = [pair for pair in written if not pair.answered]
    wrong += negatives(pairs, settings.negative_share, settings.near_share, seed, settings.retrieved_share)
    wrong += blanked(pairs, settings.blank_share, seed) + swapped(pairs, settings.swap_share, seed)
    kept = [one for one in pairs + wrong if one.source.startswith(SOURCE) or rng.random() < settings.base_share]
    listed = encode(terse(kept, settings.terse_share, seed), tokenizer, settings.max_length, seed)
    order = batches(listed, settings.batch, seed, settings.early.split(","), settings.early_share)
    if not settings.group_share:
        return order
    grouped = groups(pairs, settings.group_share, RIVALS, seed)
    grouped = [one for one in grouped if one[0].source.startswith(SOURCE) or rng.random() < settings.base_share]
    coded = encode_groups(grouped, tokenizer, settings.max_length, seed)
    return with_groups(order, coded, settings.batch, seed)


def stream(settings: Settings, step: int) -> Iterator[list[Example]]:
    """Batches from the given step on, the same for the same seed; every epoch has fresh negatives."""
    epoch, skip = 0, step
    while True:
        order = epoch_of(settings, settings.seed + epoch)
        print(f"epoch {epoch + 1}: {len(order)} steps", flush=True)
        yield from order[skip:]
        skip = max(0, skip - len(order))
        epoch += 1


def collate(batch: list[Example]) -> tuple[Tensor, Tensor, Tensor, Tensor, Tensor]:
    """ids, kinds and mask, each (batch, length padded to a multiple of 32: oneDNN compiles each shape), start, end."""
    length = -(-max(len(example.ids) for example in batch) // 32) * 32
    ids, kinds, mask = (torch.zeros(len(batch), length, dtype=torch.long) for _ in range(3))
    for row, example in enumerate(batch):
        size = len(example.ids)
        ids[row, :size] = torch.tensor(example.ids)
        kinds[row, example.split : size] = 1
        mask[row, :size] = 1
    spans = torch.tensor([(example.start, example.end) for example in batch])
    return ids, kinds, mask, spans[:, 0], spans[:, 1]


def train_step(
    model: SpanReader, optimizer: torch.optim.Optimizer, batch: list[Example], rank_weight: float = 0.0
) -> float:
    """One update in bf16; returns the mean cross-entropy of start and end within each window, in nats."""
    ids, kinds, mask, start, end = collate(batch)
    rivals = batch[0].rivals
    with torch.autocast("cpu", dtype=torch.bfloat16):
        starts, ends = model(ids, kinds, mask)
    loss = apart = (told_apart(starts, start, rivals) + told_apart(ends, end, rivals)) / 2
    if rivals and rank_weight:
        loss = loss + rank_weight * (ranked(starts, start, rivals) + ranked(ends, end, rivals)) / 2
    optimizer.zero_grad()
    loss.backward()  # type: ignore[no-untyped-call]
    torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
    optimizer.step()
    return apart.item()


def make_optimizer(model: SpanReader, settings: Settings) -> torch.optim.Optimizer:
    """AdamW; norms and biases do not decay, the head learns faster."""
    encoder = [(name, p) for name, p in model.named_parameters() if not name.startswith("head.")]
    groups: list[dict[str, Any]] = [
        {"params": [p for _, p in encoder if p.ndim > 1], "scale": 1.0},
        {"params": [p for _, p in encoder if p.ndim == 1], "scale": 1.0, "weight_decay": 0.0},
        {"params": list(model.head.parameters()), "scale": settings.head_scale, "weight_decay": 0.0},
    ]
    return torch.optim.AdamW(groups, lr=settings.lr, weight_decay=settings.weight_decay, fused=True)


def save(path: Path, model: SpanReader, optimizer: torch.optim.Optimizer, state: State, settings: Settings) -> None:
    """Writes a checkpoint whole or not at all."""
    kept = {key: str(value) if isinstance(value, Path) else value for key, value in asdict(settings).items()}
    kept |= {"data": settings.data.name, "model": settings.model.parent.name, "out": ""}
    content = {
        "model": model.state_dict(),
        "optimizer": optimizer.state_dict(),
        "torch_rng": torch.get_rng_state(),
        "state": asdict(state),
        "settings": kept,
    }
    partial = path.with_suffix(".partial")
    torch.save(content, partial)
    partial.replace(path)


def resume(model: SpanReader, optimizer: torch.optim.Optimizer, settings: Settings) -> State:
    """Loads last.pt (or stable.pt) of the output folder if it is there."""
    path = settings.out / ("stable.pt" if settings.from_stable else "last.pt")
    if not path.exists():
        return State()
    content = torch.load(path, map_location="cpu", weights_only=True)
    model.load_state_dict(content["model"])
    optimizer.load_state_dict(content["optimizer"])
    torch.set_rng_state(content["torch_rng"])
    return State(**content["state"])


def seconds_left(clock: str) -> float:
    """Seconds until HH:MM today."""
    now = datetime.now()
    hours, minutes = (int(part) for part in clock.split(":"))
    return (now.replace(hour=hours, minute=minutes, second=0, microsecond=0) - now).total_seconds()


def choose_decay(state: State, settings: Settings, pace: float) -> bool:
    """Starts the fall of the learning rate when its step or its time has come; pace is in seconds a step."""
    if state.decay_steps:
        return False
    if 0 <= settings.decay_from <= state.step:
        state.decay_from, state.decay_steps = state.step, settings.decay_steps
    elif settings.stop_at and (left := seconds_left(settings.stop_at)) <= settings.decay_minutes * 60:
        state.decay_from, state.decay_steps = state.step, max(1, int(left / pace))
    return state.decay_steps > 0


def keep_to_clock(state: State, settings: Settings, pace: float) -> None:
    """Bends a fall that the clock chose, from the present rate to zero at stop_at, should the pace have changed."""
    rate = state.rate(settings.warmup)
    if settings.stop_at and state.decay_steps and rate > 0.02:
        left = max(1, int(seconds_left(settings.stop_at) / pace))
        state.decay_steps = max(left, round(left / rate))
        state.decay_from = state.step + left - state.decay_steps


def train(settings: Settings) -> None:
    """Runs until the learning rate has fallen to zero or the limit of steps is reached."""
    torch.set_num_threads(settings.threads)
    torch.manual_seed(settings.seed)
    random.seed(settings.seed)
    settings.out.mkdir(parents=True, exist_ok=True)
    model = untrained(settings.model, settings.dropout).train()
    optimizer = make_optimizer(model, settings)
    state = resume(model, optimizer, settings)
    print(f"from step {state.step}", flush=True)
    common = common_ids(settings.model)
    recent: list[tuple[float, float]] = []
    for batch in stream(settings, state.step):
        if recent and choose_decay(state, settings, sum(s for _, s in recent) / len(recent)):
            save(settings.out / "stable.pt", model, optimizer, state_before_decay(state), settings)
            print(f"step {state.step}: learning rate falls over {state.decay_steps} steps", flush=True)
        if state.step >= (settings.steps if state.last is None else state.last):
            break
        began = time.perf_counter()
        for group in optimizer.param_groups:
            group["lr"] = settings.lr * group["scale"] * state.rate(settings.warmup)
        if settings.overlap_share:
            batch = unshared(batch, settings.overlap_share, common)
        batch = hidden(batch, settings.mask_share) if settings.mask_share else batch
        loss = train_step(model, optimizer, batch, settings.rank_weight)
        state.step += 1
        recent = [*recent[-99:], (loss, time.perf_counter() - began)]
        state.seconds += recent[-1][1]
        if state.step % 20 == 0:
            keep_to_clock(state, settings, sum(s for _, s in recent) / len(recent))
            means = [sum(column) / len(recent) for column in zip(*recent, strict=True)]
            rate = settings.lr * state.rate(settings.warmup)
            print(
                f"step {state.step} loss {means[0]:.3f} rate {rate:.2e} {means[1]:.2f} s/step {state.seconds:.0f} s",
                flush=True,
            )
        if state.step % settings.save_every == 0:
            save(settings.out / "last.pt", model, optimizer, state, settings)
    save(settings.out / "last.pt", model, optimizer, state, settings)
    print(f"done at step {state.step} after {state.seconds:.0f} s", flush=True)


def state_before_decay(state: State) -> State:
    return State(step=state.step, seconds=state.seconds)


def parse() -> Settings:
    """Command-line arguments, one for each setting."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for field in fields(Settings):
        name = "--" + field.name.replace("_", "-")
        if field.type == "Path":
            parser.add_argument(name, type=Path, required=True)
        elif field.type == "bool":
            parser.add_argument(name, action="store_true")
        else:
            parser.add_argument(
                name, type={"int": int, "float": float, "str": str}[str(field.type)], default=field.default
            )
    return Settings(**vars(parser.parse_args()))


if __name__ == "__main__":
    train(parse())
