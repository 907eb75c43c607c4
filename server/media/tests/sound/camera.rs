//! Sound of cameras: which sample is at the first picture, and that chunks are the whole.

use crate::{judges, wave};
use interneg_media::scan::{ScanOptions, one, scan};
use interneg_media::sound::Sound;
use interneg_media::{ProbeOptions, SourceInfo};
use std::path::{Path, PathBuf};

fn probe(path: &Path) -> SourceInfo {
    interneg_media::probe(path, &ProbeOptions { max_dimension: 8192, every_frame: false, conform: None }).unwrap()
}

fn sound(path: &Path) -> Sound {
    Sound::of_camera(&probe(path), &[]).unwrap().unwrap()
}

fn read(sound: &mut Sound, first: i64, count: usize) -> Vec<i32> {
    let mut samples = vec![0x5555; count * sound.track_names().len()];
    sound.read(first, &mut samples).unwrap();
    samples
}

/// A WAVE file of which every sample tells its number.
fn marked_wave(folder: &Path, samples: usize, channels: usize) -> PathBuf {
    let sound = (0..samples).flat_map(|sample| (0..channels).map(move |channel| wave::marked(sample, channel)));
    let chunks = vec![(b"fmt ", wave::fmt(1, channels as u16, 48000, 24)), (b"data", wave::s24(sound))];
    let path = folder.join(format!("marked{channels}.wav"));
    std::fs::write(&path, wave::Wave::new(chunks).bytes()).unwrap();
    path
}

/// A movie of a test picture and a WAVE file; `before_picture` and `before_sound` are options of the inputs.
struct Movie<'a> {
    name: &'a str,
    rate: &'a str,
    seconds: &'a str,
    before_picture: &'a str,
    before_sound: &'a str,
    options: &'a str,
}

impl Movie<'_> {
    fn make(&self, folder: &Path, wave: &Path) -> PathBuf {
        let path = folder.join(self.name);
        let picture = format!("testsrc2=size=128x96:rate={}:duration={}", self.rate, self.seconds);
        let mut arguments: Vec<&str> = self.before_picture.split_whitespace().collect();
        arguments.extend(["-f", "lavfi", "-i", &picture]);
        arguments.extend(self.before_sound.split_whitespace());
        arguments.extend(["-i", wave.to_str().unwrap()]);
        arguments.extend(self.options.split_whitespace());
        arguments.push(path.to_str().unwrap());
        judges::ffmpeg(&arguments);
        path
    }
}

const PLAIN: Movie<'_> =
    Movie { name: "a.mov", rate: "25", seconds: "2", before_picture: "", before_sound: "", options: "" };
const MPEG4: &str = "-c:v libx264 -preset ultrafast -pix_fmt yuv420p";

/// Sample `number` of the clip is sample `number + shift` of the recording; what is not in it is silence.
fn check_marked(samples: &[i32], first: i64, channels: usize, shift: i64, recorded: usize) {
    for (index, found) in samples.chunks_exact(channels).enumerate() {
        let number = first + index as i64 + shift;
        let expected: Vec<i32> = (0..channels)
            .map(|channel| match usize::try_from(number) {
                Ok(sample) if sample < recorded => wave::marked(sample, channel),
                _ => 0,
            })
            .collect();
        assert_eq!(found, expected, "sample {} of the clip", first + index as i64);
    }
}

#[test]
fn plain_sound_is_exact_and_stands_at_its_picture() {
    let folder = tempfile::tempdir().unwrap();
    let wave = marked_wave(folder.path(), 96000, 2);
    for options in ["-c:v prores_ks -c:a pcm_s24le", "-c:v prores_ks -c:a pcm_s24be", "-c:v prores_ks -c:a pcm_s32le"] {
        let path = Movie { options, ..PLAIN }.make(folder.path(), &wave);
        let mut sound = sound(&path);
        assert_eq!(sound.track_names(), ["A1", "A2"]);
        check_marked(&read(&mut sound, -500, 97000), -500, 2, 0, 96000);
        assert!(read(&mut sound, 0, 96000) == judges::s24_by_ffmpeg(&path, 0), "{options}");
    }
}

#[test]
fn streams_become_tracks_in_order() {
    let folder = tempfile::tempdir().unwrap();
    let wave = marked_wave(folder.path(), 96000, 4);
    let options = "-c:v prores_ks -c:a pcm_s24le -filter_complex [1:a]channelsplit=channel_layout=4.0[a][b][c][d] \
                   -map 0:v -map [a] -map [b] -map [c] -map [d]";
    let path = Movie { options, ..PLAIN }.make(folder.path(), &wave);
    let mut sound = sound(&path);
    assert_eq!(sound.track_names(), ["A1", "A2", "A3", "A4"]);
    check_marked(&read(&mut sound, 1000, 3000), 1000, 4, 0, 96000);
}

#[test]
fn files_of_sound_are_channels_in_the_order_of_the_card() {
    let folder = tempfile::tempdir().unwrap();
    let wave = marked_wave(folder.path(), 96000, 3);
    let place = |name: &str| folder.path().join("CONTENTS").join(name).to_str().unwrap().to_owned();
    for name in ["VIDEO", "AUDIO"] {
        std::fs::create_dir_all(place(name)).unwrap();
    }
    let picture = place("VIDEO/0001AB.MXF");
    let codec = "-frames:v 50 -c:v dnxhd -profile:v dnxhr_lb -pix_fmt yuv422p -timecode 01:00:00:00 -f mxf_opatom";
    let mut arguments = vec!["-f", "lavfi", "-i", "testsrc2=size=256x144:rate=25"];
    arguments.extend(codec.split_whitespace().chain([picture.as_str()]));
    judges::ffmpeg(&arguments);
    for channel in 0..3 {
        let filter = format!("pan=mono|c0=c{channel}");
        let path = place(&format!("AUDIO/0001AB{channel:02}.MXF"));
        let mut arguments = vec!["-i", wave.to_str().unwrap(), "-af", &filter];
        arguments.extend("-c:a pcm_s24le -mxf_audio_edit_rate 25 -f mxf_opatom".split_whitespace());
        judges::ffmpeg(&[arguments, vec![&path]].concat());
    }
    let options = ScanOptions::default();
    let scan = scan(folder.path(), &options).unwrap();
    let of_folder = scan.clips.iter().find(|clip| clip.path == "CONTENTS/VIDEO/0001AB.MXF").unwrap();
    let (alone, problems) = one(Path::new(&picture), &options.probe).unwrap();
    assert!(problems.is_empty(), "{problems:?}");
    for clip in [of_folder, &alone] {
        let mut sound = Sound::of_camera(&clip.first, &clip.sounds).unwrap().unwrap();
        assert_eq!(sound.track_names(), ["A1", "A2", "A3"]);
        check_marked(&read(&mut sound, -500, 97000), -500, 3, 0, 96000);
        // Any order of reading gives the same.
        check_marked(&read(&mut sound, 70_000, 3000), 70_000, 3, 0, 96000);
        check_marked(&read(&mut sound, 1000, 10), 1000, 3, 0, 96000);
    }
}

#[test]
fn a_probe_tells_how_sound_lies_under_the_picture() {
    let folder = tempfile::tempdir().unwrap();
    let wave = marked_wave(folder.path(), 60_000, 2);
    let options = "-c:v prores_ks -c:a pcm_s24le";
    let told = |movie: Movie<'_>| {
        let info = probe(&movie.make(folder.path(), &wave));
        (info.audio[0].first_sample, info.audio[0].samples)
    };
    assert_eq!(told(Movie { options, ..PLAIN }), (0, Some(60_000)));
    assert_eq!(told(Movie { before_sound: "-itsoffset 0.5", options, ..PLAIN }), (24_000, Some(60_000)));
    let options = "-c:v prores_ks -c:a pcm_s24le -fps_mode passthrough";
    assert_eq!(told(Movie { before_picture: "-itsoffset 0.52", options, ..PLAIN }), (-24_960, Some(60_000)));
    let options = "-c:v dnxhd -profile:v dnxhr_lb -s 256x144 -pix_fmt yuv422p -c:a pcm_s24le";
    // FFmpeg's MXF ends with its shorter stream, in whole frames.
    let (first, samples) = told(Movie { name: "a.mxf", options, ..PLAIN });
    assert!(first == 0 && samples.is_some_and(|samples| samples.abs_diff(60_000) < 1920), "{samples:?}");
}

#[test]
fn plain_sound_that_ends_before_its_container_says_is_an_error() {
    let folder = tempfile::tempdir().unwrap();
    let wave = marked_wave(folder.path(), 60_000, 2);
    let options = "-c:v prores_ks -c:a pcm_s24le -use_editlist 0";
    let path = Movie { options, ..PLAIN }.make(folder.path(), &wave);
    let mut bytes = std::fs::read(&path).unwrap();
    // The duration in the media header of the second track, and the samples in its table of times (ISO/IEC 14496-12
    // sections 8.4.2 and 8.6.1.2).
    for (name, behind) in [(b"mdhd", 16), (b"stts", 8)] {
        let places: Vec<_> = (0..bytes.len() - 4).filter(|at| &bytes[*at..at + 4] == name).collect();
        let at = places[1] + 4 + behind;
        assert_eq!(bytes[at..at + 4], 60_000_u32.to_be_bytes());
        bytes[at..at + 4].copy_from_slice(&90_000_u32.to_be_bytes());
    }
    std::fs::write(&path, bytes).unwrap();
    let mut samples = vec![0; 2 * 60_000];
    let mut sound = sound(&path);
    let error = sound.read(0, &mut samples).unwrap_err().to_string();
    assert!(error.contains("sound stream 1: it ends at sample 60000, and its container tells of 90000"), "{error}");
}

#[test]
fn late_sound_and_late_pictures_keep_their_distance() {
    let folder = tempfile::tempdir().unwrap();
    let wave = marked_wave(folder.path(), 96000, 2);
    let options = "-c:v prores_ks -c:a pcm_s24le";
    let late_sound = Movie { before_sound: "-itsoffset 0.5", options, ..PLAIN }.make(folder.path(), &wave);
    check_marked(&read(&mut sound(&late_sound), 0, 96000), 0, 2, -24000, 96000);
    // Without this ffmpeg shows the first picture from the start on.
    let options = "-c:v prores_ks -c:a pcm_s24le -fps_mode passthrough";
    let late_picture =
        Movie { before_picture: "-itsoffset 0.52", options, name: "b.mov", ..PLAIN }.make(folder.path(), &wave);
    check_marked(&read(&mut sound(&late_picture), -30000, 90000), -30000, 2, 24960, 96000);
    let between = Movie { before_sound: "-itsoffset 0.123456", options, name: "c.mov", ..PLAIN };
    let between = between.make(folder.path(), &wave);
    // 0.123456 s are 5925.888 samples; an edit list in ticks of 1/1000 s holds 0.123 s of them, which are 5904.
    check_marked(&read(&mut sound(&between), 0, 20000), 0, 2, -5904, 96000);
    let fine = Movie {
        before_sound: "-itsoffset 0.123456",
        options: "-c:v prores_ks -c:a pcm_s24le -movie_timescale 48000",
        name: "d.mov",
        ..PLAIN
    };
    check_marked(&read(&mut sound(&fine.make(folder.path(), &wave)), 0, 20000), 0, 2, -5926, 96000);
}

#[test]
fn edit_lists_move_sound_with_the_picture() {
    let folder = tempfile::tempdir().unwrap();
    let wave = marked_wave(folder.path(), 144_000, 2);
    let long_gop = "-c:v libx264 -preset fast -g 12 -bf 2 -pix_fmt yuv420p -c:a pcm_s24le";
    let movie = Movie { seconds: "3", options: long_gop, ..PLAIN }.make(folder.path(), &wave);
    let cut = folder.path().join("cut.mov");
    judges::ffmpeg(&["-ss", "0.8", "-i", movie.to_str().unwrap(), "-c", "copy", cut.to_str().unwrap()]);
    assert_eq!(probe(&cut).frame_count, 55);
    let mut sound = sound(&cut);
    let found = read(&mut sound, 0, 100_000);
    check_marked(&found, 0, 2, 38400, 144_000);
    let mut chunk = read(&mut sound, 70_001, 123);
    assert_eq!(chunk, found[140_002..140_248]);
    chunk = read(&mut sound, 3, 5);
    assert_eq!(chunk, found[6..16]);
}

#[test]
fn edit_lists_count_behind_a_seek_as_well() {
    let folder = tempfile::tempdir().unwrap();
    let cut = folder.path().join("cut.mov");
    let remake = |movie: &Path| {
        judges::ffmpeg(&["-ss", "0.8", "-i", movie.to_str().unwrap(), "-c", "copy", cut.to_str().unwrap()]);
    };
    let long_gop = |sound: &str| format!("-c:v libx264 -preset ultrafast -g 10 -pix_fmt yuv420p {sound}");
    let options = long_gop("-c:a pcm_s24le");
    let marked = marked_wave(folder.path(), 960_000, 2);
    remake(&Movie { seconds: "20", options: &options, ..PLAIN }.make(folder.path(), &marked));
    for first in [0, 262_000, 700_001] {
        check_marked(&read(&mut sound(&cut), first, 2000), first, 2, 38400, 960_000);
    }
    check_chunks(&cut, (25, 1), 480);

    let options = long_gop("-c:a aac -aac_pns 0 -b:a 192k");
    let wave = tones(folder.path(), 20);
    remake(&Movie { name: "b.mov", seconds: "20", options: &options, ..PLAIN }.make(folder.path(), &wave));
    let original = judges::s24_by_ffmpeg(&wave, 0);
    let found = read(&mut sound(&cut), 0, 921_600);
    let pairs = || found.iter().zip(&original[2 * 38400..]);
    let error: f64 = pairs().map(|(found, original)| f64::from(found - original).powi(2)).sum();
    let power: f64 = pairs().map(|(_, original)| f64::from(*original).powi(2)).sum();
    assert!(error < power / 1000.0, "{} dB", 10.0 * (error / power).log10());
    check_chunks(&cut, (25, 1), 480);
}

/// 20 seconds are four blocks; chunks are frames of a clip, read in any order by readers of their own.
fn check_chunks(path: &Path, rate: (u64, u64), frames: u64) {
    let mut whole_sound = sound(path);
    let channels = whole_sound.track_names().len();
    let sample_at = |frame: u64| i64::try_from(frame * 48000 * rate.1 / rate.0).unwrap();
    let whole = read(&mut whole_sound, 0, usize::try_from(sample_at(frames)).unwrap());
    assert!(whole.iter().any(|sample| *sample != 0));
    for chunk in [3, 0, 2, 1] {
        let (from, to) = (sample_at(frames * chunk / 4), sample_at(frames * (chunk + 1) / 4));
        let count = usize::try_from(to - from).unwrap();
        let begin = usize::try_from(from).unwrap() * channels;
        assert!(read(&mut sound(path), from, count) == whole[begin..][..count * channels], "chunk {chunk}");
        assert!(read(&mut whole_sound, from, count) == whole[begin..][..count * channels], "chunk {chunk} again");
    }
}

#[test]
fn mxf_sound_is_exact_at_whole_and_broken_numbers_of_samples() {
    let folder = tempfile::tempdir().unwrap();
    let wave = marked_wave(folder.path(), 960_000, 2);
    for (rate, fraction, frames) in [("25", (25, 1), 500), ("30000/1001", (30000, 1001), 599)] {
        let options = "-c:v mpeg2video -q:v 3 -c:a pcm_s24le -shortest";
        let movie = Movie { name: "a.mxf", rate, seconds: "20", options, ..PLAIN }.make(folder.path(), &wave);
        let mut sound = sound(&movie);
        for first in [-100, 800_000, 400_000, 262_000] {
            check_marked(&read(&mut sound, first, 3000), first, 2, 0, 960_000);
        }
        check_chunks(&movie, fraction, frames);
    }
}

/// Sound that AAC keeps well: tones under a slow envelope, not the same in any two seconds.
fn tones(folder: &Path, seconds: usize) -> PathBuf {
    let path = folder.join("tones.wav");
    let source = format!(
        "aevalsrc=0.3*sin(2*PI*(300+20*t)*t)*(0.5+0.5*sin(t))|0.2*sin(2*PI*700*t)+0.1*sin(2*PI*(2000-30*t)*t):s=48000:d={seconds}"
    );
    judges::ffmpeg(&["-f", "lavfi", "-i", &source, "-c:a", "pcm_s24le", path.to_str().unwrap()]);
    path
}

#[test]
fn compressed_sound_is_ffmpegs_and_does_not_depend_on_chunks() {
    let folder = tempfile::tempdir().unwrap();
    let wave = tones(folder.path(), 20);
    let options = format!("{MPEG4} -c:a aac -aac_pns 0 -b:a 192k");
    let movie = Movie { name: "a.mp4", seconds: "20", options: &options, ..PLAIN }.make(folder.path(), &wave);
    let expected = judges::s24_by_ffmpeg(&movie, 0);
    let found = read(&mut sound(&movie), 0, 960_000);
    // ffmpeg goes from floats over 32 bits to 24 and cuts where this rounds.
    let worst = found.iter().zip(&expected).map(|(found, expected)| found.abs_diff(*expected)).max().unwrap();
    assert!(worst <= 1, "{worst} codes off");
    let original = judges::s24_by_ffmpeg(&wave, 0);
    let error: f64 = found.iter().zip(&original).map(|(a, b)| f64::from(a - b).powi(2)).sum();
    let power: f64 = original.iter().map(|sample| f64::from(*sample).powi(2)).sum();
    assert!(error < power / 1000.0, "the priming of the encoder was taken off: {} dB", 10.0 * (error / power).log10());
    check_chunks(&movie, (25, 1), 500);
    // With noise substitution a decoder carries a state that no seek restores.
    let options = format!("{MPEG4} -c:a aac -aac_pns 1 -b:a 64k");
    let noise = folder.path().join("noise.wav");
    judges::ffmpeg(&["-f", "lavfi", "-i", "anoisesrc=r=48000:d=20:seed=7:a=0.2", "-ac", "2", noise.to_str().unwrap()]);
    let movie = Movie { name: "b.mp4", seconds: "20", options: &options, ..PLAIN }.make(folder.path(), &noise);
    check_chunks(&movie, (25, 1), 500);
}

#[test]
fn other_rates_become_48_khz() {
    let folder = tempfile::tempdir().unwrap();
    let wave = tones(folder.path(), 4);
    let original = judges::s24_by_ffmpeg(&wave, 0);
    for rate in ["44100", "96000", "32000"] {
        let options = format!("-c:v prores_ks -af aresample={rate}:filter_size=256:phase_shift=12 -c:a pcm_s24le");
        let movie = Movie { name: "a.mov", seconds: "4", options: &options, ..PLAIN }.make(folder.path(), &wave);
        let mut sound = sound(&movie);
        let found = read(&mut sound, 0, 192_000);
        let part = 2 * 4800..2 * 187_200;
        let worst = found[part.clone()].iter().zip(&original[part]).map(|(a, b)| a.abs_diff(*b)).max().unwrap();
        assert!(worst < 500, "{rate}: {worst} of 8388608 off");
        assert_eq!(read(&mut sound, 100_001, 777), found[200_002..201_556]);
    }
}

#[test]
fn movies_without_sound_have_none_and_strange_codecs_are_named() {
    let folder = tempfile::tempdir().unwrap();
    let wave = marked_wave(folder.path(), 48000, 2);
    let silent = Movie { options: "-c:v prores_ks -map 0:v", ..PLAIN }.make(folder.path(), &wave);
    assert!(Sound::of_camera(&probe(&silent), &[]).unwrap().is_none());
    let strange = Movie { options: "-c:v prores_ks -c:a adpcm_ima_qt -ac 1", ..PLAIN }.make(folder.path(), &wave);
    let mut sound = Sound::of_camera(&probe(&strange), &[]).unwrap().unwrap();
    let error = sound.read(0, &mut [0; 10]).unwrap_err().to_string();
    assert!(error.contains("adpcm_ima_qt; read are pcm_s16le"), "{error}");
}

#[test]
fn damaged_sound_is_an_error_and_short_sound_is_silence() {
    let folder = tempfile::tempdir().unwrap();
    let wave = tones(folder.path(), 1);
    let options = format!("{MPEG4} -c:a aac -b:a 192k");
    let movie = Movie { name: "a.mp4", options: &options, ..PLAIN }.make(folder.path(), &wave);
    let found = read(&mut sound(&movie), 0, 96000);
    assert!(found[2 * 60_000..].iter().all(|sample| *sample == 0));
    for first in [i64::MIN, -(1 << 52), 1 << 52, i64::MAX] {
        assert_eq!(read(&mut sound(&movie), first, 10), [0; 20]);
    }
    let bytes = std::fs::read(&movie).unwrap();
    let packets = sound_packets(&movie);
    assert!(packets.len() > 40);
    let mut errors = Vec::new();
    for seed in 0..20_usize {
        let mut damaged = bytes.clone();
        for (index, (offset, size)) in packets.iter().enumerate().skip(2).step_by(3) {
            for step in 0..*size / 16 {
                damaged[offset + (seed * 7 + index + step * 13) % size] ^= 0x5a;
            }
        }
        let path = folder.path().join("damaged.mp4");
        std::fs::write(&path, damaged).unwrap();
        // The picture is whole, so only whoever asks for the sound hears of it.
        let mut sound = sound(&path);
        errors.extend(sound.read(0, &mut vec![0; 2 * 96000]).err().map(|error| error.to_string()));
    }
    assert!(errors.len() > 10, "{errors:?}");
    assert!(errors.iter().all(|error| error.contains("sound stream 1: decoder")), "{errors:?}");
}

/// Where the packets of the first sound stream lie in the file, and their sizes.
fn sound_packets(path: &Path) -> Vec<(usize, usize)> {
    let output = std::process::Command::new("ffprobe")
        .args(["-v", "error", "-select_streams", "a:0", "-show_entries", "packet=size,pos", "-of", "csv=p=0"])
        .arg(path)
        .output()
        .unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    let packet = |line: &str| {
        let (size, offset) = line.split_once(',').unwrap();
        (offset.trim_end_matches(',').parse().unwrap(), size.parse().unwrap())
    };
    text.lines().filter(|line| line.contains(',')).map(packet).collect()
}

#[test]
fn cameras_of_others_sound_as_ffmpeg_plays_them() {
    let Some(samples) = judges::samples() else { return };
    let mut heard = 0;
    // The sound of the last one is of 44.1 kHz, and silent.
    for (name, worst_allowed, is_silent) in [
        ("gopro_h264_tmcd.mp4", 1, false),
        ("mxf_op1a_d10_625i25_tc2358.mxf", 0, false),
        ("qt_h264_tmcd_010000.mov", 0, true),
    ] {
        let path = samples.join("camera").join(name);
        let info = probe(&path);
        let mut sound = Sound::of_camera(&info, &[]).unwrap().unwrap();
        let channels = sound.track_names().len();
        let arguments = ["-i", path.to_str().unwrap(), "-map", "0:a:0", "-ar", "48000"];
        let expected: Vec<i32> = match info.audio[0].sample_rate_hz {
            48000 => judges::s24_by_ffmpeg(&path, 0),
            _ => judges::ffmpeg(&[&arguments[..], &["-f", "s24le", "-"]].concat())
                .as_chunks::<3>()
                .0
                .iter()
                .map(|[low, middle, high]| i32::from_le_bytes([0, *low, *middle, *high]) >> 8)
                .collect(),
        };
        let found = read(&mut sound, 0, expected.len() / channels);
        assert_eq!(expected.iter().all(|sample| *sample == 0), is_silent, "{name}");
        let worst = found.iter().zip(&expected).map(|(found, expected)| found.abs_diff(*expected)).max().unwrap();
        assert!(worst <= worst_allowed, "{name}: {worst} codes off");
        println!("{name}: {channels} channels, {} samples, at most {worst} codes off", expected.len() / channels);
        heard += 1;
    }
    assert_eq!(heard, 3);
}
