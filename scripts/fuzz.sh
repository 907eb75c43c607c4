#!/usr/bin/env bash
# Gives our encoders and decoders any bytes for some seconds each: the targets of server/media/fuzz, which coverage leads, or
# the examples, which go by chance, where cargo-fuzz is missing. Either ends with an error where something panics.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
readonly seconds=${1:-60}

driver() {
  cargo run --quiet --release --package interneg-media --locked --example "fuzz_$1" -- "${@:2}"
}

if ! cargo fuzz --version >/dev/null 2>&1; then
  echo "fuzz: without help from coverage, because cargo-fuzz is missing. To have it: cargo install cargo-fuzz"
  driver prores "$seconds"
  driver vc3 "$seconds"
  exit
fi

readonly corpus=server/media/fuzz/corpus
driver prores seeds "$corpus"
driver vc3 seeds "$corpus"
cd server/media
# Samples of pictures are taken from the input over and over: long inputs only take time. A sanitizer would need nightly Rust
# and look at Rust alone, which the compiler has checked already, not at the C++ of the kernels, and runs would be several times fewer.
for target in prores_encode:4096 vc3_encode:4096 prores_decode:65536 vc3_decode:65536; do
  cargo fuzz run --sanitizer none "${target%:*}" -- -max_total_time="$seconds" -max_len="${target#*:}" -print_final_stats=1
done
