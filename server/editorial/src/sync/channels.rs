//! Which channels of the sound become which tracks of a proxy.

use super::facts::SoundFile;
use serde::{Deserialize, Serialize};
use thiserror::Error;

/// A choice of channels.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ChannelMap {
    /// All channels in order, those of a mix first.
    #[default]
    All,
    /// These channels, one for each track.
    Listed(Vec<ChannelChoice>),
}

/// One channel.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ChannelChoice {
    /// By number, from 1, counted through all files of the recording.
    Number(usize),
    /// By its name in the track list, without regard to case.
    Name(String),
}

/// A track of a proxy.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProxyTrack {
    /// The file, from 0 among those of the recording.
    pub file: usize,
    /// Its channel, from 0.
    pub channel: usize,
    /// Name in the track list, else `A` and the channel's number.
    pub name: String,
}

/// Why a choice of channels cannot be met. The submitter has to act.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ChannelMapError {
    /// No such number.
    #[error("sound channel {number} is asked for, {file} has {channels}")]
    NoNumber {
        /// The number.
        number: usize,
        /// First file of the recording.
        file: String,
        /// Channels of the recording.
        channels: usize,
    },
    /// No such name.
    #[error("sound channel {name:?} is asked for, {file} has {known}")]
    NoName {
        /// The name.
        name: String,
        /// First file of the recording.
        file: String,
        /// The names that there are.
        known: String,
    },
}

impl ChannelMap {
    /// The tracks that a recording gives; its files begin together.
    ///
    /// # Errors
    /// A channel is listed that the recording does not have.
    pub fn tracks(&self, files: &[&SoundFile]) -> Result<Vec<ProxyTrack>, ChannelMapError> {
        let mut all: Vec<(ProxyTrack, bool)> = Vec::new();
        for (file, sound) in files.iter().enumerate() {
            for (channel, facts) in sound.channels.iter().enumerate() {
                let number = all.len() + 1;
                let name = if facts.name.is_empty() { format!("A{number}") } else { facts.name.clone() };
                let is_mix = facts.function.eq_ignore_ascii_case("mix") || is_mix(&facts.name);
                all.push((ProxyTrack { file, channel, name }, is_mix));
            }
        }
        let Self::Listed(choices) = self else {
            // A stable sort, so that everything else keeps the recorder's order.
            all.sort_by_key(|(_, is_mix)| !is_mix);
            return Ok(all.into_iter().map(|(track, _)| track).collect());
        };
        let file = || files.first().map(|sound| sound.name.clone()).unwrap_or_default();
        let pick = |choice: &ChannelChoice| match choice {
            ChannelChoice::Number(number) => {
                let found = number.checked_sub(1).and_then(|index| all.get(index));
                found.ok_or_else(|| ChannelMapError::NoNumber { number: *number, file: file(), channels: all.len() })
            }
            ChannelChoice::Name(name) => {
                all.iter().find(|(track, _)| track.name.eq_ignore_ascii_case(name)).ok_or_else(|| {
                    let known: Vec<&str> = all.iter().map(|(track, _)| track.name.as_str()).collect();
                    ChannelMapError::NoName { name: name.clone(), file: file(), known: known.join(", ") }
                })
            }
        };
        choices.iter().map(|choice| pick(choice).map(|(track, _)| track.clone())).collect()
    }
}

/// `Mix`, `MIX L`, `Mix-R`, `mixL`, `Mix 1`; not `Mixer` nor `Remix`.
fn is_mix(name: &str) -> bool {
    let lower = name.trim().to_ascii_lowercase();
    let Some(rest) = lower.strip_prefix("mix") else { return false };
    let rest = rest.trim_start_matches(|letter: char| !letter.is_ascii_alphanumeric());
    rest.is_empty() || ["l", "r", "left", "right"].contains(&rest) || rest.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sync::SoundChannel;
    use crate::sync::tests::sound;

    fn named(names: &[(&str, &str)]) -> SoundFile {
        let channel = |(name, function): &(&str, &str)| SoundChannel {
            name: (*name).to_owned(),
            function: (*function).to_owned(),
        };
        SoundFile { channels: names.iter().map(channel).collect(), ..sound("a.wav") }
    }

    fn names(map: &ChannelMap, files: &[&SoundFile]) -> Result<Vec<String>, ChannelMapError> {
        map.tracks(files).map(|tracks| tracks.into_iter().map(|track| track.name).collect())
    }

    #[test]
    fn mixes_come_first_and_the_rest_in_order() {
        let poly = named(&[("Boom", ""), ("Mixer", ""), ("Mix-L", ""), ("", ""), ("Main", "MIX"), ("mix R", "")]);
        assert_eq!(names(&ChannelMap::All, &[&poly]).unwrap(), ["Mix-L", "Main", "mix R", "Boom", "Mixer", "A4"]);
        let tracks = ChannelMap::All.tracks(&[&named(&[("Boom", "")]), &named(&[("Mix", ""), ("", "")])]).unwrap();
        let places: Vec<_> = tracks.iter().map(|track| (track.file, track.channel, track.name.as_str())).collect();
        assert_eq!(places, [(1, 0, "Mix"), (0, 0, "Boom"), (1, 1, "A3")]);
    }

    #[test]
    fn listed_channels_are_taken_by_number_or_name() {
        let poly = named(&[("Mix", ""), ("Boom", ""), ("Lav Anna", "")]);
        let choose = |choices: Vec<ChannelChoice>| names(&ChannelMap::Listed(choices), &[&poly]);
        let listed = vec![ChannelChoice::Name("lav anna".to_owned()), ChannelChoice::Number(1)];
        assert_eq!(choose(listed).unwrap(), ["Lav Anna", "Mix"]);
        let error = choose(vec![ChannelChoice::Number(4)]).unwrap_err();
        assert_eq!(error.to_string(), "sound channel 4 is asked for, a.wav has 3");
        assert!(choose(vec![ChannelChoice::Number(0)]).is_err());
        let error = choose(vec![ChannelChoice::Name("Lav".to_owned())]).unwrap_err();
        assert_eq!(error.to_string(), "sound channel \"Lav\" is asked for, a.wav has Mix, Boom, Lav Anna");
    }
}
