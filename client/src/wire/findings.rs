//! Findings of the server.

use interneg_proto::v1::{self, finding};
use interneg_spec::{Finding, Level};

/// A finding; a level that this client does not know counts as an error, the safe side.
pub fn finding_from_wire(wire: &v1::Finding) -> Finding {
    let level = match wire.level() {
        finding::Level::Note => Level::Note,
        finding::Level::Warning => Level::Warning,
        finding::Level::Error | finding::Level::Unspecified => Level::Error,
    };
    Finding {
        rule: wire.rule.clone(),
        level,
        field: wire.field.clone(),
        message: wire.message.clone(),
        remedy: wire.remedy.clone(),
    }
}
