//! The MP4s, judged by FFmpeg.

use crate::material::{RASTER, SEGMENT_FRAMES, identities, job, long, place, plain, review, short, shown, table};
use interneg_tests::{Movie, Original, Shoot, Site, Tool, files_below, kill, skip, wait_until, workers_of};
use std::fs;
use std::path::PathBuf;
use std::process::Stdio;
use std::time::Duration;

/// The chunks of the one job below `out` that are waiting to be joined.
fn chunks(site: &Site) -> usize {
    fs::read_dir(work(site).join("chunks")).map_or(0, Iterator::count)
}

/// The working folder of the one job below `out`.
fn work(site: &Site) -> PathBuf {
    let entries = fs::read_dir(site.out().join(".interneg")).into_iter().flatten();
    entries.flatten().map(|entry| entry.path()).next().unwrap_or_default()
}

#[track_caller]
fn check(movie: &Movie, codec: &str, original: &Original) {
    assert_eq!(movie.picture("codec_name"), codec);
    assert_eq!((movie.picture("width"), movie.picture("height")), ("320".into(), "180".into()));
    assert_eq!(movie.picture("pix_fmt"), "yuv420p");
    assert_eq!(movie.picture("r_frame_rate"), "24000/1001");
    assert_eq!(movie.picture("nb_read_packets"), original.frames.to_string());
    assert_eq!(shown(movie, original), identities(original), "every frame is in its place");
    let seconds: f64 = movie.facts["format"]["duration"].as_str().and_then(|text| text.parse().ok()).unwrap_or(0.0);
    let expected = original.frames as f64 * 1001.0 / 24_000.0;
    assert!((seconds - expected).abs() < 0.03, "{seconds} s instead of {expected} s");
    // Tables before the samples, so that players begin at once.
    let bytes = fs::read(&movie.path).expect("a delivered file");
    let at = |name: &[u8]| bytes.windows(4).position(|four| four == name).expect("a box of every MP4");
    assert!(at(b"moov") < at(b"mdat"), "no fast start");
}

#[test]
fn chunks_become_one_movie_with_picture_and_sound() {
    let (site, long, short) = (Site::new().bounds(2, 1, 10), long(), short());
    site.run(&job(&[&long, &short])).expect_code(0);
    for original in [&long, &short] {
        check(&review(&site, original), "h264", original);
    }
    let sound = review(&site, &long);
    let sound = sound.streams("audio");
    assert!(sound.len() == 1 && sound[0]["codec_name"] == "aac" && sound[0]["channels"] == 2, "{sound:?}");
    assert_eq!(review(&site, &short).streams("audio").len(), 0);
    // Log pictures are tagged as such: only the matrix is known.
    let movie = review(&site, &long);
    assert_eq!((movie.picture("color_space"), movie.picture("color_range")), ("bt709".into(), "tv".into()));
    // Segments are for looking at a running job.
    assert!(!work(&site).join("review").exists(), "segments were left");
    // The proxies are what they are without review files.
    let (other, with) = (Site::new(), files_below(&site.out()));
    other.run(&plain(&[&long, &short])).expect_code(0);
    let plain = files_below(&other.out());
    let movies: Vec<&String> = plain.keys().filter(|path| path.ends_with(".mov")).collect();
    assert_eq!(movies.len(), 2);
    assert!(movies.iter().all(|path| plain[*path] == with[*path]), "review files change proxies");
}

#[test]
fn sound_is_where_the_picture_is() {
    let (site, long) = (Site::new().bounds(2, 1, 48), long());
    site.run(&job(&[&long])).expect_code(0);
    let (ours, theirs) = (review(&site, &long).sound(), Movie::open(&long.files[0]).sound());
    let length = ours.len().min(theirs.len());
    assert!(length + 4096 > theirs.len(), "{} samples of {}", ours.len(), theirs.len());
    // AAC keeps the wave: what is left of it when the camera's is taken away is small, at every seam as elsewhere.
    let energy = |samples: &mut dyn Iterator<Item = i64>| samples.map(|sample| (sample * sample) as f64).sum::<f64>();
    for (part, begin) in (0..length - 4800).step_by(4800).enumerate() {
        let range = begin..begin + 4800;
        let signal = energy(&mut theirs[range.clone()].iter().map(|sample| i64::from(*sample)));
        let pairs = ours[range.clone()].iter().zip(&theirs[range]);
        let noise = energy(&mut pairs.map(|(a, b)| i64::from(*a) - i64::from(*b)));
        assert!(signal == 0.0 || noise < signal / 10.0, "part {part}: {noise:e} of {signal:e}");
    }
}

#[test]
fn hevc_through_a_view_is_tagged_as_what_it_is() {
    let (site, short) = (Site::new(), short());
    let job = job(&[&short])
        .table("review", &table("hevc").replace(RASTER, "640x360"))
        .viewed("")
        .burn_in("field = \"timecode\"\nposition = \"bottom_right\"");
    let ran = site.run(&job);
    if ran.stderr.contains("install Debian's") {
        // Which encoders there are is the machine's to say; those of H.264 are always installed.
        return skip(&ran.stderr);
    }
    ran.expect_code(0);
    let movie = review(&site, &short);
    assert_eq!(movie.picture("codec_name"), "hevc");
    for fact in ["color_primaries", "color_transfer", "color_space"] {
        assert_eq!(movie.picture(fact), "bt709", "{fact}");
    }
    assert_eq!(movie.frames().len() as u64, short.frames);
    // Beside the proxy, whose picture it is. Both are made small by another program first: neither keeps the grain.
    let proxy = site.out().join("prores_proxy-mov").join(short.roll()).join(format!("{}.mov", short.name()));
    let ffmpeg = Tool::find("ffmpeg").expect("ffmpeg made the originals");
    let graph =
        "[0:v]scale=64:36:flags=area,format=yuv420p[a];[1:v]scale=64:36:flags=area,format=yuv420p[b];[a][b]psnr";
    let output = ffmpeg.run(
        ["-nostdin", "-i", &movie.path.to_string_lossy(), "-i", &proxy.to_string_lossy()]
            .map(str::to_owned)
            .into_iter()
            .chain(["-lavfi", graph, "-f", "null", "-"].map(str::to_owned)),
    );
    let words = String::from_utf8_lossy(&output.stderr).into_owned();
    let found = words.split("average:").nth(1).and_then(|rest| rest.split_whitespace().next()?.parse::<f64>().ok());
    assert!(found.is_some_and(|decibels| decibels > 36.0), "{words}");
}

#[test]
fn a_run_that_was_killed_goes_on_and_gives_a_good_movie() {
    // Long enough for the run to be killed in its middle.
    let (site, long) = (Site::new().bounds(1, 1, 48), Shoot::of("prores422").size(512, 288).frames(288).make());
    let job = job(&[&long]);
    let mut run = site.run_command(&job).stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("it starts");
    wait_until("a chunk", Duration::from_secs(60), || (chunks(&site) >= 1).then_some(()));
    kill(run.id());
    run.wait().expect("our own child");
    wait_until("the worker to notice", Duration::from_secs(10), || workers_of(&site.path()).is_empty().then_some(()));
    assert!(!place(&site, &long).exists(), "the run was over before it could be killed");

    let ran = site.run(&job).expect_code(0);
    // It looks at nothing first, and then at what the chunk had proven.
    let lines = ran.stderr.lines().filter_map(|line| line.split("% ").nth(1)?.split('/').next()?.parse::<u64>().ok());
    let first = lines.filter(|done| *done > 0).min();
    assert!(first.is_some_and(|first| first >= SEGMENT_FRAMES), "the chunk was made again: {}", ran.stderr);
    check(&review(&site, &long), "h264", &long);

    // A review file that is lost is made again, and with it its clip.
    fs::remove_file(place(&site, &long)).expect("our own file");
    site.run(&job).expect_code(0);
    check(&review(&site, &long), "h264", &long);
}
