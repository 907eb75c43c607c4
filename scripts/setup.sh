#!/usr/bin/env bash
# Installs what building, testing and running Interneg needs on Debian 12. Safe to run again: where nothing is
# missing it says nothing and takes a moment. Only apt and pip fetch anything, by package name.
set -euo pipefail

usage() {
  cat <<'E'
usage: scripts/setup.sh [build|demo|test|bench|arm|image|official|runtime|cuda]...
  build    compiler, linker and headers of FFmpeg and GStreamer (default)
  demo     build, and what makes camera originals
  test     demo, arm, and the foreign programs that judge our files, some of them in .venv
  bench    demo, and the programs that the bench compares with
  arm      a compiler and an emulator of 64-bit Arm, for scripts/arm-check.sh
  image    what builds bare Debian roots, for scripts/image-check.sh
  official test, and what builds the official OpenColorIO for the colour crate's feature of that name
  runtime  shared libraries of a finished binary and GStreamer's plug-ins, nothing to build with
  cuda     runtime, and NVIDIA's run-time compiler in cuda/ beside this script
E
}

# FFmpeg's headers pull in libswresample; libclang reads them for the bindings; gcc links, and compiles SQLite and
# libdeflate; g++ compiles the kernels' device functions; ca-certificates lets cargo trust its registry.
build=(ca-certificates gcc g++ libc6-dev make pkg-config libclang-dev libavcodec-dev libavformat-dev libavutil-dev
  libgstreamer1.0-dev libgstreamer-plugins-base1.0-dev)
# Review files: the ends of pipelines are in base, the parsers in good and bad, x265 in bad, x264 in ugly, AAC in libav.
review=(gstreamer1.0-plugins-base gstreamer1.0-plugins-good gstreamer1.0-plugins-bad gstreamer1.0-plugins-ugly
  gstreamer1.0-libav)
demo=(ffmpeg python3)
# Chromium plays review files without a window; it has H.264, which Debian builds it with.
test=("${review[@]}" chromium mediainfo openexr openimageio-tools python3-venv)
bench=(openimageio-tools python3-venv)
arm=(g++ g++-aarch64-linux-gnu libc6-dev-arm64-cross qemu-user)
image=(debootstrap python3)
# OpenColorIO and the libraries that it brings along are built with CMake.
official=(cmake)
runtime=(libavcodec59 libavformat59 libavutil57 libgstreamer1.0-0 libgstreamer-plugins-base1.0-0 "${review[@]}")
cuda=(ca-certificates python3-pip)

readonly rust_needed=1.95
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(dirname "$here")

die() {
  echo "setup: $1" >&2
  exit "${2:-1}"
}

is_installed() {
  [[ $(dpkg-query -W -f '${db:Status-Abbrev}' "$1" 2>/dev/null) == ii* ]]
}

need_debian_packages() {
  local missing=() package as_root=()
  for package in "$@"; do
    is_installed "$package" || missing+=("$package")
  done
  ((${#missing[@]})) || return 0
  if ((EUID != 0)); then
    command -v sudo >/dev/null || die "needs root or sudo to install: ${missing[*]}" 77
    as_root=(sudo)
  fi
  echo "setup: apt installs ${missing[*]}"
  "${as_root[@]}" apt-get update -qq
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive DEBCONF_NOWARNINGS=yes \
    apt-get install -y -qq --no-install-recommends -o Dpkg::Use-Pty=0 "${missing[@]}" >/dev/null
}

need_rust() {
  local version
  version=$(cargo --version 2>/dev/null | cut -d' ' -f2) ||
    die "cargo is missing: install Rust $rust_needed or later, with rustfmt and clippy (Debian 12's own is older)" 78
  [[ $(printf '%s\n' "$rust_needed" "$version" | sort -V | head -n1) == "$rust_needed" ]] ||
    die "cargo is $version, Interneg needs $rust_needed or later" 78
}

# pip_installs FOLDER LIST PIP...: the stamp in FOLDER is a copy of the list, so an edited list installs again.
pip_installs() {
  local folder=$1 list=$2
  echo "setup: pip installs $(grep -v '^#' "$list" | tr '\n' ' ')in ${folder#"$root"/}"
  "${@:3}" install --quiet --disable-pip-version-check --requirement "$list"
  cp "$list" "$folder/requirements.stamp"
}

need_test_programs() {
  local venv=$root/.venv list=$here/requirements-test.txt
  cmp -s "$list" "$venv/requirements.stamp" && return 0
  # Debian's own interpreter: another python3 in PATH may lack the venv module that apt just installed.
  /usr/bin/python3 -m venv --clear "$venv"
  pip_installs "$venv" "$list" "$venv/bin/pip"
}

need_run_time_compiler() {
  local folder=$here/cuda list=$here/requirements-cuda.txt
  cmp -s "$list" "$folder/requirements.stamp" && return 0
  mkdir -p "$folder"
  export PIP_TARGET=$folder PIP_NO_CACHE_DIR=1 PIP_ROOT_USER_ACTION=ignore
  pip_installs "$folder" "$list" /usr/bin/python3 -m pip
}

command -v dpkg-query >/dev/null || die "no Debian packages here; install by hand what scripts/setup.sh lists" 78
(($#)) || set -- build
packages=()
rust=no programs=no compiler=no
for purpose in "$@"; do
  case $purpose in
    build) packages+=("${build[@]}") rust=yes ;;
    demo) packages+=("${build[@]}" "${demo[@]}") rust=yes ;;
    test) packages+=("${build[@]}" "${demo[@]}" "${test[@]}" "${arm[@]}") rust=yes programs=yes ;;
    bench) packages+=("${build[@]}" "${demo[@]}" "${bench[@]}") rust=yes programs=yes ;;
    arm) packages+=("${arm[@]}") ;;
    image) packages+=("${image[@]}") rust=yes ;;
    official)
      packages+=("${build[@]}" "${demo[@]}" "${test[@]}" "${official[@]}") rust=yes programs=yes
      ;;
    runtime) packages+=("${runtime[@]}") ;;
    cuda) packages+=("${runtime[@]}" "${cuda[@]}") compiler=yes ;;
    -h | --help) usage && exit ;;
    *) usage >&2 && exit 2 ;;
  esac
done
if [[ $rust == yes ]]; then need_rust; fi
need_debian_packages "${packages[@]}"
if [[ $programs == yes ]]; then need_test_programs; fi
if [[ $compiler == yes ]]; then need_run_time_compiler; fi
