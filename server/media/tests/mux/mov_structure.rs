//! The same movie is the same bytes, however its frames were made.

use crate::judges::atoms;
use crate::material::{description, packets, sound, track, write_movie};
use interneg_media::mux::{MovieDescription, PictureTrack};
use interneg_spec::proxy::{CodecFamily, ProxyCodec};
use interneg_spec::{Raster, Rate, UtcTime};

#[test]
fn chunks_make_the_same_movie_as_the_whole() {
    let folder = tempfile::tempdir().unwrap();
    for codec in ProxyCodec::ALL {
        let frames = if codec.family() == CodecFamily::Dnxhd { 2 } else { 6 };
        let description =
            MovieDescription { sound: Some(sound(2)), ..description(track(codec), Rate::FPS_29_97, frames) };
        let frames = usize::try_from(frames).unwrap();
        let written = |name: &str, packets: &[Vec<u8>]| {
            let path = folder.path().join(name);
            write_movie(&path, &description, packets);
            std::fs::read(path).unwrap()
        };
        let of = |range| packets(&description.picture, description.rate, range);
        let whole = written("whole.mov", &of(0..frames));
        assert!(whole == written("again.mov", &of(0..frames)), "{codec}: run twice");
        assert!(whole == written("chunks.mov", &[of(0..frames / 2), of(frames / 2..frames)].concat()), "{codec}");
    }
}

/// Our own walk finds every packet where the sample table says it is.
#[test]
fn sample_tables_lead_to_the_packets() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.mov");
    let picture = PictureTrack { raster: Raster { width: 128, height: 64 }, ..track(ProxyCodec::ProresHq) };
    let description = MovieDescription { sound: Some(sound(1)), ..description(picture, Rate::FPS_25, 30) };
    let packets = packets(&description.picture, description.rate, 0..30);
    write_movie(&path, &description, &packets);
    let bytes = std::fs::read(&path).unwrap();
    let words = |path: &str| -> Vec<usize> {
        let atom = atoms(&bytes).into_iter().find(|atom| atom.path == path).unwrap();
        bytes[atom.content].as_chunks::<4>().0.iter().map(|word| u32::from_be_bytes(*word) as usize).collect()
    };
    let table = "/moov/trak/mdia/minf/stbl";
    let (sizes, chunks, offsets) =
        (words(&format!("{table}/stsz")), words(&format!("{table}/stsc")), words(&format!("{table}/stco")));
    assert_eq!(sizes[..3], [0, 0, 30]);
    // Two chunks of 12, one of 6.
    assert_eq!(chunks, [0, 2, 1, 12, 1, 3, 6, 1]);
    assert_eq!(words(&format!("{table}/stts")), [0, 1, 30, 1000]);
    for (frame, packet) in packets.iter().enumerate() {
        let first_of_chunk = frame / 12 * 12;
        let at = offsets[2 + frame / 12] + sizes[3 + first_of_chunk..3 + frame].iter().sum::<usize>();
        assert_eq!(&bytes[at..at + sizes[3 + frame]], packet, "frame {frame}");
    }
}

#[test]
fn times_beyond_32_bits_are_written() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.mov");
    let mut description = description(track(ProxyCodec::ProresProxy), Rate::FPS_24, 1);
    description.created = UtcTime::parse("2044-02-29T12:00:00Z").unwrap();
    write_movie(&path, &description, &packets(&description.picture, description.rate, 0..1));
    let bytes = std::fs::read(&path).unwrap();
    for name in ["/moov/mvhd", "/moov/trak/tkhd", "/moov/trak/mdia/mdhd"] {
        let atom = atoms(&bytes).into_iter().find(|atom| atom.path == name).unwrap();
        assert_eq!(bytes[atom.content.start], 1, "{name}");
    }
    let seen = crate::judges::ffprobe(&path);
    assert_eq!(seen["format"]["tags"]["creation_time"], "2044-02-29T12:00:00.000000Z");
    assert_eq!(seen["streams"][0]["nb_frames"], "1");
}
