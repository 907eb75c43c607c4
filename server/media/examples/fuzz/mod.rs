//! What the fuzzers of both codecs do: rounds until a time is over, bytes by chance, and inputs for those that coverage
//! leads.

use std::error::Error;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

/// What is asked for.
pub enum Task {
    /// Rounds for a number of seconds for each direction, from a seed on.
    Rounds { seconds: u64, seed: u64 },
    /// Inputs to begin with for the targets of `server/media/fuzz`, in a folder for each.
    Seeds(PathBuf),
}

/// What the command line asks for: `SECONDS [SEED]` or `seeds FOLDER`. The seed is the time where none is given, and is printed.
pub fn task() -> Result<Task, Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let (seconds, seed) = match words[..] {
        ["seeds", folder] => return Ok(Task::Seeds(folder.into())),
        [seconds] => (seconds, SystemTime::now().duration_since(UNIX_EPOCH)?.as_secs()),
        [seconds, seed] => (seconds, seed.parse()?),
        _ => return Err("expected SECONDS [SEED], or seeds FOLDER".into()),
    };
    println!("seed {seed}");
    Ok(Task::Rounds { seconds: seconds.parse()?, seed })
}

/// Writes inputs for a target to its folder; they have names by their numbers.
pub fn write_seeds(folder: &Path, target: &str, inputs: impl IntoIterator<Item = Vec<u8>>) -> std::io::Result<()> {
    let folder = folder.join(target);
    std::fs::create_dir_all(&folder)?;
    inputs
        .into_iter()
        .enumerate()
        .try_for_each(|(number, input)| std::fs::write(folder.join(number.to_string()), input))
}

/// Good frames as inputs for a decoder, behind the byte that says how to decode.
pub fn frame_inputs(frames: Vec<Vec<u8>>) -> impl Iterator<Item = Vec<u8>> {
    frames.into_iter().map(|frame| [vec![2], frame].concat())
}

/// Calls `round` with a seed of its own until the time is over; returns how often.
pub fn rounds(seconds: u64, seed: u64, round: impl Fn(u64)) -> u64 {
    let begin = Instant::now();
    let mut done = 0;
    while begin.elapsed() < Duration::from_secs(seconds) {
        round(seed.wrapping_add(done));
        done += 1;
    }
    done
}

/// `head` bytes that say what to encode, and some bytes of a picture.
pub fn picture_bytes(head: usize, mut byte: impl FnMut() -> u8) -> Vec<u8> {
    let mut data: Vec<u8> = (0..head).map(|_| byte()).collect();
    let length = usize::from(byte()) * usize::from(byte());
    data.extend((0..length).map(|_| byte()));
    data
}

/// A byte that says how to decode, and one of `frames` with up to seven bytes changed, half of them among its first
/// `header_bytes`, now and then cut short. `up_to` gives a number below its argument.
pub fn damaged_frame(frames: &[Vec<u8>], header_bytes: usize, mut up_to: impl FnMut(usize) -> usize) -> Vec<u8> {
    let mut data = vec![up_to(256) as u8];
    data.extend(&frames[up_to(frames.len())]);
    for _ in 0..=up_to(6) {
        let part = if up_to(2) == 0 { header_bytes.min(data.len()) } else { data.len() };
        let at = up_to(part);
        data[at] = up_to(256) as u8;
    }
    if up_to(8) == 0 {
        data.truncate(up_to(data.len()));
    }
    data
}
