//! QuickTime movies.
