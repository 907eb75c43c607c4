//! Instruction-set levels, and how a kernel is compiled once for each.
#![expect(unsafe_code, reason = "functions with target features are unsafe to call, and so are their intrinsics")]

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

    /// The highest level of this machine.
    pub fn best() -> Self {
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

    /// The level of that name, where this machine has it.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::available().into_iter().find(|level| level.name() == name)
    }

    /// `baseline`, `avx2` or `avx512`.
    pub fn name(self) -> &'static str {
        match self.0 {
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

    /// Runs the copy of a kernel that is compiled for this level.
    #[inline]
    pub(crate) fn run<K: Kernel>(self, kernel: K) -> K::Output {
        match self.0 {
            Kind::Baseline => kernel.run::<Baseline>(),
            // SAFETY: a level of this kind is made only after the CPU has confirmed the features.
            #[cfg(target_arch = "x86_64")]
            Kind::Avx2 => unsafe { run_avx2(kernel) },
            // SAFETY: a level of this kind is made only after the CPU has confirmed the features.
            #[cfg(target_arch = "x86_64")]
            Kind::Avx512 => unsafe { run_avx512(kernel) },
        }
    }
}

#[cfg(target_arch = "x86_64")]
fn has_avx2() -> bool {
    std::arch::is_x86_feature_detected!("avx2") && std::arch::is_x86_feature_detected!("f16c")
}

#[cfg(target_arch = "x86_64")]
fn has_avx512() -> bool {
    has_avx2()
        && std::arch::is_x86_feature_detected!("avx512f")
        && std::arch::is_x86_feature_detected!("avx512bw")
        && std::arch::is_x86_feature_detected!("avx512dq")
        && std::arch::is_x86_feature_detected!("avx512vl")
}

/// A loop over pixels. `run` must be `#[inline(always)]`, so that each level gets its own copy of the body.
pub(crate) trait Kernel {
    /// What the loop returns.
    type Output;

    /// The loop; `S` brings the few instructions that the compiler does not find by itself.
    fn run<S: Simd>(self) -> Self::Output;
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2,f16c")]
fn run_avx2<K: Kernel>(kernel: K) -> K::Output {
    kernel.run::<Avx2>()
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx512f,avx512bw,avx512dq,avx512vl,avx2,f16c")]
fn run_avx512<K: Kernel>(kernel: K) -> K::Output {
    kernel.run::<Avx512>()
}

/// Lanes of a block.
pub(crate) const LANES: usize = 16;

/// Conversions between half and single precision, 16 lanes at a time.
pub(crate) trait Simd {
    /// Rounds to half, to nearest even.
    fn narrow(singles: &[f32; LANES]) -> [u16; LANES];

    /// Widens from half, exactly.
    fn widen(halves: &[u16; LANES]) -> [f32; LANES];
}

/// Portable arithmetic only.
pub(crate) struct Baseline;

impl Simd for Baseline {
    #[inline(always)]
    fn narrow(singles: &[f32; LANES]) -> [u16; LANES] {
        singles.map(crate::half_float::narrow)
    }

    #[inline(always)]
    fn widen(halves: &[u16; LANES]) -> [f32; LANES] {
        halves.map(crate::half_float::widen)
    }
}

/// AVX2 with F16C; used only inside `run_avx2`.
#[cfg(target_arch = "x86_64")]
struct Avx2;

#[cfg(target_arch = "x86_64")]
impl Simd for Avx2 {
    #[inline(always)]
    fn narrow(singles: &[f32; LANES]) -> [u16; LANES] {
        use std::arch::x86_64::{_MM_FROUND_TO_NEAREST_INT, _mm_storeu_si128, _mm256_cvtps_ph, _mm256_loadu_ps};
        let mut halves = [0; LANES];
        for half in 0..2 {
            // SAFETY: both pointers have eight elements behind them, and this type is named only inside `run_avx2`.
            unsafe {
                let block = _mm256_loadu_ps(singles.as_ptr().add(half * 8));
                let packed = _mm256_cvtps_ph::<_MM_FROUND_TO_NEAREST_INT>(block);
                _mm_storeu_si128(halves.as_mut_ptr().add(half * 8).cast(), packed);
            }
        }
        halves
    }

    #[inline(always)]
    fn widen(halves: &[u16; LANES]) -> [f32; LANES] {
        use std::arch::x86_64::{_mm_loadu_si128, _mm256_cvtph_ps, _mm256_storeu_ps};
        let mut singles = [0.0; LANES];
        for half in 0..2 {
            // SAFETY: both pointers have eight elements behind them, and this type is named only inside `run_avx2`.
            unsafe {
                let packed = _mm_loadu_si128(halves.as_ptr().add(half * 8).cast());
                _mm256_storeu_ps(singles.as_mut_ptr().add(half * 8), _mm256_cvtph_ps(packed));
            }
        }
        singles
    }
}

/// AVX-512 F, BW, DQ and VL; used only inside `run_avx512`.
#[cfg(target_arch = "x86_64")]
struct Avx512;

#[cfg(target_arch = "x86_64")]
impl Simd for Avx512 {
    #[inline(always)]
    fn narrow(singles: &[f32; LANES]) -> [u16; LANES] {
        use std::arch::x86_64::{_MM_FROUND_TO_NEAREST_INT, _mm256_storeu_si256, _mm512_cvtps_ph, _mm512_loadu_ps};
        let mut halves = [0; LANES];
        // SAFETY: both pointers have sixteen elements behind them, and this type is named only inside `run_avx512`.
        unsafe {
            let packed = _mm512_cvtps_ph::<_MM_FROUND_TO_NEAREST_INT>(_mm512_loadu_ps(singles.as_ptr()));
            _mm256_storeu_si256(halves.as_mut_ptr().cast(), packed);
        }
        halves
    }

    #[inline(always)]
    fn widen(halves: &[u16; LANES]) -> [f32; LANES] {
        use std::arch::x86_64::{_mm256_loadu_si256, _mm512_cvtph_ps, _mm512_storeu_ps};
        let mut singles = [0.0; LANES];
        // SAFETY: both pointers have sixteen elements behind them, and this type is named only inside `run_avx512`.
        unsafe {
            _mm512_storeu_ps(singles.as_mut_ptr(), _mm512_cvtph_ps(_mm256_loadu_si256(halves.as_ptr().cast())));
        }
        singles
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Narrow<'a>(&'a [f32; LANES]);

    impl Kernel for Narrow<'_> {
        type Output = [u16; LANES];

        #[inline(always)]
        fn run<S: Simd>(self) -> [u16; LANES] {
            S::narrow(self.0)
        }
    }

    struct Widen<'a>(&'a [u16; LANES]);

    impl Kernel for Widen<'_> {
        type Output = [f32; LANES];

        #[inline(always)]
        fn run<S: Simd>(self) -> [f32; LANES] {
            S::widen(self.0)
        }
    }

    #[test]
    fn every_level_narrows_alike() {
        // A coprime step walks through all exponents, signs and mantissa tails.
        let mut bits = 1u32;
        for _ in 0..400_000 {
            let mut block = [0.0f32; LANES];
            for value in &mut block {
                bits = bits.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                *value = f32::from_bits(bits);
                // Packing replaces NaN before it narrows.
                if value.is_nan() {
                    *value = 0.0;
                }
            }
            let expected = Level::BASELINE.run(Narrow(&block));
            for level in Level::available() {
                assert_eq!(level.run(Narrow(&block)), expected, "{} {block:?}", level.name());
            }
        }
    }

    #[test]
    fn every_level_widens_all_halves_alike() {
        for first in (0..=0xFFF0u16).step_by(LANES) {
            let block: [u16; LANES] = std::array::from_fn(|lane| first + lane as u16);
            let expected = Level::BASELINE.run(Widen(&block)).map(f32::to_bits);
            for level in Level::available() {
                assert_eq!(level.run(Widen(&block)).map(f32::to_bits), expected, "{} {first:#x}", level.name());
            }
        }
    }

    #[test]
    fn names_lead_back_to_levels() {
        for level in Level::available() {
            assert_eq!(Level::from_name(level.name()), Some(level));
        }
        assert_eq!(Level::from_name("sse9"), None);
        assert_eq!(Level::available().last(), Some(&Level::best()));
    }
}
