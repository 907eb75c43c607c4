//! Small movies, images and files of sound.

use std::fs;
use std::path::Path;
use std::process::Command;

/// Runs ffmpeg; the output is `path`, whose folder is made.
pub fn ffmpeg(path: &Path, arguments: &str) {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    let output = Command::new("ffmpeg")
        .args(["-nostdin", "-v", "error", "-y"])
        .args(arguments.split_whitespace())
        .arg(path)
        .output()
        .expect("ffmpeg is installed");
    assert!(output.status.success(), "{}: {}", path.display(), String::from_utf8_lossy(&output.stderr));
}

/// A ProRes movie of 64x36 at 24 fps.
pub fn movie(path: &Path, frames: u32, timecode: &str) {
    let tail = if timecode.is_empty() { String::new() } else { format!("-timecode {timecode}") };
    ffmpeg(
        path,
        &format!("-f lavfi -i color=s=64x36:r=24 -frames:v {frames} -c:v prores_ks -profile:v 0 -f mov {tail}"),
    );
}

/// A picture track of an OP-Atom clip, as ffmpeg writes it.
pub fn atom_picture(path: &Path) {
    let codec = "-c:v dnxhd -profile:v dnxhr_lb -pix_fmt yuv422p -timecode 01:00:00:00 -f mxf_opatom";
    ffmpeg(path, &format!("-f lavfi -i color=s=256x144:r=25 -frames:v 5 {codec}"));
}

/// A sound track of an OP-Atom clip, as ffmpeg writes it: with a material package of its own.
pub fn atom_sound(path: &Path) {
    let codec = "-c:a pcm_s16le -ac 1 -mxf_audio_edit_rate 25 -f mxf_opatom";
    ffmpeg(path, &format!("-f lavfi -i sine=r=48000:d=0.2 {codec}"));
}

/// The identity of the material package, as ffprobe tells it.
pub fn material_package(path: &Path) -> Vec<u8> {
    let output = Command::new("ffprobe")
        .args(["-v", "error", "-of", "csv=p=0", "-show_entries", "format_tags=material_package_umid"])
        .arg(path)
        .output()
        .expect("ffprobe is installed");
    let text = String::from_utf8(output.stdout).unwrap();
    let digits = text.trim().strip_prefix("0x").unwrap();
    (0..digits.len()).step_by(2).map(|at| u8::from_str_radix(&digits[at..at + 2], 16).unwrap()).collect()
}

/// Gives a file another material package, wherever its identity stands.
pub fn set_material_package(path: &Path, umid: &[u8]) {
    let old = material_package(path);
    let mut bytes = fs::read(path).unwrap();
    let places: Vec<_> =
        bytes.windows(old.len()).enumerate().filter(|(_, window)| *window == old).map(|(at, _)| at).collect();
    assert!(!places.is_empty());
    for at in places {
        bytes[at..at + umid.len()].copy_from_slice(umid);
    }
    fs::write(path, bytes).unwrap();
    assert_eq!(material_package(path), umid);
}

/// The list of a P2 card's clip, with the elements that cameras write.
pub fn clip_list(path: &Path, name: &str, channels: usize) {
    let audio = "<Audio><AudioFormat>MXF</AudioFormat><SamplingRate>48000</SamplingRate></Audio>".repeat(channels);
    let video = "<Video ValidAudioFlag=\"false\"><VideoFormat>MXF</VideoFormat><FrameRate>25p</FrameRate></Video>";
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    let text = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
         <P2Main xmlns=\"urn:schemas-Professional-Plug-in:P2:ClipMetadata:v3.0\"><ClipContent>\
         <ClipName>{name}</ClipName><Duration>5</Duration><EditUnit>1/25</EditUnit>\
         <EssenceList>{video}{audio}</EssenceList></ClipContent></P2Main>\n"
    );
    fs::write(path, text).unwrap();
}
