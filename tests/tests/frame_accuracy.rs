//! Every output frame shows the source frame that the plan says, first and last included, for every codec.

use interneg_tests::{Delivery, Identity, JobText, Original, Shoot, Site, Tool, identities};

const KINDS: [&str; 9] = ["prores4444", "prores422", "dnxhr", "h264intra", "h264", "hevc", "jpeg2000", "dpx", "exr"];

/// Subsampled originals do not all say where their chroma lies; the strip is neutral, so the siting cannot matter.
fn siting(original: &Original) -> &'static str {
    if ["prores4444", "dpx", "exr"].contains(&original.kind) { "" } else { "siting = \"left\"" }
}

fn shown(original: &Original, positions: std::ops::Range<u64>) -> Vec<Identity> {
    let identity = |position| Identity { clip_id: original.clip_id, count: original.start_count + position };
    positions.map(identity).collect()
}

#[track_caller]
fn check(delivery: &Delivery, first_number: u64, expected: &[Identity], strip_rows: usize) {
    let numbers: Vec<u64> = (first_number..first_number + expected.len() as u64).collect();
    assert_eq!(delivery.numbers(), numbers);
    let seen = identities(delivery, strip_rows);
    let wrong: Vec<String> = (numbers.iter().zip(expected).zip(seen))
        .filter(|((_, expected), seen)| *expected != seen)
        .map(|((number, expected), seen)| format!("{number}: {expected:?}, shows {seen:?}"))
        .collect();
    assert!(wrong.is_empty(), "{} of {} frames are wrong:\n{}", wrong.len(), expected.len(), wrong.join("\n"));
}

#[test]
fn the_test_itself_reads_what_the_generator_wrote() {
    for kind in ["dpx", "exr"] {
        let original = Shoot::of(kind).make();
        let folder = original.files[0].parent().expect("a sequence has a folder");
        let seen = identities(&Delivery::open(folder), original.strip_rows);
        assert_eq!(seen, shown(&original, 0..original.frames));
    }
}

#[test]
fn whole_clips_of_every_codec_come_frame_by_frame() {
    let originals: Vec<Original> = KINDS.iter().map(|kind| Shoot::of(kind).make()).collect();
    // Five frames a task: most tasks begin in the middle of a group of pictures, some span two clips.
    let site = Site::new().bounds(2, 1, 5);
    let job = originals.iter().fold(JobText::new(), |job, clip| job.clip_with(clip, siting(clip)));
    let expected: Vec<Identity> = originals.iter().flat_map(|clip| shown(clip, 0..clip.frames)).collect();
    check(&site.render(&job), 86_400, &expected, originals[0].strip_rows);
}

#[test]
fn in_and_out_points_are_exact_for_every_codec() {
    let originals: Vec<Original> = KINDS.iter().map(|kind| Shoot::of(kind).make()).collect();
    let site = Site::new().bounds(2, 1, 5);
    let job = originals.iter().fold(JobText::new().dpx(10), |job, clip| {
        let points = format!("in = {:?}\nout = {:?}\n{}", clip.label(7), clip.label(20), siting(clip));
        job.clip_with(clip, &points)
    });
    let expected: Vec<Identity> = originals.iter().flat_map(|clip| shown(clip, 7..20)).collect();
    check(&site.render(&job), 86_400, &expected, originals[0].strip_rows);
}

#[test]
fn one_frame_is_one_frame() {
    let originals: Vec<Original> = ["h264", "prores422", "dpx"].map(|kind| Shoot::of(kind).make()).into();
    let site = Site::new().bounds(1, 2, 5);
    let job = originals.iter().fold(JobText::new(), |job, clip| {
        job.clip_with(clip, &format!("in = {:?}\nout = {:?}\n{}", clip.label(23), clip.end_timecode, siting(clip)))
    });
    let expected: Vec<Identity> = originals.iter().flat_map(|clip| shown(clip, 23..24)).collect();
    check(&site.render(&job), 86_400, &expected, originals[0].strip_rows);
}

#[test]
fn drop_frame_timecode_counts_across_the_dropped_minute() {
    // 01:00:59;20 to 01:00:59;29 are ten frames, then comes 01:01:00;02.
    let movie = Shoot::of("prores4444").clock("30000/1001", "01:00:59;20").make();
    assert_eq!(movie.start_count, 109_682, "3659 s and 20 frames at 30, less 2 for each of 54 minutes");
    let site = Site::new().bounds(2, 1, 5);
    let job = JobText::new()
        .record("30000/1001", "01:00:59;25")
        .trimmed(&movie, "01:00:59;25", "01:01:00;10")
        .clip_with(&movie, "in = \"01:01:00;02\"\nout = \"01:01:00;03\"");
    let delivery = site.render(&job);
    // Five frames up to the minute, then 02 to 09.
    let mut expected = shown(&movie, 5..18);
    expected.extend(shown(&movie, 10..11));
    check(&delivery, 109_687, &expected, movie.strip_rows);

    let Some(exrheader) = Tool::find("exrheader") else { return };
    for (position, timecode) in [(0, "01:00:59:25"), (4, "01:00:59:29"), (5, "01:01:00:02"), (13, "01:01:00:10")] {
        let header = exrheader.text([delivery.file(position)]);
        assert!(header.contains(&format!("time {timecode}")) && header.contains("drop frame 1"), "{header}");
    }
}

#[test]
fn drop_frame_sequences_and_long_gops_count_the_same() {
    // The generator starts a kind ten nominal minutes after the one before, so these begin at odd labels.
    let originals: Vec<Original> =
        ["h264", "dpx"].map(|kind| Shoot::of(kind).clock("30000/1001", "00:59:59;20").make()).into();
    let site = Site::new().bounds(2, 1, 7);
    let job = JobText::new().record("30000/1001", "00:59:59;20");
    let job = originals.iter().fold(job, |job, clip| job.clip_with(clip, siting(clip)));
    let expected: Vec<Identity> = originals.iter().flat_map(|clip| shown(clip, 0..clip.frames)).collect();
    // Minute 60 is a tenth minute: nothing is dropped, 3599 s and 20 frames, less 2 for each of 54 minutes before.
    let first = 3599 * 30 + 20 - 2 * (59 - 5);
    check(&site.render(&job), first, &expected, originals[0].strip_rows);
}
