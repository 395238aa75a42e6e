#!/bin/sh
# Draws the data, trains the recognizer, exports it and measures it on the held-out set.
set -eu

usage() {
  cat <<'USAGE'
tools/mrz-model/train.sh --out DIR [--seed 1] [--minutes 60] [--threads 1] [--shards 15]

  --out DIR      shards (1.2 GB), checkpoint, mrz.int8.bin and the held-out set; started again, it goes on where it was stopped
  --seed N       of the data and the weights
  --minutes N    of training; the data are drawn beside it, by one process more
  --threads N    that training may use
  --shards N     of 2000 lines

Needs Debian's python3-torch and fonts; says which packages are missing, installs nothing.
USAGE
}

out= seed=1 minutes=60 threads=1 shards=15
while [ $# -gt 0 ]; do
  case $1 in
    --help) usage; exit 0 ;;
    --out | --seed | --minutes | --threads | --shards)
      [ $# -gt 1 ] || { usage >&2; exit 2; }
      eval "${1#--}=\$2"
      shift 2
      ;;
    *) usage >&2; exit 2 ;;
  esac
done
[ -n "$out" ] || { usage >&2; exit 2; }

here=$(cd "$(dirname "$0")" && pwd)
python=/usr/bin/python3
export PYTHONDONTWRITEBYTECODE=1
$python "$here/packages.py"
mkdir -p "$out"
out=$(cd "$out" && pwd)

# Validation steers nothing but tells how training goes; its seed is no training seed.
$python "$here/draw.py" --out "$out/validation" --seed $((seed + 7000)) --shards 1
nice -n 10 $python "$here/draw.py" --out "$out/lines" --seed "$seed" --shards "$shards" &
drawing=$!
trap 'kill $drawing 2>/dev/null || true' EXIT
$python "$here/train.py" --data "$out/lines" --validation "$out"/validation/*.npz --out "$out/checkpoint.pt" \
  --minutes "$minutes" --seed "$seed" --threads "$threads"
$python "$here/export.py" --checkpoint "$out/checkpoint.pt" --out "$out/mrz.int8.bin"
$python "$here/held_out.py" --out "$out/held-out"
cd "$here/../.."
npx tsx tools/mrz-model/evaluate.ts --lines "$out/held-out" "$out/mrz.int8.bin"
