//! interneg-manifest
