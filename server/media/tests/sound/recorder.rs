//! Sound of recorders as the proxies get it: any range, at 48 kHz, silence where there is none.

use crate::wave;
use interneg_media::MediaError;
use interneg_media::sound::{ChosenChannel, PlacedFile, Sound};
use interneg_media::wav::WavInfo;
use std::path::Path;

fn write(folder: &Path, name: &str, rate_hz: u32, channels: u16, samples: std::ops::Range<usize>) -> WavInfo {
    let sound = samples.flat_map(|sample| (0..usize::from(channels)).map(move |channel| wave::marked(sample, channel)));
    let chunks = vec![(b"fmt ", wave::fmt(1, channels, rate_hz, 24)), (b"data", wave::s24(sound))];
    let path = folder.join(name);
    std::fs::write(&path, wave::Wave::new(chunks).bytes()).unwrap();
    WavInfo::read(&path).unwrap()
}

fn chosen(recording: usize, channel: usize) -> ChosenChannel {
    ChosenChannel { recording, channel, name: format!("{recording}.{channel}") }
}

fn read(sound: &mut Sound, first: i64, count: usize) -> Vec<i32> {
    let mut samples = vec![-1; count * sound.track_names().len()];
    sound.read(first, &mut samples).unwrap();
    samples
}

#[test]
fn files_that_follow_each_other_are_one_sound_between_silence() {
    let folder = tempfile::tempdir().unwrap();
    let first = write(folder.path(), "a.wav", 48000, 3, 0..10_000);
    let second = write(folder.path(), "b.wav", 48000, 3, 10_000..15_000);
    let placed =
        [PlacedFile { info: &second, clip_start_sample: -7000 }, PlacedFile { info: &first, clip_start_sample: 3000 }];
    let mut sound = Sound::of_recorder(&[placed.to_vec()], &[chosen(0, 2), chosen(0, 0)]).unwrap();
    for (index, pair) in read(&mut sound, -4000, 20_000).chunks_exact(2).enumerate() {
        // Sample -3000 of the clip is the first of the first file.
        let expected = match index.checked_sub(1000) {
            Some(sample) if sample < 15_000 => [wave::marked(sample, 2), wave::marked(sample, 0)],
            _ => [0, 0],
        };
        assert_eq!(pair, expected, "sample {}", index as i64 - 4000);
    }
    assert_eq!(read(&mut sound, i64::MAX - 100, 50), vec![0; 100]);
    assert_eq!(read(&mut sound, i64::MIN, 50), vec![0; 100]);
}

#[test]
fn mono_files_of_one_take_are_tracks() {
    let folder = tempfile::tempdir().unwrap();
    let files: Vec<WavInfo> =
        (0..3).map(|index| write(folder.path(), &format!("{index}.wav"), 48000, 1, index * 500..9000)).collect();
    let recordings: Vec<Vec<PlacedFile<'_>>> =
        files.iter().map(|info| vec![PlacedFile { info, clip_start_sample: 10 }]).collect();
    let mut sound = Sound::of_recorder(&recordings, &[chosen(2, 0), chosen(0, 0)]).unwrap();
    assert_eq!(sound.track_names(), ["2.0", "0.0"]);
    assert_eq!(read(&mut sound, 0, 1), [wave::marked(1010, 0), wave::marked(10, 0)]);
}

/// Chunks that end where frames of 29.97 do, at every rate of a recorder.
#[test]
fn chunks_are_the_whole_at_every_rate() {
    let folder = tempfile::tempdir().unwrap();
    for rate_hz in [48000, 96000, 44100, 47952, 192_000] {
        let info = write(folder.path(), "a.wav", rate_hz, 2, 0..rate_hz as usize);
        let placed = vec![PlacedFile { info: &info, clip_start_sample: 321 }];
        let open = || Sound::of_recorder(std::slice::from_ref(&placed), &[chosen(0, 0), chosen(0, 1)]).unwrap();
        let sample_at = |frame: i64| frame * 48000 * 1001 / 30000;
        let count = |from: i64, to: i64| usize::try_from(to - from).unwrap();
        let whole = read(&mut open(), sample_at(-2), count(sample_at(-2), sample_at(33)));
        let mut joined = Vec::new();
        for frames in [-2..0, 0..1, 1..8, 8..33] {
            let (from, to) = (sample_at(frames.start), sample_at(frames.end));
            joined.extend(read(&mut open(), from, count(from, to)));
        }
        assert!(joined == whole, "{rate_hz}");
        assert!(whole.iter().any(|sample| *sample != 0));
        for first in [i64::MIN, -(1 << 52), 1 << 52, i64::MAX] {
            assert_eq!(read(&mut open(), first, 10), [0; 20]);
        }
    }
}

/// A tone of 1 kHz has the same value at the same moment, whatever the rate of the file and wherever the clip begins.
#[test]
fn other_rates_keep_their_place() {
    let folder = tempfile::tempdir().unwrap();
    let tone = |seconds: f64| 4_000_000.0 * (2.0 * std::f64::consts::PI * 1000.0 * seconds).sin();
    for rate_hz in [96000_u32, 44100, 48048] {
        let samples = (0..rate_hz).map(|sample| tone(f64::from(sample) / f64::from(rate_hz)).round() as i32);
        let chunks = vec![(b"fmt ", wave::fmt(1, 1, rate_hz, 24)), (b"data", wave::s24(samples))];
        let path = folder.path().join("tone.wav");
        std::fs::write(&path, wave::Wave::new(chunks).bytes()).unwrap();
        let info = WavInfo::read(&path).unwrap();
        let placed = vec![PlacedFile { info: &info, clip_start_sample: 12_345 }];
        let mut sound = Sound::of_recorder(&[placed], &[chosen(0, 0)]).unwrap();
        for (index, found) in read(&mut sound, 0, 20_000).iter().enumerate() {
            let expected = tone(12_345.0 / f64::from(rate_hz) + index as f64 / 48000.0);
            assert!((f64::from(*found) - expected).abs() < 4.0, "{rate_hz}: sample {index}");
        }
        assert_eq!(sound.clipped_samples(), 0);
    }
}

#[test]
fn files_and_channels_that_do_not_fit_are_named() {
    let folder = tempfile::tempdir().unwrap();
    let stereo = write(folder.path(), "stereo.wav", 48000, 2, 0..100);
    let mono = write(folder.path(), "mono.wav", 48000, 1, 0..100);
    let place = |info| PlacedFile { info, clip_start_sample: 0 };
    let refused = |recordings: &[Vec<PlacedFile<'_>>], channel: ChosenChannel| {
        let error = Sound::of_recorder(recordings, &[channel]).err().unwrap();
        assert!(matches!(error, MediaError::Unsupported { .. }));
        error.to_string()
    };
    assert!(refused(&[vec![place(&stereo)]], chosen(0, 2)).contains("channel 3 of recording 1"));
    assert!(refused(&[vec![place(&stereo)]], chosen(1, 0)).contains("channel 1 of recording 2"));
    assert!(refused(&[vec![place(&stereo), place(&mono)]], chosen(0, 0)).contains("mono.wav"));
    assert!(refused(&[Vec::new()], chosen(0, 0)).contains("without files"));
}
