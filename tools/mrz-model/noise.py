"""Random fields."""

import cv2
import numpy as np


def smooth_noise(random: np.random.Generator, shape: tuple[int, int], cell: float, amplitude: float) -> np.ndarray:
    """Gaussian noise that varies over about `cell` pixels."""
    height, width = shape
    grid = random.normal(0, amplitude, (max(2, int(height / cell) + 2), max(2, int(width / cell) + 2)))
    return cv2.resize(grid.astype(np.float32), (width, height), interpolation=cv2.INTER_CUBIC)


def coordinates(shape: tuple[int, int]) -> tuple[np.ndarray, np.ndarray]:
    """Columns of x, rows of y, to be broadcast."""
    height, width = shape
    return np.arange(width, dtype=np.float32)[None, :], np.arange(height, dtype=np.float32)[:, None]
