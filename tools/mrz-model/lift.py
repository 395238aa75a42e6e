"""
What inference does to a line before the network sees it, in numpy: `liftLine` of reading/mrz/zones.ts and `normalise` of
reading/mrz/network.ts. Who changes one must change the other; evaluate.ts runs the original.
"""

from dataclasses import dataclass

import cv2
import numpy as np

from capture import SeenLine

SIZE = 28
REACH = 1.3
SHOWN_REACH = 0.7
# Rows that are lifted, and those of them, above and below, that the network is not shown.
ROWS = round(2 * REACH * SIZE)
HIDDEN = round((REACH - SHOWN_REACH) * SIZE)
LEAD_IN = 8


@dataclass(frozen=True)
class Chain:
    """Where a line stands in a picture: as `Chain` in reading/mrz/chains.ts."""

    start: np.ndarray
    end: np.ndarray
    size: float
    pitch: float


def find_chain(random: np.random.Generator, line: SeenLine) -> Chain:
    """The line as the search for it measures it, with the errors it makes: character boxes, medians, a straight line."""
    x, y = line.middles.T
    slope, offset = np.polyfit(x, y, 1)
    size = float(np.median(line.sizes))
    size = size * random.normal(1.04, 0.03) + random.uniform(0, 0.6)
    careless = random.random()
    if careless < 0.07:
        size *= random.uniform(0.78, 0.92)
    elif careless < 0.14:
        size *= random.uniform(1.08, 1.3)
    down = random.normal(0, 0.03) * size
    twist = random.normal(0, 0.04) * size
    pitch = float(np.median(np.diff(x)))
    left, right = (place + random.normal(0, 0.06) * pitch for place in (x[0], x[-1]))
    start = np.array([left, slope * left + offset + down - twist])
    end = np.array([right, slope * right + offset + down + twist])
    return Chain(start, end, size, pitch)


def flatten(picture: np.ndarray) -> np.ndarray:
    """Divides by the paper's local brightness, then stretches ink to 0 and paper to 255."""
    paper = cv2.dilate(cv2.dilate(picture, np.ones((1, 31), np.uint8)), np.ones((31, 1), np.uint8))
    for _ in range(3):
        paper = cv2.blur(paper, (29, 29), borderType=cv2.BORDER_REPLICATE)
    even = np.where(picture < paper, 255.0 * picture / np.maximum(1, paper), 255).astype(np.uint8)
    seen = np.cumsum(np.bincount(even.ravel(), minlength=256)) / even.size
    ink, white = (int(np.argmax(seen >= share)) for share in (0.02, 0.65))
    levels = np.clip((np.arange(256) - ink) * 255 / max(20, white - ink), 0, 255)
    return levels.astype(np.uint8)[even]


def lift(pixels: np.ndarray, chain: Chain, before: float = 0, behind: float = 0) -> np.ndarray:
    """One line, as the network is shown it; `before` and `behind` are pixels of the picture beyond the usual margin."""
    along = chain.end - chain.start
    length = float(np.hypot(*along))
    along = along / length
    across = np.array([-along[1], along[0]])
    margin = 0.5 * chain.pitch + 0.45 * chain.size
    step = chain.size / SIZE
    width = max(24, round((length + 2 * margin + before + behind) / step))
    taps = min(8, max(1, round(step)))
    corner = chain.start - along * (margin + before) - across * REACH * chain.size
    # Centres of pixels are whole numbers for OpenCV, whole numbers and a half in a quad.
    step_y = 2 * REACH * chain.size / ROWS / taps
    origin = corner + along * step / taps / 2 + across * step_y / 2
    matrix = np.stack([along * step / taps, across * step_y, origin], 1)
    fine = cv2.warpAffine(
        pixels,
        matrix,
        (width * taps, ROWS * taps),
        flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP,
        borderMode=cv2.BORDER_REPLICATE,
    )
    lifted = flatten(cv2.resize(fine, (width, ROWS), interpolation=cv2.INTER_AREA) if taps > 1 else fine)
    return lifted[HIDDEN : ROWS - HIDDEN]


def normalise(line: np.ndarray, height: int, stretch: float = 1) -> np.ndarray:
    """`height` rows, ink near -0.5 and paper near 0.5; without the lead-in. `stretch` widens it (training only)."""
    width = max(24, round(line.shape[1] * height / line.shape[0] * stretch))
    shrinks = line.shape[0] > height
    pixels = cv2.resize(line, (width, height), interpolation=cv2.INTER_AREA if shrinks else cv2.INTER_LINEAR)
    pixels = pixels.astype(np.float32)
    ink, white = np.percentile(pixels[:, ::3], [2, 90])
    return np.clip((pixels - ink) / max(8, white - ink), -0.3, 1.3) - 0.5
