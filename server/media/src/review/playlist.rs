//! Playlists of HLS (RFC 8216): clips in order, each in segments.

use interneg_spec::Rate;
use std::fmt::Write;

/// A clip, or the part of one that is finished.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlaylistClip {
    /// Path of the beginning that its segments share, relative to the playlist.
    pub init: String,
    /// Frames per second.
    pub rate: Rate,
    /// Its segments, in order.
    pub segments: Vec<PlaylistSegment>,
    /// No more of them come.
    pub is_complete: bool,
}

/// A segment in a playlist.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlaylistSegment {
    /// Its path, relative to the playlist.
    pub path: String,
    /// Its frames.
    pub frames: u64,
}

/// The target duration of segments of at most `segment_frames` frames, in seconds. It must be the same whenever a growing
/// playlist is read (section 6.2.1).
pub fn target_duration_s(segment_frames: u64, rate: Rate) -> u64 {
    let seconds = (u128::from(segment_frames) * u128::from(rate.denominator())).div_ceil(rate.numerator().into());
    u64::try_from(seconds).unwrap_or(u64::MAX).max(1)
}

/// The playlist of `clips`: all up to the first that is not complete, that one included, so that it only ever grows at its
/// end. It is ended where all clips are complete. Clips without segments are left out. Paths are written as URIs,
/// whatever characters they have.
pub fn playlist(clips: &[PlaylistClip], target_duration_s: u64) -> String {
    let complete = clips.iter().take_while(|clip| clip.is_complete).count();
    let listed = clips.get(..=complete).unwrap_or(clips);
    let mut text = String::from("#EXTM3U\n");
    // Version 6: EXT-X-MAP without EXT-X-I-FRAMES-ONLY (section 7).
    text.push_str("#EXT-X-VERSION:6\n");
    text.push_str("#EXT-X-INDEPENDENT-SEGMENTS\n");
    add(&mut text, format_args!("#EXT-X-TARGETDURATION:{target_duration_s}\n"));
    text.push_str("#EXT-X-MEDIA-SEQUENCE:0\n#EXT-X-PLAYLIST-TYPE:EVENT\n");
    for (index, clip) in listed.iter().filter(|clip| !clip.segments.is_empty()).enumerate() {
        if index > 0 {
            // The next clip's time begins anew, and its coding may be another.
            text.push_str("#EXT-X-DISCONTINUITY\n");
        }
        add(&mut text, format_args!("#EXT-X-MAP:URI=\"{}\"\n", uri(&clip.init)));
        for segment in &clip.segments {
            let duration = seconds(segment.frames, clip.rate);
            add(&mut text, format_args!("#EXTINF:{duration},\n{}\n", uri(&segment.path)));
        }
    }
    if complete == clips.len() {
        text.push_str("#EXT-X-ENDLIST\n");
    }
    text
}

fn add(text: &mut String, line: std::fmt::Arguments<'_>) {
    // A String takes whatever it is given.
    text.write_fmt(line).ok();
}

/// Seconds of `frames` with six decimals, rounded to nearest.
fn seconds(frames: u64, rate: Rate) -> String {
    let scaled = u128::from(frames) * u128::from(rate.denominator()) * 1_000_000;
    let micros = (scaled + u128::from(rate.numerator() / 2)) / u128::from(rate.numerator());
    format!("{}.{:06}", micros / 1_000_000, micros % 1_000_000)
}

/// A path as a relative URI (RFC 3986): all but the unreserved characters and the slash are escaped.
fn uri(path: &str) -> String {
    let mut uri = String::with_capacity(path.len());
    for byte in path.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => uri.push(char::from(byte)),
            _ => add(&mut uri, format_args!("%{byte:02X}")),
        }
    }
    uri
}

#[cfg(test)]
mod tests {
    use super::*;

    fn clip(name: &str, rate: Rate, frames: &[u64], is_complete: bool) -> PlaylistClip {
        let segment =
            |(index, frames): (usize, &u64)| PlaylistSegment { path: format!("{name}/{index}.m4s"), frames: *frames };
        let segments = frames.iter().enumerate().map(segment).collect();
        PlaylistClip { init: format!("{name}/init.mp4"), rate, segments, is_complete }
    }

    #[test]
    fn clips_follow_each_other() {
        let mut clips = [
            clip("A 1", Rate::FPS_23_976, &[48, 12], true),
            clip("B", Rate::FPS_25, &[], true),
            clip("C", Rate::FPS_25, &[50], false),
        ];
        let target = target_duration_s(48, Rate::FPS_23_976).max(target_duration_s(50, Rate::FPS_25));
        let expected = "#EXTM3U\n#EXT-X-VERSION:6\n#EXT-X-INDEPENDENT-SEGMENTS\n#EXT-X-TARGETDURATION:3\n\
            #EXT-X-MEDIA-SEQUENCE:0\n#EXT-X-PLAYLIST-TYPE:EVENT\n#EXT-X-MAP:URI=\"A%201/init.mp4\"\n\
            #EXTINF:2.002000,\nA%201/0.m4s\n#EXTINF:0.500500,\nA%201/1.m4s\n#EXT-X-DISCONTINUITY\n\
            #EXT-X-MAP:URI=\"C/init.mp4\"\n#EXTINF:2.000000,\nC/0.m4s\n";
        assert_eq!(playlist(&clips, target), expected);
        clips[2].is_complete = true;
        assert_eq!(playlist(&clips, target), format!("{expected}#EXT-X-ENDLIST\n"));
    }

    #[test]
    fn what_was_listed_stays_in_place() {
        let second = |frames, is_complete| clip("B", Rate::FPS_24, frames, is_complete);
        let first = |frames, is_complete| clip("A", Rate::FPS_24, frames, is_complete);
        let states = [
            [first(&[], false), second(&[3], true)],
            [first(&[48], false), second(&[3], true)],
            [first(&[48, 48], false), second(&[3], true)],
            [first(&[48, 48], true), second(&[3], true)],
        ];
        let texts = states.map(|clips| playlist(&clips, 2));
        for pair in texts.windows(2) {
            assert!(pair[1].starts_with(&pair[0]) && pair[1] != pair[0], "{pair:?}");
        }
        assert!(texts[3].ends_with("B/0.m4s\n#EXT-X-ENDLIST\n") && !texts[2].contains("B/"));
    }

    #[test]
    fn names_do_not_break_lines() {
        assert_eq!(uri("a\nb\"#?/é"), "a%0Ab%22%23%3F/%C3%A9");
    }
}
