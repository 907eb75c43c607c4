//! The short form of logs and edit lists: `(s s s)(o o o)(p p p)`, and the saturation beside it.
//!
//! ALE columns `ASC_SOP`, `ASC_SAT` and `CDL`, and EDL comments of the same names. Blanks between groups may be left out
//! or added; numbers are parted by blanks or commas.

use super::{Cdl, CdlTextError};

const SOP_FORM: &str = "(slope R G B)(offset R G B)(power R G B)";
const CDL_FORM: &str = "(slope R G B)(offset R G B)(power R G B)(saturation)";
const SATURATION_FORM: &str = "one number";
/// Ten numbers of double precision, with all of their digits and many blanks.
const MAX_BYTES: usize = 8192;

impl Cdl {
    /// Reads slope, offset and power; the saturation is 1.
    ///
    /// ```
    /// # use interneg_editorial::cdl::Cdl;
    /// let cdl = Cdl::from_sop("(1.1 1.0 0.9) (0.01 0.0 -0.01) (1 1 1)").unwrap();
    /// assert_eq!(cdl.sop(), "(1.1 1.0 0.9)(0.01 0.0 -0.01)(1.0 1.0 1.0)");
    /// ```
    ///
    /// # Errors
    /// The text has another form, or a number is out of its limits.
    pub fn from_sop(text: &str) -> Result<Self, CdlTextError> {
        let numbers = groups(text, &[3, 3, 3]).ok_or_else(|| form(text, SOP_FORM))?;
        Self::from_list(&numbers, 1.0)
    }

    /// As [`Self::from_sop`], with the saturation of a second text.
    ///
    /// # Errors
    /// As [`Self::from_sop`].
    pub fn from_sop_and_saturation(sop: &str, saturation: &str) -> Result<Self, CdlTextError> {
        let cdl = Self::from_sop(sop)?;
        let saturation = number(saturation.trim()).ok_or_else(|| form(saturation, SATURATION_FORM))?;
        Ok(cdl.with_saturation(saturation)?)
    }

    /// Reads all ten numbers from four groups, as the column `CDL` has them.
    ///
    /// # Errors
    /// As [`Self::from_sop`].
    pub fn from_ten(text: &str) -> Result<Self, CdlTextError> {
        let numbers = groups(text, &[3, 3, 3, 1]).ok_or_else(|| form(text, CDL_FORM))?;
        Self::from_list(&numbers[..9], numbers[9])
    }

    /// Slope, offset and power, each number with as many decimals as bring it back exactly, and at least one.
    pub fn sop(&self) -> String {
        let group = |numbers: [f64; 3]| format!("({})", numbers.map(decimal).join(" "));
        [self.slope(), self.offset(), self.power()].map(group).concat()
    }

    /// The saturation, as [`Self::sop`] writes numbers.
    pub fn saturation_text(&self) -> String {
        decimal(self.saturation())
    }

    /// All ten numbers in four groups.
    pub fn ten(&self) -> String {
        format!("{}({})", self.sop(), self.saturation_text())
    }

    fn from_list(sop: &[f64], saturation: f64) -> Result<Self, CdlTextError> {
        let mut numbers = [saturation; 10];
        numbers[..9].copy_from_slice(&sop[..9]);
        Ok(Self::from_numbers(numbers)?)
    }
}

/// A decimal fraction without an exponent, which some readers do not know.
pub(super) fn decimal(value: f64) -> String {
    let text = value.to_string();
    if text.contains('.') { text } else { format!("{text}.0") }
}

/// A number in decimals; neither NaN nor infinity is one.
pub(super) fn number(text: &str) -> Option<f64> {
    text.parse().ok().filter(|value: &f64| value.is_finite())
}

fn form(text: &str, form: &'static str) -> CdlTextError {
    CdlTextError::Form { text: text.chars().take(80).collect(), form }
}

/// The numbers of groups in parentheses, which have these lengths, and nothing but blanks between them.
fn groups(text: &str, lengths: &[usize]) -> Option<Vec<f64>> {
    let mut rest = text.trim();
    if rest.len() > MAX_BYTES {
        return None;
    }
    let mut numbers = Vec::new();
    for length in lengths {
        let (group, after) = rest.strip_prefix('(')?.split_once(')')?;
        let before = numbers.len();
        for part in group.split([' ', '\t', ',']).filter(|part| !part.is_empty()) {
            numbers.push(number(part)?);
        }
        if numbers.len() - before != *length {
            return None;
        }
        rest = after.trim_start();
    }
    rest.is_empty().then_some(numbers)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_of_real_logs_are_read() {
        let expected = Cdl::new([0.8714, 0.9334, 0.9947], [-0.087, -0.0922, -0.0808], [0.9988, 1.0218, 1.0101], 0.9);
        let texts = [
            "(0.8714 0.9334 0.9947)(-0.087 -0.0922 -0.0808)(0.9988 1.0218 1.0101)",
            " (0.8714 0.9334 0.9947) (-0.087 -0.0922 -0.0808)\t(0.9988 1.0218 1.0101) ",
            "( .8714,0.9334, 0.9947 )(-.0870 -9.22e-2 -0.0808)(0.9988 1.0218 1.0101)",
        ];
        for text in texts {
            assert_eq!(Cdl::from_sop_and_saturation(text, " 0.9 "), Ok(expected.unwrap()), "{text}");
            assert_eq!(Cdl::from_ten(&format!("{text}(0.9)")), Ok(expected.unwrap()), "{text}");
        }
    }

    #[test]
    fn numbers_come_back_to_the_bit() {
        let mut state = 1u64;
        let mut next = || {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (state >> 11) as f64 / (1u64 << 50) as f64 + f64::MIN_POSITIVE
        };
        for _ in 0..1000 {
            let cdl = Cdl::from_numbers([0; 10].map(|_| next())).unwrap();
            assert_eq!(Cdl::from_ten(&cdl.ten()), Ok(cdl));
            assert_eq!(Cdl::from_sop_and_saturation(&cdl.sop(), &cdl.saturation_text()), Ok(cdl));
        }
        let small = Cdl::new([0.0; 3], [-1e-7; 3], [1e-300; 3], 1e20).unwrap();
        assert!(!small.ten().contains('e'));
        assert_eq!(Cdl::from_ten(&small.ten()), Ok(small));
    }

    #[test]
    fn other_forms_are_refused() {
        let texts = [
            "",
            "1 1 1 0 0 0 1 1 1",
            "(1 1 1)(0 0 0)",
            "(1 1 1)(0 0 0)(1 1)",
            "(1 1 1)(0 0 0)(1 1 1",
            "(1 1 1)(0 0 0)(1 1 1)(1)",
            "(1 1 1)(0 0 0)(1 1 1) x",
            "(1 1 1)x(0 0 0)(1 1 1)",
            "(1 1 nan)(0 0 0)(1 1 1)",
            "(1 1 1)(0 0 inf)(1 1 1)",
            "(1 1 1e999)(0 0 0)(1 1 1)",
            "((1 1 1)(0 0 0)(1 1 1)",
            "(1 1 0x1)(0 0 0)(1 1 1)",
        ];
        for text in texts {
            assert!(matches!(Cdl::from_sop(text), Err(CdlTextError::Form { .. })), "{text}");
        }
        assert!(Cdl::from_sop(&"(".repeat(1 << 20)).unwrap_err().to_string().len() < 300);
        let value = Cdl::from_sop("(1 1 -1)(0 0 0)(1 1 1)");
        assert!(matches!(value, Err(CdlTextError::Value(_))));
        assert!(Cdl::from_sop_and_saturation("(1 1 1)(0 0 0)(1 1 1)", "-0.1").is_err());
        assert!(Cdl::from_sop_and_saturation("(1 1 1)(0 0 0)(1 1 1)", "").is_err());
    }
}
