//! How applications match proxies to camera originals: rules as data, and what their words mean.

mod fact;
mod normalise;
mod set;

pub use fact::Fact;
pub use normalise::Normalisation;
pub use set::{Application, Equality, Rule, RuleError, RuleSet, TimecodeTest, When};
