//! Best practice of production sound: what should be asked of the mixer before it costs time. No rule of a delivery.

use super::facts::SoundFile;
use super::names::{Production, RollLabel, SceneTake};
use super::report::SyncReport;
use interneg_spec::Finding;
use std::collections::BTreeMap;

/// Seconds that a recorder should roll before the camera.
const PRE_ROLL_SECONDS: u64 = 8;

/// Holds sound files against practice; every finding is a warning. `field` is `sounds[index]`. Labels of rolls are checked
/// where the production is known.
pub fn check_practice(sounds: &[SoundFile], report: &SyncReport, production: Option<&Production>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (index, sound) in sounds.iter().enumerate() {
        let mut warn = |rule: &str, message: String, remedy: &str| {
            findings.push(Finding::warning(
                rule,
                format!("sounds[{index}]"),
                format!("{}: {message}", sound.name),
                remedy,
            ));
        };
        if sound.sample_rate_hz != 48000 || sound.bits != 24 {
            let message = format!("{} Hz with {} bits", sound.sample_rate_hz, sound.bits);
            warn("SND-FORMAT", message, "record 48000 Hz with 24 bits");
        }
        if sound.channels.len() == 1 && sound.family.is_some() {
            warn(
                "SND-POLY",
                "one of several mono files of a take".to_owned(),
                "record all tracks of a take in one file",
            );
        }
        if sound.channels.len() > 2 && sound.channels.iter().skip(2).any(|channel| channel.name.is_empty()) {
            warn(
                "SND-TRACKS",
                "isolated microphones without names".to_owned(),
                "name character and microphone of each",
            );
        }
        if let Some(pre_roll) = pre_roll_seconds(index, sound, report).filter(|seconds| *seconds < PRE_ROLL_SECONDS) {
            let message = format!("rolls {pre_roll} s before the first camera");
            warn("SND-PREROLL", message, "let the recorder roll 8 s before the camera");
        }
        match (&sound.scene, &sound.take, SceneTake::of_file_name(&sound.name)) {
            (Some(scene), Some(take), Some(named)) if !named.agrees_with(scene, take) => {
                let message =
                    format!("the name says {} take {}, the file {scene} take {take}", named.scene, named.take);
                warn("SND-NAME", message, "the file's own metadata are used; rename it if they are right");
            }
            (Some(_), Some(_), _) => {}
            _ => warn("SND-SCENE", "scene or take is missing".to_owned(), "enter scene and take on the recorder"),
        }
        if let (Some(tape), Some(production)) = (&sound.tape, production)
            && let Err(error) = RollLabel::parse(tape, production)
        {
            warn("SND-ROLL", error.to_string(), "label rolls as the production agreed");
        }
    }
    findings.extend(repeated_rolls(sounds));
    findings
}

/// Whole seconds from the begin of a file to the first clip on it, where it has one.
fn pre_roll_seconds(index: usize, sound: &SoundFile, report: &SyncReport) -> Option<u64> {
    let placed = report.clips.iter().flat_map(|clip| &clip.sounds).filter(|placed| placed.files.contains(&index));
    let first = placed.map(|placed| placed.clip_start_sample).min()?;
    Some(u64::try_from(first).unwrap_or(0) / u64::from(sound.sample_rate_hz.max(1)))
}

/// Roll numbers are never used again; a roll that was recorded on days apart probably was.
fn repeated_rolls(sounds: &[SoundFile]) -> Vec<Finding> {
    let mut days: BTreeMap<&str, Vec<u64>> = BTreeMap::new();
    for sound in sounds {
        let day = sound.date.as_deref().and_then(super::clock::day_number);
        if let (Some(tape), Some(day)) = (sound.tape.as_deref(), day) {
            days.entry(tape).or_default().push(day);
        }
    }
    let is_apart =
        |days: &Vec<u64>| days.iter().max().zip(days.iter().min()).is_some_and(|(last, first)| last - first > 1);
    days.iter()
        .filter(|(_, days)| is_apart(days))
        .map(|(tape, _)| {
            let message = format!("sound roll {tape} was recorded on days that do not follow each other");
            Finding::warning("SND-ROLL", "", message, "use every roll number once")
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sync::tests::{clip, sound};
    use crate::sync::{SyncOptions, synchronise};

    fn rules(sounds: &[SoundFile], timecode: &str) -> Vec<String> {
        let report = synchronise(&[clip("c", timecode)], sounds, &SyncOptions::default());
        let production = Production { show: "TWD".to_owned(), is_series: true };
        let findings = check_practice(sounds, &report, Some(&production));
        findings.into_iter().map(|finding| finding.rule).collect()
    }

    #[test]
    fn a_mixer_who_does_as_agreed_hears_nothing() {
        assert_eq!(rules(&[sound("12A-03.wav")], "12:00:08:00"), Vec::<String>::new());
    }

    #[test]
    fn everything_else_is_a_warning_of_its_own() {
        let base = sound("12A-03.wav");
        assert_eq!(rules(std::slice::from_ref(&base), "12:00:07:23"), ["SND-PREROLL"]);
        let fast = SoundFile { sample_rate_hz: 96000, timestamp_rate_hz: 96000, time_reference: None, ..base.clone() };
        assert_eq!(rules(&[fast], "12:00:10:00"), ["SND-FORMAT"]);
        assert_eq!(rules(&[SoundFile { scene: None, ..base.clone() }], "12:00:10:00"), ["SND-SCENE"]);
        assert_eq!(rules(&[SoundFile { take: Some("4".to_owned()), ..base.clone() }], "12:00:10:00"), ["SND-NAME"]);
        assert_eq!(
            rules(&[SoundFile { tape: Some("OKJ056".to_owned()), ..base.clone() }], "12:00:10:00"),
            ["SND-ROLL"]
        );
        let later = SoundFile { date: Some("2022-02-01".to_owned()), ..base.clone() };
        assert_eq!(rules(&[base.clone(), later], "12:00:10:00"), ["SND-ROLL"]);
        let mut many = base;
        many.channels.push(crate::sync::SoundChannel::default());
        assert_eq!(rules(&[many], "12:00:10:00"), ["SND-TRACKS"]);
    }
}
