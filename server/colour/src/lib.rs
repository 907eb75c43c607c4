//! interneg-colour
