//! Files that are one recording: a recorder may write each track of a take to a file of its own.

use super::facts::SoundFile;

/// Files of one take that begin and end together, by index, in the recorder's order.
pub(super) fn group(sounds: &[SoundFile]) -> Vec<Vec<usize>> {
    let mut groups: Vec<Vec<usize>> = Vec::new();
    for (index, sound) in sounds.iter().enumerate() {
        let is_family = |other: &SoundFile| {
            let together = (other.time_reference, other.samples, other.sample_rate_hz, other.timestamp_rate_hz)
                == (sound.time_reference, sound.samples, sound.sample_rate_hz, sound.timestamp_rate_hz);
            sound.family.is_some() && sound.family == other.family && together && sound.date == other.date
        };
        match groups.iter_mut().find(|group| is_family(&sounds[group[0]])) {
            Some(group) => group.push(index),
            None => groups.push(vec![index]),
        }
    }
    for group in &mut groups {
        group.sort_by(|a, b| {
            let key = |index: &usize| (&sounds[*index].family_index, &sounds[*index].name);
            key(a).cmp(&key(b))
        });
    }
    groups
}
