//! Instruction-set levels: every kernel is compiled once for each.

use std::ffi::OsString;
use thiserror::Error;

/// The variable that lowers the level, for tests and for ruling a processor out.
pub const LEVEL_VARIABLE: &str = "INTERNEG_CPU";

/// `INTERNEG_CPU` names no level of this machine; whoever set it has to change it.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{LEVEL_VARIABLE} is {name}, this machine has {}", known.join(", "))]
pub struct UnknownLevel {
    /// What the variable says.
    pub name: String,
    /// Levels of this machine, lowest first.
    pub known: Vec<&'static str>,
}

/// An instruction-set level that this machine has. Copies are free; any thread may use any level.
///
/// A value can only be had from this type's functions, which ask the CPU: holding one proves that the features are
/// there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Level(Kind);

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Kind {
    Baseline,
    #[cfg(target_arch = "x86_64")]
    Avx2,
    #[cfg(target_arch = "x86_64")]
    Avx512,
}

impl Level {
    /// What every CPU of the compiled architecture has.
    pub const BASELINE: Self = Self(Kind::Baseline);

    /// The level that kernels run at: the highest of this machine, or what `INTERNEG_CPU` lowers it to. A value that
    /// names no level of this machine changes nothing here; [`Self::chosen`] refuses it, and programs ask that first.
    pub fn best() -> Self {
        Self::chosen().unwrap_or_else(|_| Self::highest())
    }

    /// The level that `INTERNEG_CPU` names, the highest where it is not set or empty.
    ///
    /// # Errors
    /// Lists the levels of this machine when it names none of them.
    pub fn chosen() -> Result<Self, UnknownLevel> {
        match std::env::var_os(LEVEL_VARIABLE) {
            Some(name) if !name.is_empty() => Self::parse(name),
            _ => Ok(Self::highest()),
        }
    }

    fn parse(name: OsString) -> Result<Self, UnknownLevel> {
        let found = name.to_str().and_then(Self::from_name);
        found.ok_or_else(|| UnknownLevel {
            name: name.to_string_lossy().into_owned(),
            known: Self::available().into_iter().map(Self::name).collect(),
        })
    }

    /// The highest level of this machine.
    pub fn highest() -> Self {
        #[cfg(target_arch = "x86_64")]
        {
            if has_avx512() {
                return Self(Kind::Avx512);
            }
            if has_avx2() {
                return Self(Kind::Avx2);
            }
        }
        Self::BASELINE
    }

    /// All levels of this machine, lowest first.
    pub fn available() -> Vec<Self> {
        #[cfg_attr(not(target_arch = "x86_64"), expect(unused_mut, reason = "one level only"))]
        let mut levels = vec![Self::BASELINE];
        #[cfg(target_arch = "x86_64")]
        {
            if has_avx2() {
                levels.push(Self(Kind::Avx2));
            }
            if has_avx512() {
                levels.push(Self(Kind::Avx512));
            }
        }
        levels
    }

    /// The level of that name, where this machine has it; `baseline` is the lowest of every machine.
    pub fn from_name(name: &str) -> Option<Self> {
        if name == "baseline" {
            return Some(Self::BASELINE);
        }
        Self::available().into_iter().find(|level| level.name() == name)
    }

    /// `baseline`, `avx2` or `avx512`; on 64-bit Arm, whose baseline has vectors, `neon`.
    pub fn name(self) -> &'static str {
        match self.0 {
            Kind::Baseline if cfg!(target_arch = "aarch64") => "neon",
            Kind::Baseline => "baseline",
            #[cfg(target_arch = "x86_64")]
            Kind::Avx2 => "avx2",
            #[cfg(target_arch = "x86_64")]
            Kind::Avx512 => "avx512",
        }
    }

    /// Place among the levels of the architecture, lowest first.
    pub(crate) fn index(self) -> usize {
        self.0 as usize
    }
}

#[cfg(target_arch = "x86_64")]
fn has_avx2() -> bool {
    std::arch::is_x86_feature_detected!("avx2")
        && std::arch::is_x86_feature_detected!("f16c")
        && std::arch::is_x86_feature_detected!("fma")
}

#[cfg(target_arch = "x86_64")]
fn has_avx512() -> bool {
    has_avx2()
        && std::arch::is_x86_feature_detected!("avx512f")
        && std::arch::is_x86_feature_detected!("avx512bw")
        && std::arch::is_x86_feature_detected!("avx512dq")
        && std::arch::is_x86_feature_detected!("avx512vl")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_lead_back_to_levels() {
        for level in Level::available() {
            assert_eq!(Level::from_name(level.name()), Some(level));
        }
        assert_eq!(Level::from_name("sse9"), None);
        assert_eq!(Level::available().last(), Some(&Level::highest()));
        assert_eq!(Level::parse(Level::BASELINE.name().into()), Ok(Level::BASELINE));
        let refused = Level::parse("sse9".into()).unwrap_err().to_string();
        let expected = format!("INTERNEG_CPU is sse9, this machine has {}", Level::BASELINE.name());
        assert!(refused.starts_with(&expected), "{refused}");
    }
}
