//! Files that are no movies, are damaged, or would make FFmpeg open other files.

use crate::{material, probe};
use interneg_media::{MediaError, MovieReader};
use std::path::{Path, PathBuf};

fn write(folder: &Path, name: &str, bytes: &[u8]) -> PathBuf {
    let path = folder.join(name);
    std::fs::write(&path, bytes).unwrap();
    path
}

fn prores(folder: &Path, name: &str) -> PathBuf {
    material::make(folder, name, "25", 12, "-c:v prores_ks -profile:v hq -pix_fmt yuv422p10le").unwrap()
}

#[test]
fn what_is_no_movie_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let garbage: Vec<u8> = (0..4096_u32).map(|index| (index.wrapping_mul(2_654_435_761) >> 13) as u8).collect();
    for (name, bytes, words) in [
        ("empty.mov", &b""[..], "an empty file"),
        ("text.mov", b"this is a shot list\n", "a text file"),
        ("garbage.mxf", &garbage, "no format that is known"),
        ("sound.mov", b"RIFF\0\0\0\0WAVEfmt ", "RIFF"),
    ] {
        let error = probe(&write(folder.path(), name, bytes)).unwrap_err();
        assert!(matches!(&error, MediaError::NotMedia { reason, .. } if reason.contains(words)), "{error}");
        assert!(error.to_string().contains(name));
    }
    assert!(matches!(probe(&folder.path().join("missing.mov")), Err(MediaError::Open { .. })));
}

#[test]
fn playlists_do_not_open_other_files() {
    let folder = tempfile::tempdir().unwrap();
    let victim = prores(folder.path(), "victim.mov");
    let segment = folder.path().join("victim.ts");
    std::fs::copy(&victim, &segment).unwrap();
    let hls = format!("#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\n{}\n#EXT-X-ENDLIST\n", segment.display());
    let concat = "ffconcat version 1.0\nfile victim.mov\n";
    for (name, text, words) in [("a.mov", hls.as_str(), "an HLS playlist"), ("b.mov", concat, "an ffconcat list")] {
        let path = write(folder.path(), name, text.as_bytes());
        let error = probe(&path).unwrap_err();
        assert!(matches!(&error, MediaError::NotMedia { reason, .. } if reason.contains(words)), "{error}");
        // A box in front gets the same text past our own look; FFmpeg's movie reader finds no movie in it.
        let disguised = [b"\0\0\0\x08free".as_slice(), text.as_bytes()].concat();
        let error = probe(&write(folder.path(), name, &disguised)).unwrap_err();
        assert!(matches!(error, MediaError::Damaged { .. }), "{error}");
    }
}

#[test]
fn a_name_is_not_a_protocol_or_a_pattern() {
    let folder = tempfile::tempdir().unwrap();
    let movie = prores(folder.path(), "a.mov");
    for name in ["concat:a.mov|b.mov", "shot_50%d.mov", "tele####.mov", "subfile,,start,0,end,9,,:a.mov"] {
        let path = folder.path().join(name);
        std::fs::copy(&movie, &path).unwrap();
        assert_eq!(probe(&path).unwrap().frame_count, 12, "{name}");
    }
}

/// Cut at any length a movie is refused or, where the cut lost nothing of it, whole; it never panics.
fn check_cuts(movie: &Path, frames: u64) {
    let bytes = std::fs::read(movie).unwrap();
    let cut = movie.with_file_name(format!("cut-{}", movie.file_name().unwrap().to_str().unwrap()));
    let lengths = (0..40).map(|part| bytes.len() * part / 40).chain([bytes.len() - 1, bytes.len() - 8, 8, 16, 33, 100]);
    for length in lengths {
        std::fs::write(&cut, &bytes[..length]).unwrap();
        let read_all = |info| {
            let mut reader = MovieReader::open(&info, 0, 2)?;
            (0..info.frame_count).try_for_each(|_| reader.next_frame().map(drop)).map(|()| info.frame_count)
        };
        match probe(&cut).and_then(read_all) {
            Ok(found) => assert_eq!(found, frames, "a short movie from {length} of {} bytes", bytes.len()),
            Err(MediaError::NotMedia { .. }) => assert!(length < 32, "cut at {length}"),
            Err(MediaError::Damaged { .. } | MediaError::Decode { .. }) => {}
            Err(other) => panic!("cut at {length}: {other}"),
        }
    }
    std::fs::write(&cut, &bytes[..bytes.len() / 2]).unwrap();
    let error = probe(&cut).unwrap_err();
    assert!(matches!(error, MediaError::Damaged { .. }), "half a movie must not pass the probe: {error}");
}

#[test]
fn cut_movies_are_damaged() {
    let folder = tempfile::tempdir().unwrap();
    check_cuts(&prores(folder.path(), "a.mov"), 12);
    check_cuts(&prores(folder.path(), "b.mp4.mov"), 12);
    let fast = "-c:v prores_ks -profile:v hq -pix_fmt yuv422p10le -movflags +faststart";
    check_cuts(&material::make(folder.path(), "c.mov", "25", 12, fast).unwrap(), 12);
    let dnxhr = "-c:v dnxhd -profile:v dnxhr_hqx -pix_fmt yuv422p10le";
    check_cuts(&material::make(folder.path(), "d.mxf", "25", 12, dnxhr).unwrap(), 12);
}

/// Overwrites a third of the movie's sample data with zeros, header and tables left whole.
fn with_a_hole(path: &Path) {
    let mut bytes = std::fs::read(path).unwrap();
    let (start, end) = (bytes.len() / 3, bytes.len() * 2 / 3);
    bytes[start..end].fill(0);
    std::fs::write(path, bytes).unwrap();
}

#[test]
fn damaged_pictures_are_errors_with_their_number() {
    let folder = tempfile::tempdir().unwrap();
    for (name, frames, arguments) in [
        ("a.mov", 12, "-c:v prores_ks -profile:v hq -pix_fmt yuv422p10le"),
        ("b.mov", 12, "-c:v dnxhd -profile:v dnxhr_hqx -pix_fmt yuv422p10le"),
        ("c.mov", 40, "-c:v libx264 -preset fast -pix_fmt yuv422p10le -g 12 -bf 2 -qp 4"),
        ("d.mov", 6, "-c:v jpeg2000 -pix_fmt yuv422p10le"),
    ] {
        let path = material::make(folder.path(), name, "25", frames, arguments).unwrap();
        with_a_hole(&path);
        let info = probe(&path).unwrap();
        assert_eq!(info.frame_count, u64::from(frames));
        let mut reader = MovieReader::open(&info, 0, 2).unwrap();
        let failed = (0..info.frame_count).find_map(|_| reader.next_frame().err());
        let Some(MediaError::Decode { frame, .. }) = failed else { panic!("{name}: {failed:?}") };
        assert!(frame > 0 && frame < info.frame_count, "{name}: frame {frame}");
        let again = reader.next_frame().err();
        assert!(matches!(again, Some(MediaError::Decode { .. })), "{name}: went on behind a damaged frame");
        // Behind the damage the movie can be read again.
        let mut reader = MovieReader::open(&info, info.frame_count - 1, 2).unwrap();
        assert!(reader.next_frame().is_ok(), "{name}: the last frame is whole");
    }
}

#[test]
fn sizes_beyond_the_limit_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = prores(folder.path(), "a.mov");
    let options = interneg_media::ProbeOptions { max_dimension: 500, every_frame: false, conform: None };
    assert!(interneg_media::probe(&path, &options).is_err());
}

#[test]
fn a_movie_that_changed_after_the_probe_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = prores(folder.path(), "a.mov");
    let mut info = probe(&path).unwrap();
    info.raster.width += 16;
    let error = MovieReader::open(&info, 0, 1).unwrap().next_frame().err().unwrap();
    assert!(error.to_string().contains("picture is 512x288"), "{error}");
    info.raster.width -= 16;
    info.frame_count += 1;
    let error = MovieReader::open(&info, 12, 1).unwrap().next_frame().err().unwrap();
    assert!(error.to_string().contains("ends after 12 of 13 frames"), "{error}");
}
