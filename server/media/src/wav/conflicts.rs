//! Where the copies that iXML keeps of other chunks disagree with them. The chunks win.

use super::{Bext, Ixml, WavFormat};

/// One warning for each disagreement.
pub(super) fn between(format: &WavFormat, bext: Option<&Bext>, ixml: &Ixml) -> Vec<String> {
    let mut conflicts = Conflicts(Vec::new());
    let speed = &ixml.speed;
    conflicts.compare("FILE_SAMPLE_RATE", speed.file_sample_rate_hz, "fmt", Some(format.sample_rate_hz));
    let depth = u32::from(format.valid_bits);
    conflicts.compare("AUDIO_BIT_DEPTH", speed.bit_depth, "fmt", Some(depth));
    let time_reference = bext.map(|bext| bext.time_reference);
    conflicts.compare("TIMESTAMP_SAMPLES_SINCE_MIDNIGHT", speed.timestamp_samples, "bext", time_reference);
    conflicts.compare("BWF_TIME_REFERENCE", ixml.bext.time_reference, "bext", time_reference);
    if let Some(bext) = bext {
        for (name, copy, original) in [
            ("BWF_DESCRIPTION", &ixml.bext.description, &bext.description),
            ("BWF_ORIGINATOR", &ixml.bext.originator, &bext.originator),
            ("BWF_ORIGINATION_DATE", &ixml.bext.origination_date, &bext.origination_date),
            ("BWF_ORIGINATION_TIME", &ixml.bext.origination_time, &bext.origination_time),
            ("BWF_CODING_HISTORY", &ixml.bext.coding_history, &bext.coding_history),
        ] {
            conflicts.compare_text(name, copy.as_deref(), original);
        }
    }
    conflicts.tracks(ixml, format.channels);
    conflicts.0
}

struct Conflicts(Vec<String>);

impl Conflicts {
    fn compare<T: PartialEq + std::fmt::Display>(
        &mut self,
        name: &str,
        copy: Option<T>,
        chunk: &str,
        original: Option<T>,
    ) {
        if let (Some(copy), Some(original)) = (copy, original)
            && copy != original
        {
            self.0.push(format!("iXML {name} is {copy}, {chunk} says {original}; {chunk} was taken"));
        }
    }

    /// Line ends and blanks are lost on the way into XML.
    fn compare_text(&mut self, name: &str, copy: Option<&str>, original: &str) {
        let words = |text: &str| text.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
        if let Some(copy) = copy
            && words(copy) != words(original)
        {
            self.0.push(format!("iXML {name} differs from bext; bext was taken"));
        }
    }

    fn tracks(&mut self, ixml: &Ixml, channels: u16) {
        if ixml.tracks.is_empty() {
            return;
        }
        let listed = ixml.tracks.len();
        if ixml.track_count.is_some_and(|count| usize::try_from(count) != Ok(listed)) {
            self.0.push(format!("iXML TRACK_COUNT is {}, {listed} are listed", ixml.track_count.unwrap_or(0)));
        }
        for channel in 1..=u32::from(channels) {
            let named = ixml.tracks.iter().filter(|track| track.interleave_index == Some(channel)).count();
            match named {
                0 => self.0.push(format!("iXML lists no track for channel {channel}")),
                1 => {}
                _ => self.0.push(format!("iXML lists {named} tracks for channel {channel}; the first was taken")),
            }
        }
        let beyond = |index: &u32| *index == 0 || *index > u32::from(channels);
        let strange = ixml.tracks.iter().filter_map(|track| track.interleave_index).filter(beyond).count();
        if strange > 0 {
            self.0.push(format!("iXML lists {strange} tracks for channels that the file of {channels} does not have"));
        }
    }
}
