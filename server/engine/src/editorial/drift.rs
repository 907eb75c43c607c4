//! How far production sound is from the cameras' own.

use interneg_editorial::sync::{CameraClip, MeasuredShift, PlacedSound, SoundFile, SyncReport, find_shift};
use interneg_media::MediaError;
use interneg_media::scan::ScannedClip;
use interneg_media::sound::{ChosenChannel, PlacedFile, SOUND_RATE_HZ, Sound};
use interneg_media::wav::WavInfo;

/// Most samples of a clip that are compared, from its first on: 20 s.
const MOST_SAMPLES: u64 = 20 * SOUND_RATE_HZ as u64;
/// Samples that sound may be early or late: 1 s.
const REACH_SAMPLES: usize = SOUND_RATE_HZ as usize;
/// A shift that fits no better than this than any other says nothing.
const LEAST_CONFIDENCE: f64 = 0.25;

/// Compares the sound under each clip with the camera's, and adds what is clear to the report; of the other clips it says
/// why there is nothing. `scanned` stands beside `clips`, and `infos` beside `sounds`.
pub(super) fn measure(
    report: &mut SyncReport,
    scanned: &[&ScannedClip],
    infos: &[WavInfo],
    clips: &[CameraClip],
    sounds: &[SoundFile],
) {
    let mut measured = Vec::new();
    for sync in &mut report.clips {
        let Some(placed) = sync.sounds.first() else { continue };
        match shift(scanned[sync.clip], clips[sync.clip].frames, placed, infos) {
            Ok(Some((shift_samples, confidence))) if confidence >= LEAST_CONFIDENCE => {
                measured.push(MeasuredShift { clip: sync.clip, shift_samples, confidence });
            }
            Ok(Some((_, confidence))) => sync.warnings.push(format!(
                "drift not measured: no shift fits the camera's sound clearly (confidence {confidence:.2})"
            )),
            Ok(None) => sync.warnings.push("drift not measured: the camera or the recorder is silent".to_owned()),
            Err(error) => sync.warnings.push(format!("drift not measured: {error}")),
        }
    }
    report.note_drift(clips, sounds, &measured);
}

/// Samples of the sound file that it is late, and how clearly; nothing where one of the two is silent.
fn shift(
    clip: &ScannedClip,
    frames: u64,
    placed: &PlacedSound,
    infos: &[WavInfo],
) -> Result<Option<(i64, f64)>, MediaError> {
    let Some(mut camera) = Sound::of_camera(&clip.first, &clip.sounds)? else { return Ok(None) };
    let files: Vec<&WavInfo> = placed.files.iter().filter_map(|file| infos.get(*file)).collect();
    let Some(file) = files.first() else { return Ok(None) };
    let rate = clip.first.rate.map_or(1.0, |rate| f64::from(rate.numerator()) / f64::from(rate.denominator()));
    let length = ((frames as f64 / rate * f64::from(SOUND_RATE_HZ)) as u64).min(MOST_SAMPLES) as usize;
    let scratch = mixed(&mut camera, 0, length)?;
    let recordings: Vec<Vec<PlacedFile<'_>>> =
        files.iter().map(|info| vec![PlacedFile { info, clip_start_sample: placed.clip_start_sample }]).collect();
    let channels = |(recording, info): (usize, &&WavInfo)| {
        (0..usize::from(info.format.channels))
            .map(move |channel| ChosenChannel { recording, channel, name: String::new() })
            .collect::<Vec<_>>()
    };
    let tracks: Vec<ChosenChannel> = files.iter().enumerate().flat_map(channels).collect();
    let mut recorder = Sound::of_recorder(&recordings, &tracks)?;
    let sound = mixed(&mut recorder, -(REACH_SAMPLES as i64), length + 2 * REACH_SAMPLES)?;
    let Some(found) = find_shift(&scratch, &sound, REACH_SAMPLES) else { return Ok(None) };
    let of_file = i128::from(found.shift_samples) * i128::from(file.format.sample_rate_hz);
    let (half, per) = (i128::from(SOUND_RATE_HZ) / 2, i128::from(SOUND_RATE_HZ));
    Ok(Some(((of_file + half).div_euclid(per) as i64, found.confidence)))
}

/// All tracks in one, `count` samples from `first` on.
fn mixed(sound: &mut Sound, first: i64, count: usize) -> Result<Vec<i32>, MediaError> {
    let tracks = sound.track_names().len();
    let mut samples = vec![0; count * tracks];
    sound.read(first, &mut samples)?;
    let mean = |all: &[i32]| (all.iter().map(|sample| i64::from(*sample)).sum::<i64>() / tracks as i64) as i32;
    Ok(samples.chunks_exact(tracks.max(1)).map(mean).collect())
}
