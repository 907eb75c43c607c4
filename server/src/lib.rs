//! interneg-server
