#!/usr/bin/env bash
# Renders a NAM through a service of its own, verifies it and shows the folder; see `make help`.
#   OCF=FOLDER            clips to render, of one rate, raster and colour space; made up where absent
#   SPACE="colour space"  what the clips are in, as the colour configuration names it (with OCF)
#   JOB=FILE              a job to render instead of one that puts all clips back to back (with OCF)
#   DEMO_OUT=FOLDER       where everything is written (demo-out)
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

out=$(realpath -m "${DEMO_OUT:-demo-out}")
profile=release
bin=$PWD/target/$profile
rate=24000/1001
made_up_frames=12

say() { printf '\n\033[1m%s\033[0m\n' "$*"; }
die() {
  echo "demo: $1" >&2
  exit "$2"
}

clip_table() { # PATH SPACE
  printf '\n[[clips]]\npath = "ocf:%s"\ncolour_space = "%s"\n' "$1" "$2"
}

# Camera originals below FOLDER, relative to it: movie files, and folders that hold a sequence.
find_clips() {
  (cd "$1" && {
    find . -type f \( -iname '*.mov' -o -iname '*.mxf' -o -iname '*.mp4' \) -printf '%P\n'
    find . -type f \( -iname '*.dpx' -o -iname '*.exr' \) -printf '%h\n' | sed 's|^\./||' | sort -u
  } | sort)
}

video_facts() { # FILE ENTRY...
  ffprobe -v error -select_streams v:0 -show_entries "stream=$2" -of csv=p=0 "$1" | sed -n 1p
}

check_request() {
  [[ -n ${OCF:-} ]] || return 0
  [[ -d $OCF ]] || die "no such folder: $OCF" 66
  if [[ -n ${JOB:-} ]]; then
    [[ -f $JOB ]] || die "no such job: $JOB" 66
  elif [[ -z ${SPACE:-} ]]; then
    die "say what the clips are in, such as: make demo OCF=$OCF SPACE=\"ARRI LogC4\"" 2
  fi
}

write_given_clips() {
  local clips clip first approved=false size
  mapfile -t clips < <(find_clips "$OCF")
  ((${#clips[@]})) || die "no .mov, .mxf, .mp4, .dpx or .exr below $OCF" 66
  first=$OCF/${clips[0]}
  if [[ -d $first ]]; then
    first=$(find "$first" -maxdepth 1 -type f \( -iname '*.dpx' -o -iname '*.exr' \) | sort | sed -n 1p)
  else
    rate=$(video_facts "$first" r_frame_rate)
  fi
  size=$(video_facts "$first" width,height)
  # The demo shows the render, so it signs what only the client may sign in earnest.
  if ((${size%,*} < 3840 || ${size#*,} < 2160)); then
    echo "demo: ${size/,/x} is below UHD: the job claims the client's approval (client_approved_resolution)" >&2
    approved=true
  fi
  job_head "$approved"
  for clip in "${clips[@]}"; do clip_table "$clip" "$SPACE"; done
}

write_made_up_clips() {
  job_head false
  clip_table A001C001_260101_R1AB.mov "ARRI LogC3 (EI800)"
  clip_table D008C002_260101_R3EF "ARRI LogC3 (EI800)"
}

job_head() { # CLIENT_APPROVED_RESOLUTION
  cat <<E
rate = "$rate"
record_start = "01:00:00:00"
output = "deliveries:"
client_approved_resolution = $1

[name]
title = "demo"
episode = "s01e101"
date = "20260101"

[format]
container = "exr"
compression = "piz"

[colour]
target = "ACES2065-1"

[manifests]
mhl = true
asc_mhl = true
E
}

check_request
say "1. Build"
cargo build --profile "$profile" --locked --package interneg-server --package interneg-client

say "2. Camera originals"
mkdir -p "$out/deliveries" "$out/store"
if [[ -n ${OCF:-} ]]; then
  ocf=$(realpath "$OCF")
  if [[ -n ${JOB:-} ]]; then
    [[ $JOB -ef $out/job.toml ]] || cp "$JOB" "$out/job.toml"
  else
    write_given_clips >"$out/job.toml"
  fi
else
  ocf=$out/ocf
  # Made again only where they are absent; truth.json is written last.
  [[ -f $ocf/truth.json ]] ||
    scripts/make-ocf.sh -o "$ocf" -s 3840x2160 -n "$made_up_frames" -r "$rate" -k prores4444,dpx
  write_made_up_clips >"$out/job.toml"
fi
find_clips "$ocf"

say "3. Service"
port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
export INTERNEG_SERVER=http://127.0.0.1:$port
cat >"$out/internegd.toml" <<E
listen = "127.0.0.1:$port"
data_dir = "$out/store"
# Small tasks, so that even a short demo keeps both workers busy.
frames_per_task = 6

[[roots]]
name = "ocf"
path = "$ocf"

[[roots]]
name = "deliveries"
path = "$out/deliveries"
writable = true
E
"$bin/internegd" serve --config "$out/internegd.toml" >"$out/internegd.log" 2>&1 &
service=$!
stop_service() {
  kill -TERM "$service" 2>/dev/null || return 0
  wait "$service" || echo "demo.sh: the service ended with $?" >&2
}
trap stop_service EXIT
for ((tries = 100; ; tries--)); do
  "$bin/interneg" info >"$out/info.txt" 2>"$out/info.log" && break
  kill -0 "$service" 2>/dev/null || die "the service did not start: $(tail -n 3 "$out/internegd.log")" 70
  ((tries)) || die "the service does not answer: $(cat "$out/info.log")" 70
  sleep 0.1
done
sed -n 1p "$out/info.txt"

say "4. Plan"
"$bin/interneg" plan "$out/job.toml" || {
  code=$?
  echo "demo: put what is missing into $out/job.toml, then: make demo OCF=${OCF:-$ocf} JOB=$out/job.toml" >&2
  exit "$code"
}

say "5. Render"
# A second demo delivers anew.
rm -rf "${out:?}/deliveries/"*
"$bin/interneg" submit "$out/job.toml" --wait

say "6. Verify"
delivery=$(find "$out/deliveries" -mindepth 1 -maxdepth 1 -type d ! -name '.*' | sort | sed -n 1p)
"$bin/interneg" verify "$delivery"

say "7. The delivery"
cd "$delivery"
echo "$delivery"
if command -v tree >/dev/null; then tree -h --noreport .; else find . -type f -printf '%12s  %P\n' | sort -k2; fi
