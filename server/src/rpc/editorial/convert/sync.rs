//! Sync reports.

use interneg_editorial::sync::{ClipSync, Drift, SoundMetadata, SoundOverlap, SyncStatus, UnusedSound};
use interneg_engine::editorial::DaySync;
use interneg_proto::v1;
use interneg_proto::v1::clip_sync::Status;

pub(in super::super) fn sync_report(day: DaySync) -> v1::SyncReport {
    let DaySync { report, clips, sounds, left_out } = day;
    let path = |paths: &[String], index: usize| paths.get(index).cloned().unwrap_or_default();
    let clip = |sync: ClipSync| {
        let status = match sync.status {
            SyncStatus::Full => Status::Full,
            SyncStatus::Partial => Status::Partial,
            SyncStatus::Ambiguous => Status::Ambiguous,
            SyncStatus::None => Status::None,
        };
        let placed = sync.sounds.into_iter().map(|sound| v1::PlacedSound {
            files: sound.files.into_iter().map(|file| path(&sounds, file)).collect(),
            clip_start_sample: sound.clip_start_sample,
            overlap_samples: sound.overlap_samples,
        });
        v1::ClipSync {
            path: path(&clips, sync.clip),
            name: sync.clip_name,
            status: status.into(),
            sounds: placed.collect(),
            clip_samples: sync.clip_samples,
            covered_samples: sync.covered_samples,
            reasons: sync.reasons,
            warnings: sync.warnings,
            notes: sync.metadata.map(notes),
        }
    };
    let unused = |unused: UnusedSound| v1::UnusedSound {
        path: path(&sounds, unused.sound),
        reason: unused.reason.unwrap_or_default(),
    };
    let overlap = |overlap: SoundOverlap| v1::SoundOverlap {
        first: path(&sounds, overlap.first),
        second: path(&sounds, overlap.second),
        samples: overlap.samples,
    };
    v1::SyncReport {
        clips: report.clips.into_iter().map(clip).collect(),
        sounds_without_clips: report.sounds_without_clips.into_iter().map(unused).collect(),
        overlaps: report.overlaps.into_iter().map(overlap).collect(),
        left_out: left_out
            .into_iter()
            .map(|file| v1::LeftOutFile { path: file.path, is_clip: file.is_clip, reason: file.reason })
            .collect(),
        warnings: report.warnings,
        drift: report.drift.into_iter().map(drift).collect(),
    }
}

fn drift(drift: Drift) -> v1::SoundDrift {
    let points = drift.points.iter().map(|point| v1::DriftPoint {
        clip_name: point.clip_name.clone(),
        shift_samples: point.shift_samples,
        confidence_percent: (point.confidence.clamp(0.0, 1.0) * 100.0).round() as u32,
    });
    v1::SoundDrift {
        points: points.collect(),
        spread_samples: drift.spread_samples(),
        samples_per_hour: drift.samples_per_hour().map(|change| change.round() as i64),
        sample_rate_hz: drift.sample_rate_hz,
        sound: drift.sound,
    }
}

fn notes(metadata: SoundMetadata) -> v1::SoundNotes {
    let rate = metadata.sound_rate;
    v1::SoundNotes {
        sound_roll: metadata.sound_roll.unwrap_or_default(),
        sound_timecode: metadata.sound_timecode.to_string(),
        sound_rate: Some(v1::Rational { numerator: rate.numerator(), denominator: rate.denominator() }),
        scene: metadata.scene.unwrap_or_default(),
        take: metadata.take.unwrap_or_default(),
        circled: metadata.circled,
        track_names: metadata.track_names,
    }
}
