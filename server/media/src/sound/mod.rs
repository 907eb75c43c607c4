//! The sound of a clip for its proxies: 24 bits at 48 kHz, by sample number from the clip's first frame.

mod feed;
mod resample;

use crate::wav::WavInfo;
use crate::{MediaError, SoundFile, SourceInfo};
use feed::Feed;

/// Samples per second of everything that is delivered, in Hz.
pub const SOUND_RATE_HZ: u32 = 48_000;

/// Where every sound is over: 2900 years from the clip.
const FARTHEST_SAMPLE: u64 = 1 << 52;

/// A file of a recorder and where the clip lies in it.
#[derive(Debug, Clone)]
pub struct PlacedFile<'a> {
    /// The file.
    pub info: &'a WavInfo,
    /// Sample of the file, at its own rate, at which the clip's first frame begins; negative where the file begins later.
    pub clip_start_sample: i64,
}

/// A channel that becomes a track of a proxy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChosenChannel {
    /// Which recording, from 0.
    pub recording: usize,
    /// Which of its channels, from 0.
    pub channel: usize,
    /// What the track is called.
    pub name: String,
}

/// The sound of one clip. What the sources do not have is silence.
///
/// Every sample is a function of its number alone, so that chunks of a clip, one behind the other, are the whole, whatever
/// was read before. May be sent between threads; one thread reads at a time.
pub struct Sound {
    feeds: Vec<Feed>,
    tracks: Vec<ChosenChannel>,
    scratch: Vec<i32>,
}

impl Sound {
    /// The sound that the camera recorded: all channels of all streams of the picture's file, then those of its files of
    /// sound, called `A1`, `A2` …; `None` where there is none.
    ///
    /// # Errors
    /// The files must be those that were probed, with codecs that are read.
    pub fn of_camera(info: &SourceInfo, files: &[SoundFile]) -> Result<Option<Self>, MediaError> {
        let mut streams = crate::movie::sound_streams(info)?;
        for file in files {
            streams.extend(crate::movie::sound_streams_of_file(file, info.rate)?);
        }
        let feeds: Vec<Feed> = streams.into_iter().map(Feed::of_stream).collect::<Result<_, _>>()?;
        let channels = feeds.iter().enumerate().flat_map(|(feed, of)| (0..of.channels()).map(move |one| (feed, one)));
        let tracks: Vec<_> = channels
            .enumerate()
            .map(|(index, (recording, channel))| ChosenChannel { recording, channel, name: format!("A{}", index + 1) })
            .collect();
        Ok((!tracks.is_empty()).then_some(Self { feeds, tracks, scratch: Vec::new() }))
    }

    /// Sound of recorders. Each recording is one file, or several that follow each other without overlapping.
    ///
    /// # Errors
    /// `Unsupported` where files of one recording differ in rate or channels, or a track names a channel that is not
    /// there; `Open` and `Damaged` as [`crate::wav::WavReader::open`].
    pub fn of_recorder(recordings: &[Vec<PlacedFile<'_>>], tracks: &[ChosenChannel]) -> Result<Self, MediaError> {
        let feeds: Vec<Feed> = recordings.iter().map(|files| Feed::of_files(files)).collect::<Result<_, _>>()?;
        for track in tracks {
            if feeds.get(track.recording).is_none_or(|feed| track.channel >= feed.channels()) {
                let path = recordings.get(track.recording).and_then(|files| files.first()).map(|file| &file.info.path);
                return Err(MediaError::Unsupported {
                    path: path.cloned().unwrap_or_default(),
                    what: format!("channel {} of recording {}: it has none", track.channel + 1, track.recording + 1),
                });
            }
        }
        Ok(Self { feeds, tracks: tracks.to_vec(), scratch: Vec::new() })
    }

    /// Names of the tracks, in order.
    pub fn track_names(&self) -> Vec<String> {
        self.tracks.iter().map(|track| track.name.clone()).collect()
    }

    /// Fills `samples`, whose length is a multiple of the number of tracks, with numbers of 24 bits at [`SOUND_RATE_HZ`],
    /// interleaved by track. Sample 0 is at the begin of
    /// the clip's first frame, or, in sound of a camera, the nearest to it.
    ///
    /// # Errors
    /// `Decode`, `Open` or `Damaged` where a source does not read; silence stands only for what is not in it.
    pub fn read(&mut self, first: i64, samples: &mut [i32]) -> Result<(), MediaError> {
        let tracks = self.tracks.len();
        if first.unsigned_abs() > FARTHEST_SAMPLE {
            samples.fill(0);
            return Ok(());
        }
        let count = samples.len() / tracks.max(1);
        for (index, feed) in self.feeds.iter_mut().enumerate() {
            if !self.tracks.iter().any(|track| track.recording == index) {
                continue;
            }
            let channels = feed.channels();
            self.scratch.clear();
            self.scratch.resize(count * channels, 0);
            feed.read(first, &mut self.scratch)?;
            for (place, track) in self.tracks.iter().enumerate().filter(|(_, track)| track.recording == index) {
                let source = self.scratch.iter().skip(track.channel).step_by(channels);
                for (sample, read) in samples.iter_mut().skip(place).step_by(tracks).zip(source) {
                    *sample = *read;
                }
            }
        }
        Ok(())
    }

    /// Samples beyond full scale that were clipped so far, those between the ones delivered included.
    pub fn clipped_samples(&self) -> u64 {
        self.feeds.iter().map(Feed::clipped_samples).sum()
    }
}
