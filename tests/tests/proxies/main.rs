//! Editorial proxies, from the job file to movies and sidecars, judged by programs that are not ours.

mod cameras;
mod chunks;
mod codecs;
mod damage;
mod encoders;
mod framing;
mod look;
mod material;
mod outputs;
mod refusals;
mod service;
mod sidecars;
mod sound;
