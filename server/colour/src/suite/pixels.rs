//! What goes through the shaders: pictures, and what has no place in one.

struct Random(u32);

impl Random {
    fn unit(&mut self) -> f32 {
        self.0 = self.0.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (self.0 >> 8) as f32 / 16_777_216.0
    }
}

/// Values that must harm nothing, in all combinations; differences are looked at where a pixel is finite.
fn special() -> Vec<[f32; 3]> {
    let values = [f32::NAN, f32::INFINITY, f32::NEG_INFINITY, 0.0, -0.0, 1e-40, -0.01, 0.18, 1.0, 65504.0];
    let pairs = values.iter().flat_map(|a| values.iter().map(move |b| (*a, *b)));
    pairs.flat_map(|(a, b)| values.iter().map(move |c| [a, b, *c])).collect()
}

/// Camera codes from -0.05 to 1.05: greys, and colours of all saturations.
pub fn codes() -> Vec<[f32; 3]> {
    let mut random = Random(12345);
    let mut pixels = special();
    pixels.extend((0..=1024).map(|step| [step as f32 / 1024.0; 3]));
    pixels.extend((0..3072).map(|_| [0; 3].map(|_| random.unit() * 1.1 - 0.05)));
    pixels
}

/// Linear light from 2^-9 to 2^6, evenly in exponents: greys, near-neutral colours and any colours.
pub fn scene_linear() -> Vec<[f32; 3]> {
    let mut random = Random(54321);
    let mut pixels = special();
    pixels.extend((0..=1024).map(|step| [(step as f32 / 64.0 - 10.0).exp2(); 3]));
    pixels.extend((0..2048).map(|_| {
        let exposure = random.unit() * 15.0 - 9.0;
        [0; 3].map(|_| (exposure + random.unit() - 0.5).exp2())
    }));
    pixels.extend((0..3072).map(|_| [0; 3].map(|_| (random.unit() * 15.0 - 9.0).exp2())));
    pixels
}
