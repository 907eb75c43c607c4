//! Our own ProRes, judged by FFmpeg: Debian's and the newest that the set-up installs.

mod alpha;
mod depth;
mod fields;
mod frames;
mod hostile;
mod judges;
mod material;
mod real_files;
mod sameness;
mod sizes;
