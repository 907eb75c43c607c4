//! The official OpenColorIO, in C++, behind the same face as the crate `ocio`: a second opinion on every transform.

use crate::ColourError;
use crate::processor::Processor;
use ocio::ops::OpRc;
use ocio_rs::{CPUProcessor, Config, OptimizationFlags, TransformDirection};
use std::fmt;
use std::sync::{Mutex, PoisonError};

/// A processor of the C++ library. A thread waits where another one is inside: the bindings promise that a processor
/// may move between threads, not that two may use it.
pub(crate) struct OfficialProcessor {
    processor: Mutex<CPUProcessor>,
    is_no_op: bool,
    words: String,
}

/// Where a transform leads.
pub(crate) enum Target<'a> {
    Space(&'a str),
    View { display: &'a str, view: &'a str },
}

/// The library is there, and no stub of it.
///
/// # Errors
/// Says what is missing, or which environment variable would change results.
pub(crate) fn check() -> Result<(), ColourError> {
    // The library reads them behind every caller's back, the optimisation's flags among them.
    let mut variables = std::env::vars_os().map(|(name, _)| name.to_string_lossy().into_owned());
    if let Some(name) = variables.find(|name| name == "OCIO" || name.starts_with("OCIO_")) {
        return Err(refused(format!("unset the environment variable {name}")));
    }
    let version = ocio_rs::version().unwrap_or_default();
    if ocio_rs::is_stub_build() || !version.starts_with("2.") {
        return Err(refused(format!("the library is a stub without colour processing (version {version:?})")));
    }
    // ACEScg red in ACES2065-1: the first column of ACES TB-2014-004's matrix.
    let probe =
        OfficialProcessor::new("studio-config-v2.2.0_aces-v1.3_ocio-v2.4", "ACEScg", Target::Space("ACES2065-1"));
    let mut pixel = [[1.0, 0.0, 0.0, 1.0]];
    probe?.apply_pixels(&mut pixel);
    let expected = [0.695_452, 0.044_794_6, -0.005_525_9, 1.0];
    match pixel[0].iter().zip(expected).all(|(found, expected): (&f32, f32)| (found - expected).abs() < 1e-6) {
        true => Ok(()),
        false => Err(refused(format!("a known pixel came out as {:?}", pixel[0]))),
    }
}

/// Version of the library.
pub(crate) fn version() -> String {
    ocio_rs::version().unwrap_or_default()
}

fn refused(reason: String) -> ColourError {
    ColourError::NoOfficialLibrary { reason }
}

impl OfficialProcessor {
    /// From a space of a configuration that is built in, lossless.
    pub(crate) fn new(config: &str, source: &str, target: Target<'_>) -> Result<Self, ColourError> {
        let words = match &target {
            Target::Space(target) => format!("{source} to {target}"),
            Target::View { display, view } => format!("{source} to {view} on {display}"),
        };
        let build = || {
            // Loaded anew each time: a configuration of these bindings stays on its thread.
            let config = Config::create_from_builtin_config(config)?;
            // Its cache takes two tables of one size for the same.
            config.try_set_processor_cache_flags(0)?;
            let processor = match target {
                Target::Space(target) => config.processor(source, target)?,
                Target::View { display, view } => {
                    config.processor_display(source, display, view, TransformDirection::Forward)?
                }
            };
            let processor = processor.optimized_cpu_processor(OptimizationFlags::LOSSLESS.0.into())?;
            let is_no_op = processor.try_is_no_op()?;
            Ok::<_, ocio_rs::OcioError>((processor, is_no_op))
        };
        let (processor, is_no_op) = build().map_err(|error| refused(error.to_string()))?;
        let words = format!("official OpenColorIO {}: {words}", version());
        Ok(Self { processor: Mutex::new(processor), is_no_op, words })
    }
}

impl Processor for OfficialProcessor {
    fn apply_pixels(&self, pixels: &mut [[f32; 4]]) {
        let count = pixels.len() as i64;
        let processor = self.processor.lock().unwrap_or_else(PoisonError::into_inner);
        processor.apply_rgba_pixels(pixels.as_flattened_mut(), count, 4);
    }

    fn is_no_op(&self) -> bool {
        self.is_no_op
    }

    fn describe(&self) -> Vec<String> {
        vec![self.words.clone()]
    }

    fn ops(&self) -> Option<&[OpRc]> {
        None
    }
}

impl fmt::Debug for OfficialProcessor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.words)
    }
}
