#!/usr/bin/env bash
# Runs the steps of docker/Dockerfile in bare Debian roots, without a container engine or an image registry, and then
# starts what came out. Proves the image and, because the roots are bare, scripts/setup.sh as well.
set -euo pipefail

if [[ ${1:-} == --help ]]; then
  echo "usage: scripts/image-check.sh [STAGE]    a stage of docker/Dockerfile that can run (cpu)"
  exit
fi
die() {
  echo "image-check: $1" >&2
  exit "$2"
}
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
((EUID == 0)) || die "needs root, for chroot and mounts" 77
for tool in debootstrap python3 cargo rustc git unshare; do
  command -v "$tool" >/dev/null || die "$tool is missing" 66
done
# Mounts and processes of the check live in namespaces of their own: they are gone when it ends, however it ends.
exec unshare --mount --pid --fork --kill-child python3 -B "$here/image_check" "${1:-cpu}"
