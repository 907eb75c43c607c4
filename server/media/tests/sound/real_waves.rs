//! Files of real recorders and of other libraries.

use crate::{judges, wave};
use interneg_media::wav::{WavInfo, WavReader};
use interneg_spec::Rate;
use std::path::Path;

fn text(value: &serde_json::Value) -> Option<&str> {
    value.as_str().filter(|text| !text.is_empty())
}

fn check_against_ffprobe(path: &Path, info: &WavInfo) {
    let told = judges::ffprobe(path);
    let (stream, tags) = (&told["streams"][0], &told["format"]["tags"]);
    assert_eq!(stream["channels"], info.format.channels);
    assert_eq!(stream["sample_rate"], info.format.sample_rate_hz.to_string());
    assert_eq!(stream["bits_per_sample"], info.format.valid_bits);
    assert_eq!(stream["duration_ts"], info.samples);
    let bext = info.bext.as_ref();
    assert_eq!(text(&tags["time_reference"]), bext.map(|bext| bext.time_reference.to_string()).as_deref());
    assert_eq!(text(&tags["date"]), bext.map(|bext| bext.origination_date.as_str()));
    assert_eq!(text(&tags["creation_time"]), bext.map(|bext| bext.origination_time.as_str()));
    assert_eq!(text(&tags["encoded_by"]), bext.map(|bext| bext.originator.as_str()));
    let lines = |text: &str| text.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
    let history = bext.map(|bext| lines(&bext.coding_history)).filter(|lines| !lines.is_empty());
    assert_eq!(text(&tags["coding_history"]).map(lines), history);
    let description = bext.map(|bext| lines(&bext.description)).filter(|lines| !lines.is_empty());
    assert_eq!(text(&tags["comment"]).map(lines), description);
}

fn check_against_wavinfo(path: &Path, info: &WavInfo) {
    let Some(told) = judges::wavinfo(path) else { return };
    assert_eq!(told["frames"], info.samples);
    assert_eq!(told["rate"], info.format.sample_rate_hz);
    assert_eq!(told["channels"], info.format.channels);
    assert_eq!(told["bext"].is_null(), info.bext.is_none());
    if let Some(bext) = &info.bext {
        let told = &told["bext"];
        assert_eq!(told["time_reference"], bext.time_reference);
        assert_eq!(told["version"], bext.version);
        assert_eq!(told["originator"], bext.originator.as_str());
        assert_eq!(told["originator_ref"], bext.originator_reference.as_str());
        assert_eq!(told["originator_date"], bext.origination_date.as_str());
        assert_eq!(told["originator_time"], bext.origination_time.as_str());
        assert_eq!(told["description"].as_str().unwrap().trim_end(), bext.description);
        assert_eq!(told["coding_history"].as_str().unwrap().trim_end(), bext.coding_history);
    }
    assert_eq!(told["ixml"].is_null(), info.ixml.is_none());
    if let Some(ixml) = &info.ixml {
        let told = &told["ixml"];
        assert_eq!(text(&told["scene"]), ixml.scene.as_deref());
        assert_eq!(text(&told["take"]), ixml.take.as_deref());
        assert_eq!(text(&told["tape"]), ixml.tape.as_deref());
        assert_eq!(text(&told["project"]), ixml.project.as_deref());
        assert_eq!(text(&told["family"]), ixml.file_set.family_uid.as_deref());
        let tracks: Vec<_> = ixml
            .tracks
            .iter()
            .map(|track| serde_json::json!([track.interleave_index.unwrap().to_string(), track.name]))
            .collect();
        assert_eq!(told["tracks"], serde_json::Value::from(tracks));
    }
}

#[test]
fn every_sample_file_is_read_as_others_read_it() {
    let Some(samples) = judges::samples() else { return };
    let mut paths: Vec<_> =
        std::fs::read_dir(samples.join("audio")).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    assert!(paths.len() >= 5, "{paths:?}");
    for path in paths {
        let info = WavInfo::read(&path).unwrap();
        assert_eq!(info.warnings, Vec::<String>::new(), "{}", path.display());
        check_against_ffprobe(&path, &info);
        check_against_wavinfo(&path, &info);
        let expected = judges::s24_by_ffmpeg(&path, 0);
        let channels = usize::from(info.format.channels);
        let mut reader = WavReader::open(&info).unwrap();
        let mut found = vec![0; expected.len()];
        reader.read(0, &mut found).unwrap();
        assert!(found == expected, "{}", path.display());
        let mut middle = vec![0; 1001 * channels];
        reader.read(777, &mut middle).unwrap();
        assert!(middle == expected[777 * channels..1778 * channels], "{}", path.display());
        assert!(reader.read(info.samples - 1, &mut middle).is_err());
    }
}

#[test]
fn recorders_say_their_timecode_rate_and_take() {
    let Some(samples) = judges::samples() else { return };
    let info = WavInfo::read(&samples.join("audio/sounddevices_702t_A101_3.wav")).unwrap();
    let speed = &info.ixml.as_ref().unwrap().speed;
    assert_eq!((speed.timecode_rate, speed.drop_frame), (Some(Rate::FPS_23_976), Some(false)));
    assert_eq!((info.scene(), info.take(), info.tape()), (Some("A101"), Some("3"), Some("18Y12M31")));
    assert_eq!(info.channel_names(), ["MKH516 A", "Boom"]);
    assert_eq!(info.bext.as_ref().and_then(|bext| bext.date()).as_deref(), Some("2018-12-31"));
    let info = WavInfo::read(&samples.join("audio/zoom_f8_Scene_1_2AG-T001_TrL_R.wav")).unwrap();
    assert_eq!(info.ixml.as_ref().unwrap().speed.timecode_rate, Some(Rate::FPS_25));
    assert_eq!((info.timestamp_rate_hz(), info.time_reference), (48000, Some(3_917_280_000)));
    assert_eq!(info.ixml.as_ref().unwrap().file_set.total_files, Some(9));
}

/// Codings that no real file here has, made by ffmpeg.
#[test]
fn all_codings_are_read_as_ffmpeg_reads_them() {
    let folder = tempfile::tempdir().unwrap();
    let samples = (0..3000).flat_map(|sample| (0..2).map(move |channel| wave::marked(sample, channel)));
    let source = folder.path().join("source.wav");
    let chunks = vec![(b"fmt ", wave::fmt(1, 2, 48000, 24)), (b"data", wave::s24(samples.clone()))];
    std::fs::write(&source, wave::Wave::new(chunks).bytes()).unwrap();
    for (codec, exact_bits, extra) in [
        ("pcm_s16le", 16, ""),
        ("pcm_s24le", 24, "-rf64 always"),
        ("pcm_s32le", 24, "-write_bext 1 -metadata time_reference=1762042282"),
        ("pcm_f32le", 24, "-rf64 auto"),
    ] {
        let path = folder.path().join(format!("{codec}.wav"));
        let (from, to) = (source.to_str().unwrap(), path.to_str().unwrap());
        let mut arguments = vec!["-i", from, "-c:a", codec];
        arguments.extend(extra.split_whitespace());
        arguments.push(to);
        judges::ffmpeg(&arguments);
        let info = WavInfo::read(&path).unwrap();
        assert_eq!(info.samples, 3000, "{codec}");
        assert_eq!(info.warnings, Vec::<String>::new());
        assert_eq!(info.time_reference.is_some(), extra.contains("1762042282"));
        let mut reader = WavReader::open(&info).unwrap();
        let mut found = vec![0; 6000];
        reader.read(0, &mut found).unwrap();
        if exact_bits == 24 {
            assert!(found.iter().copied().eq(samples.clone()), "{codec}");
        }
        assert!(found == judges::s24_by_ffmpeg(&path, 0), "{codec}");
        assert_eq!(reader.clipped_samples(), 0);
    }
}
