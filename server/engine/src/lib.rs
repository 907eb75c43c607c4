//! interneg-engine
