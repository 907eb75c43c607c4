//! The rules of a NAM, by id.
