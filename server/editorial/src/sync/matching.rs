//! Which recording belongs under which clip.

use super::facts::{CameraClip, SoundFile, SyncOptions};
use super::judging::{Candidate, Verdict, judge};
use super::metadata::SoundMetadata;
use super::place::{Convention, Placing};
use super::report::{ClipSync, PlacedSound, SyncReport, SyncStatus, UnusedSound};
use super::{overlaps, recordings};

/// Least part of a clip, in percent, that has sound where it counts as supplied.
const FULL_PERCENT: u64 = 90;
/// Part of a clip, in percent, above which a second recording makes the choice unclear.
const RIVAL_PERCENT: u64 = 50;

/// Said of a recording that lies under part of a clip, or not at all, as time references are usually counted.
const CLOCK_WOULD_FIT: &str =
    "would lie under all of the clip if its time reference counted seconds of the clock; check the recorder";

/// Finds the sound of every clip.
///
/// A recording fits a clip of the same day whose timecode counts at the same rate, and the one that overlaps most is placed.
/// A clip without any is tried once more with the clock convention of time references, and flagged where that fits.
pub fn synchronise(clips: &[CameraClip], sounds: &[SoundFile], options: &SyncOptions) -> SyncReport {
    let day = Day { sounds, recordings: recordings::group(sounds), options };
    let mut reasons: Vec<Option<String>> = sounds.iter().map(|sound| why_unusable(sound, options)).collect();
    let mut is_used = vec![false; sounds.len()];
    let clips =
        clips.iter().enumerate().map(|(index, clip)| day.clip(index, clip, &mut is_used, &mut reasons)).collect();
    let unused = |index: &usize| !is_used[*index];
    let sounds_without_clips = (0..sounds.len())
        .filter(unused)
        .map(|sound| UnusedSound { sound, name: sounds[sound].name.clone(), reason: reasons[sound].take() })
        .collect();
    let mut warnings = Vec::new();
    let without_rate = sounds.iter().filter(|sound| sound.timecode_rate.is_none()).count();
    if without_rate > 0 {
        warnings.push(match options.timecode {
            Some((rate, _)) => format!("{without_rate} sound files do not tell their timecode rate; {rate} of the project is used"),
            None => format!(
                "{without_rate} sound files do not tell their timecode rate and were left out; the project's sound timecode \
                 rate would settle it"
            ),
        });
    }
    SyncReport {
        clips,
        sounds_without_clips,
        overlaps: overlaps::between(sounds, &day.recordings, options),
        drift: Vec::new(),
        warnings,
    }
}

fn why_unusable(sound: &SoundFile, options: &SyncOptions) -> Option<String> {
    if sound.time_reference.is_none() {
        return Some("it has no time reference".to_owned());
    }
    let is_unknown = sound.rate(options).is_none();
    is_unknown.then(|| "it does not tell its timecode rate, nor does the project".to_owned())
}

struct Day<'a> {
    sounds: &'a [SoundFile],
    recordings: Vec<Vec<usize>>,
    options: &'a SyncOptions,
}

/// All that lies under a clip, or would.
struct Candidates {
    sorted: Vec<Candidate>,
    /// As they would lie if time references counted seconds of the clock, where that was tried and not taken.
    by_clock: Vec<Candidate>,
    refused: Vec<(usize, String)>,
}

impl Day<'_> {
    fn first_of(&self, recording: usize) -> &SoundFile {
        &self.sounds[self.recordings[recording][0]]
    }

    fn clip(&self, index: usize, clip: &CameraClip, is_used: &mut [bool], reasons: &mut [Option<String>]) -> ClipSync {
        let mut sync = ClipSync {
            clip: index,
            clip_name: clip.name.clone(),
            status: SyncStatus::None,
            sounds: Vec::new(),
            clip_samples: 0,
            covered_samples: 0,
            reasons: Vec::new(),
            warnings: Vec::new(),
            metadata: None,
        };
        let Candidates { sorted, by_clock, refused } = self.candidates(clip);
        let Some(best) = sorted.first() else {
            for (recording, reason) in &refused {
                sync.reasons.push(self.named(*recording, reason));
                self.explain(*recording, reasons, &format!("not under {}: {reason}", clip.name));
            }
            return sync;
        };
        let (chosen, others) = self.choose(&sorted);
        for candidate in &chosen {
            self.add(candidate, &mut sync, is_used);
        }
        // In order of time: the later a recording begins, the earlier the clip begins in it.
        sync.sounds.sort_by_key(|sound| std::cmp::Reverse(sound.clip_start_sample));
        sync.clip_samples = best.placing.clip_samples;
        for other in by_clock.iter().filter(|other| other.placing.covers(FULL_PERCENT)) {
            sync.warnings.push(self.named(other.recording, CLOCK_WOULD_FIT));
        }
        sync.status = match () {
            () if is_rival(&best.placing) && others.iter().any(|other| is_rival(&other.placing)) => {
                SyncStatus::Ambiguous
            }
            () if sync.covered_percent() >= FULL_PERCENT => SyncStatus::Full,
            () => SyncStatus::Partial,
        };
        let placed = &self.first_of(best.recording).name;
        for other in others {
            let under = format!("lies under {} % of the clip as well", other.placing.percent());
            sync.reasons.push(self.named(other.recording, &under));
            self.explain(other.recording, reasons, &format!("under {} lies {placed}", clip.name));
        }
        if sync.status == SyncStatus::Partial {
            let percent = sync.covered_percent();
            sync.reasons.push(format!("sound for {percent} % of the clip; {FULL_PERCENT} % are asked for"));
        }
        sync.metadata = self.metadata(&sync, &chosen, clip);
        sync
    }

    /// Recordings under a clip, those that overlap most first.
    fn candidates(&self, clip: &CameraClip) -> Candidates {
        let (mut sorted, refused) = self.judge_all(clip, Convention::Frames);
        let is_supplied = sorted.iter().any(|candidate| candidate.placing.covers(FULL_PERCENT));
        let mut by_clock = Vec::new();
        if !is_supplied && clip.rate.denominator() == 1001 && !clip.drop_frame {
            by_clock = self.judge_all(clip, Convention::Clock).0;
        }
        if sorted.is_empty() {
            sorted = std::mem::take(&mut by_clock);
        }
        sorted.sort_by(|a, b| {
            let name = |candidate: &Candidate| &self.first_of(candidate.recording).name;
            b.placing.overlap_samples.cmp(&a.placing.overlap_samples).then_with(|| name(a).cmp(name(b)))
        });
        Candidates { sorted, by_clock, refused }
    }

    fn add(&self, candidate: &Candidate, sync: &mut ClipSync, is_used: &mut [bool]) {
        let files = self.recordings[candidate.recording].clone();
        for file in &files {
            is_used[*file] = true;
        }
        let Placing { clip_start_sample, overlap_samples, .. } = candidate.placing;
        sync.sounds.push(PlacedSound { files, clip_start_sample, overlap_samples });
        sync.covered_samples = sync.covered_samples.saturating_add(overlap_samples);
        sync.warnings.extend(candidate.warnings.iter().map(|warning| self.named(candidate.recording, warning)));
    }

    fn metadata(&self, sync: &ClipSync, chosen: &[&Candidate], clip: &CameraClip) -> Option<SoundMetadata> {
        let placed = sync.sounds.first()?;
        let candidate = chosen.iter().find(|candidate| self.recordings[candidate.recording] == placed.files)?;
        let files: Vec<&SoundFile> = placed.files.iter().map(|file| &self.sounds[*file]).collect();
        let drop_frame = files.first()?.counts_drop_frame(self.options, clip);
        SoundMetadata::at(&files, placed.clip_start_sample, candidate.rate, drop_frame, clip)
    }

    /// Notes of all files of a recording why they are under no clip; the first reason stays.
    fn explain(&self, recording: usize, reasons: &mut [Option<String>], reason: &str) {
        for sound in &self.recordings[recording] {
            reasons[*sound].get_or_insert_with(|| reason.to_owned());
        }
    }

    fn named(&self, recording: usize, words: &str) -> String {
        format!("{}: {words}", self.first_of(recording).name)
    }

    fn judge_all(&self, clip: &CameraClip, convention: Convention) -> (Vec<Candidate>, Vec<(usize, String)>) {
        let (mut candidates, mut refusals) = (Vec::new(), Vec::new());
        for recording in 0..self.recordings.len() {
            match judge(clip, recording, self.first_of(recording), self.options, convention) {
                Verdict::Fits(candidate) => candidates.push(candidate),
                Verdict::Refused(reason) => refusals.push((recording, reason)),
                Verdict::Apart => {}
            }
        }
        (candidates, refusals)
    }

    /// The best of the candidates with those that continue its take, and the others.
    fn choose<'c>(&self, sorted: &'c [Candidate]) -> (Vec<&'c Candidate>, Vec<&'c Candidate>) {
        let mut chosen: Vec<&Candidate> = Vec::new();
        let mut others = Vec::new();
        for candidate in sorted {
            let joins = |known: &&Candidate| self.continues(known, candidate);
            if chosen.iter().all(joins) { chosen.push(candidate) } else { others.push(candidate) }
        }
        (chosen, others)
    }

    /// Whether two recordings are parts of one take, one behind the other.
    fn continues(&self, a: &Candidate, b: &Candidate) -> bool {
        let (one, other) = (self.first_of(a.recording), self.first_of(b.recording));
        let is_one_take =
            one.scene.is_some() && one.take.is_some() && one.scene == other.scene && one.take == other.take;
        let is_alike = one.sample_rate_hz == other.sample_rate_hz
            && self.recordings[a.recording].len() == self.recordings[b.recording].len();
        let ((begin, end), (other_begin, other_end)) = (a.placing.interval(), b.placing.interval());
        is_one_take && is_alike && one.tape == other.tape && (end <= other_begin || other_end <= begin)
    }
}

fn is_rival(placing: &Placing) -> bool {
    u128::from(placing.overlap_samples) * 100 > u128::from(placing.clip_samples) * u128::from(RIVAL_PERCENT)
}
