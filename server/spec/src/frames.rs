//! Half-open frame ranges.

use serde::{Deserialize, Serialize};
use thiserror::Error;

/// Frames `first..end` of a sequence; `end` is not part of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct FrameRange {
    /// First frame.
    pub first: u64,
    /// One past the last frame.
    pub end: u64,
}

/// Why a text is no frame range.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("not a frame range: {0:?}; write a or a-b")]
pub struct FrameRangeError(pub String);

impl FrameRange {
    /// Frames `first..end`; an `end` at or before `first` makes an empty range.
    pub fn new(first: u64, end: u64) -> Self {
        Self { first, end: end.max(first) }
    }

    /// Number of frames.
    pub fn len(self) -> u64 {
        // A range that was read from a file need not have its ends in order.
        self.end.saturating_sub(self.first)
    }

    /// Whether no frame is in it.
    pub fn is_empty(self) -> bool {
        self.len() == 0
    }

    /// The frames that both hold.
    pub fn intersection(self, other: Self) -> Self {
        Self::new(self.first.max(other.first), self.end.min(other.end))
    }

    /// Whether `frame` is in it.
    pub fn contains(self, frame: u64) -> bool {
        (self.first..self.end).contains(&frame)
    }

    /// Cuts the range in pieces of at most `chunk` frames, the last one shorter; `chunk` 0 counts as 1.
    pub fn chunks(self, chunk: u64) -> impl Iterator<Item = Self> {
        let chunk = chunk.max(1);
        (0..self.len().div_ceil(chunk)).map(move |index| {
            let first = self.first + index * chunk;
            Self::new(first, (first + chunk).min(self.end))
        })
    }
}

impl std::str::FromStr for FrameRange {
    type Err = FrameRangeError;

    /// Reads `a` or `a-b`, both ends included, as farm schedulers hand frame ranges to commands.
    fn from_str(text: &str) -> Result<Self, FrameRangeError> {
        let bad = || FrameRangeError(text.to_owned());
        let (first, last) = text.split_once('-').unwrap_or((text, text));
        let number = |part: &str| part.trim().parse::<u64>().map_err(|_| bad());
        let (first, last) = (number(first)?, number(last)?);
        if last < first || last == u64::MAX {
            return Err(bad());
        }
        Ok(Self::new(first, last + 1))
    }
}

impl std::fmt::Display for FrameRange {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}-{}", self.first, self.end.saturating_sub(1))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chunks_cover_the_range_once() {
        let range = FrameRange::new(86400, 86411);
        let chunks: Vec<_> = range.chunks(4).collect();
        assert_eq!(
            chunks,
            [FrameRange::new(86400, 86404), FrameRange::new(86404, 86408), FrameRange::new(86408, 86411)]
        );
        assert_eq!(FrameRange::new(5, 5).chunks(4).count(), 0);
        assert_eq!(FrameRange::new(5, 8).chunks(0).count(), 3);
    }

    #[test]
    fn text_has_both_ends_included() {
        assert_eq!("7-9".parse(), Ok(FrameRange::new(7, 10)));
        assert_eq!("7".parse(), Ok(FrameRange::new(7, 8)));
        assert_eq!(FrameRange::new(7, 10).to_string(), "7-9");
        for text in ["", "9-7", "a-b", "1-10:5", "-3"] {
            assert!(text.parse::<FrameRange>().is_err(), "{text}");
        }
    }
}
