//! The ten numbers of an ASC CDL, as lists carry them.

use serde::{Deserialize, Serialize};

/// Slope, offset and power of red, green and blue, and saturation, as they stand in the list.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct CdlNumbers {
    /// Slope, 1 where nothing is changed.
    pub slope: [f64; 3],
    /// Offset, 0 where nothing is changed.
    pub offset: [f64; 3],
    /// Power, 1 where nothing is changed.
    pub power: [f64; 3],
    /// Saturation, 1 where nothing is changed.
    pub saturation: f64,
}

impl Default for CdlNumbers {
    fn default() -> Self {
        Self { slope: [1.0; 3], offset: [0.0; 3], power: [1.0; 3], saturation: 1.0 }
    }
}

impl CdlNumbers {
    /// Takes slope, offset and power from the text of an `ASC_SOP`: three groups of three numbers in parentheses, white
    /// space or a comma between numbers, anything blank between groups. `None` where it is not of that form.
    pub fn set_sop(&mut self, text: &str) -> Option<()> {
        let groups = groups(text)?;
        let [slope, offset, power] = groups.as_slice() else { return None };
        (self.slope, self.offset, self.power) = (triple(slope)?, triple(offset)?, triple(power)?);
        Some(())
    }

    /// Takes saturation from the text of an `ASC_SAT`, in parentheses or not.
    pub fn set_saturation(&mut self, text: &str) -> Option<()> {
        let text = text.trim();
        let text = text.strip_prefix('(').and_then(|text| text.strip_suffix(')')).unwrap_or(text);
        self.saturation = number(text.trim())?;
        Some(())
    }

    /// Reads the four groups of a `CDL` column: three of three numbers, and saturation.
    pub fn from_four_groups(text: &str) -> Option<Self> {
        let groups = groups(text)?;
        let [slope, offset, power, saturation] = groups.as_slice() else { return None };
        let [saturation] = saturation.as_slice() else { return None };
        Some(Self { slope: triple(slope)?, offset: triple(offset)?, power: triple(power)?, saturation: *saturation })
    }

    /// Slope, offset and power as an `ASC_SOP` holds them, with a point in every number because readers look for one.
    pub fn sop_text(&self) -> String {
        let group = |values: &[f64; 3]| format!("({:?} {:?} {:?})", values[0], values[1], values[2]);
        format!("{}{}{}", group(&self.slope), group(&self.offset), group(&self.power))
    }

    /// Saturation as an `ASC_SAT` holds it.
    pub fn saturation_text(&self) -> String {
        format!("{:?}", self.saturation)
    }
}

fn number(text: &str) -> Option<f64> {
    // Words that Rust reads as numbers, such as `nan` and `infinity`, are none here.
    let is_plain = text.bytes().all(|byte| byte.is_ascii_digit() || b"+-.eE".contains(&byte));
    text.parse().ok().filter(|value: &f64| is_plain && value.is_finite())
}

fn triple(values: &[f64]) -> Option<[f64; 3]> {
    values.try_into().ok()
}

fn groups(text: &str) -> Option<Vec<Vec<f64>>> {
    let mut groups = Vec::new();
    let mut rest = text.trim();
    while !rest.is_empty() {
        let (inside, after) = rest.strip_prefix('(')?.split_once(')')?;
        let parts = inside.split([' ', '\t', ',']).filter(|part| !part.is_empty());
        groups.push(parts.map(number).collect::<Option<Vec<f64>>>()?);
        rest = after.trim_start_matches([' ', '\t', ',']);
    }
    Some(groups)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_the_ways_that_lists_write_them() {
        let expected = CdlNumbers {
            slope: [0.1, 0.2, 0.3],
            offset: [1.0, -0.0122, 0.0305],
            power: [1.0, 0.0, 1.0],
            saturation: 0.9,
        };
        for text in [
            "(0.1 0.2 0.3) (1.0 -0.0122 0.0305) (1.0 0.0 1.0)",
            "(0.1 0.2 0.3)(1.0 -0.0122 0.0305)(1.0 0.0 1.0)",
            " ( 0.1, 0.2, 0.3 ) (1 -.0122 .0305)\t(1 0 1) ",
        ] {
            let mut numbers = CdlNumbers::default();
            assert_eq!((numbers.set_sop(text), numbers.set_saturation("(0.9)")), (Some(()), Some(())), "{text}");
            assert_eq!(numbers, expected, "{text}");
        }
        let four = "(0.1 0.2 0.3) (1.0 -0.0122 0.0305) (1.0 0.0 1.0) (0.9000)";
        assert_eq!(CdlNumbers::from_four_groups(four), Some(expected));
        let mut again = CdlNumbers::default();
        assert!(again.set_sop(&expected.sop_text()).is_some());
        assert_eq!(CdlNumbers { saturation: 0.9, ..again }, expected);
    }

    #[test]
    fn refuses_what_is_none() {
        for text in ["", "(1 1 1)(0 0 0)", "(1 1)(0 0 0)(1 1 1)", "1 1 1 0 0 0 1 1 1", "(1 1 1)(0 0 nan)(1 1 1)", "(1"]
        {
            assert_eq!(CdlNumbers::default().set_sop(text), None, "{text}");
        }
        for text in ["", "inf", "1e999", "one"] {
            assert_eq!(CdlNumbers::default().set_saturation(text), None, "{text}");
        }
    }
}
