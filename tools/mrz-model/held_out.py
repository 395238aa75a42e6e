"""Draws the held-out set: whole zones as PNGs, on textures that training never saw, a part in typefaces it never saw."""

import argparse
import json
from pathlib import Path

import cv2
import numpy as np

from capture import photograph
from fonts import HELD_OUT_CUTS, HELD_OUT_EVEN_PITCHED, OCR_B
from ink import print_zone
from lift import Chain, find_chain
from paper import HELD_OUT_TEXTURES
from zone_text import ZoneText

SEED = 90210
# Group, its typefaces, its share of the zones.
GROUPS = (
    ('OCR-B', OCR_B, 0.6),
    ('OCR-B, unseen cut', HELD_OUT_CUTS, 0.2),
    ('other, unseen', HELD_OUT_EVEN_PITCHED, 0.2),
)


def labelled(text: str, chain: Chain) -> dict:
    """As `Chain` of reading/mrz/chains.ts, whose pixels have their centres at a half."""
    (from_x, from_y), (to_x, to_y) = (chain.start + 0.5).round(2).tolist(), (chain.end + 0.5).round(2).tolist()
    return {
        'text': text,
        'from': {'x': from_x, 'y': from_y},
        'to': {'x': to_x, 'y': to_y},
        'size': round(chain.size, 2),
        'pitch': round(chain.pitch, 2),
        'count': len(text),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument('--out', type=Path, required=True)
    parser.add_argument('--zones', type=int, default=500)
    options = parser.parse_args()
    cv2.setNumThreads(1)
    options.out.mkdir(parents=True, exist_ok=True)
    manifest = []
    for zone in range(options.zones):
        random = np.random.default_rng((SEED, zone))
        name, fonts, _ = GROUPS[int(random.choice(len(GROUPS), p=[share for *_, share in GROUPS]))]
        text = ZoneText(random)
        printed = print_zone(random, text.document(), [text.names(44), text.names(44)], text.one_of(fonts))
        picture = photograph(random, printed, HELD_OUT_TEXTURES)
        file = f'{zone:04d}.png'
        cv2.imwrite(str(options.out / file), picture.pixels)
        lines = [labelled(line.text, find_chain(random, line)) for line in picture.lines]
        manifest.append({'file': file, 'group': name, 'capital': round(picture.cap, 1), 'lines': lines})
    (options.out / 'manifest.json').write_text(json.dumps(manifest, indent=1))
    print(f'{options.out}: {len(manifest)} zones, {sum(len(zone["lines"]) for zone in manifest)} lines')


if __name__ == '__main__':
    main()
