//! A small web server that shows a running job: a page, the playlist of the finished part, and its segments.
//!
//! The files come from the service, one call each, and are kept nowhere. The server only reads, one request a
//! connection, and ends with the command.

mod http;
mod site;

pub use site::{ReviewSite, file_of_job};
