#!/usr/bin/env bash
# Writes synthetic camera originals for the demo, the tests and the bench; `make-ocf.sh --help` lists the options.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
for tool in ffmpeg python3; do
  command -v "$tool" >/dev/null || { echo "make-ocf.sh: $tool is missing; run scripts/setup.sh demo" >&2; exit 66; }
done
exec python3 -B "$here/ocf" "$@"
