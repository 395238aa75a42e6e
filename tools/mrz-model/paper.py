"""What a zone is printed on: tint, grain, security print. The held-out set has textures of its own."""

import cv2
import numpy as np

from noise import coordinates, smooth_noise
from zone_text import ALPHABET


def waves(random: np.random.Generator, shape: tuple[int, int], cap: float) -> np.ndarray:
    """Guilloche: families of parallel wavy lines."""
    x, y = coordinates(shape)
    pattern = np.zeros(shape, np.float32)
    for _ in range(int(random.integers(1, 4))):
        period = cap * random.uniform(0.12, 0.8)
        swing, length = random.uniform(0.1, 1.5) * period, cap * random.uniform(0.4, 4)
        place = y + random.uniform(-1.5, 1.5) * x + swing * np.sin(x / length + random.uniform(0, 6))
        line = np.cos(2 * np.pi * place / period) - random.uniform(0, 0.85)
        pattern += random.uniform(5, 45) * np.clip(line, 0, 1)
    return pattern


def halftone(random: np.random.Generator, shape: tuple[int, int], cap: float) -> np.ndarray:
    """A raster of dots, as tints and portraits are printed."""
    x, y = coordinates(shape)
    angle, phase = random.uniform(0, np.pi / 2), 2 * np.pi / (cap * random.uniform(0.1, 0.35))
    u, v = x * np.cos(angle) + y * np.sin(angle), y * np.cos(angle) - x * np.sin(angle)
    level = smooth_noise(random, shape, cap * random.uniform(1, 8), 0.4) + random.uniform(-0.6, 0.4)
    return random.uniform(10, 60) * np.clip((np.cos(phase * u) * np.cos(phase * v) + level) * 2, 0, 1)


def moire(random: np.random.Generator, shape: tuple[int, int], cap: float) -> np.ndarray:
    """Two rasters that nearly agree, as when a screen or a print is photographed."""
    x, y = coordinates(shape)
    angle, phase = random.uniform(0, np.pi), 2 * np.pi / (cap * random.uniform(0.08, 0.25))
    tilt, ratio = random.normal(0, 0.06), random.uniform(0.9, 1.1)
    first = np.cos(phase * (x * np.cos(angle) + y * np.sin(angle)))
    second = np.cos(phase * ratio * (x * np.cos(angle + tilt) + y * np.sin(angle + tilt)))
    return random.uniform(6, 35) * (1 + first * second) / 2


def blotches(random: np.random.Generator, shape: tuple[int, int], cap: float) -> np.ndarray:
    """Worn and dirty paper, a coloured picture behind the print."""
    return smooth_noise(random, shape, cap * random.uniform(0.3, 4), random.uniform(3, 18))


def rosettes(random: np.random.Generator, shape: tuple[int, int], cap: float) -> np.ndarray:
    """Held out: closed curves of a spirograph."""
    pattern = np.zeros(shape, np.float32)
    turns = np.linspace(0, 40 * np.pi, 3000)
    for _ in range(int(random.integers(2, 6))):
        radius, ratio = cap * random.uniform(0.8, 3), random.uniform(2.1, 9.3)
        own = radius * random.uniform(0.3, 0.9)
        x = random.uniform(0, shape[1]) + radius * np.cos(turns) + own * np.cos(ratio * turns)
        y = random.uniform(0, shape[0]) + radius * np.sin(turns) - own * np.sin(ratio * turns)
        curve = (np.stack([x, y], 1) * 16).astype(np.int32)[:, None]
        cv2.polylines(pattern, [curve], False, float(random.uniform(12, 60)), 1, cv2.LINE_AA, 4)
    return pattern


def microprint(random: np.random.Generator, shape: tuple[int, int], cap: float) -> np.ndarray:
    """Held out: rows of tiny lettering."""
    pattern = np.zeros(shape, np.float32)
    scale = cap * random.uniform(0.012, 0.025)
    row = cap * random.uniform(0.4, 0.9)
    text = ''.join(ALPHABET[i] for i in random.integers(11, 37, 400))
    for i in range(int(shape[0] / row) + 1):
        place = (int(-random.uniform(0, 3) * cap), int(row * (i + 1)))
        cv2.putText(pattern, text, place, cv2.FONT_HERSHEY_PLAIN, scale, float(random.uniform(15, 55)), 1, cv2.LINE_AA)
    return pattern


def weave(random: np.random.Generator, shape: tuple[int, int], cap: float) -> np.ndarray:
    """Held out: cloth, or embossed film."""
    x, y = coordinates(shape)
    phase = 2 * np.pi / (cap * random.uniform(0.15, 0.5))
    bend = smooth_noise(random, shape, 3 * cap, 0.5)
    over = np.sign(np.cos(phase * x / 2) * np.cos(phase * y / 2))
    return random.uniform(5, 30) * (0.5 + 0.5 * np.where(over > 0, np.cos(phase * x + bend), np.cos(phase * y + bend)))


TEXTURES = (waves, waves, halftone, moire, blotches)
HELD_OUT_TEXTURES = (rosettes, microprint, weave)


def paper(random: np.random.Generator, shape: tuple[int, int], cap: float, textures=TEXTURES) -> np.ndarray:
    """Grey levels of unprinted paper; `cap` is a capital's height in the same pixels."""
    base = random.uniform(150, 255) if random.random() < 0.8 else random.uniform(80, 180)
    sheet = np.full(shape, base, np.float32)
    if random.random() < 0.4:
        sheet += smooth_noise(random, shape, max(2, cap * random.uniform(0.05, 0.5)), random.uniform(1, 7))
    for _ in range(random.choice(3, p=[0.35, 0.45, 0.2])):
        sheet -= textures[int(random.integers(len(textures)))](random, shape, cap)
    return sheet
