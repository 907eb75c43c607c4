//! Any bytes as a frame for our ProRes decoder.
#![no_main]

#[path = "../../tests/prores/any.rs"]
#[expect(dead_code, reason = "the other direction has a target of its own")]
mod any;

use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    any::decode_any(data);
});
