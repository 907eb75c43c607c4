//! Messages as JSON, one object a line.

use super::Display;
use crate::error::ClientError;
use crate::output;
use crate::view::WatchView;

/// Prints each message as it came.
pub(super) struct ObjectDisplay;

impl Display for ObjectDisplay {
    fn show(&mut self, view: &WatchView) -> Result<(), ClientError> {
        output::object_line(view)
    }

    fn note(&mut self, text: &str) {
        output::note(text);
    }

    fn finish(&mut self) {}
}
