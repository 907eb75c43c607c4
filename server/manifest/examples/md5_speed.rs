//! MD5 throughput of each level against the md-5 crate, on one core: `cargo run --release -p interneg-manifest --example md5_speed`.

use interneg_manifest::hash::{Md5Engine, Md5Level};
use md5::Digest as _;
use std::hint::black_box;
use std::time::Instant;

fn gigabytes_per_second(total_bytes: usize, mut work: impl FnMut()) -> f64 {
    work();
    let best = (0..5).map(|_| {
        let start = Instant::now();
        work();
        start.elapsed().as_secs_f64()
    });
    total_bytes as f64 / 1e9 / best.fold(f64::INFINITY, f64::min)
}

fn main() {
    // 64 KiB lies in the cache; 8 MiB times 16 does not, as frames do not.
    for size_bytes in [64 << 10, 8 << 20] {
        let buffers: Vec<Vec<u8>> = (0..16u8).map(|seed| vec![seed.wrapping_mul(17); size_bytes]).collect();
        let slices: Vec<&[u8]> = buffers.iter().map(Vec::as_slice).collect();
        let total_bytes = size_bytes * slices.len();
        let peer = gigabytes_per_second(total_bytes, || {
            for slice in &slices {
                black_box(md5::Md5::digest(slice));
            }
        });
        println!("16 buffers of {} KiB: md-5 crate {peer:.2} GB/s", size_bytes >> 10);
        for level in [Md5Level::Scalar, Md5Level::Avx2, Md5Level::Avx512] {
            let engine = Md5Engine::at_most(level);
            if engine.level() != level {
                println!("  {level:?}: not on this machine");
                continue;
            }
            for count in [4, 8, 16] {
                let rate = gigabytes_per_second(size_bytes * count, || {
                    black_box(engine.digest_many(&slices[..count]));
                });
                println!("  {level:?}, {count} buffers: {rate:.2} GB/s, {:.1} x md-5 crate", rate / peer);
            }
        }
    }
}
