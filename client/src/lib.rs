//! interneg-client
