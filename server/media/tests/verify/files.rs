//! Frames of finished files by the container's index, and what happens where file or index are damaged.

use crate::material::{ENCODERS, Shot, encoded, track};
use crate::pictures::Kind;
use interneg_media::mux::{MovieDescription, MovieFiles, SoundTrack, file_names, first_sample};
use interneg_media::verify::CodedFrames;
use interneg_spec::proxy::{ProxyCodec, Wrapper};
use interneg_spec::{Rate, UtcTime};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

const FRAMES: usize = 5;

/// Writes a clip with two channels of sound; gives its picture's file and the frames that it should hold.
fn written(folder: &Path, codec: ProxyCodec, wrapper: Wrapper, rate: Rate) -> (PathBuf, Vec<Vec<u8>>) {
    let picture = track(codec, codec.bits());
    let packets: Vec<Vec<u8>> = (0..FRAMES)
        .map(|frame| encoded(&picture, ENCODERS[frame % 2], &Shot::made_up(Kind::Grain, &picture, frame)))
        .collect();
    let description = MovieDescription {
        roll: "A001".to_owned(),
        clip_name: "A001C001".to_owned(),
        reel: Some("A001".to_owned()),
        rate,
        start: Some("01:00:00:00".parse().unwrap()),
        frame_count: FRAMES as u64,
        picture,
        sound: Some(SoundTrack {
            sample_rate_hz: 48_000,
            channel_names: vec!["A1".to_owned(), "A2".to_owned()],
            channel_sources: vec!["camera 1".to_owned(), "camera 2".to_owned()],
        }),
        comments: BTreeMap::new(),
        project: "SHOW".to_owned(),
        rendition: "cut".to_owned(),
        created: UtcTime::parse("2026-01-31T10:00:00Z").unwrap(),
        tool: "interneg".to_owned(),
        tool_version: "0.0.0".to_owned(),
    };
    let paths: Vec<PathBuf> =
        file_names(wrapper, &format!("{codec}"), 2).into_iter().map(|name| folder.join(name)).collect();
    let mut files = MovieFiles::create(wrapper, &paths, &description).unwrap();
    for (frame, packet) in (0..).zip(&packets) {
        let at = |frame| first_sample(frame, rate, 48_000);
        let samples = at(frame + 1) - at(frame);
        files.write_frame(packet, &vec![frame as u8; samples as usize * 6]).unwrap();
    }
    files.finish().unwrap();
    (paths[0].clone(), packets)
}

/// All frames by the index, or what is wrong with the file.
fn frames_of(path: &Path) -> Result<Vec<Vec<u8>>, String> {
    let mut file = CodedFrames::open(path).map_err(|error| error.to_string())?;
    let mut frames = Vec::new();
    while file.next_frame(&mut |frame| frames.push(frame.to_vec())).map_err(|error| error.to_string())? {}
    assert_eq!(frames.len() as u64, file.frame_count());
    Ok(frames)
}

#[test]
fn frames_come_back_from_every_wrapper() {
    let folder = TempDir::new().unwrap();
    for (codec, wrapper) in [
        (ProxyCodec::ProresProxy, Wrapper::Mov),
        (ProxyCodec::Prores4444, Wrapper::Mov),
        (ProxyCodec::DnxhrLb, Wrapper::Mov),
        (ProxyCodec::DnxhrHqx, Wrapper::MxfOp1a),
        (ProxyCodec::DnxhrSq, Wrapper::MxfOpAtom),
        (ProxyCodec::Dnxhd36, Wrapper::MxfOp1a),
        (ProxyCodec::Dnxhd36, Wrapper::MxfOpAtom),
    ] {
        for rate in [Rate::FPS_25, Rate::FPS_23_976] {
            let (path, packets) = written(folder.path(), codec, wrapper, rate);
            assert!(frames_of(&path) == Ok(packets), "{codec} in {wrapper} at {rate}");
        }
    }
}

/// Where the frames lie in a file.
fn places(bytes: &[u8], packets: &[Vec<u8>]) -> Vec<usize> {
    packets.iter().map(|packet| bytes.windows(packet.len()).position(|window| window == packet).unwrap()).collect()
}

#[test]
fn damage_shows_or_stops_the_reading() {
    let folder = TempDir::new().unwrap();
    for (codec, wrapper) in [
        (ProxyCodec::ProresProxy, Wrapper::Mov),
        (ProxyCodec::DnxhrLb, Wrapper::Mov),
        (ProxyCodec::DnxhrLb, Wrapper::MxfOp1a),
        (ProxyCodec::DnxhrLb, Wrapper::MxfOpAtom),
    ] {
        let (path, packets) = written(folder.path(), codec, wrapper, Rate::FPS_24);
        let whole = fs::read(&path).unwrap();
        let places = places(&whole, &packets);
        let differs = |bytes: Vec<u8>, what: &str| {
            fs::write(&path, bytes).unwrap();
            assert!(frames_of(&path) != Ok(packets.clone()), "{codec} in {wrapper}: {what}");
        };
        // A bit of one frame.
        let mut bytes = whole.clone();
        bytes[places[3] + packets[3].len() / 2] ^= 1;
        differs(bytes, "a bit");
        // Two frames of one size have changed places, which a sum over the file may not tell from a right one.
        if packets[1].len() == packets[2].len() {
            let mut bytes = whole.clone();
            bytes[places[1]..][..packets[1].len()].copy_from_slice(&packets[2]);
            bytes[places[2]..][..packets[2].len()].copy_from_slice(&packets[1]);
            differs(bytes, "frames have changed places");
        }
        // A block of zeros, as file systems leave after a crash.
        let mut bytes = whole.clone();
        bytes[places[4]..][..packets[4].len()].fill(0);
        differs(bytes, "zeros");
        // The end is missing: of the index, or of the last frame.
        differs(whole[..places[4] + packets[4].len() / 2].to_vec(), "cut short");
        fs::write(&path, &whole).unwrap();
        assert!(frames_of(&path) == Ok(packets), "{codec} in {wrapper}");
    }
}

/// The index alone is wrong; the frames lie where they should.
#[test]
fn an_index_that_leads_elsewhere_shows() {
    let folder = TempDir::new().unwrap();
    let (path, packets) = written(folder.path(), ProxyCodec::ProresProxy, Wrapper::Mov, Rate::FPS_24);
    let whole = fs::read(&path).unwrap();
    // The table of sample sizes of the picture: type, version and flags, size 0, count, then a size each.
    let sizes: Vec<u8> = packets.iter().flat_map(|packet| (packet.len() as u32).to_be_bytes()).collect();
    let table = whole.windows(sizes.len()).position(|window| window == sizes).unwrap();
    for byte in [table + 3, table + 7] {
        let mut bytes = whole.clone();
        bytes[byte] = bytes[byte].wrapping_sub(3);
        fs::write(&path, bytes).unwrap();
        assert!(frames_of(&path) != Ok(packets.clone()));
    }
}
