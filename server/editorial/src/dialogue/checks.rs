//! Checks on the files of a session.

use super::names::DialogueTrack;
use interneg_spec::Finding;
use serde::{Deserialize, Serialize};

/// 01:00:00:00 at 24 frames a second and 48 kHz: nothing is recorded before it.
const FIRST_SAMPLE: u64 = 172_800_000;

/// What is known of a file of a session.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DialogueFile {
    /// Its name.
    pub name: String,
    /// Samples per second.
    pub sample_rate_hz: u32,
    /// Bits of a sample that carry sound.
    pub bits: u16,
    /// Channels.
    pub channels: u16,
    /// Samples from midnight to the first sample.
    pub time_reference: Option<u64>,
    /// Length in samples.
    pub samples: u64,
    /// Day of recording, `YYYY-MM-DD`.
    pub date: Option<String>,
}

/// Holds the files of one session against practice; every finding is a warning with `field` `files[index]`.
pub fn check_session(files: &[DialogueFile]) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (index, file) in files.iter().enumerate() {
        let mut warn = |rule: &str, message: String, remedy: &str| {
            findings.push(Finding::warning(
                rule,
                format!("files[{index}]"),
                format!("{}: {message}", file.name),
                remedy,
            ));
        };
        if (file.sample_rate_hz, file.bits) != (48000, 24) {
            let message = format!("{} Hz with {} bits", file.sample_rate_hz, file.bits);
            warn("DLG-FORMAT", message, "export 48000 Hz with 24 bits");
        }
        if file.channels != 2 {
            warn("DLG-STEREO", format!("{} channels", file.channels), "export stereo interleaved");
        }
        match file.time_reference {
            None => warn("DLG-START", "no time reference".to_owned(), "export Broadcast Wave"),
            Some(start) if start < FIRST_SAMPLE => {
                warn("DLG-START", "begins before 01:00:00:00".to_owned(), "record from 01:00:00:00 on, at true 24");
            }
            Some(_) => {}
        }
        match DialogueTrack::parse(&file.name) {
            None => warn(
                "DLG-NAME",
                "the name is none of a dialogue track".to_owned(),
                "name it as in P0100_Maddie_IF_220123_01.wav",
            ),
            Some(track) => {
                let recorded = file.date.as_ref().map(|date| date.replace('-', ""));
                if let Some(recorded) = recorded.filter(|date| date.get(2..) != Some(track.date.as_str())) {
                    warn("DLG-DATE", format!("the name says {}, the file {recorded}", track.date), "correct the name");
                }
            }
        }
        for (other_index, other) in files.iter().enumerate().skip(index + 1) {
            // The microphones of one take begin and end together on purpose.
            let is_one_take = (file.time_reference, file.samples) == (other.time_reference, other.samples);
            if !is_one_take && overlap(file, other) {
                let message = format!("overlaps {} (files[{other_index}]) in timecode", other.name);
                warn("DLG-OVERLAP", message, "stop and start at each sequence");
            }
        }
    }
    findings
}

fn overlap(a: &DialogueFile, b: &DialogueFile) -> bool {
    let (Some(start), Some(other)) = (a.time_reference, b.time_reference) else { return false };
    start < other.saturating_add(b.samples) && other < start.saturating_add(a.samples)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(name: &str, start: u64, samples: u64) -> DialogueFile {
        DialogueFile {
            name: name.to_owned(),
            sample_rate_hz: 48000,
            bits: 24,
            channels: 2,
            time_reference: Some(start),
            samples,
            date: Some("2022-01-23".to_owned()),
        }
    }

    fn rules(files: &[DialogueFile]) -> Vec<String> {
        check_session(files).into_iter().map(|finding| finding.rule).collect()
    }

    #[test]
    fn a_session_as_asked_for_is_silent() {
        let (one, two) = ("P0100_Maddie_IF_220123_01.wav", "P0200_Maddie_IF_220123_01.wav");
        assert_eq!(rules(&[file(one, FIRST_SAMPLE, 1000), file(two, FIRST_SAMPLE + 1000, 1000)]), Vec::<String>::new());
        let (near, far) =
            ("P0100_Maddie_IF_Chaz_EB_220123_primary_01.wav", "P0100_Maddie_IF_Chaz_EB_220123_secondary_01.wav");
        assert_eq!(rules(&[file(near, FIRST_SAMPLE, 1000), file(far, FIRST_SAMPLE, 1000)]), Vec::<String>::new());
    }

    #[test]
    fn everything_else_is_a_warning_of_its_own() {
        let good = file("P0100_Maddie_IF_220123_01.wav", FIRST_SAMPLE, 1000);
        assert_eq!(rules(&[DialogueFile { sample_rate_hz: 44100, ..good.clone() }]), ["DLG-FORMAT"]);
        assert_eq!(rules(&[DialogueFile { bits: 16, ..good.clone() }]), ["DLG-FORMAT"]);
        assert_eq!(rules(&[DialogueFile { channels: 1, ..good.clone() }]), ["DLG-STEREO"]);
        assert_eq!(rules(&[DialogueFile { time_reference: Some(FIRST_SAMPLE - 1), ..good.clone() }]), ["DLG-START"]);
        assert_eq!(rules(&[DialogueFile { time_reference: None, ..good.clone() }]), ["DLG-START"]);
        assert_eq!(rules(&[DialogueFile { date: Some("2022-01-24".to_owned()), ..good.clone() }]), ["DLG-DATE"]);
        assert_eq!(rules(&[DialogueFile { name: "take one.wav".to_owned(), ..good.clone() }]), ["DLG-NAME"]);
        let late = file("P0200_Maddie_IF_220123_01.wav", FIRST_SAMPLE + 999, 1000);
        assert_eq!(rules(&[good, late]), ["DLG-OVERLAP"]);
    }
}
