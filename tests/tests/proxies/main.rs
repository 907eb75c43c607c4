//! Editorial proxies, from the job file to movies and sidecars, judged by programs that are not ours.

mod cameras;
mod chunks;
mod codecs;
mod damage;
mod encoders;
mod framing;
mod gpus;
mod look;
mod material;
mod outputs;
mod p2;
mod refusals;
mod service;
mod sidecars;
#[path = "../../../kernels/tests/simulator/mod.rs"]
#[expect(dead_code, reason = "the kernels' own tests look at broken libraries, these do not")]
mod simulator;
mod sound;
mod sources;
mod verify;
