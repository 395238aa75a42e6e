"""The typefaces that lines are set in, by Debian package, and their glyphs as pictures. README.md lists the licences."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from zone_text import ALPHABET

FONT_ROOT = Path('/usr/share')
# Height of a capital in a glyph's picture, the picture's own size and the row on which characters stand: pixels.
CAP = 34
CELL_WIDTH, CELL_HEIGHT = 60, 76
BASELINE = 55
# From character to character in OCR-B, in capitals' heights: 2.54 mm by 2.5 mm (ISO 1073-2, size I).
OCR_B_PITCH = 1.02


@dataclass(frozen=True)
class Font:
    package: str
    file: str

    @property
    def path(self) -> Path:
        return FONT_ROOT / self.file


OCR_B = (
    Font('fonts-ocr-b', 'fonts/opentype/ocr-b/OCRB.otf'),
    Font('fonts-ocr-b', 'fonts/opentype/ocr-b/OCRBS.otf'),
)
# What documents that are not set in OCR-B have instead is anybody's guess: typewriters and even-pitched sans-serifs.
EVEN_PITCHED = (
    Font('fonts-dejavu-core', 'fonts/truetype/dejavu/DejaVuSansMono.ttf'),
    Font('fonts-dejavu-core', 'fonts/truetype/dejavu/DejaVuSansMono-Bold.ttf'),
    Font('fonts-liberation2', 'fonts/truetype/liberation2/LiberationMono-Regular.ttf'),
    Font('fonts-liberation2', 'fonts/truetype/liberation2/LiberationMono-Bold.ttf'),
    Font('fonts-gnutypewriter', 'fonts/truetype/gnutypewriter/GNUTypewriter.ttf'),
    Font('fonts-jetbrains-mono', 'fonts/truetype/jetbrains-mono/JetBrainsMono-Regular.ttf'),
    Font('fonts-inconsolata', 'fonts/truetype/inconsolata/Inconsolata.otf'),
    Font('fonts-hack', 'fonts/truetype/hack/Hack-Regular.ttf'),
    Font('fonts-b612', 'fonts/opentype/b612/B612Mono-Regular.otf'),
    Font('fonts-noto-mono', 'fonts/truetype/noto/NotoSansMono-Regular.ttf'),
    Font('fonts-lmodern', 'texmf/fonts/opentype/public/lm/lmmono10-regular.otf'),
    Font('fonts-league-mono', 'fonts/opentype/league-mono/LeagueMono-Medium.otf'),
)
# Never trained on.
HELD_OUT_CUTS = (Font('fonts-ocr-b', 'fonts/opentype/ocr-b/OCRBL.otf'),)
HELD_OUT_EVEN_PITCHED = (
    Font('fonts-courier-prime', 'fonts/opentype/courier-prime/Courier Prime Bold.otf'),
    Font('fonts-oxygen', 'fonts/truetype/oxygen/OxygenMono-Regular.ttf'),
    Font('fonts-anonymous-pro', 'fonts/truetype/anonymous-pro/Anonymous Pro B.ttf'),
)
ALL = (*OCR_B, *EVEN_PITCHED, *HELD_OUT_CUTS, *HELD_OUT_EVEN_PITCHED)


@cache
def glyphs(font: Font) -> dict[str, np.ndarray]:
    """Every character of the alphabet as ink (0 to 1), `CELL_HEIGHT` x `CELL_WIDTH`, capitals `CAP` high, in the middle."""
    trial = ImageFont.truetype(str(font.path), 200)
    size = round(200 * CAP / -trial.getbbox('H', anchor='ls')[1])
    face = ImageFont.truetype(str(font.path), size)
    pictures = {}
    for character in ALPHABET:
        picture = Image.new('L', (CELL_WIDTH, CELL_HEIGHT), 0)
        ImageDraw.Draw(picture).text((CELL_WIDTH / 2, BASELINE), character, font=face, fill=255, anchor='ms')
        pictures[character] = np.asarray(picture, np.float32) / 255
    return pictures


def missing_packages() -> list[str]:
    return sorted({font.package for font in ALL if not font.path.exists()})
