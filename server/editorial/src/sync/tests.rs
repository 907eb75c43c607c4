//! A day of clips and sound.

use super::*;
use interneg_spec::{Rate, Timecode};

/// A minute of stereo sound at noon of 2022-01-23, 23.976.
pub(super) fn sound(name: &str) -> SoundFile {
    let channel = |name: &str| SoundChannel { name: name.to_owned(), function: String::new() };
    SoundFile {
        name: name.to_owned(),
        time_reference: Some(time_reference(12 * 86400, Rate::FPS_23_976, 48000)),
        timestamp_rate_hz: 48000,
        samples: 60 * 24 * 2002,
        sample_rate_hz: 48000,
        bits: 24,
        timecode_rate: Some(Rate::FPS_23_976),
        drop_frame: Some(false),
        date: Some("2022-01-23".to_owned()),
        tape: Some("TWD8056".to_owned()),
        scene: Some("12A".to_owned()),
        take: Some("3".to_owned()),
        circled: true,
        channels: vec![channel("Mix"), channel("Boom")],
        family: None,
        family_index: None,
    }
}

/// Ten seconds from this timecode on, of the same day and rate.
pub(super) fn clip(name: &str, timecode: &str) -> CameraClip {
    clip_at(name, timecode, Rate::FPS_23_976)
}

fn clip_at(name: &str, timecode: &str, rate: Rate) -> CameraClip {
    let timecode: Timecode = timecode.parse().unwrap();
    CameraClip {
        name: name.to_owned(),
        start_frame: timecode.frame_count(rate).unwrap(),
        frames: 10 * u64::from(rate.nominal()),
        rate,
        drop_frame: timecode.is_drop_frame(),
        date: Some("2022-01-23".to_owned()),
        roll: Some("A001".to_owned()),
    }
}

fn one(clip: CameraClip, sounds: &[SoundFile], options: &SyncOptions) -> ClipSync {
    synchronise(&[clip], sounds, options).clips.remove(0)
}

fn plain(clip: CameraClip, sounds: &[SoundFile]) -> ClipSync {
    one(clip, sounds, &SyncOptions::default())
}

fn check_says(notes: &[String], words: &str) {
    assert!(notes.iter().any(|note| note.contains(words)), "{words}: {notes:?}");
}

#[test]
fn a_clip_inside_a_take_is_placed_to_the_sample() {
    let sync = plain(clip("A001C001", "12:00:20:05"), &[sound("a.wav")]);
    assert_eq!((sync.status, sync.covered_percent()), (SyncStatus::Full, 100));
    assert_eq!(sync.sounds[0].clip_start_sample, (20 * 24 + 5) * 2002);
    assert_eq!((sync.clip_samples, sync.sounds[0].overlap_samples), (240 * 2002, 240 * 2002));
    let metadata = sync.metadata.unwrap();
    let columns = [
        ("Soundroll", "TWD8056"),
        ("Sound TC", "12:00:20:05"),
        ("Scene", "12A"),
        ("Take", "3"),
        ("Circled", "Yes"),
        ("Sound Tracks", "Mix, Boom"),
    ];
    assert_eq!(metadata.columns(), columns.map(|(column, value)| (column, value.to_owned())));
}

/// Recorders start when they like: the clip begins at any sample of the file, whatever the length of a frame.
#[test]
fn every_rate_and_sub_frame_start_is_exact() {
    for (rate, timecodes) in [
        (Rate::FPS_23_976, ["10:11:12:13", "23:59:00:01"]),
        (Rate::FPS_24, ["10:11:12:13", "00:00:10:00"]),
        (Rate::FPS_25, ["10:11:12:13", "00:00:10:00"]),
        (Rate::FPS_29_97, ["10:11:12;13", "01:00:00:01"]),
    ] {
        for timecode in timecodes {
            for early in [0_u64, 1, 777, 100_000] {
                let clip = clip_at("c", timecode, rate);
                let start = u128::from(clip.start_frame) * 48000 * u128::from(rate.denominator());
                let twice = 2 * start + u128::from(rate.numerator());
                let start = u64::try_from(twice / (2 * u128::from(rate.numerator()))).unwrap();
                let sound = SoundFile {
                    time_reference: Some(start - early),
                    timecode_rate: Some(rate),
                    drop_frame: Some(clip.drop_frame),
                    ..sound("a.wav")
                };
                let sync = plain(clip, std::slice::from_ref(&sound));
                assert_eq!(sync.sounds[0].clip_start_sample, i64::try_from(early).unwrap(), "{timecode} at {rate}");
                assert_eq!(sync.metadata.unwrap().sound_timecode.to_string(), timecode);
            }
        }
    }
}

#[test]
fn part_of_a_clip_is_partial_and_says_so() {
    // The sound ends 9.5 s into the clip, then 8 s.
    let full = plain(clip("c", "12:00:50:12"), &[sound("a.wav")]);
    assert_eq!((full.status, full.covered_percent()), (SyncStatus::Full, 95));
    let partial = plain(clip("c", "12:00:52:00"), &[sound("a.wav")]);
    assert_eq!((partial.status, partial.covered_percent()), (SyncStatus::Partial, 80));
    check_says(&partial.reasons, "sound for 80 % of the clip");
    let early = plain(clip("c", "11:59:58:00"), &[sound("a.wav")]);
    assert_eq!((early.status, early.sounds[0].clip_start_sample), (SyncStatus::Partial, -2 * 24 * 2002));
    assert_eq!(early.metadata.unwrap().sound_timecode.to_string(), "11:59:58:00");
}

#[test]
fn two_recordings_of_one_time_are_ambiguous() {
    let second = SoundFile { tape: Some("STX201".to_owned()), ..sound("b.wav") };
    let report = synchronise(&[clip("c", "12:00:10:00")], &[second, sound("a.wav")], &SyncOptions::default());
    let sync = &report.clips[0];
    assert_eq!((sync.status, sync.sounds[0].files.as_slice()), (SyncStatus::Ambiguous, &[1][..]));
    check_says(&sync.reasons, "b.wav: lies under 100 % of the clip as well");
    assert_eq!(report.sounds_without_clips[0].reason.as_deref(), Some("under c lies a.wav"));
    assert_eq!((report.overlaps[0].samples, report.overlaps[0].first), (60 * 24 * 2002, 0));
}

#[test]
fn files_of_one_take_are_one_recording() {
    let of_family = |name: &str, index: &str| SoundFile {
        family: Some("F1".to_owned()),
        family_index: Some(index.to_owned()),
        ..sound(name)
    };
    let sync = plain(clip("c", "12:00:10:00"), &[of_family("b.wav", "B"), of_family("a.wav", "A")]);
    assert_eq!((sync.status, sync.sounds[0].files.as_slice()), (SyncStatus::Full, &[1, 0][..]));
    assert_eq!(sync.metadata.unwrap().track_names, ["Mix", "Boom", "Mix", "Boom"]);
}

#[test]
fn a_take_goes_on_in_the_next_file() {
    let first = sound("a.wav");
    let second = SoundFile { time_reference: first.time_reference.map(|at| at + first.samples), ..sound("b.wav") };
    let sync = plain(clip("c", "12:00:55:00"), &[second.clone(), first.clone()]);
    assert_eq!((sync.status, sync.covered_percent()), (SyncStatus::Full, 100));
    let placed: Vec<_> = sync.sounds.iter().map(|sound| (sound.files[0], sound.clip_start_sample)).collect();
    assert_eq!(placed, [(1, 55 * 24 * 2002), (0, -5 * 24 * 2002)]);
    let other_take = SoundFile { take: Some("4".to_owned()), ..second };
    assert_eq!(plain(clip("c", "12:00:56:00"), &[other_take, first]).status, SyncStatus::Partial);
}

#[test]
fn other_rates_are_refused_with_their_names() {
    let at_25 = SoundFile {
        timecode_rate: Some(Rate::FPS_25),
        time_reference: Some(time_reference(12 * 90000, Rate::FPS_25, 48000)),
        ..sound("a.wav")
    };
    let sync = plain(clip("c", "12:00:10:00"), &[at_25]);
    assert_eq!(sync.status, SyncStatus::None);
    check_says(&sync.reasons, "a.wav: its timecode counts at 25, the clip runs at 24000/1001");
}

#[test]
fn pulled_sound_is_a_choice() {
    let at_24 = SoundFile {
        timecode_rate: Some(Rate::FPS_24),
        time_reference: Some(time_reference(12 * 86400, Rate::FPS_24, 48000)),
        ..sound("a.wav")
    };
    let refused = plain(clip("c", "12:00:10:00"), std::slice::from_ref(&at_24));
    assert_eq!(refused.status, SyncStatus::None);
    check_says(&refused.reasons, "allow pulled sound");
    let options = SyncOptions { allows_pulled_sound: true, ..SyncOptions::default() };
    let sync = one(clip("c", "12:00:10:00"), std::slice::from_ref(&at_24), &options);
    assert_eq!((sync.status, sync.sounds[0].clip_start_sample), (SyncStatus::Full, 240 * 2000));
    check_says(&sync.warnings, "it drifts by 480 samples over the clip");
    // Digitised at 48048 Hz and played at 48000, a frame of 24 has the 2002 samples of one of 23.976.
    let pulled = SoundFile {
        timestamp_rate_hz: 48048,
        time_reference: Some(time_reference(12 * 86400, Rate::FPS_24, 48048)),
        ..at_24
    };
    let sync = one(clip("c", "12:00:10:00"), &[pulled], &options);
    assert_eq!((sync.status, sync.sounds[0].clip_start_sample), (SyncStatus::Full, 240 * 2002));
    check_says(&sync.warnings, "pulled sound");
}

#[test]
fn time_references_of_another_rate_become_samples_of_the_file() {
    let fast = SoundFile { sample_rate_hz: 96000, samples: 60 * 24 * 4004, ..sound("a.wav") };
    let sync = plain(clip("c", "12:00:10:00"), &[fast]);
    assert_eq!((sync.status, sync.sounds[0].clip_start_sample), (SyncStatus::Full, 240 * 4004));
}

#[test]
fn drop_frame_and_other_counts_do_not_mix() {
    let ndf = SoundFile {
        timecode_rate: Some(Rate::FPS_29_97),
        time_reference: Some(time_reference(12 * 108_000, Rate::FPS_29_97, 48000)),
        samples: 3600 * 48000,
        ..sound("a.wav")
    };
    let sync = plain(clip_at("c", "12:10:00;00", Rate::FPS_29_97), &[ndf]);
    assert_eq!(sync.status, SyncStatus::None);
    check_says(&sync.reasons, "does not count in drop-frame, the clip counts in drop-frame");
}

#[test]
fn days_are_kept_apart() {
    let other_day = SoundFile { date: Some("2022-01-24".to_owned()), ..sound("a.wav") };
    let report = synchronise(&[clip("c", "12:00:10:00")], &[other_day], &SyncOptions::default());
    check_says(&report.clips[0].reasons, "it is of 2022-01-24, the clip of 2022-01-23");
    check_says(report.sounds_without_clips[0].reason.as_slice(), "not under c");
    let undated = SoundFile { date: None, ..sound("a.wav") };
    assert_eq!(plain(clip("c", "12:00:10:00"), &[undated]).status, SyncStatus::Full);
}

#[test]
fn takes_go_on_over_midnight() {
    let last = 86400 * 24;
    for (rate, drop_frame, per_day) in
        [(Rate::FPS_23_976, false, last), (Rate::FPS_29_97, true, 2_589_408), (Rate::FPS_25, false, 86400 * 25)]
    {
        let nominal = u64::from(rate.nominal());
        let evening = SoundFile {
            timecode_rate: Some(rate),
            drop_frame: Some(drop_frame),
            time_reference: Some(time_reference(per_day - 10 * nominal, rate, 48000)),
            ..sound("a.wav")
        };
        let separator = if drop_frame { ';' } else { ':' };
        let mut after = clip_at("c", &format!("00:00:05{separator}00"), rate);
        after.date = Some("2022-01-24".to_owned());
        let sync = plain(after.clone(), std::slice::from_ref(&evening));
        assert_eq!(sync.status, SyncStatus::Full, "{rate}");
        let exact = 15.0 * f64::from(rate.nominal()) * 48000.0 / rate.as_f64();
        assert!((sync.sounds[0].clip_start_sample as f64 - exact).abs() <= 1.0, "{rate}: {:?}", sync.sounds);
        check_says(&sync.warnings, "midnight");
        assert_eq!(sync.metadata.unwrap().sound_timecode.to_string(), format!("00:00:05{separator}00"));
        // Of the evening before, and not of the one after.
        after.date = Some("2022-01-22".to_owned());
        assert_eq!(plain(after, &[evening]).status, SyncStatus::None);
    }
}

#[test]
fn a_clock_that_counts_otherwise_is_flagged() {
    let clock = SoundFile { time_reference: Some(12 * 3600 * 48000), ..sound("a.wav") };
    let sync = plain(clip("c", "12:00:30:00"), std::slice::from_ref(&clock));
    assert_eq!((sync.status, sync.sounds[0].clip_start_sample), (SyncStatus::Full, 1_440_000));
    check_says(&sync.warnings, "fits only if its time reference counts seconds of the clock");
    // Half a day apart the two readings differ by 43.2 s, so that the usual one may find a part of the same take.
    let sync = plain(clip("c", "12:00:10:00"), std::slice::from_ref(&clock));
    assert_eq!((sync.status, sync.sounds[0].clip_start_sample), (SyncStatus::Partial, 240 * 2002 + 43_200 * 48));
    check_says(&sync.warnings, "would lie under all of the clip if its time reference counted seconds of the clock");
    // At 25 there is no such difference to try.
    let apart =
        plain(clip_at("c", "12:10:00:00", Rate::FPS_25), &[SoundFile { timecode_rate: Some(Rate::FPS_25), ..clock }]);
    assert_eq!(apart.status, SyncStatus::None);
}

#[test]
fn files_that_do_not_tell_are_left_out_or_settled_by_the_project() {
    let silent = SoundFile { timecode_rate: None, drop_frame: None, ..sound("a.wav") };
    let unstamped = SoundFile { time_reference: None, ..sound("b.wav") };
    let sounds = [silent, unstamped];
    let report = synchronise(&[clip("c", "12:00:10:00")], &sounds, &SyncOptions::default());
    assert_eq!(report.clips_without_sound().count(), 1);
    check_says(&report.warnings, "1 sound files do not tell");
    let reasons: Vec<_> = report.sounds_without_clips.iter().filter_map(|unused| unused.reason.as_deref()).collect();
    assert_eq!(reasons, ["it does not tell its timecode rate, nor does the project", "it has no time reference"]);
    let options = SyncOptions { timecode: Some((Rate::FPS_23_976, false)), ..SyncOptions::default() };
    let sync = one(clip("c", "12:00:10:00"), &sounds, &options);
    assert_eq!(sync.status, SyncStatus::Full);
    check_says(&sync.warnings, "24000/1001 of the project was used");
}

#[test]
fn measured_shifts_move_sound_and_tell_of_drift() {
    let clips = [clip("c1", "12:00:05:00"), clip("c2", "12:00:45:00"), clip("c3", "12:30:00:00")];
    let later = SoundFile {
        time_reference: Some(time_reference((12 * 60 + 29) * 1440 + 30 * 24, Rate::FPS_23_976, 48000)),
        ..sound("b.wav")
    };
    let sounds = [sound("a.wav"), later];
    let mut report = synchronise(&clips, &sounds, &SyncOptions::default());
    let shift = |clip, shift_samples, confidence| MeasuredShift { clip, shift_samples, confidence };
    report.refine(
        &clips,
        &sounds,
        &[shift(2, 2002, 0.8), shift(0, 100, 0.9), shift(1, 130, 0.1), shift(9, 1, 1.0)],
        0.5,
    );
    let starts: Vec<i64> = report.clips.iter().map(|clip| clip.sounds[0].clip_start_sample).collect();
    assert_eq!(starts, [5 * 48048 + 100, 45 * 48048, 30 * 48048 + 2002]);
    check_says(&report.clips[1].warnings, "not clearly");
    let timecodes = report.clips.iter().map(|clip| clip.metadata.as_ref().unwrap().sound_timecode.to_string());
    assert_eq!(timecodes.collect::<Vec<_>>(), ["12:00:05:00", "12:00:45:00", "12:30:00:01"]);
    let [drift] = report.drift.as_slice() else { panic!("{:?}", report.drift) };
    assert_eq!((drift.sound.as_str(), drift.spread_samples()), ("TWD8056, 2022-01-23", 1902));
    let change = drift.samples_per_hour().unwrap();
    assert!((change - 1902.0 * 3600.0 / 1795.0).abs() < 0.01, "{change}");
}

#[test]
fn a_report_reads_and_travels() {
    let clips = [clip("A001C001", "12:00:10:00"), clip("A001C002", "15:00:00:00")];
    let lonely = SoundFile { time_reference: Some(5), ..sound("wild.wav") };
    let report = synchronise(&clips, &[sound("a.wav"), lonely], &SyncOptions::default());
    let expected = "clips with sound: 1 of 2\n  A001C001: full, 100 %, begins at sample 480480\n\
                    clips without sound: 1\n  A001C002\nsound without clips: 1\n  wild.wav\n\
                    overlapping sound: 0\ndrift: not measured\n";
    assert_eq!(report.to_string(), expected);
    let json = serde_json::to_string(&report).unwrap();
    assert_eq!(serde_json::from_str::<SyncReport>(&json).unwrap(), report);
}

#[test]
fn numbers_of_no_world_do_not_overflow() {
    let clip = CameraClip { start_frame: u64::MAX, frames: u64::MAX, ..clip("c", "12:00:10:00") };
    let sound = SoundFile {
        time_reference: Some(u64::MAX),
        timestamp_rate_hz: u32::MAX,
        samples: u64::MAX,
        sample_rate_hz: 1,
        timecode_rate: Rate::new(4_000_000_001, 4_000_000_000).ok(),
        ..sound("a.wav")
    };
    let same_rate = SoundFile { timecode_rate: Some(clip.rate), ..sound.clone() };
    let early = CameraClip { start_frame: 0, ..clip.clone() };
    let at_midnight = SoundFile { time_reference: Some(0), ..same_rate.clone() };
    let sounds = [sound, same_rate, at_midnight.clone(), SoundFile { sample_rate_hz: u32::MAX, ..at_midnight }];
    let pulled = sounds.clone().map(|sound| SoundFile { timecode_rate: Some(Rate::FPS_24), ..sound });
    let sounds = [sounds, pulled].concat();
    let options = SyncOptions { allows_pulled_sound: true, ..SyncOptions::default() };
    let report = synchronise(&[clip, early], &sounds, &options);
    assert_eq!(report.clips.len(), 2);
    assert!(!report.to_string().is_empty());
}
