//! Where the camera's own sound does not reach as far as its picture, which is silence in the proxy.

use super::{PlannedClip, PlannedSound};
use interneg_editorial::sync::SyncReport;
use interneg_media::mux::first_sample;
use interneg_media::sound::SOUND_RATE_HZ;
use interneg_media::{AudioStream, SourceInfo};
use interneg_qc::passport::Silence;
use interneg_spec::{Finding, Rate};
use std::ops::Range;

/// Looks at every stream that becomes tracks. Silence of a frame and more is noted in the clip, and it and sound that is left
/// out become findings, and remarks of the report on sync.
pub(super) fn note(clip: &mut PlannedClip, sync: Option<&mut SyncReport>, findings: &mut Vec<Finding>) {
    let PlannedSound::Camera { tracks } = &clip.sound else { return };
    let (mut silences, mut remarks, mut begin) = (Vec::new(), Vec::new(), 0);
    for part in &clip.parts {
        let span = Span::new(begin, begin + part.frame_count, clip.rate);
        for (channels, file, stream) in streams(part, clip) {
            let of_stream = tracks.iter().filter(|(channel, _)| channels.contains(channel));
            let names: Vec<String> = of_stream.map(|(_, name)| name.clone()).collect();
            if !names.is_empty() {
                let sound = format!("its sound{file} ({})", names.join(", "));
                span.compare(stream, &sound, &names, &mut silences, &mut remarks);
            }
        }
        begin += part.frame_count;
    }
    for remark in &remarks {
        let message = format!("{}: {remark}", clip.ocf_path);
        let remedy = "check that the file was copied in full, and that the camera recorded sound";
        findings.push(Finding::warning("PX-08", format!("sources[{}].path", clip.source), message, remedy));
    }
    if let Some(sync) = sync {
        sync.warnings.extend(remarks.iter().map(|remark| format!("camera sound of {}: {remark}", clip.name)));
    }
    clip.silence = silences;
}

/// All streams of a part and the channels that each has, counted over all of them; and the file, where it is not the
/// picture's, in words.
fn streams<'a>(part: &'a SourceInfo, clip: &'a PlannedClip) -> Vec<(Range<usize>, String, &'a AudioStream)> {
    let of_files = clip.sounds.iter().flat_map(|sound| {
        let name = sound.path.file_name().unwrap_or_default().to_string_lossy();
        sound.audio.iter().map(move |stream| (format!(" in {name}"), stream))
    });
    let mut end = 0;
    let numbered = |(file, stream): (String, &'a AudioStream)| {
        let first = end;
        end += usize::from(stream.channels);
        (first..end, file, stream)
    };
    part.audio.iter().map(|stream| (String::new(), stream)).chain(of_files).map(numbered).collect()
}

/// A part of the picture, in samples of the proxy.
struct Span {
    begin: u64,
    length: u64,
    rate: Rate,
}

impl Span {
    fn new(first_frame: u64, end_frame: u64, rate: Rate) -> Self {
        let at = |frame| first_sample(frame, rate, SOUND_RATE_HZ);
        Self { begin: at(first_frame), length: at(end_frame) - at(first_frame), rate }
    }

    fn compare(
        &self,
        stream: &AudioStream,
        sound: &str,
        names: &[String],
        silences: &mut Vec<Silence>,
        remarks: &mut Vec<String>,
    ) {
        let Some(samples) = stream.samples else { return };
        let delivered = |sample: i64| {
            let hz = i128::from(stream.sample_rate_hz.max(1));
            i64::try_from((i128::from(sample) * i128::from(SOUND_RATE_HZ)).div_euclid(hz)).unwrap_or(i64::MAX)
        };
        let first = delivered(stream.first_sample);
        let end = delivered(stream.first_sample.saturating_add_unsigned(samples));
        let length = i64::try_from(self.length).unwrap_or(i64::MAX);
        let (silent_before, silent_behind) = (first.clamp(0, length), (length - end).clamp(0, length));
        for (count, first_sample, what) in [
            (silent_before, 0, "begins behind the first frame"),
            (silent_behind, length - silent_behind, "ends before the last frame does"),
        ] {
            if self.is_a_frame(count) {
                let words = self.words(count);
                remarks.push(format!("{sound} {what}: the proxy is silent for {words}"));
                silences.push(Silence {
                    tracks: names.to_vec(),
                    first_sample: self.begin + first_sample.unsigned_abs(),
                    samples: count.unsigned_abs(),
                });
            }
        }
        for (count, what) in
            [(-first, "begins before the first frame"), (end - length, "goes on behind the last frame")]
        {
            if self.is_a_frame(count) {
                remarks.push(format!("{sound} {what}: {} are left out", self.words(count)));
            }
        }
    }

    /// Less than a frame is how cameras' blocks of sound and pictures differ.
    fn is_a_frame(&self, samples: i64) -> bool {
        u64::try_from(samples).is_ok_and(|samples| samples >= first_sample(1, self.rate, SOUND_RATE_HZ).max(1))
    }

    fn words(&self, samples: i64) -> String {
        let frames = i128::from(samples) * i128::from(self.rate.numerator())
            / (i128::from(SOUND_RATE_HZ) * i128::from(self.rate.denominator()));
        let frames = if frames == 1 { "1 frame".to_owned() } else { format!("{frames} frames") };
        format!("{samples} samples at 48 kHz ({frames})")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn compared(first_sample: i64, samples: u64, sample_rate_hz: u32) -> (Vec<(u64, u64)>, Vec<String>) {
        let stream = AudioStream {
            codec: "pcm_s24le".to_owned(),
            sample_rate_hz,
            channels: 1,
            bits: 24,
            first_sample,
            samples: Some(samples),
        };
        let (mut silences, mut remarks) = (Vec::new(), Vec::new());
        // The second part of a clip: 25 frames behind 25 others, which are 48000 samples behind 48000.
        let span = Span::new(25, 50, Rate::new(25, 1).unwrap());
        span.compare(&stream, "its sound (A1)", &["A1".to_owned()], &mut silences, &mut remarks);
        (silences.iter().map(|silence| (silence.first_sample, silence.samples)).collect(), remarks)
    }

    #[test]
    fn less_than_a_frame_is_not_told() {
        for (first, samples) in [(0, 48_000), (1919, 48_000 - 1919), (-1919, 48_000 + 2 * 1919), (0, 48_000 - 1919)] {
            assert_eq!(compared(first, samples, 48_000), (Vec::new(), Vec::new()), "{first} {samples}");
        }
    }

    #[test]
    fn a_frame_and_more_is_counted() {
        let (silences, remarks) = compared(2000, 40_000, 48_000);
        assert_eq!(silences, [(48_000, 2000), (90_000, 6000)]);
        assert_eq!(
            remarks,
            [
                "its sound (A1) begins behind the first frame: the proxy is silent for 2000 samples at 48 kHz (1 frame)",
                "its sound (A1) ends before the last frame does: the proxy is silent for 6000 samples at 48 kHz (3 frames)",
            ]
        );
        let (silences, remarks) = compared(-4800, 96_000, 96_000);
        assert_eq!(silences, [(48_000 + 45_600, 2400)]);
        assert_eq!(remarks.len(), 2);
        let (silences, remarks) = compared(0, 60_000, 48_000);
        assert_eq!((silences.len(), remarks.len()), (0, 1));
        assert!(remarks[0].contains("12000 samples at 48 kHz (6 frames) are left out"), "{remarks:?}");
        // All of it elsewhere: no more than the whole is silent, and once.
        let (silences, _) = compared(200_000, 10, 48_000);
        assert_eq!(silences, [(48_000, 48_000)]);
    }
}
