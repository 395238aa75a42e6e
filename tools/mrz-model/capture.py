"""A printed zone as a camera sees it: geometry, light, focus, noise, compression."""

from dataclasses import dataclass

import cv2
import numpy as np

from fonts import CAP
from ink import PrintedZone
from noise import coordinates, smooth_noise
from paper import TEXTURES, paper


@dataclass(frozen=True)
class SeenLine:
    text: str
    # Middles of the characters (n x 2) and the longer side of each one's box, in the picture's pixels.
    middles: np.ndarray
    sizes: np.ndarray


@dataclass(frozen=True)
class Picture:
    # uint8, 0 black.
    pixels: np.ndarray
    # A capital's height in its pixels.
    cap: float
    lines: list[SeenLine]


def exposed(random: np.random.Generator, zone: PrintedZone, cap: float) -> tuple[np.ndarray, list[SeenLine]]:
    """Projects the ink onto the sensor: perspective, lean, slope, a bent page."""
    scale = cap / CAP
    stretch = scale * random.uniform(0.82, 1.12)
    height, width = zone.ink.shape
    out_width, out_height = max(40, round(width * stretch)), max(12, round(height * scale))
    corners = np.float32([[0, 0], [width, 0], [width, height], [0, height]])
    target = corners * np.float32([stretch, scale])
    slope = np.clip(random.normal(0, 0.004), -0.012, 0.012) * out_width
    target[:, 1] += np.float32([-slope, slope, slope, -slope]) / 2
    taper = random.normal(0, 0.012) * out_height
    target[:, 1] += np.float32([-taper, taper, -taper, taper])
    lean = random.normal(0, 0.03) if random.random() < 0.85 else random.uniform(-0.25, 0.25)
    target[:2, 0] -= lean * out_height / 2
    target[2:, 0] += lean * out_height / 2
    forth = cv2.getPerspectiveTransform(corners, target)

    bend, waves, phase = 0.0, random.uniform(0.5, 3), random.uniform(0, 2 * np.pi)
    if random.random() < 0.35:
        bend = random.normal(0, 0.07 if waves > 1.2 else 0.12) * cap

    def dip(x: np.ndarray) -> np.ndarray:
        return bend * np.sin(2 * np.pi * waves * x / out_width + phase)

    back = np.linalg.inv(forth)
    x, y = coordinates((out_height, out_width))
    y = y - dip(x)
    depth = back[2, 0] * x + back[2, 1] * y + back[2, 2]
    from_x = ((back[0, 0] * x + back[0, 1] * y + back[0, 2]) / depth).astype(np.float32)
    from_y = ((back[1, 0] * x + back[1, 1] * y + back[1, 2]) / depth).astype(np.float32)
    if random.random() < 0.2:
        cell, amplitude = CAP * random.uniform(0.5, 2), random.uniform(0.2, 1)
        from_x += smooth_noise(random, from_x.shape, max(3, cell * scale), amplitude)
        from_y += smooth_noise(random, from_y.shape, max(3, cell * scale), amplitude)
    fine = zone.ink if scale > 0.8 else cv2.GaussianBlur(zone.ink, (0, 0), 0.42 / scale)
    ink = cv2.remap(fine, from_x, from_y, cv2.INTER_LINEAR)

    lines = []
    for line in zone.lines:
        points = np.stack([line.x, np.full_like(line.x, line.y)], 1)[None].astype(np.float32)
        middles = cv2.perspectiveTransform(points, forth)[0]
        middles[:, 1] += dip(middles[:, 0])
        lines.append(SeenLine(line.text, middles, line.sizes * scale))
    return ink, lines


def lit(random: np.random.Generator, picture: np.ndarray, cap: float) -> np.ndarray:
    """Uneven light, a hard shadow, glare that washes out."""
    x, y = coordinates(picture.shape)
    height, width = picture.shape
    if random.random() < 0.6:
        picture = picture * (1 + random.normal(0, 0.15) * (2 * x / width - 1) + random.normal(0, 0.06) * (2 * y / height - 1))
    if random.random() < 0.07:
        edge = (x - random.uniform(0, width)) + random.uniform(-1, 1) * (y - height / 2)
        soft = cap * random.uniform(0.1, 2)
        picture = picture * (1 - random.uniform(0.2, 0.55) / (1 + np.exp(-np.clip(edge / soft, -30, 30))))
    if random.random() < 0.12:
        away = ((x - random.uniform(0, width)) / (cap * random.uniform(1, 9))) ** 2
        away = away + ((y - random.uniform(0, height)) / (cap * random.uniform(0.5, 5))) ** 2
        glare = random.uniform(0.2, 0.85) * np.exp(-away)
        picture = picture * (1 - glare) + random.uniform(220, 270) * glare
    return picture


def disc(radius: float) -> np.ndarray:
    """The kernel of a lens out of focus."""
    reach = int(np.ceil(radius))
    x, y = np.mgrid[-reach : reach + 1, -reach : reach + 1]
    kernel = np.clip(radius + 0.5 - np.hypot(x, y), 0, 1)
    return kernel / kernel.sum()


def smear(length: float, angle: float) -> np.ndarray:
    """The kernel of a hand that moves."""
    reach = int(np.ceil(length / 2))
    kernel = np.zeros((2 * reach + 1, 2 * reach + 1), np.float32)
    dx, dy = 8 * length * np.cos(angle), 8 * length * np.sin(angle)
    middle = 16 * reach
    ends = [(round(middle + sign * dx), round(middle + sign * dy)) for sign in (-1, 1)]
    cv2.line(kernel, *ends, 1.0, 1, cv2.LINE_AA, 4)
    return kernel / kernel.sum()


def unsharp(random: np.random.Generator, picture: np.ndarray, cap: float) -> np.ndarray:
    """Out of focus, moved, enlarged from too few pixels; or sharpened by the camera. Blur is what a reading fails by most."""
    kind = random.random()
    # Few pixels are blurred already.
    most = cap * min(1, 0.4 + 0.6 * cap / 15)
    if kind < 0.3:
        picture = cv2.GaussianBlur(picture, (0, 0), max(0.2, most * random.uniform(0.01, 0.16)))
    elif kind < 0.45:
        picture = cv2.filter2D(picture, -1, disc(most * random.uniform(0.03, 0.25)), borderType=cv2.BORDER_REPLICATE)
    elif kind < 0.58:
        kernel = smear(most * random.uniform(0.1, 0.4), random.uniform(0, np.pi))
        picture = cv2.filter2D(picture, -1, kernel, borderType=cv2.BORDER_REPLICATE)
    if cap > 9 and random.random() < 0.12:
        factor = random.uniform(5.5, 9) / cap
        size = (picture.shape[1], picture.shape[0])
        small = cv2.resize(picture, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA)
        picture = cv2.resize(small, size, interpolation=cv2.INTER_CUBIC if random.random() < 0.6 else cv2.INTER_LINEAR)
    if random.random() < 0.12:
        soft = cv2.GaussianBlur(picture, (0, 0), max(0.6, cap * random.uniform(0.04, 0.12)))
        picture = picture + random.uniform(0.3, 1.3) * (picture - soft)
    return picture


def recorded(random: np.random.Generator, picture: np.ndarray, cap: float, contrast: float) -> np.ndarray:
    """Sensor noise, clipping, JPEG; a scan in black and white. Small or faint print with strong faults nobody could read."""
    if random.random() < 0.7:
        level = random.uniform(0.5, 16 * min(1, 2 * contrast) * min(1, cap / 12))
        grain = random.normal(0, level, picture.shape).astype(np.float32)
        picture = picture + (cv2.GaussianBlur(grain, (0, 0), 0.7) * 1.6 if random.random() < 0.4 else grain)
    pixels = picture.clip(0, 255).astype(np.uint8)
    if random.random() < 0.03:
        pixels = cv2.threshold(cv2.GaussianBlur(pixels, (0, 0), 0.6), 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)[1]
    worst = 12 + 28 * min(1, max(0, (16 - cap) / 8)) + 20 * min(1, max(0, (0.5 - contrast) / 0.3))
    for _ in range(random.choice(3, p=[0.35, 0.5, 0.15])):
        quality = int(random.uniform(worst, 60) if random.random() < 0.4 else random.uniform(60, 96))
        pixels = cv2.imdecode(cv2.imencode('.jpg', pixels, [cv2.IMWRITE_JPEG_QUALITY, quality])[1], cv2.IMREAD_GRAYSCALE)
    return pixels


def dirtied(random: np.random.Generator, ink: np.ndarray, lines: list[SeenLine], cap: float) -> np.ndarray:
    """Something dark beside the text: the card's edge, a stamp, a finger."""
    for end, out in ((0, -1), (-1, 1)):
        if random.random() > 0.12:
            continue
        clear = max(out * line.middles[end, 0] for line in lines) + cap * random.uniform(0.85, 1.6)
        x = sorted([out * clear, out * (clear + cap * random.uniform(0.1, 3))])
        left, right = (int(np.clip(place, 0, ink.shape[1])) for place in x)
        top = int(random.uniform(-0.5, 0.9) * ink.shape[0])
        bottom = max(0, top + int(random.uniform(0.2, 2) * ink.shape[0]))
        ink[max(0, top) : bottom, left:right] = random.uniform(0.3, 1)
    return ink


def photograph(random: np.random.Generator, zone: PrintedZone, textures=TEXTURES) -> Picture:
    """Characters 5 to 38 pixels high, half of them under 15."""
    cap = float(np.exp(random.uniform(np.log(5.5), np.log(38))))
    ink, lines = exposed(random, zone, cap)
    ink = dirtied(random, ink, lines, cap)
    contrast = random.uniform(0.4, 1) if random.random() < 0.85 else random.uniform(0.18, 0.4)
    picture = paper(random, ink.shape, cap, textures) * (1 - ink * contrast)
    picture = unsharp(random, lit(random, picture.astype(np.float32), cap).astype(np.float32), cap)
    return Picture(recorded(random, picture, cap, contrast), cap, lines)
