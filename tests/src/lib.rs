//! interneg-tests
