//! Ratios of width to height.

/// A ratio of width to height, exact: 2.39 is 239 to 100.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct AspectRatio {
    width: u32,
    height: u32,
}

/// Why a text or two numbers are no ratio.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not an aspect ratio: {0:?}; write 2.39, 2.39:1 or 16:9, from 0.1 to 10")]
pub struct AspectRatioError(pub String);

impl AspectRatio {
    /// A ratio of two whole numbers.
    ///
    /// # Errors
    /// One of them is 0, or the ratio is below 0.1 or above 10.
    pub fn new(width: u32, height: u32) -> Result<Self, AspectRatioError> {
        let (wide, high) = (u64::from(width), u64::from(height));
        match wide > 0 && high > 0 && wide <= 10 * high && high <= 10 * wide {
            true => Ok(Self { width, height }),
            false => Err(AspectRatioError(format!("{width}:{height}"))),
        }
    }

    /// The part of the width.
    pub fn width(self) -> u32 {
        self.width
    }

    /// The part of the height.
    pub fn height(self) -> u32 {
        self.height
    }
}

impl std::str::FromStr for AspectRatio {
    type Err = AspectRatioError;

    /// Up to four decimals each.
    fn from_str(text: &str) -> Result<Self, AspectRatioError> {
        let bad = || AspectRatioError(text.chars().take(40).collect());
        let (width, height) = text.split_once(':').unwrap_or((text, "1"));
        let (width, height) = (ten_thousandths(width).ok_or_else(bad)?, ten_thousandths(height).ok_or_else(bad)?);
        let mut common = (width, height);
        while common.1 > 0 {
            common = (common.1, common.0 % common.1);
        }
        let divisor = common.0.max(1);
        Self::new(width / divisor, height / divisor).map_err(|_| bad())
    }
}

/// A decimal below 10000.
fn ten_thousandths(text: &str) -> Option<u32> {
    let (whole, decimals) = text.split_once('.').unwrap_or((text, ""));
    let is_number = |part: &str| part.len() <= 4 && part.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || text.ends_with('.') || !is_number(whole) || !is_number(decimals) {
        return None;
    }
    format!("{whole}{decimals:0<4}").parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ratios_are_exact() {
        let ratio = |text: &str| text.parse::<AspectRatio>().map(|ratio| (ratio.width, ratio.height)).ok();
        assert_eq!(ratio("2.39"), Some((239, 100)));
        assert_eq!(ratio("2.39:1"), Some((239, 100)));
        assert_eq!(ratio("16:9"), Some((16, 9)));
        assert_eq!(ratio("1.7778"), Some((8889, 5000)));
        assert_eq!(ratio("4096:1716"), Some((1024, 429)));
        assert_eq!(ratio("1"), Some((1, 1)));
        for text in
            ["", ":", "2.", ".5", "0", "0:1", "1:0", "-1", "2,39", "2.39x1", "1:2:3", "100000", "1.23456", "11", "nan"]
        {
            assert_eq!(ratio(text), None, "{text}");
        }
        assert!(AspectRatio::new(u32::MAX, u32::MAX).is_ok());
        assert!(AspectRatio::new(1, u32::MAX).is_err());
    }
}
