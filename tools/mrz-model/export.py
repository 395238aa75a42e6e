"""Writes the int8 file that reading/mrz/network.ts loads: BatchNorm folded, one scale an output channel."""

import argparse
import json
import struct
from pathlib import Path

import numpy as np
import torch

from network import HEIGHT, Layer, Recognizer
from zone_text import ALPHABET


def folded(network: Recognizer, index: int) -> tuple[np.ndarray, np.ndarray]:
    """A layer's weights and biases with its BatchNorm in them, in double precision."""
    convolution, norm = network.convolutions[index], network.norms[index]
    weights = convolution.weight.detach().double()
    if not network.layers[index].relu:
        return weights.numpy(), convolution.bias.detach().double().numpy()
    scale = norm.weight.double() / torch.sqrt(norm.running_var.double() + norm.eps)
    bias = norm.bias.double() - norm.running_mean.double() * scale
    return (weights * scale[:, None, None, None]).detach().numpy(), bias.detach().numpy()


def quantised(weights: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """int8 weights and the scale of each output channel."""
    scales = np.abs(weights).reshape(len(weights), -1).max(1) / 127 + 1e-12
    return np.round(weights / scales[:, None, None, None]).astype(np.int8), scales.astype('<f4')


def header_of(layer: Layer, bias_at: int, scales_at: int, weights_at: int) -> dict:
    return {
        'i': layer.inputs,
        'o': layer.outputs,
        'k': layer.kernel,
        's': layer.stride,
        'p': layer.padding,
        'relu': int(layer.relu),
        'pool': None,
        'tag': layer.residual,
        'b': bias_at,
        'sc': scales_at,
        'w': weights_at,
    }


def model_file(network: Recognizer) -> bytes:
    """`MRZN`, the header's length, a JSON header, then per layer float32 biases, float32 scales and int8 weights."""
    body = b''
    headers = []
    for index, layer in enumerate(network.layers):
        weights, bias = folded(network, index)
        whole, scales = quantised(weights)
        body += b'\0' * (-len(body) % 4)
        places = []
        for part in (bias.astype('<f4'), scales, whole):
            places.append(len(body))
            body += part.tobytes()
        headers.append(header_of(layer, *places))
    header = json.dumps({'v': 1, 'bits': 8, 'H': HEIGHT, 'al': ALPHABET, 'L': headers}).encode()
    header += b' ' * (-len(header) % 4)
    return b'MRZN' + struct.pack('<I', len(header)) + header + body


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument('--checkpoint', type=Path, required=True)
    parser.add_argument('--out', type=Path, required=True)
    options = parser.parse_args()
    network = Recognizer()
    network.load_state_dict(torch.load(options.checkpoint)['mean'])
    network.eval()
    file = model_file(network)
    options.out.write_bytes(file)
    weights = sum(parameter.numel() for parameter in network.parameters())
    print(f'{options.out}: {len(file)} bytes, {weights} parameters')


if __name__ == '__main__':
    main()
