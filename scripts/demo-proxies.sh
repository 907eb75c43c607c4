#!/usr/bin/env bash
# Makes editorial proxies of a shooting day through a service of its own and checks that they relink; see `make help`.
#   DEMO_OUT=FOLDER       where everything is written (demo-proxies-out)
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

out=$(realpath -m "${DEMO_OUT:-demo-proxies-out}")
profile=release
bin=$PWD/target/$profile
# Clips of real cameras and encoders; they do not come with the project.
cameras=$(realpath -m ../shared/samples/camera)
frames=24

say() { printf '\n\033[1m%s\033[0m\n' "$*"; }
die() {
  echo "demo-proxies: $1" >&2
  exit "$2"
}

# Made again only where it is absent; truth.json is written last.
roll() { # NAME RATE START KINDS
  [[ -f $out/ocf/$1/truth.json ]] ||
    scripts/make-ocf.sh -o "$out/ocf/$1" -s 1280x720 -n "$frames" -r "$2" -t "$3" -k "$4"
}

# A recorder that ran from two seconds before the first clip, 14:00:00:00, on; at 24000/1001 a second of timecode lasts
# 1001/1000 s.
production_sound() {
  local start=$(((14 * 3600 - 2) * 48000 * 1001 / 1000))
  [[ -f $out/sound/SC001_T01.wav ]] ||
    ffmpeg -v error -nostdin -y -f lavfi -i sine=frequency=440:sample_rate=48000:duration=6 -c:a pcm_s24le \
      -write_bext 1 -metadata time_reference="$start" -metadata originator=demo "$out/sound/SC001_T01.wav"
}

source_table() { # PATH SPACE [LINE...]
  printf '\n[[sources]]\npath = "%s"\ncolour_space = "%s"\n' "$1" "$2"
  (($# < 3)) || printf '%s\n' "${@:3}"
}

job() {
  cat <<E
kind = "proxies"
project = "DEMO"
output = "proxies:"
E
  source_table ocf:A001 "ARRI LogC3 (EI800)" 'siting = "left"'
  source_table ocf:B002 "ARRI LogC3 (EI800)" 'siting = "left"'
  if [[ -d $cameras ]]; then
    source_table cameras:qt_h264_tmcd_010000.mov "Rec.1886 Rec.709 - Display" 'roll = "CAMERAS"'
    source_table cameras:mxf_opatom_avid_dnxhr_lb_uhd25.mxf "Rec.1886 Rec.709 - Display" 'roll = "CAMERAS"' \
      'siting = "left"'
    source_table cameras:mxf_j2k_rgb16_2k.mxf "Rec.1886 Rec.709 - Display" 'roll = "CAMERAS"' 'range = "full"'
    # What has no timecode is known by the one that the job gives it.
    source_table cameras:qt_prores422hq_apple_encoder.mov "Rec.1886 Rec.709 - Display" 'roll = "UNTIMED"' \
      'siting = "left"' 'start_timecode = "10:00:00:00"'
    source_table cameras:qt_prores422proxy_apple_encoder.mov "Rec.1886 Rec.709 - Display" 'roll = "UNTIMED"' \
      'siting = "left"' 'start_timecode = "11:00:00:00"'
    # Its own timecode contradicts itself.
    source_table cameras:gopro_h264_tmcd.mp4 "Rec.1886 Rec.709 - Display" 'roll = "UNTIMED"' \
      'start_timecode = "20:07:02;06"'
  fi
  cat <<E

[[renditions]]
name = "avid"
codec = "dnxhr_lb"
wrapper = "mxf_op_atom"
raster = "1920x1080"

[[renditions]]
name = "cut"
codec = "prores_proxy"
wrapper = "mov"
raster = "1920x1080"

[[burn_ins]]
field = "timecode"
position = "bottom_right"

[[burn_ins]]
field = "clip"
position = "bottom_left"

[look]
precision = "baked"

[framing]
letterbox = 2.39

[review]
raster = "960x540"

[sound]
source = "production"
files = ["sound:"]
timecode_rate = "24000/1001"
E
}

# A picture of two fields keeps its lines, in square pixels.
interlaced_job() { # CLIP RASTER
  cat <<E
kind = "proxies"
project = "DEMO"
output = "proxies:"
E
  source_table "cameras:$1" "Rec.1886 Rec.709 - Display" 'roll = "FIELDS"' 'siting = "left"'
  cat <<E

[[renditions]]
name = "fields_$2"
codec = "prores_422"
wrapper = "mov"
raster = "$2"

[look]
precision = "baked"
E
}

say "1. Build"
cargo build --profile "$profile" --locked --package interneg-server --package interneg-client

say "2. Camera originals and production sound"
mkdir -p "$out/ocf" "$out/sound" "$out/proxies" "$out/store"
roll A001 24000/1001 14:00:00:00 prores4444,prores422,h264,dpx
roll B002 30000/1001 "16:59:59;20" prores422
production_sound
job >"$out/job.toml"
interlaced_job mxf_op1a_avcintra_10bit422_1080i25.mxf 1920x1080 >"$out/interlaced_hd.toml"
interlaced_job mxf_op1a_d10_625i25_tc2358.mxf 812x608 >"$out/interlaced_sd.toml"
(cd "$out" && find ocf sound -type f \( -name '*.mov' -o -name '*.mxf' -o -name '*.wav' \) | sort)
find "$out/ocf" -name '*.dpx' -printf '%P\n' | sort | sed -n '1p;$p'

say "3. Service"
port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
export INTERNEG_SERVER=http://127.0.0.1:$port
root_table() { # NAME PATH WRITABLE
  printf '\n[[roots]]\nname = "%s"\npath = "%s"\nwritable = %s\n' "$@"
}
{
  printf 'listen = "127.0.0.1:%s"\ndata_dir = "%s"\n' "$port" "$out/store"
  root_table ocf "$out/ocf" false
  root_table sound "$out/sound" false
  root_table proxies "$out/proxies" true
  [[ ! -d $cameras ]] || root_table cameras "$cameras" false
} >"$out/internegd.toml"
"$bin/internegd" serve --config "$out/internegd.toml" >"$out/internegd.log" 2>&1 &
service=$!
stop_service() {
  kill -TERM "$service" 2>/dev/null || return 0
  wait "$service" || echo "demo-proxies.sh: the service ended with $?" >&2
}
trap stop_service EXIT
for ((tries = 100; ; tries--)); do
  "$bin/interneg" info >"$out/info.txt" 2>"$out/info.log" && break
  kill -0 "$service" 2>/dev/null || die "the service did not start: $(tail -n 3 "$out/internegd.log")" 70
  ((tries)) || die "the service does not answer: $(cat "$out/info.log")" 70
  sleep 0.1
done
sed -n 1p "$out/info.txt"

say "4. Which sound belongs to which clip"
"$bin/interneg" sync report ocf:A001 --sound sound: --timecode-rate 23.976

say "5. Plan"
# Without the single steps of each picture.
"$bin/interneg" plan "$out/job.toml" | grep -vE '^ {10}[0-9]+\. '

say "6. Render"
# A second demo delivers anew.
rm -rf "${out:?}/proxies/"* "${out:?}/proxies/.interneg"
"$bin/interneg" submit "$out/job.toml" --wait
if [[ -d $cameras ]]; then
  for job in interlaced_hd interlaced_sd; do
    "$bin/interneg" submit "$out/$job.toml" --wait
  done
fi

say "7. What the cutting room gets"
(cd "$out/proxies" && find . -type f ! -path './.interneg/*' -printf '%12s  %P\n' | sort -k2)
printf '\nA001.ale\n'
tr -d '\r' <"$out/proxies/cut/A001.ale"

say "8. Do the proxies find their originals?"
rolls=(A001 B002)
originals=(--ocf ocf:)
if [[ -d $cameras ]]; then
  rolls+=(CAMERAS)
  for clip in qt_h264_tmcd_010000.mov mxf_opatom_avid_dnxhr_lb_uhd25.mxf mxf_j2k_rgb16_2k.mxf; do
    originals+=(--ocf "cameras:$clip")
  done
fi
for rendition in avid cut; do
  # Originals without a timecode of their own are in the passport alone.
  "$bin/interneg" relink check "${rolls[@]/#/proxies:$rendition/}" "${originals[@]}"
done
