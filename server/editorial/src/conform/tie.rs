//! Deciding between candidates, where the job allows it (rules CF-12 and CF-19).

use super::names::normal;
use super::{Ocf, TieBreaker};
use crate::timeline::Event;

/// The one of several originals that the tie-breakers leave; the second value is the one that decided.
pub(super) fn decide(event: &Event, ocfs: &[&Ocf], tie_breakers: &[TieBreaker]) -> Option<(usize, TieBreaker)> {
    let mut left: Vec<usize> = (0..ocfs.len()).collect();
    for tie_breaker in tie_breakers {
        let agreeing: Vec<usize> =
            left.iter().copied().filter(|place| agrees(event, ocfs[*place], *tie_breaker)).collect();
        match agreeing.as_slice() {
            [] => {}
            [only] => return Some((*only, *tie_breaker)),
            _ => left = agreeing,
        }
    }
    None
}

fn agrees(event: &Event, ocf: &Ocf, tie_breaker: TieBreaker) -> bool {
    let in_path = |folder: &Option<String>| {
        let (Some(folder), Some(path)) = (folder, &event.source_file) else { return false };
        let mut folders = path.split(['/', '\\']).collect::<Vec<_>>();
        // The last part is the file.
        folders.pop();
        folders.contains(&folder.as_str())
    };
    let reel = || event.reel.as_deref().map(normal);
    match tie_breaker {
        TieBreaker::WholeClipName => {
            let name = event.clip_name.as_ref();
            name.is_some() && (name == ocf.clip_name.as_ref() || name == Some(&ocf.stem))
        }
        TieBreaker::Reel => reel().is_some_and(|reel| ocf.reel.as_deref().map(normal) == Some(reel)),
        TieBreaker::RollFolder => {
            in_path(&ocf.roll_folder) || reel().is_some_and(|reel| ocf.roll_folder.as_deref().map(normal) == Some(reel))
        }
        TieBreaker::ShootDate => in_path(&ocf.shoot_date),
    }
}
