//! interneg-proto
