//! From files to samples: a slate that claps in picture, camera sound and recorder at once is at one sample in all of them.

use crate::{judges, wave};
use interneg_editorial::sync::{
    CameraClip, ChannelMap, MeasuredShift, SoundChannel, SoundFile, SyncOptions, SyncReport, SyncStatus, find_shift,
    synchronise,
};
use interneg_media::sound::{ChosenChannel, PlacedFile, Sound};
use interneg_media::wav::WavInfo;
use interneg_media::{MovieReader, ProbeOptions, SourceInfo};
use interneg_spec::{Rate, Timecode};
use std::path::Path;

/// The slate claps in this frame.
const SLATE_FRAME: u64 = 31;
const FRAMES: u64 = 60;
const CLAP: i32 = 0x70_0000;

/// Samples from midnight to a frame, in whole numbers: the nearest.
fn sample_of(frame: u64, rate: Rate) -> u64 {
    let (numerator, denominator) = (u128::from(rate.numerator()), u128::from(rate.denominator()));
    u64::try_from((2 * u128::from(frame) * 48000 * denominator + numerator) / (2 * numerator)).unwrap()
}

fn clip_facts(name: &str, info: &SourceInfo) -> CameraClip {
    let (rate, start) = (info.rate.unwrap(), info.start_timecode.unwrap());
    CameraClip {
        name: name.to_owned(),
        start_frame: start.frame_count(rate).unwrap(),
        frames: info.frame_count,
        rate,
        drop_frame: start.is_drop_frame(),
        date: None,
        roll: info.reel.clone(),
    }
}

fn sound_facts(info: &WavInfo) -> SoundFile {
    let ixml = info.ixml.as_ref();
    let speed = ixml.map(|ixml| &ixml.speed);
    let track = |channel: usize| ixml.and_then(|ixml| ixml.track_of(channel));
    let channel = |(channel, name)| SoundChannel {
        name,
        function: track(channel).and_then(|track| track.function.clone()).unwrap_or_default(),
    };
    SoundFile {
        name: info.path.file_name().unwrap().to_string_lossy().into_owned(),
        time_reference: info.time_reference,
        timestamp_rate_hz: info.timestamp_rate_hz(),
        samples: info.samples,
        sample_rate_hz: info.format.sample_rate_hz,
        bits: info.format.valid_bits,
        timecode_rate: speed.and_then(|speed| speed.timecode_rate),
        drop_frame: speed.and_then(|speed| speed.drop_frame),
        date: info.bext.as_ref().and_then(|bext| bext.date()),
        tape: info.tape().map(str::to_owned),
        scene: info.scene().map(str::to_owned),
        take: info.take().map(str::to_owned),
        circled: ixml.is_some_and(|ixml| ixml.circled),
        channels: info.channel_names().into_iter().enumerate().map(channel).collect(),
        family: ixml.and_then(|ixml| ixml.file_set.family_uid.clone()),
        family_index: ixml.and_then(|ixml| ixml.file_set.index.clone()),
    }
}

/// A camera original that is black but for the slate's frame, with this sound.
fn camera(folder: &Path, rate: Rate, timecode: &str, samples: Vec<i32>) -> SourceInfo {
    let (scratch, movie) = (folder.join("scratch.wav"), folder.join("camera.mov"));
    let chunks = vec![(b"fmt ", wave::fmt(1, 1, 48000, 24)), (b"data", wave::s24(samples))];
    std::fs::write(&scratch, wave::Wave::new(chunks).bytes()).unwrap();
    let picture = format!("color=black:size=64x64:rate={rate}");
    let flash = format!("drawbox=enable='eq(n,{SLATE_FRAME})':color=white:t=fill");
    let arguments = ["-f", "lavfi", "-i", &picture, "-i", scratch.to_str().unwrap(), "-vf", &flash];
    let coded = ["-frames:v", "60", "-c:v", "prores_ks", "-c:a", "pcm_s24le", "-timecode", timecode];
    judges::ffmpeg(&[&arguments[..], &coded, &[movie.to_str().unwrap()]].concat());
    interneg_media::probe(&movie, &ProbeOptions { max_dimension: 4096, every_frame: false, conform: None }).unwrap()
}

/// A recorder's file of two channels, boom and mix; both have the samples given.
fn recorder(folder: &Path, rate: Rate, drop_frame: bool, time_reference: u64, samples: &[i32]) -> WavInfo {
    let flag = if drop_frame { "DF" } else { "NDF" };
    let elements = format!(
        "<SCENE>12A</SCENE><TAKE>3</TAKE><TAPE>TWD8056</TAPE><CIRCLED>TRUE</CIRCLED>\
         <SPEED><TIMECODE_RATE>{}/{}</TIMECODE_RATE><TIMECODE_FLAG>{flag}</TIMECODE_FLAG></SPEED><TRACK_LIST>\
         <TRACK><INTERLEAVE_INDEX>2</INTERLEAVE_INDEX><NAME>Mix</NAME></TRACK>\
         <TRACK><INTERLEAVE_INDEX>1</INTERLEAVE_INDEX><NAME>Boom</NAME></TRACK></TRACK_LIST>",
        rate.numerator(),
        rate.denominator()
    );
    let chunks = vec![
        (b"bext", wave::bext(time_reference, "2022-01-23", "")),
        (b"iXML", wave::ixml(&elements)),
        (b"fmt ", wave::fmt(1, 2, 48000, 24)),
        (b"data", wave::s24(samples.iter().flat_map(|sample| [*sample, -*sample]))),
    ];
    let path = folder.join("12A-03.wav");
    std::fs::write(&path, wave::Wave::new(chunks).bytes()).unwrap();
    WavInfo::read(&path).unwrap()
}

/// The first sound of a report as the proxies get it.
fn placed(report: &SyncReport, facts: &SoundFile, info: &WavInfo) -> Sound {
    let file = PlacedFile { info, clip_start_sample: report.clips[0].sounds[0].clip_start_sample };
    let tracks = ChannelMap::All.tracks(&[facts]).unwrap();
    let chosen: Vec<_> = tracks
        .into_iter()
        .map(|track| ChosenChannel { recording: track.file, channel: track.channel, name: track.name })
        .collect();
    Sound::of_recorder(&[vec![file]], &chosen).unwrap()
}

/// Noise of 20 bits that does not repeat itself: a finaliser of MurmurHash.
fn noise(sample: usize, seed: u32) -> i32 {
    let mixed = (sample as u32 ^ seed).wrapping_mul(0x85eb_ca6b);
    let mixed = (mixed ^ mixed >> 13).wrapping_mul(0xc2b2_ae35);
    ((mixed ^ mixed >> 16) as i32) >> 12
}

fn luma(info: &SourceInfo, frame: u64) -> u16 {
    let decoded = MovieReader::open(info, frame, 1).unwrap().next_frame().unwrap();
    let bytes = decoded.picture().planes[0].bytes;
    u16::from_le_bytes([bytes[0], bytes[1]])
}

fn check(rate: Rate, timecode: &str) {
    let folder = tempfile::tempdir().unwrap();
    let start: Timecode = timecode.parse().unwrap();
    let first_frame = start.frame_count(rate).unwrap();
    let begin = sample_of(first_frame, rate);
    let slate = sample_of(first_frame + SLATE_FRAME, rate);
    // The recorder has rolled for a while when the camera starts, from no frame's begin.
    let time_reference = begin - 34_567;

    let mut scratch = vec![0; usize::try_from(sample_of(FRAMES, rate)).unwrap()];
    scratch[usize::try_from(slate - begin).unwrap()] = CLAP;
    let info = camera(folder.path(), rate, timecode, scratch);
    let mut recorded = vec![0; 300_000];
    recorded[usize::try_from(slate - time_reference).unwrap()] = CLAP;
    let wav = recorder(folder.path(), rate, start.is_drop_frame(), time_reference, &recorded);

    assert!(luma(&info, SLATE_FRAME - 1) < 100 && luma(&info, SLATE_FRAME) > 900 && luma(&info, SLATE_FRAME + 1) < 100);
    let facts = sound_facts(&wav);
    let report = synchronise(&[clip_facts("A001C001", &info)], std::slice::from_ref(&facts), &SyncOptions::default());
    let sync = &report.clips[0];
    assert_eq!((sync.status, sync.covered_percent()), (SyncStatus::Full, 100), "{report}");
    assert_eq!(sync.warnings, Vec::<String>::new());
    let columns = sync.metadata.as_ref().unwrap().columns();
    for (column, value) in [("Sound TC", timecode), ("Scene", "12A"), ("Soundroll", "TWD8056"), ("Circled", "Yes")] {
        assert!(columns.contains(&(column, value.to_owned())), "{columns:?}");
    }

    let mut production = placed(&report, &facts, &wav);
    assert_eq!(production.track_names(), ["Mix", "Boom"]);
    let count = usize::try_from(sample_of(FRAMES, rate)).unwrap();
    let mut heard = vec![0; 2 * count];
    production.read(0, &mut heard).unwrap();
    let mut of_camera = vec![0; count];
    Sound::of_camera(&info, &[]).unwrap().unwrap().read(0, &mut of_camera).unwrap();
    let claps: Vec<usize> = (0..count).filter(|sample| of_camera[*sample] != 0).collect();
    assert_eq!(claps, [usize::try_from(slate - begin).unwrap()], "{timecode} at {rate}");
    let mixed: Vec<usize> = (0..count).filter(|sample| heard[2 * sample] != 0).collect();
    assert_eq!(mixed, claps, "{timecode} at {rate}");
    assert_eq!((heard[2 * claps[0]], heard[2 * claps[0] + 1]), (-CLAP, CLAP), "mix first, then boom");
    // In the slate's frame, and not a sample before it.
    let at = |frame: u64| (f64::from(u32::try_from(frame).unwrap()) * 48000.0 / rate.as_f64()).floor() as usize;
    assert!((at(SLATE_FRAME)..at(SLATE_FRAME + 1)).contains(&claps[0]));
}

#[test]
fn slates_clap_at_one_sample_at_every_rate() {
    for (rate, timecodes) in [
        (Rate::FPS_23_976, ["10:11:12:13", "23:00:00:00"]),
        (Rate::FPS_24, ["10:11:12:13", "01:00:00:00"]),
        (Rate::FPS_25, ["10:11:12:13", "01:00:00:00"]),
        (Rate::FPS_29_97, ["10:11:12;13", "10:00:59;28"]),
    ] {
        for timecode in timecodes {
            check(rate, timecode);
        }
    }
}

/// A recorder without word clock is some samples off; the camera's own microphone tells how many.
#[test]
fn the_cameras_own_sound_corrects_a_recorder_that_is_off() {
    const OFF: u64 = 1234;
    let folder = tempfile::tempdir().unwrap();
    let rate = Rate::FPS_24;
    let first_frame = 10 * 3600 * 24_u64;
    let time_reference = sample_of(first_frame, rate) - 100_000;
    let recorded: Vec<i32> = (0..400_000).map(|sample| noise(sample, 1)).collect();
    let begin = usize::try_from(100_000 + OFF).unwrap();
    let scratch = (0..120_000).map(|sample| recorded[begin + sample] / 8 + noise(sample, 0x5bd1_e995) / 20).collect();
    let info = camera(folder.path(), rate, "10:00:00:00", scratch);
    let wav = recorder(folder.path(), rate, false, time_reference, &recorded);
    let (clips, sounds) = ([clip_facts("A001C001", &info)], [sound_facts(&wav)]);
    let mut report = synchronise(&clips, &sounds, &SyncOptions::default());

    let (length, reach) = (60_000, 48_000);
    let mut of_camera = vec![0; length];
    Sound::of_camera(&info, &[]).unwrap().unwrap().read(24_000, &mut of_camera).unwrap();
    let mut of_recorder = vec![0; 2 * (length + 2 * reach)];
    placed(&report, &sounds[0], &wav).read(24_000 - 48_000, &mut of_recorder).unwrap();
    let mix: Vec<i32> = of_recorder.iter().copied().step_by(2).collect();
    let found = find_shift(&of_camera, &mix, reach).unwrap();
    assert_eq!(found.shift_samples, i64::try_from(OFF).unwrap(), "{found:?}");
    assert!(found.correlation < -0.8 && found.confidence > 0.7, "the mix is upside down: {found:?}");
    let measured = MeasuredShift { clip: 0, shift_samples: found.shift_samples, confidence: found.confidence };
    report.refine(&clips, &sounds, &[measured], 0.5);
    let mut corrected = vec![0; 2 * 1000];
    placed(&report, &sounds[0], &wav).read(0, &mut corrected).unwrap();
    assert!((0..1000).all(|sample| corrected[2 * sample + 1] == recorded[begin + sample]));
    assert_eq!(report.drift[0].spread_samples(), 0);
}

#[test]
fn takes_of_a_real_recorder_follow_each_other() {
    let Some(samples) = judges::samples() else { return };
    let read = |name: &str| sound_facts(&WavInfo::read(&samples.join("audio").join(name)).unwrap());
    let sounds = [read("sounddevices_702t_A101_1.wav"), read("sounddevices_702t_A101_3.wav")];
    // Its clock said 12:40:00 when take 1 began, which is what its time reference says in timecode, not in seconds.
    let start = interneg_editorial::sync::frame_at(sounds[0].time_reference.unwrap(), Rate::FPS_23_976, 48000);
    let timecode = Timecode::from_frame_count(start.frame_number, Rate::FPS_23_976, false);
    assert_eq!(timecode.to_string(), "12:39:59:00");
    let clip = CameraClip {
        name: "A001C001".to_owned(),
        start_frame: start.frame_number + 24,
        frames: 48,
        rate: Rate::FPS_23_976,
        drop_frame: false,
        date: Some("2018-12-31".to_owned()),
        roll: None,
    };
    let report = synchronise(&[clip], &sounds, &SyncOptions::default());
    assert_eq!((report.clips[0].status, report.sounds_without_clips.len()), (SyncStatus::Full, 1), "{report}");
    assert_eq!(report.clips[0].metadata.as_ref().unwrap().sound_timecode.to_string(), "12:40:00:00");
    assert!(report.overlaps.is_empty());
}
