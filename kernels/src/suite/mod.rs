//! Cases that tests of every device run: all operations, and passes of all layouts.

mod operations;
mod passes;

pub use operations::{inputs, operations};
pub use passes::{PassCase, passes};
