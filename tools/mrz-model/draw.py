"""Draws the training data: shards of lifted lines with their texts, each from the seed and its own number alone."""

import argparse
import time
from pathlib import Path

import cv2
import numpy as np

from capture import Picture, photograph
from fonts import EVEN_PITCHED, OCR_B
from ink import print_zone
from lift import find_chain, lift
from zone_text import ZoneText

LINES_A_SHARD = 2000
# Of the zones, how many are set in something else than OCR-B, and how many say nothing that a grammar could know.
EVEN_PITCHED_SHARE = 0.16
UNGRAMMATICAL_SHARE = 0.12


def draw_zone(random: np.random.Generator) -> Picture:
    text = ZoneText(random)
    lines = text.ungrammatical() if text.chance(UNGRAMMATICAL_SHARE) else text.document()
    font = text.one_of(EVEN_PITCHED if text.chance(EVEN_PITCHED_SHARE) else OCR_B)
    return photograph(random, print_zone(random, lines, [text.names(44), text.names(44)], font))


def lifted_lines(random: np.random.Generator, picture: Picture):
    """The zone's lines as the network is shown them; now and then cut off close to the text, or far from it."""
    for line in picture.lines:
        chain = find_chain(random, line)
        beyond = [0.0, 0.0]
        for end in range(2):
            kind = random.random()
            if kind < 0.12:
                beyond[end] = -random.uniform(0.05, 0.3) * chain.size
            elif kind < 0.24:
                beyond[end] = random.uniform(0.2, 2.2) * chain.pitch
        yield lift(picture.pixels, chain, *beyond), line.text


def draw_shard(seed: int, shard: int) -> tuple[list[np.ndarray], list[str]]:
    pictures, texts = [], []
    zone = 0
    while len(texts) < LINES_A_SHARD:
        random = np.random.default_rng((seed, shard, zone))
        for pixels, text in lifted_lines(random, draw_zone(random)):
            pictures.append(pixels)
            texts.append(text)
        zone += 1
    return pictures, texts


def save_shard(path: Path, pictures: list[np.ndarray], texts: list[str]) -> None:
    widths = np.array([picture.shape[1] for picture in pictures], np.int32)
    unfinished = path.with_suffix('.part')
    with unfinished.open('wb') as file:
        np.savez(file, pixels=np.concatenate(pictures, 1), widths=widths, texts=np.array(texts))
    unfinished.rename(path)


def load_shard(path: Path) -> list[tuple[np.ndarray, str]]:
    with np.load(path) as shard:
        pictures = np.split(shard['pixels'], np.cumsum(shard['widths'])[:-1], 1)
        return [(np.ascontiguousarray(picture), str(text)) for picture, text in zip(pictures, shard['texts'])]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument('--out', type=Path, required=True, help='folder of the shards; those that are there are kept')
    parser.add_argument('--seed', type=int, default=1)
    parser.add_argument('--shards', type=int, default=15, help=f'{LINES_A_SHARD} lines and about 80 MB each')
    options = parser.parse_args()
    cv2.setNumThreads(1)
    options.out.mkdir(parents=True, exist_ok=True)
    for shard in range(options.shards):
        path = options.out / f'seed{options.seed}-{shard:04d}.npz'
        if path.exists():
            continue
        begun = time.time()
        save_shard(path, *draw_shard(options.seed, shard))
        print(f'{path.name}: {LINES_A_SHARD / (time.time() - begun):.0f} lines a second', flush=True)


if __name__ == '__main__':
    main()
