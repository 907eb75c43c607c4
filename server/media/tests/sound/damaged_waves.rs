//! Recorders that lost power, careless writers, and files that mean harm.

use crate::wave::{self, Wave};
use interneg_media::MediaError;
use interneg_media::wav::{WavInfo, WavReader};
use std::path::{Path, PathBuf};

const SAMPLES: usize = 500;

fn sound() -> Vec<u8> {
    wave::s24((0..SAMPLES).flat_map(|sample| (0..2).map(move |channel| wave::marked(sample, channel))))
}

/// A whole file; the metadata stand before the data or behind.
fn whole(is_data_first: bool) -> Wave {
    let fmt = (b"fmt ", wave::fmt(1, 2, 48000, 24));
    let bext = (b"bext", wave::bext(1_762_042_282, "2022-01-23", "sSCENE=12A"));
    let ixml = (b"iXML", wave::ixml("<SCENE>12B</SCENE><TAKE>3</TAKE>"));
    let data = (b"data", sound());
    Wave::new(if is_data_first {
        vec![(b"JUNK", vec![0; 91]), data, fmt, (b"LIST", vec![0; 3]), ixml, bext]
    } else {
        vec![bext, ixml, fmt, (b"FLLR", vec![0; 200]), data]
    })
}

fn write(folder: &Path, name: &str, bytes: &[u8]) -> PathBuf {
    let path = folder.join(name);
    std::fs::write(&path, bytes).unwrap();
    path
}

fn read(folder: &Path, bytes: &[u8]) -> Result<WavInfo, MediaError> {
    WavInfo::read(&write(folder, "a.wav", bytes))
}

/// The file reads, and all of its first `samples` samples are right.
fn check_samples(info: &WavInfo, samples: usize) {
    assert_eq!(info.samples, samples as u64, "{:?}", info.warnings);
    let mut found = vec![0; 2 * samples];
    WavReader::open(info).unwrap().read(0, &mut found).unwrap();
    let expected = (0..samples).flat_map(|sample| (0..2).map(move |channel| wave::marked(sample, channel)));
    assert!(found.into_iter().eq(expected));
}

fn check_warns(info: &WavInfo, words: &str) {
    assert!(info.warnings.iter().any(|warning| warning.contains(words)), "{words}: {:?}", info.warnings);
}

fn set_word(bytes: &mut [u8], at: usize, word: u32) {
    bytes[at..at + 4].copy_from_slice(&word.to_le_bytes());
}

#[test]
fn chunks_come_in_any_order() {
    let folder = tempfile::tempdir().unwrap();
    for is_data_first in [false, true] {
        let info = read(folder.path(), &whole(is_data_first).bytes()).unwrap();
        check_samples(&info, SAMPLES);
        assert_eq!(info.warnings, Vec::<String>::new());
        assert_eq!((info.scene(), info.take(), info.time_reference), (Some("12B"), Some("3"), Some(1_762_042_282)));
    }
}

#[test]
fn a_crashed_recorder_leaves_sizes_open() {
    let folder = tempfile::tempdir().unwrap();
    let wave = whole(false);
    for size in [0, u32::MAX] {
        let mut bytes = wave.bytes();
        set_word(&mut bytes, 4, size);
        set_word(&mut bytes, wave.offset_of(b"data") - 4, size);
        // The last sample was on its way to the card.
        bytes.truncate(bytes.len() - 2);
        let info = read(folder.path(), &bytes).unwrap();
        check_samples(&info, SAMPLES - 1);
        check_warns(&info, "bytes behind it are taken");
        check_warns(&info, "no whole sample");
        check_warns(&info, "left the size of the file open");
    }
}

#[test]
fn an_empty_take_is_empty() {
    let folder = tempfile::tempdir().unwrap();
    let mut wave = whole(true);
    wave.chunks[1].1.clear();
    assert_eq!(read(folder.path(), &wave.bytes()).unwrap().samples, 0);
    let mut wave = whole(false);
    wave.chunks[4].1.clear();
    assert_eq!(read(folder.path(), &wave.bytes()).unwrap().samples, 0);
}

#[test]
fn missing_padding_and_rubbish_at_the_end_are_got_over() {
    let folder = tempfile::tempdir().unwrap();
    let wave = whole(true);
    let mut bytes = wave.bytes();
    let pad = wave.offset_of(b"JUNK") + 91;
    bytes.remove(pad);
    let info = read(folder.path(), &bytes).unwrap();
    check_samples(&info, SAMPLES);
    check_warns(&info, "no pad byte");
    assert_eq!(info.scene(), Some("12B"));
    let mut bytes = wave.bytes();
    bytes.extend([0xff; 40]);
    let info = read(folder.path(), &bytes).unwrap();
    check_samples(&info, SAMPLES);
    check_warns(&info, "is no chunk");
    check_warns(&info, "the file has");
}

#[test]
fn sizes_that_lie_are_held_against_the_file() {
    let folder = tempfile::tempdir().unwrap();
    let wave = whole(false);
    let mut bytes = wave.bytes();
    set_word(&mut bytes, wave.offset_of(b"data") - 4, 4_000_000_000);
    let info = read(folder.path(), &bytes).unwrap();
    check_samples(&info, SAMPLES);
    check_warns(&info, "cut short");
    // A chunk that swallows the file leaves no sound.
    let mut bytes = wave.bytes();
    set_word(&mut bytes, wave.offset_of(b"iXML") - 4, 4_000_000_000);
    assert!(matches!(read(folder.path(), &bytes), Err(MediaError::Damaged { .. })));
    let mut bytes = wave.bytes();
    set_word(&mut bytes, wave.offset_of(b"bext") - 4, 100);
    assert!(matches!(read(folder.path(), &bytes), Err(MediaError::Damaged { .. })));
}

#[test]
fn a_file_may_end_anywhere() {
    let folder = tempfile::tempdir().unwrap();
    for is_data_first in [false, true] {
        let bytes = whole(is_data_first).bytes();
        for length in (0..bytes.len()).step_by(3).chain(bytes.len() - 8..bytes.len()) {
            match read(folder.path(), &bytes[..length]) {
                Ok(info) => {
                    assert!(!info.warnings.is_empty() || length + 1 >= bytes.len(), "silent at {length}");
                    assert!(info.samples <= SAMPLES as u64);
                    check_samples(&info, usize::try_from(info.samples).unwrap());
                }
                Err(MediaError::NotMedia { .. }) => assert!(length < 12),
                Err(MediaError::Damaged { .. }) => {}
                Err(other) => panic!("{other}"),
            }
        }
    }
}

#[test]
fn bytes_that_flip_never_panic() {
    let folder = tempfile::tempdir().unwrap();
    let bytes = whole(true).bytes();
    let metadata = (0..130).chain(130 + sound().len()..bytes.len());
    for at in metadata.step_by(3) {
        for value in [0, 0xff, 0x80] {
            let mut bytes = bytes.clone();
            bytes[at] = value;
            if let Ok(info) = read(folder.path(), &bytes) {
                let mut samples = vec![0; usize::try_from(info.samples).unwrap() * usize::from(info.format.channels)];
                WavReader::open(&info).unwrap().read(0, &mut samples).unwrap();
            }
        }
    }
}

#[test]
fn bombs_in_ixml_do_no_harm() {
    let folder = tempfile::tempdir().unwrap();
    let entities = b"<!DOCTYPE b [<!ENTITY a \"aa\"><!ENTITY c \"&a;&a;\">]><BWFXML><NOTE>&c;</NOTE></BWFXML>".to_vec();
    let long = [b"<BWFXML><NOTE>".as_slice(), &vec![b'a'; 2 << 20]].concat();
    let deep = b"<BWFXML>".iter().chain(b"<A>".iter().cycle().take(300_000)).copied().collect();
    let many =
        [b"<BWFXML><TRACK_LIST>".as_slice(), &b"<TRACK><INTERLEAVE_INDEX>x</INTERLEAVE_INDEX></TRACK>".repeat(9000)];
    for (contents, words) in
        [(entities, "document type"), (long, "was not read"), (deep, "nests too deep"), (many.concat(), "and ")]
    {
        let mut wave = whole(false);
        wave.chunks[1].1 = contents;
        let info = read(folder.path(), &wave.bytes()).unwrap();
        check_samples(&info, SAMPLES);
        check_warns(&info, words);
        assert!(info.warnings.len() <= 101);
        assert_eq!(info.scene(), Some("12A"), "the note of bext is all that is left");
    }
}

#[test]
fn copies_that_disagree_are_reported_and_lose() {
    let folder = tempfile::tempdir().unwrap();
    let mut wave = whole(false);
    wave.chunks[1].1 = wave::ixml(
        "<SPEED><FILE_SAMPLE_RATE>48048</FILE_SAMPLE_RATE><AUDIO_BIT_DEPTH>16</AUDIO_BIT_DEPTH>\
         <TIMESTAMP_SAMPLES_SINCE_MIDNIGHT_LO>7</TIMESTAMP_SAMPLES_SINCE_MIDNIGHT_LO></SPEED>\
         <BEXT><BWF_TIME_REFERENCE_LOW>8</BWF_TIME_REFERENCE_LOW><BWF_ORIGINATION_DATE>2022-01-24</BWF_ORIGINATION_DATE></BEXT>\
         <TRACK_LIST><TRACK_COUNT>3</TRACK_COUNT><TRACK><INTERLEAVE_INDEX>2</INTERLEAVE_INDEX><NAME>Boom</NAME></TRACK>\
         <TRACK><INTERLEAVE_INDEX>9</INTERLEAVE_INDEX></TRACK></TRACK_LIST>",
    );
    let info = read(folder.path(), &wave.bytes()).unwrap();
    for words in [
        "FILE_SAMPLE_RATE is 48048, fmt says 48000",
        "AUDIO_BIT_DEPTH is 16, fmt says 24",
        "TIMESTAMP_SAMPLES_SINCE_MIDNIGHT is 7, bext says 1762042282",
        "BWF_TIME_REFERENCE is 8, bext says 1762042282",
        "BWF_ORIGINATION_DATE differs",
        "TRACK_COUNT is 3, 2 are listed",
        "no track for channel 1",
        "1 tracks for channels that the file of 2 does not have",
    ] {
        check_warns(&info, words);
    }
    assert_eq!((info.time_reference, info.format.sample_rate_hz), (Some(1_762_042_282), 48000));
    assert_eq!(info.channel_names(), ["", "Boom"]);
}

#[test]
fn second_chunks_and_short_ones_are_not_used() {
    let folder = tempfile::tempdir().unwrap();
    let mut wave = whole(false);
    wave.chunks.push((b"bext", wave::bext(5, "2023-01-01", "")));
    wave.chunks.push((b"data", vec![0; 60]));
    let info = read(folder.path(), &wave.bytes()).unwrap();
    check_samples(&info, SAMPLES);
    check_warns(&info, "second bext");
    check_warns(&info, "second data");
    assert_eq!(info.time_reference, Some(1_762_042_282));
    let mut wave = whole(false);
    wave.chunks[0].1.truncate(600);
    let info = read(folder.path(), &wave.bytes()).unwrap();
    check_warns(&info, "bext of 600 bytes");
    assert_eq!(info.time_reference, None);
}

/// `ds64` with these sizes in front of a whole file.
fn rf64(magic: &'static [u8; 4], riff: u64, data: u64, samples: u64) -> Wave {
    let mut ds64: Vec<u8> = [riff, data, samples].iter().flat_map(|number| number.to_le_bytes()).collect();
    ds64.extend(1_u32.to_le_bytes());
    ds64.extend(*b"JUNK");
    ds64.extend(91_u64.to_le_bytes());
    let mut wave = whole(false);
    wave.magic = magic;
    wave.chunks.insert(0, (b"ds64", ds64));
    wave
}

#[test]
fn sound_beyond_4_gib_is_read_at_its_very_end() {
    use std::os::unix::fs::FileExt;
    const FRAMES: u64 = (5 << 30) / 6;
    let folder = tempfile::tempdir().unwrap();
    for magic in [b"RF64", b"BW64"] {
        let mut wave = rf64(magic, 0, FRAMES * 6, FRAMES);
        wave.chunks.pop();
        let mut head = wave.bytes();
        head.extend(*b"data");
        head.extend(u32::MAX.to_le_bytes());
        set_word(&mut head, 4, u32::MAX);
        let total = head.len() as u64 + FRAMES * 6;
        head[20..28].copy_from_slice(&(total - 8).to_le_bytes());
        // A sparse file: the sound is silent but for its last samples.
        let path = write(folder.path(), "long.wav", &head);
        let file = std::fs::OpenOptions::new().write(true).open(&path).unwrap();
        file.set_len(total).unwrap();
        file.write_all_at(&wave::s24([1, 2, 3, 4]), total - 12).unwrap();
        drop(file);
        let info = WavInfo::read(&path).unwrap();
        assert_eq!((info.samples, info.warnings.len()), (FRAMES, 0), "{:?}", info.warnings);
        let mut found = [9; 6];
        WavReader::open(&info).unwrap().read(FRAMES - 3, &mut found).unwrap();
        assert_eq!(found, [0, 0, 1, 2, 3, 4]);
    }
}

#[test]
fn ds64_that_lies_or_is_not_there_is_got_over() {
    let folder = tempfile::tempdir().unwrap();
    let open = |wave: &Wave| {
        let mut bytes = wave.bytes();
        set_word(&mut bytes, 4, u32::MAX);
        set_word(&mut bytes, wave.offset_of(b"data") - 4, u32::MAX);
        bytes
    };
    for data in [0, u64::MAX, 1 << 40] {
        let info = read(folder.path(), &open(&rf64(b"RF64", u64::MAX, data, 7))).unwrap();
        check_samples(&info, SAMPLES);
        check_warns(&info, "ds64 tells of 7 samples");
    }
    let mut without = whole(false);
    without.magic = b"RF64";
    let info = read(folder.path(), &open(&without)).unwrap();
    check_samples(&info, SAMPLES);
    check_warns(&info, "without a ds64");
    let mut short = rf64(b"RF64", 0, 0, 0);
    short.chunks[0].1.truncate(20);
    assert!(matches!(read(folder.path(), &short.bytes()), Err(MediaError::Damaged { .. })));
}

#[test]
fn a_file_of_nothing_but_chunks_is_given_up() {
    let folder = tempfile::tempdir().unwrap();
    let wave = Wave::new((0..10_000).map(|_| (b"JUNK", Vec::new())).collect());
    assert!(matches!(read(folder.path(), &wave.bytes()), Err(MediaError::Damaged { .. })));
    assert!(matches!(read(folder.path(), b"this is a sound report\n"), Err(MediaError::NotMedia { .. })));
    let avi = [b"RIFF".as_slice(), &[0; 4], b"AVI LIST"].concat();
    assert!(matches!(read(folder.path(), &avi), Err(MediaError::NotMedia { .. })));
    assert!(matches!(WavInfo::read(&folder.path().join("missing.wav")), Err(MediaError::Open { .. })));
}

#[test]
fn a_file_that_became_shorter_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let bytes = whole(false).bytes();
    let info = read(folder.path(), &bytes).unwrap();
    std::fs::write(&info.path, &bytes[..bytes.len() - 1]).unwrap();
    assert!(WavReader::open(&info).is_err());
}
