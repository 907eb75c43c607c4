//! Reports of editorial as text.

mod ranges;
mod relink;
mod sync;

pub use ranges::ranges;
pub use relink::relink;
pub use sync::sync;

#[cfg(test)]
mod tests;

use crate::view::CandidateView;

/// Originals that might be meant, one a line.
fn candidates(candidates: &[CandidateView]) -> String {
    let line = |one: &CandidateView| format!("      {} by {}: {}\n", one.ocf, one.rule, one.reason);
    candidates.iter().map(line).collect()
}

/// `1 frame`, `2 frames`.
fn count(number: u64, word: &str) -> String {
    format!("{number} {word}{}", if number == 1 { "" } else { "s" })
}
