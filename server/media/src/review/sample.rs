//! What comes out of a pipeline.

use super::ReviewError;
use gstreamer as gst;

/// The bytes of a buffer that `element` gave.
pub(super) fn bytes_of(buffer: &gst::BufferRef, element: &str) -> Result<Vec<u8>, ReviewError> {
    let map = buffer.map_readable();
    let map = map.map_err(|error| ReviewError::Element { element: element.to_owned(), reason: error.to_string() })?;
    Ok(map.as_slice().to_vec())
}

/// Keeps the decoder's configuration of the first sample, and compares that of the others.
pub(super) fn keep_configuration(
    known: &mut Option<Vec<u8>>,
    sample: &gst::Sample,
    element: &str,
) -> Result<(), ReviewError> {
    let failed = |reason: &str| ReviewError::Element { element: element.to_owned(), reason: reason.to_owned() };
    let structure = sample.caps().and_then(|caps| caps.structure(0));
    let found = structure.and_then(|structure| structure.get::<gst::Buffer>("codec_data").ok());
    let found = found.ok_or_else(|| failed("its caps have no configuration of the decoder"))?;
    let found = bytes_of(&found, element)?;
    match known {
        Some(known) if *known != found => Err(failed("the configuration of the decoder changes on the way")),
        Some(_) => Ok(()),
        None => {
            *known = Some(found);
            Ok(())
        }
    }
}
