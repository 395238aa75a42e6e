"""A zone as it is printed: its lines in ink on a canvas where a capital is `fonts.CAP` pixels high."""

from dataclasses import dataclass
from functools import cache

import cv2
import numpy as np

from fonts import BASELINE, CAP, CELL_HEIGHT, CELL_WIDTH, OCR_B_PITCH, Font, glyphs
from noise import coordinates, smooth_noise
from zone_text import ALPHABET

# Around the lines, for what the flattening looks at: canvas pixels.
MARGIN = int(1.6 * CAP)


@dataclass(frozen=True)
class PrintedLine:
    text: str
    # Middle of the first and of the last character, and half a capital's height above the baseline: canvas pixels.
    x: np.ndarray
    y: float
    # The longer side of each character's own box.
    sizes: np.ndarray


@dataclass(frozen=True)
class PrintedZone:
    # 0 paper, 1 ink.
    ink: np.ndarray
    lines: list[PrintedLine]


def cut(random: np.random.Generator, font: Font) -> dict[str, np.ndarray]:
    """Another cut of a typeface: each glyph a little wider, higher, leaning or dented, the same wherever it stands."""
    if random.random() < 0.35:
        return glyphs(font)
    # All glyphs side by side, so that one pass bends them all.
    sheet = np.concatenate([glyphs(font)[character] for character in ALPHABET], 1)
    wider, higher, lean = np.repeat(random.normal(0, random.uniform(0.01, 0.05), (3, len(ALPHABET))), CELL_WIDTH, 1)
    x, y = coordinates(sheet.shape)
    middle = np.repeat(np.arange(len(ALPHABET)) * CELL_WIDTH + CELL_WIDTH / 2, CELL_WIDTH)
    from_x = ((x - middle) * (1 + wider) + (y - BASELINE) * lean + middle).astype(np.float32)
    from_y = ((y - BASELINE) * (1 + higher) + BASELINE).astype(np.float32)
    if random.random() < 0.6:
        dent = random.uniform(0, 1.1)
        from_x += smooth_noise(random, sheet.shape, 14, dent)
        from_y += smooth_noise(random, sheet.shape, 14, dent)
    sheet = cv2.remap(sheet, from_x, from_y, cv2.INTER_LINEAR)
    return dict(zip(ALPHABET, np.split(sheet, len(ALPHABET), 1)))


@cache
def box_sizes(font: Font) -> dict[str, int]:
    """The longer side of each character's box."""
    dark = {character: picture > 0.5 for character, picture in glyphs(font).items()}
    return {character: int(max(ink.any(1).sum(), ink.any(0).sum())) for character, ink in dark.items()}


def set_line(
    random: np.random.Generator,
    ink: np.ndarray,
    text: str,
    pictures: dict[str, np.ndarray],
    places: np.ndarray,
    top: float,
    play: float,
) -> None:
    """Sets a line into the canvas: `places` are the characters' middles, `top` is the cells' first row."""
    shifts = random.normal(0, play, (2, len(text)))
    columns = np.rint(places - CELL_WIDTH / 2 + shifts[0]).astype(int).clip(0, ink.shape[1] - CELL_WIDTH)
    rows = np.rint(top + shifts[1]).astype(int).clip(0, ink.shape[0] - CELL_HEIGHT)
    for character, x, y in zip(text, columns.tolist(), rows.tolist()):
        cell = ink[y : y + CELL_HEIGHT, x : x + CELL_WIDTH]
        np.maximum(cell, pictures[character], out=cell)


def engraved(random: np.random.Generator, ink: np.ndarray) -> np.ndarray:
    """Laser or dot-matrix print: strokes made of dots or of rows."""
    x, y = coordinates(ink.shape)
    period = random.uniform(2.6, 5.5)
    phase = 2 * np.pi / period
    if random.random() < 0.6:
        angle = random.uniform(0, np.pi / 2)
        u, v = x * np.cos(angle) + y * np.sin(angle), y * np.cos(angle) - x * np.sin(angle)
        dots = 0.5 + 0.25 * (np.cos(phase * u) + np.cos(phase * v))
    else:
        dots = 0.5 + 0.5 * np.cos(phase * y) + 0 * x
    return ink * np.clip(random.uniform(0.3, 0.9) + dots * random.uniform(0.5, 1.2), 0, 1)


def inked(random: np.random.Generator, ink: np.ndarray) -> np.ndarray:
    """Spreads the ink and cuts it off again: thin and bold strokes, round corners, uneven pressure, gaps and specks."""
    if random.random() < 0.12:
        ink = engraved(random, ink)
    spread = random.uniform(0.5, 2.3)
    ink = cv2.GaussianBlur(ink, (0, 0), spread)
    threshold = random.uniform(0.2, 0.62) if spread > 0.9 else random.uniform(0.3, 0.75)
    if random.random() < 0.4:
        threshold = threshold + smooth_noise(random, ink.shape, random.uniform(5, 60), random.uniform(0.02, 0.14))
    ink = np.clip((ink - threshold) * random.uniform(2, 8) + 0.5, 0, 1)
    if random.random() < 0.18:
        noise = smooth_noise(random, ink.shape, random.uniform(2, 7), 1)
        gaps = np.clip((noise - random.uniform(1.3, 2.6)) * 2, 0, 1) * random.uniform(0.4, 1)
        specks = np.clip((-noise - random.uniform(2.2, 3.2)) * 2, 0, 1) * random.uniform(0.2, 0.8)
        ink = np.maximum(ink * (1 - gaps), specks)
    return ink


def print_zone(random: np.random.Generator, texts: list[str], strangers: list[str], font: Font) -> PrintedZone:
    """Prints a zone; `strangers` may stand above and below it, as other print does."""
    pictures = cut(random, font)
    pitch = OCR_B_PITCH * CAP * random.uniform(0.94, 1.12)
    spacing = CAP * (random.uniform(1.65, 2.6) if random.random() < 0.92 else random.uniform(1.35, 1.65))
    play = random.uniform(0, 0.35) if random.random() < 0.75 else random.uniform(0.3, 1.1)
    above, below = (bool(random.random() < 0.3) for _ in range(2))
    rows = [*strangers[:1] * above, *texts, *strangers[1:2] * below]
    width = int(2 * MARGIN + pitch * (max(map(len, texts)) - 1) + CELL_WIDTH)
    top = MARGIN + CAP // 2 - BASELINE + CAP // 2
    height = int(top + spacing * (len(rows) - 1) + BASELINE + MARGIN + 4)
    ink = np.zeros((height, width), np.float32)
    lines = []
    for i, text in enumerate(rows):
        row, left = int(top + i * spacing), MARGIN + CELL_WIDTH / 2
        if (above and i == 0) or (below and i == len(rows) - 1):
            own = pitch * random.uniform(0.6, 1.1)
            left += random.uniform(0, 2) * CAP
            text = text[: int((width - MARGIN - left) / own)]
            set_line(random, ink, text, pictures, left + own * np.arange(len(text)), row, play)
            continue
        places = left + pitch * np.arange(len(text))
        set_line(random, ink, text, pictures, places, row, play)
        sizes = np.array([box_sizes(font)[character] for character in text], np.float32)
        lines.append(PrintedLine(text, places, row + BASELINE - CAP / 2, sizes))
    return PrintedZone(inked(random, ink), lines)
