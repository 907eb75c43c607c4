//! How a picture is brought to a display.

use serde::{Deserialize, Serialize};
use std::fmt;

/// Precision of the view of a display that a proxy is rendered through. A NAM has no view, so it has no such choice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ViewPrecision {
    /// The view itself.
    #[default]
    Exact,
    /// A cube of 65 entries a side behind curves, many times faster on a CPU; its error is measured and stated in the
    /// plan.
    Baked,
}

impl fmt::Display for ViewPrecision {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Exact => "exact",
            Self::Baked => "baked",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, PartialEq, Deserialize)]
    struct Proxy {
        #[serde(default)]
        view_precision: ViewPrecision,
    }

    #[test]
    fn it_is_written_in_lower_case_and_exact_where_it_is_not_written() {
        let read = |text: &str| toml::from_str::<Proxy>(text).map(|proxy| proxy.view_precision);
        assert_eq!(read("view_precision = \"baked\""), Ok(ViewPrecision::Baked));
        assert_eq!(read("view_precision = \"exact\""), Ok(ViewPrecision::Exact));
        assert_eq!(read(""), Ok(ViewPrecision::Exact));
        assert!(read("view_precision = \"Baked\"").unwrap_err().to_string().contains("expected `exact` or `baked`"));
        for precision in [ViewPrecision::Exact, ViewPrecision::Baked] {
            let written = serde_json::to_string(&precision).unwrap();
            assert_eq!(written, format!("\"{precision}\""));
        }
    }
}
