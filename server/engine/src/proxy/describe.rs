//! What the files of a clip say of it: the same in every wrapper, and decided here alone.

use super::plan::{PlannedClip, ProxyPlan};
use interneg_media::mux::{MovieDescription, PictureTrack, SoundTrack};
use interneg_spec::proxy::Rendition;
use interneg_spec::{SampleRange, UtcTime};

/// Sound of proxies, in samples per second.
pub(crate) const SOUND_RATE_HZ: u32 = 48000;

impl PlannedClip {
    /// The picture of a rendition, as its file describes it.
    pub(super) fn track(&self, rendition: &Rendition) -> PictureTrack {
        PictureTrack {
            codec: rendition.codec,
            bits: rendition.bits(),
            raster: rendition.raster,
            // The framing makes the pixels of a proxy square.
            pixel_aspect: (1, 1),
            has_alpha: false,
            vendor: rendition.vendor,
            // Bars are a part of the picture: a player that shows the aperture alone would take them away, and with them
            // the burn-ins that stand there.
            clean_aperture: None,
            field_order: self.field_order(),
            colour: self.look.tags(),
            range: SampleRange::Legal,
        }
    }
}

impl ProxyPlan {
    /// A clip's rendition, as its file describes it.
    pub(super) fn describe(&self, clip: usize, rendition: usize) -> MovieDescription {
        self.describe_clip(&self.clips[clip], rendition)
    }

    /// The same of a clip that need not have its place yet.
    pub(super) fn describe_clip(&self, clip: &PlannedClip, rendition: usize) -> MovieDescription {
        let wanted = &self.job.renditions[rendition];
        let picture = clip.track(wanted);
        let (tool, tool_version) = self.tool.rsplit_once(' ').unwrap_or((&self.tool, ""));
        MovieDescription {
            roll: clip.roll.clone(),
            clip_name: clip.name.clone(),
            reel: Some(clip.reel.clone()).filter(|reel| !reel.is_empty()),
            rate: clip.rate,
            start: Some(clip.start),
            frame_count: clip.frames.len(),
            picture,
            sound: Some(SoundTrack {
                sample_rate_hz: SOUND_RATE_HZ,
                channel_names: clip.sound.channel_names(),
                channel_sources: clip.sound.channel_sources(),
            })
            .filter(|sound| sound.channels() > 0),
            comments: clip.comments.clone(),
            project: self.job.project.clone(),
            rendition: wanted.name.clone(),
            created: UtcTime::parse(self.created()).unwrap_or(UtcTime::from_system(std::time::UNIX_EPOCH)),
            tool: tool.to_owned(),
            tool_version: tool_version.to_owned(),
        }
    }
}
