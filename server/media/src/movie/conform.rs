//! Pictures that are shown at varying times, on a grid of constant rate: at each time of the grid the picture that is
//! nearest to it.

use super::ffi;
use super::session::Session;
use crate::Conformed;
use interneg_spec::Rate;
use std::collections::BTreeMap;

/// Frames that a movie is conformed to at most: 310 hours at 60 a second. A header that lies about times asks for more.
const MOST_FRAMES: i128 = 1 << 26;

/// When the pictures of a movie are shown, and which of them each frame of the grid shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Showing {
    /// Presentation time of each picture, in ticks, ascending.
    times: Vec<i64>,
    /// Picture of each frame, from 0.
    pictures: Vec<u32>,
}

impl Showing {
    /// Reads the times of all pictures of a session that was not read from yet.
    ///
    /// # Errors
    /// Why they make no grid.
    pub fn read(session: &mut Session, rate: Rate) -> Result<Self, String> {
        let mut times = BTreeMap::new();
        let mut count = 0_usize;
        while let Some(packet) = session.next_packet()? {
            if !ffi::is_hidden(&packet) {
                count += 1;
                times.extend(packet.pts().map(|pts| (pts, packet.duration())));
            }
        }
        if times.len() != count {
            return Err(format!("{count} pictures have {} different presentation times", times.len()));
        }
        let last_ticks = times.last_key_value().map_or(0, |(_, duration)| *duration);
        Self::new(times.into_keys().collect(), last_ticks, session.clock().0, rate)
    }

    /// Makes the grid of `rate` for pictures shown at `times`, the last of them for `last_ticks`, or as long as the one
    /// before it where that is not known.
    fn new(times: Vec<i64>, last_ticks: i64, time_base: (i32, i32), rate: Rate) -> Result<Self, String> {
        let (Some(first), Some(last)) = (times.first().copied(), times.last().copied()) else {
            return Err("there is no picture in it".to_owned());
        };
        let before = times.len().checked_sub(2).map_or(0, |index| last.saturating_sub(times[index]));
        let last_ticks = if last_ticks > 0 { last_ticks } else { before };
        // Frame n is shown n * step / per ticks behind the first picture.
        let step = i128::from(rate.denominator()) * i128::from(time_base.1.max(1));
        let per = i128::from(rate.numerator()) * i128::from(time_base.0.max(1));
        let length = i128::from(last) - i128::from(first) + i128::from(last_ticks);
        let count = ((2 * length * per + step) / (2 * step)).max(1);
        if count > MOST_FRAMES || u32::try_from(times.len()).is_err() {
            return Err(format!("it would have {count} frames at {rate}, the most are {MOST_FRAMES}"));
        }
        let mut pictures = Vec::with_capacity(usize::try_from(count).unwrap_or(0));
        let mut picture = 0;
        for frame in 0..count {
            // Twice the time of the frame against the sum of the times of two pictures; of two as near the earlier one.
            let is_nearer = |picture: usize, next: i64| {
                let middle = i128::from(times[picture]) + i128::from(next) - 2 * i128::from(first);
                2 * frame * step > middle * per
            };
            while times.get(picture + 1).is_some_and(|next| is_nearer(picture, *next)) {
                picture += 1;
            }
            pictures.push(u32::try_from(picture).unwrap_or(u32::MAX));
        }
        Ok(Self { times, pictures })
    }

    /// Frames of the grid.
    pub fn frame_count(&self) -> u64 {
        self.pictures.len() as u64
    }

    /// What it does to the pictures.
    pub fn summary(&self) -> Conformed {
        let mut shown = self.pictures.clone();
        shown.dedup();
        let (pictures, shown) = (self.times.len() as u64, shown.len() as u64);
        Conformed { pictures, dropped: pictures - shown, repeated: self.frame_count() - shown }
    }

    /// Picture that a frame shows.
    pub fn picture_of(&self, frame: u64) -> Option<u64> {
        self.pictures.get(usize::try_from(frame).ok()?).copied().map(u64::from)
    }

    /// Pictures of the file.
    pub fn picture_count(&self) -> u64 {
        self.times.len() as u64
    }

    /// Number of the picture that is shown at `pts`, from 0.
    pub fn index_of(&self, pts: i64) -> Option<u64> {
        self.times.binary_search(&pts).ok().map(|index| index as u64)
    }

    /// When a picture is shown; the last time for those behind the last.
    pub fn pts_of(&self, picture: u64) -> i64 {
        let index = usize::try_from(picture).unwrap_or(usize::MAX);
        self.times.get(index).or(self.times.last()).copied().unwrap_or(0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn showing(times: &[i64], last_ticks: i64, rate: &str) -> Showing {
        Showing::new(times.to_vec(), last_ticks, (1, 1000), rate.parse().unwrap()).unwrap()
    }

    #[test]
    fn each_frame_shows_the_picture_nearest_to_it() {
        // Frames of 25 fps are at 0, 40, 80 ... ms.
        let found = showing(&[1000, 1039, 1090, 1121, 1260], 40, "25");
        // 80 is nearer to 90 than to 39, 160 to 121, 190.5 would be the middle to 260: 200 shows it.
        assert_eq!(found.pictures, [0, 1, 2, 3, 3, 4, 4, 4]);
        assert_eq!(found.summary(), Conformed { pictures: 5, dropped: 0, repeated: 3 });
        let dropping = showing(&[0, 10, 20, 30, 40, 50, 60, 70], 10, "25");
        assert_eq!(dropping.pictures, [0, 4]);
        assert_eq!(dropping.summary(), Conformed { pictures: 8, dropped: 6, repeated: 0 });
    }

    #[test]
    fn of_two_as_near_the_earlier_one_is_shown_and_a_steady_rate_is_kept() {
        assert_eq!(showing(&[0, 80], 40, "25").pictures, [0, 0, 1]);
        let steady: Vec<i64> = (0..250).map(|frame| frame * 40 + [0, 7, -9, 19][frame as usize % 4]).collect();
        let found = showing(&steady, 40, "25");
        assert_eq!(found.summary(), Conformed { pictures: 250, dropped: 0, repeated: 0 });
        assert_eq!((found.index_of(steady[17]), found.index_of(steady[17] + 1)), (Some(17), None));
        assert_eq!((found.pts_of(17), found.pts_of(9999)), (steady[17], steady[249]));
    }

    #[test]
    fn odd_and_hostile_times_are_counted_or_refused() {
        assert_eq!(showing(&[5], 0, "25").pictures, [0]);
        // The last picture is shown as long as the one before it.
        assert_eq!(showing(&[0, 100], 0, "10").pictures, [0, 1]);
        let rate = Rate::new(25, 1).unwrap();
        assert!(Showing::new(Vec::new(), 0, (1, 1000), rate).is_err());
        assert!(Showing::new(vec![i64::MIN, i64::MAX], i64::MAX, (i32::MAX, 1), rate).unwrap_err().contains("frames"));
    }
}
