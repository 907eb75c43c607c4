//! What the files of a clip say of it: the same in every wrapper, and decided here alone.

use super::plan::ProxyPlan;
use interneg_media::mux::{MovieDescription, PictureTrack, SoundTrack};
use interneg_spec::{SampleRange, UtcTime};

/// Sound of proxies, in samples per second.
pub(crate) const SOUND_RATE_HZ: u32 = 48000;

impl ProxyPlan {
    /// The picture of a clip's rendition, as its file describes it.
    pub(super) fn track(&self, clip: usize, rendition: usize) -> PictureTrack {
        let (clip, rendition) = (&self.clips[clip], &self.job.renditions[rendition]);
        PictureTrack {
            codec: rendition.codec,
            raster: rendition.raster,
            // The framing makes the pixels of a proxy square.
            pixel_aspect: (1, 1),
            clean_aperture: None,
            field_order: clip.field_order(),
            colour: clip.look.tags(),
            range: SampleRange::Legal,
        }
    }

    /// A clip's rendition, as its file describes it.
    pub(super) fn describe(&self, clip: usize, rendition: usize) -> MovieDescription {
        let picture = self.track(clip, rendition);
        let clip = &self.clips[clip];
        let (tool, tool_version) = self.tool.rsplit_once(' ').unwrap_or((&self.tool, ""));
        let names = clip.sound.channel_names();
        MovieDescription {
            clip_name: clip.name.clone(),
            reel: Some(clip.reel.clone()).filter(|reel| !reel.is_empty()),
            rate: clip.rate,
            start: Some(clip.start),
            frame_count: clip.frames.len(),
            picture,
            sound: Some(SoundTrack { sample_rate_hz: SOUND_RATE_HZ, channel_names: names })
                .filter(|sound| sound.channels() > 0),
            comments: clip.comments.clone(),
            project: self.job.project.clone(),
            rendition: self.job.renditions[rendition].name.clone(),
            created: UtcTime::parse(self.created()).unwrap_or(UtcTime::from_system(std::time::UNIX_EPOCH)),
            tool: tool.to_owned(),
            tool_version: tool_version.to_owned(),
        }
    }
}
