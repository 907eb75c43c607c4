#!/usr/bin/env bash
# Compiles the kernels' arithmetic for this machine and for 64-bit Arm (NEON), runs both on the same inputs, the latter
# in an emulator, and compares what they give to the bit.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT

# As kernels/build.rs compiles them.
flags=(-std=c++17 -O3 -ffp-contract=off -fno-fast-math -fno-math-errno -fno-trapping-math -fno-exceptions -fno-rtti
  -fno-threadsafe-statics -DINTERNEG_LEVEL=check)

# digests COMPILER NAME [EMULATOR]: the digests of pixels, then those of frames, blocks and macroblocks.
digests() {
  local compiler=$1 name=$2 host=kernels/host
  shift 2
  "$compiler" "${flags[@]}" -static -o "$out/$name-pixels" "$host"/check/pixels.cpp "$host"/{pass,program}.cpp
  "$compiler" "${flags[@]}" -static -o "$out/$name-frames" "$host"/check/frames.cpp "$host"/{resample,blend,dither}.cpp
  "$compiler" "${flags[@]}" -static -o "$out/$name-blocks" "$host"/check/blocks.cpp "$host"/{transform,prores}.cpp
  "$compiler" "${flags[@]}" -static -o "$out/$name-macroblocks" \
    "$host"/check/macroblock.cpp "$host"/macroblock/macroblock.cpp
  {
    "$@" "$out/$name-pixels"
    "$@" "$out/$name-frames"
    "$@" "$out/$name-blocks"
    "$@" "$out/$name-macroblocks"
  } >"$out/$name.txt"
}

digests g++ here
digests aarch64-linux-gnu-g++ arm qemu-aarch64
diff "$out/here.txt" "$out/arm.txt"
echo "arm-check: $(wc -l <"$out/arm.txt") digests are the same on $(uname -m) and on 64-bit Arm"
