//! Any bytes as a frame for our VC-3 decoder.
#![no_main]

#[path = "../../tests/vc3/any.rs"]
#[expect(dead_code, reason = "the other direction has a target of its own")]
mod any;

use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    any::decode_any(data);
});
