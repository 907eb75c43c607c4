//! Jobs that are refused before anything is rendered, with the field and what would settle it.

use interneg_tests::{JobText, Shoot, Site, Tool, files_below};

#[track_caller]
fn refused(job: &JobText, rule: &str, field: &str, says: &str) {
    refused_at(&Site::new(), job, rule, field, says);
}

#[track_caller]
fn refused_at(site: &Site, job: &JobText, rule: &str, field: &str, says: &str) {
    let ran = site.run(job).expect_code(65);
    let told = format!("{}{}", ran.stdout, ran.stderr);
    for part in [rule, field, says] {
        assert!(told.contains(part), "no {part:?} in {told}");
    }
    assert_eq!(files_below(&site.out()).len(), 0, "something was written");
}

fn job(codec: &str, bits: u8, range: &str) -> JobText {
    JobText::new().quicktime(codec, bits, range).clip(&Shoot::of("prores4444").make())
}

#[test]
fn without_the_clients_approval() {
    let unapproved = job("prores_4444_xq", 12, "hdr").top("quicktime_approval", "");
    refused(&unapproved, "NAM-12", "quicktime_approval", "ask the client");
    let empty = job("prores_4444_xq", 12, "hdr")
        .top("quicktime_approval", "{ approved_by = \"\", reference = \"x\", date = \"20251224\" }");
    refused(&empty, "NAM-12", "quicktime_approval.approved_by", "name and company");
    let partial = job("prores_4444_xq", 12, "hdr").top("quicktime_approval", "{ approved_by = \"A\" }");
    let site = Site::new();
    let ran = site.run(&partial).expect_code(65);
    assert!(ran.stderr.contains("reference"), "{}", ran.stderr);
}

#[test]
fn below_the_clients_minimum() {
    let hdr = "12-bit, DNxHR 444 or ProRes 4444 XQ";
    refused(&job("prores_4444", 12, "hdr"), "NAM-13", "format.codec", hdr);
    refused(&job("dnxhr_444", 10, "hdr"), "NAM-13", "format.bit_depth", hdr);
    refused(&job("prores_hq", 10, "sdr"), "NAM-13", "format.codec", "10-bit, DNxHR 444 or ProRes 4444");
}

#[test]
fn without_the_programmes_dynamic_range() {
    let unsaid = job("prores_4444_xq", 12, "hdr").format("container = \"quicktime\"\ncodec = \"prores_4444_xq\"");
    refused(&unsaid, "NAM-13", "format.dynamic_range", "hdr or sdr");
}

#[test]
fn linear_light_and_displays() {
    refused(&job("prores_4444_xq", 12, "hdr").target("ACES2065-1"), "NAM-02", "format.container", "OpenEXR");
    let display = job("prores_4444_xq", 12, "hdr").target("Rec.1886 Rec.709 - Display");
    refused(&display, "NAM-01", "colour.target", "scene-referred");
}

#[test]
fn a_raster_that_the_codec_does_not_have() {
    let site = Site::new();
    let ffmpeg = Tool::find("ffmpeg").expect("ffmpeg made the originals");
    let mut command = ffmpeg.command();
    command.args(["-v", "error", "-i"]).arg(&Shoot::of("prores4444").make().files[0]);
    command.args(["-vf", "scale=192:108", "-c:v", "prores_ks", "-profile:v", "4444", "-timecode", "01:00:00:00"]);
    assert!(command.arg(site.lab().join("small.mov")).status().expect("it starts").success());
    let clip = "path = \"lab:small.mov\"\ncolour_space = \"ARRI LogC3 (EI800)\"\nmatrix = \"bt709\"";
    let job = JobText::new().quicktime("dnxhr_444", 12, "hdr").raw_clip(clip);
    refused_at(&site, &job, "JOB-MOVIE", "format.codec", "192x108");
}
