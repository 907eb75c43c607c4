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

digests() {
  local compiler=$1 name=$2
  shift 2
  "$compiler" "${flags[@]}" -static -o "$out/$name" kernels/host/check/digests.cpp kernels/host/pass.cpp \
    kernels/host/program.cpp
  "$@" "$out/$name" >"$out/$name.txt"
}

digests g++ here
digests aarch64-linux-gnu-g++ arm qemu-aarch64
diff "$out/here.txt" "$out/arm.txt"
echo "arm-check: $(wc -l <"$out/arm.txt") digests are the same on $(uname -m) and on 64-bit Arm"
