"""The recognizer: a convolutional network with CTC over one line. No recurrence, no language model."""

from dataclasses import dataclass

import torch
from torch import nn

from zone_text import ALPHABET

# Rows of a normalised line; 16 of them are a capital's height. reading/mrz/network.ts reads the number from the model file.
HEIGHT = 24
# Columns a frame stands for.
FRAME = 4
CLASSES = len(ALPHABET) + 1


@dataclass(frozen=True)
class Layer:
    """One convolution with bias, BatchNorm folded into it when it is exported."""

    inputs: int
    outputs: int
    kernel: tuple[int, int]
    stride: tuple[int, int] = (1, 1)
    relu: bool = True
    # 'save' keeps the output, 'add' adds the kept one: the residual connection.
    residual: str | None = None

    @property
    def padding(self) -> tuple[int, int]:
        down, across = self.kernel
        # The one convolution over all rows that are left makes them one.
        return (down // 2 if down % 2 == 1 and across > 1 else 0, across // 2)


LAYERS = (
    Layer(1, 16, (3, 3), (2, 2)),  # 12 rows
    Layer(16, 24, (3, 3), (2, 2)),  # 6 rows
    Layer(24, 32, (3, 3), residual='save'),
    Layer(32, 32, (3, 3), residual='add'),
    Layer(32, 48, (3, 3), (2, 1), residual='save'),  # 3 rows
    Layer(48, 48, (3, 3), residual='add'),
    Layer(48, 64, (3, 1), residual='save'),  # 1 row
    Layer(64, 64, (1, 5)),
    Layer(64, 64, (1, 5), residual='add'),
    Layer(64, CLASSES, (1, 1), relu=False),
)


class Recognizer(nn.Module):
    def __init__(self, layers: tuple[Layer, ...] = LAYERS):
        super().__init__()
        self.layers = layers
        self.convolutions = nn.ModuleList(
            nn.Conv2d(
                layer.inputs,
                layer.outputs,
                layer.kernel,
                layer.stride,
                layer.padding,
                bias=not layer.relu,
            )
            for layer in layers
        )
        self.norms = nn.ModuleList(nn.BatchNorm2d(layer.outputs) if layer.relu else nn.Identity() for layer in layers)

    def forward(self, lines: torch.Tensor) -> torch.Tensor:
        """Lines (n, 1, HEIGHT, width), width a multiple of FRAME, to logits (n, CLASSES, width / FRAME)."""
        seen, saved = lines, None
        for layer, convolution, norm in zip(self.layers, self.convolutions, self.norms):
            seen = norm(convolution(seen))
            if layer.relu:
                seen = torch.relu_(seen)
            if layer.residual == 'add':
                seen = seen + saved
            if layer.residual == 'save':
                saved = seen
        return seen.squeeze(2)


def read_greedily(logits: torch.Tensor) -> str:
    """The likeliest class of each frame, repetitions and blanks left out; logits (CLASSES, frames)."""
    text, previous = '', 0
    for best in logits.argmax(0).tolist():
        if best not in (0, previous):
            text += ALPHABET[best - 1]
        previous = best
    return text
