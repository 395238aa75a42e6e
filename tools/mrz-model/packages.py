"""Names the Debian packages that the recipe needs and this machine lacks; exits with 1 where there are any."""

import sys
from importlib.util import find_spec

MODULES = {'cv2': 'python3-opencv', 'numpy': 'python3-numpy', 'PIL': 'python3-pil', 'torch': 'python3-torch'}


def missing_packages() -> list[str]:
    modules = [package for module, package in MODULES.items() if find_spec(module) is None]
    if modules:
        return modules
    # Needs the modules.
    from fonts import missing_packages as missing_fonts

    return missing_fonts()


if __name__ == '__main__':
    if missing := missing_packages():
        sys.exit(f'Missing: apt install {" ".join(missing)}')
