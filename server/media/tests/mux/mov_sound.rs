//! Sound: every channel a track, every sample where it was.

use crate::judges::{atoms, decoded, ffprobe, mediainfo, streams, tracks};
use crate::material::{description, packets, sound, sound_sample, track, write_movie};
use interneg_media::mux::{MovieDescription, PictureTrack, first_sample};
use interneg_spec::proxy::ProxyCodec;
use interneg_spec::{Raster, Rate};

fn silent_proxy(rate: &str, frame_count: u64) -> MovieDescription {
    let picture = PictureTrack { raster: Raster { width: 64, height: 64 }, ..track(ProxyCodec::ProresProxy) };
    description(picture, rate.parse().unwrap(), frame_count)
}

#[test]
fn samples_come_back_to_the_bit() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.mov");
    for rate in ["24", "24000/1001", "30000/1001", "25"] {
        for (channels, frames) in [(1, 1), (2, 12), (5, 61)] {
            let description = MovieDescription { sound: Some(sound(channels)), ..silent_proxy(rate, frames) };
            let packet = packets(&description.picture, Rate::FPS_24, 0..1).remove(0);
            write_movie(&path, &description, &vec![packet; usize::try_from(frames).unwrap()]);
            let samples = first_sample(frames, description.rate, 48_000);
            let seen = ffprobe(&path);
            let audio = streams(&seen, "audio");
            assert_eq!(audio.len(), usize::from(channels), "{rate}");
            for (channel, stream) in audio.iter().enumerate() {
                assert_eq!((&stream["codec_name"], &stream["channels"]), (&"pcm_s24le".into(), &1.into()));
                assert_eq!((&stream["sample_rate"], &stream["duration_ts"]), (&"48000".into(), &samples.into()));
                assert_eq!(stream["start_time"], "0.000000");
                let wanted: Vec<u8> = (0..samples).flat_map(|sample| sound_sample(channel, sample)).collect();
                let found = decoded(&path, &format!("-map 0:a:{channel} -f s24le -c:a pcm_s24le"));
                assert!(found == wanted, "{rate}, channel {channel} of {channels}");
            }
            assert_eq!(streams(&seen, "video")[0]["nb_frames"], frames.to_string());
            if let Some(seen) = mediainfo(&path) {
                for track in tracks(&seen, "Audio") {
                    assert_eq!((&track["Format"], &track["BitDepth"]), (&"PCM".into(), &"24".into()), "{track}");
                    assert_eq!(
                        (&track["Format_Settings_Endianness"], &track["Channels"]),
                        (&"Little".into(), &"1".into())
                    );
                    // It works in whole milliseconds, 48 samples each.
                    let count: u64 = track["SamplingCount"].as_str().unwrap().parse().unwrap();
                    assert!(count.abs_diff(samples) <= 48, "{samples}: {track}");
                }
            }
        }
    }
}

/// Picture and sound of the same half second lie side by side, so that a player need not jump.
#[test]
fn chunks_take_turns() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.mov");
    let description = MovieDescription { sound: Some(sound(2)), ..silent_proxy("24000/1001", 61) };
    let packet = packets(&description.picture, Rate::FPS_24, 0..1).remove(0);
    write_movie(&path, &description, &vec![packet.clone(); 61]);
    let bytes = std::fs::read(&path).unwrap();
    let offsets: Vec<Vec<u64>> = atoms(&bytes)
        .iter()
        .filter(|atom| atom.path.ends_with("/stco"))
        .map(|atom| {
            let words = bytes[atom.content.clone()][8..].as_chunks::<4>().0;
            words.iter().map(|word| u64::from(u32::from_be_bytes(*word))).collect()
        })
        .collect();
    let [picture, left, right, timecode] = &offsets[..] else { panic!("{offsets:?}") };
    // Five chunks of 12 frames and one of the last frame.
    assert_eq!([picture.len(), left.len(), right.len(), timecode.len()], [6, 6, 6, 1]);
    let mut at = timecode[0] + 4;
    for chunk in 0..6 {
        let (first, last) = (12 * chunk as u64, (12 * chunk as u64 + 12).min(61));
        let samples = |frame| first_sample(frame, description.rate, 48_000);
        let sound_bytes = 3 * (samples(last) - samples(first));
        assert_eq!(picture[chunk], at);
        assert_eq!(left[chunk], at + (last - first) * packet.len() as u64);
        assert_eq!(right[chunk], left[chunk] + sound_bytes);
        at = right[chunk] + sound_bytes;
    }
    let names: Vec<String> =
        atoms(&bytes).into_iter().filter(|atom| atom.path.matches('/').count() == 1).map(|atom| atom.path).collect();
    assert_eq!(names, ["/ftyp", "/wide", "/mdat", "/moov"]);
    assert_eq!(atoms(&bytes)[2].content.end as u64, at, "mdat holds all chunks and nothing else");
}
