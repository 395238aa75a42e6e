"""Trains the recognizer on the shards that are there and those that still come; goes on where it was stopped."""

import argparse
import math
import time
from pathlib import Path

import cv2
import numpy as np
import torch
from torch import nn

from draw import load_shard
from lift import LEAD_IN, SIZE, normalise
from network import FRAME, HEIGHT, Recognizer, read_greedily
from zone_text import ALPHABET

BATCH = 16
LEARNING_RATE = 3e-3
WARM_UP_STEPS = 300
# The learning rate stays for this share of the time, then falls as a cosine.
PLATEAU = 0.25
PAPER = 0.5
SECONDS_BETWEEN_CHECKS = 150
LINES_A_CHECK = 500

Line = tuple[np.ndarray, str]


def bent(random: np.random.Generator, pixels: np.ndarray) -> np.ndarray:
    """A line that leaves its crop's middle towards one end, as near the fold of a passport, or sways."""
    height, width = pixels.shape
    x = np.linspace(0, 1, width, dtype=np.float32)
    if random.random() < 0.6:
        begin = random.uniform(0, 0.85)
        shape = np.clip((x - begin) / (1 - begin), 0, 1) ** random.uniform(1, 2.5)
        if random.random() < 0.5:
            shape = shape[::-1]
    else:
        shape = np.sin(2 * np.pi * (x * random.uniform(0.3, 1.5) + random.random()))
    down = (random.uniform(-0.3, 0.3) * SIZE * shape).astype(np.float32)
    from_x = np.broadcast_to(np.arange(width, dtype=np.float32), (height, width))
    from_y = np.arange(height, dtype=np.float32)[:, None] - down
    return cv2.remap(pixels, np.ascontiguousarray(from_x), from_y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)


def varied(random: np.random.Generator, pixels: np.ndarray) -> np.ndarray:
    """A line as another capture of it might be: cut otherwise, wider, softer, fainter, noisier, set in further."""
    if random.random() < 0.2:
        pixels = bent(random, pixels)
    if random.random() < 0.35:
        top, bottom = random.integers(0, 4, 2)
        pixels = pixels[top : pixels.shape[0] - bottom]
    elif random.random() < 0.1:
        pixels = cv2.copyMakeBorder(pixels, *random.integers(0, 5, 2).tolist(), 0, 0, cv2.BORDER_REPLICATE)
    line = normalise(pixels, HEIGHT, random.uniform(0.86, 1.18))
    if random.random() < 0.12:
        line = cv2.GaussianBlur(line, (0, 0), random.uniform(0.4, 0.9))
    if random.random() < 0.2:
        line = (line - PAPER) * np.float32(random.uniform(0.7, 1.15)) + PAPER
    if random.random() < 0.25:
        line = line + random.normal(0, random.uniform(0.01, 0.08), line.shape).astype(np.float32)
    lead_in = LEAD_IN if random.random() < 0.5 else int(random.integers(2, 15))
    return np.pad(line, ((0, 0), (lead_in, 0)), constant_values=PAPER)


def as_inferred(pixels: np.ndarray) -> np.ndarray:
    return np.pad(normalise(pixels, HEIGHT), ((0, 0), (LEAD_IN, 0)), constant_values=PAPER)


def collate(lines: list[np.ndarray]) -> tuple[torch.Tensor, torch.Tensor]:
    """One tensor, paper to the right of shorter lines, and how many frames each line has."""
    frames = [math.ceil((line.shape[1] + 4) / FRAME) for line in lines]
    batch = np.full((len(lines), 1, HEIGHT, max(frames) * FRAME), PAPER, np.float32)
    for row, line in zip(batch, lines):
        row[0, :, : line.shape[1]] = line
    return torch.from_numpy(batch), torch.tensor(frames)


def edit_distance(read: str, text: str) -> int:
    above = list(range(len(text) + 1))
    for i, character in enumerate(read, 1):
        row = [i]
        for j, other in enumerate(text, 1):
            row.append(min(above[j] + 1, row[-1] + 1, above[j - 1] + (character != other)))
        above = row
    return above[-1]


def measure(network: nn.Module, lines: list[Line]) -> tuple[float, float]:
    """Character error and share of lines without one."""
    network.eval()
    wrong = characters = exact = 0
    ordered = sorted(lines, key=lambda line: line[0].shape[1])
    with torch.no_grad():
        for at in range(0, len(ordered), BATCH):
            part = ordered[at : at + BATCH]
            batch, frames = collate([as_inferred(pixels) for pixels, _ in part])
            for logits, count, (_, text) in zip(network(batch), frames, part):
                errors = edit_distance(read_greedily(logits[:, :count]), text)
                wrong += errors
                characters += len(text)
                exact += errors == 0
    network.train()
    return wrong / characters, exact / len(lines)


class Training:
    """Everything that a checkpoint keeps."""

    def __init__(self, seed: int):
        torch.manual_seed(seed)
        self.network = Recognizer()
        # What is exported: the mean of the last few hundred steps' weights.
        self.mean = Recognizer()
        self.mean.load_state_dict(self.network.state_dict())
        self.optimizer = torch.optim.AdamW(self.network.parameters(), LEARNING_RATE, weight_decay=1e-4)
        self.loss = nn.CTCLoss(zero_infinity=True)
        self.step = 0
        self.seconds = 0.0
        self.running_loss = 0.0

    def save(self, path: Path) -> None:
        kept = {name: getattr(self, name).state_dict() for name in ('network', 'mean', 'optimizer')}
        unfinished = path.with_suffix('.part')
        torch.save({**kept, 'step': self.step, 'seconds': self.seconds}, unfinished)
        unfinished.replace(path)

    def load(self, path: Path) -> None:
        kept = torch.load(path)
        for name in ('network', 'mean', 'optimizer'):
            getattr(self, name).load_state_dict(kept[name])
        self.step, self.seconds = kept['step'], kept['seconds']

    def learn(self, random: np.random.Generator, lines: list[Line], progress: float) -> None:
        """One step; `progress` is the share of the time that has gone, 0 to 1."""
        falling = max(0.0, (progress - PLATEAU) / (1 - PLATEAU))
        rate = LEARNING_RATE * min(1, (self.step + 1) / WARM_UP_STEPS) * (1 + math.cos(math.pi * falling)) / 2
        for group in self.optimizer.param_groups:
            group['lr'] = rate + 1e-5
        batch, frames = collate([varied(random, pixels) for pixels, _ in lines])
        texts = [text for _, text in lines]
        targets = torch.tensor([ALPHABET.index(character) + 1 for text in texts for character in text])
        scores = self.network(batch).permute(2, 0, 1).log_softmax(2)
        loss = self.loss(scores, targets, frames, torch.tensor([len(text) for text in texts]))
        self.optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(self.network.parameters(), 2.0)
        self.optimizer.step()
        self.step += 1
        self.running_loss += (loss.item() - self.running_loss) * (0.02 if self.step > 50 else 0.2)
        keep = 0.998 if self.step > 3000 else 0.99
        with torch.no_grad():
            for value, new in zip(self.mean.state_dict().values(), self.network.state_dict().values()):
                if value.dtype.is_floating_point:
                    value.lerp_(new, 1 - keep)
                else:
                    value.copy_(new)


def batches(random: np.random.Generator, lines: list[Line]):
    """One pass over the lines in batches of about the same width, in random order."""
    order = random.permutation(len(lines))
    for at in range(0, len(order) - BATCH + 1, 40 * BATCH):
        block = sorted(order[at : at + 40 * BATCH], key=lambda i: lines[i][0].shape[1])
        groups = [block[i : i + BATCH] for i in range(0, len(block), BATCH)]
        random.shuffle(groups)
        for group in groups:
            yield [lines[i] for i in group]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument('--data', type=Path, required=True, help='folder of shards, as draw.py fills it')
    parser.add_argument('--validation', type=Path, required=True, help='a shard of another seed')
    parser.add_argument('--out', type=Path, required=True, help='checkpoint to write, and to go on from')
    parser.add_argument('--minutes', type=float, required=True, help='of training in all, over every resumption')
    parser.add_argument('--seed', type=int, default=1)
    parser.add_argument('--threads', type=int, default=1)
    options = parser.parse_args()

    torch.set_num_threads(options.threads)
    cv2.setNumThreads(1)
    training = Training(options.seed)
    if options.out.exists():
        training.load(options.out)
        print(f'goes on at step {training.step}, minute {training.seconds / 60:.1f}', flush=True)
    random = np.random.default_rng((options.seed, training.step))
    validation = load_shard(options.validation)[:LINES_A_CHECK]
    lines: list[Line] = []
    known: set[Path] = set()
    before, begun, checked = training.seconds, time.time(), time.time()
    first = training.step
    while training.seconds < 60 * options.minutes:
        for path in sorted(set(options.data.glob('*.npz')) - known):
            lines += load_shard(path)
            known.add(path)
        if not lines:
            time.sleep(1)
            continue
        for batch in batches(random, lines):
            training.seconds = before + time.time() - begun
            if training.seconds >= 60 * options.minutes:
                break
            training.learn(random, batch, training.seconds / (60 * options.minutes))
            if time.time() - checked < SECONDS_BETWEEN_CHECKS:
                continue
            training.save(options.out)
            error, exact = measure(training.mean, validation)
            pace = BATCH * (training.step - first) / (time.time() - begun)
            print(
                f'minute {training.seconds / 60:.1f}, step {training.step}, {len(lines)} lines, {pace:.0f} lines a second, '
                f'loss {training.running_loss:.3f}; validation: character error {100 * error:.2f} %, exact {100 * exact:.1f} %',
                flush=True,
            )
            checked = time.time()
            if len(known) < len(list(options.data.glob('*.npz'))):
                break
    training.save(options.out)
    error, exact = measure(training.mean, load_shard(options.validation))
    print(f'trained; validation: character error {100 * error:.2f} %, exact {100 * exact:.1f} %', flush=True)


if __name__ == '__main__':
    main()
