//! Movies beyond 4 GiB, without writing 4 GiB.

use crate::judges::{decoded, ffprobe, streams};
use crate::material::{description, packets, sound, sound_of_frame, track};
use interneg_media::mux::mov::MovWriter;
use interneg_media::mux::{MovieDescription, PictureTrack};
use interneg_media::{ProbeOptions, probe};
use interneg_spec::proxy::ProxyCodec;
use interneg_spec::{Raster, Rate};
use std::fs::File;
use std::io::{Read, Result, Seek, SeekFrom, Write};

/// A file that steps over the zeros behind the first page of a long write, so that it takes no room on the disk.
struct Sparse(File);

const PAGE_BYTES: usize = 1 << 16;

impl Write for Sparse {
    fn write(&mut self, bytes: &[u8]) -> Result<usize> {
        if bytes.len() <= PAGE_BYTES {
            return self.0.write(bytes);
        }
        let (head, rest) = bytes.split_at(PAGE_BYTES);
        self.0.write_all(head)?;
        if rest.iter().all(|byte| *byte == 0) {
            self.0.seek(SeekFrom::Current(i64::try_from(rest.len()).unwrap()))?;
        } else {
            self.0.write_all(rest)?;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> Result<()> {
        self.0.flush()
    }
}

impl Seek for Sparse {
    fn seek(&mut self, position: SeekFrom) -> Result<u64> {
        self.0.seek(position)
    }
}

/// Frames of 160 MB: real packets, and zeros behind, which RDD 36 allows.
#[test]
fn offsets_beyond_32_bits_are_found_again() {
    const FRAMES: usize = 40;
    const PACKET_BYTES: usize = 160_000_000;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("large.mov");
    let picture = PictureTrack { raster: Raster { width: 256, height: 64 }, ..track(ProxyCodec::ProresProxy) };
    let description = MovieDescription { sound: Some(sound(1)), ..description(picture, Rate::FPS_24, FRAMES as u64) };
    let packets = packets(&description.picture, description.rate, 0..FRAMES);
    let mut writer = MovWriter::create(Sparse(File::create(&path).unwrap()), &description).unwrap();
    let mut padded = vec![0; PACKET_BYTES];
    for (frame, packet) in packets.iter().enumerate() {
        padded[..PAGE_BYTES].fill(0);
        padded[..packet.len()].copy_from_slice(packet);
        writer.write_picture(&padded).unwrap();
        let sound = description.sound.as_ref().unwrap();
        writer.write_sound(&sound_of_frame(frame as u64, description.rate, sound)).unwrap();
    }
    writer.finish().unwrap();

    let mut file = File::open(&path).unwrap();
    let file_bytes = file.metadata().unwrap().len();
    assert!(file_bytes > u64::from(u32::MAX), "{file_bytes}");
    let mut head = [0; 36];
    file.read_exact(&mut head).unwrap();
    // Size 1, name, and 64 bits, where `wide` and the head of a short `mdat` are else.
    assert_eq!(&head[20..28], b"\0\0\0\x01mdat");
    let mdat_bytes = u64::from_be_bytes(head[28..].try_into().unwrap());
    file.seek(SeekFrom::Start(20 + mdat_bytes)).unwrap();
    let mut header = Vec::new();
    file.read_to_end(&mut header).unwrap();
    assert_eq!(&header[4..8], b"moov");
    let count = |name: &[u8]| header.windows(4).filter(|window| *window == name).count();
    // Picture and sound have chunks beyond 4 GiB; the timecode's sample lies at the beginning.
    assert_eq!((count(b"co64"), count(b"stco")), (2, 1));

    let seen = ffprobe(&path);
    assert_eq!(streams(&seen, "video")[0]["nb_frames"], FRAMES.to_string());
    assert_eq!(streams(&seen, "data")[0]["tags"]["timecode"], "10:11:12:13");
    let info = probe(&path, &ProbeOptions { max_dimension: 4096, every_frame: false, conform: None }).unwrap();
    assert_eq!((info.frame_count, info.size_bytes), (FRAMES as u64, file_bytes));
    let last = FRAMES - 1;
    let mut reader = interneg_media::MovieReader::open(&info, last as u64, 1).unwrap();
    reader.next_frame().unwrap();
    // The last sound lies behind all pictures.
    let wanted = sound_of_frame(last as u64, description.rate, description.sound.as_ref().unwrap());
    let found = decoded(&path, &format!("-map 0:a:0 -af atrim=start_sample={} -f s24le -c:a pcm_s24le", 2000 * last));
    assert_eq!(found, wanted);
}
