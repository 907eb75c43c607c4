//! One proxy and its original.

use crate::ClipIdentity;
use crate::check::{Outcome, ProxyReport};
use crate::identity::{ClipKind, Umids};
use crate::rules::Application;
use interneg_manifest::{Digest, DigestKind};
use interneg_media::Conformed;
use interneg_media::verify::Verification;
use interneg_spec::{FrameRange, Rate, Timecode};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A proxy, its original, and what was done between them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// The camera's name of the clip.
    pub clip: String,
    /// The files of the proxy, picture first.
    pub proxy: Vec<FileFacts>,
    /// Package identities of the proxy.
    pub proxy_umids: Umids,
    /// The files of the original, in order; one pattern for a sequence. Files of sound alone come last.
    pub ocf: Vec<FileFacts>,
    /// A movie or a sequence.
    pub ocf_kind: ClipKind,
    /// Package identities of the original.
    pub ocf_umids: Umids,
    /// Frames of the original that the proxy shows, counted from its first frame; `end` is not part of it. Where the original
    /// was conformed they are those of the constant rate.
    pub frames: FrameRange,
    /// Reel name in the proxy.
    pub reel: Option<String>,
    /// Timecode of the proxy's first frame.
    pub start: Option<Timecode>,
    /// Frame rate of both.
    pub rate: Rate,
    /// What was done to the picture, in order.
    pub transforms: Vec<Transform>,
    /// What became of the original's pictures, for each of its files, where its frame rate varies: frames of the proxy are then
    /// not those of the original.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub conformed: Vec<Conformed>,
    /// Where the proxy is silent because the original's sound does not reach as far as its picture.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub silence: Vec<Silence>,
    /// How like the encoded pictures its frames are, where they were verified.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub verified: Option<Verification>,
    /// What each application finds for the proxy.
    pub relink: BTreeMap<Application, Relink>,
}

/// A file and what proves that it is still the same.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FileFacts {
    /// Path below its root with `/`, or `root:relative/path`.
    pub path: String,
    /// Size in bytes; for a sequence that of all frames together.
    pub size_bytes: u64,
    /// Digests in their text form, by kind. A sequence may have none, since each frame has its own in a manifest.
    pub digests: BTreeMap<DigestKind, String>,
}

/// The files of a proxy and of its original.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Files {
    /// Files of the proxy, picture first.
    pub proxy: Vec<FileFacts>,
    /// Files of the original, in order; one pattern for a sequence. Files of sound alone come last.
    pub ocf: Vec<FileFacts>,
}

/// A step between original and proxy, in words that people read and programs compare.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Transform {
    /// What was done: `colour`, `grade`, `fit`, `burn_in` …
    pub operation: String,
    /// With what: names of spaces, files with their digests, rasters.
    pub detail: String,
}

/// A silence that is not the original's.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Silence {
    /// Names of the tracks.
    pub tracks: Vec<String>,
    /// Where it begins, in samples at 48 kHz from the clip's first frame.
    pub first_sample: u64,
    /// How long it is.
    pub samples: u64,
}

/// What an application finds for a proxy.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Relink {
    /// The result.
    pub verdict: RelinkVerdict,
    /// Id of the rule that decided, where one did.
    pub rule: Option<String>,
}

/// Whether an application finds the original of a proxy.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RelinkVerdict {
    /// It finds the original.
    Found,
    /// It finds another clip.
    Wrong,
    /// It finds several.
    Ambiguous,
    /// It finds none.
    NotFound,
}

impl FileFacts {
    /// A file with the digests that were made of it.
    pub fn new(path: impl Into<String>, size_bytes: u64, digests: &[Digest]) -> Self {
        let digests = digests.iter().map(|digest| (digest.kind(), digest.text())).collect();
        Self { path: path.into(), size_bytes, digests }
    }
}

impl Entry {
    /// The entry of a proxy that a check has judged. `files` and `transforms` are what the check does not know.
    ///
    /// `frames` is the whole original from its first frame on, since proxies are never trimmed (PX-07). `None` where the
    /// proxy does not say its rate.
    pub fn of(
        proxy: &ClipIdentity,
        ocf: &ClipIdentity,
        files: Files,
        transforms: Vec<Transform>,
        report: &ProxyReport,
    ) -> Option<Self> {
        let relink = report.applications.iter().map(|judged| {
            let (verdict, rule) = match &judged.outcome {
                Outcome::Matched { rule, ocf: found, .. } if *found == ocf.path => (RelinkVerdict::Found, Some(rule)),
                Outcome::Matched { rule, .. } => (RelinkVerdict::Wrong, Some(rule)),
                Outcome::Ambiguous { candidates, .. } => {
                    (RelinkVerdict::Ambiguous, candidates.first().map(|candidate| &candidate.rule))
                }
                Outcome::None { .. } => (RelinkVerdict::NotFound, None),
            };
            (judged.application, Relink { verdict, rule: rule.cloned() })
        });
        Some(Self {
            clip: ocf.stem.clone(),
            proxy: files.proxy,
            proxy_umids: proxy.umids.clone(),
            ocf: files.ocf,
            ocf_kind: ocf.kind,
            ocf_umids: ocf.umids.clone(),
            frames: FrameRange::new(0, proxy.frame_count),
            reel: proxy.reel.clone(),
            start: proxy.start,
            rate: proxy.rate?,
            transforms,
            conformed: Vec::new(),
            silence: Vec::new(),
            verified: None,
            relink: relink.collect(),
        })
    }

    /// Path of the proxy's picture, by which entries are told apart; empty where the proxy has no file.
    pub fn proxy_path(&self) -> &str {
        self.proxy.first().map_or("", |file| &file.path)
    }
}
