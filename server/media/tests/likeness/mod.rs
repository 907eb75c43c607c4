//! How alike planes of samples are, beyond the squares of their differences.

/// Mean structural similarity (Wang and others, "Image quality assessment", IEEE Transactions on Image Processing 13,
/// 2004) over squares of 8 samples, 4 apart.
pub fn ssim(a: &[u16], b: &[u16], width: usize, bits: u8) -> f64 {
    let peak = f64::from((1u32 << bits) - 1);
    let (c1, c2) = ((0.01 * peak).powi(2), (0.03 * peak).powi(2));
    let height = a.len() / width;
    let (mut sum, mut count) = (0.0, 0.0);
    for top in (0..=height - 8).step_by(4) {
        for left in (0..=width - 8).step_by(4) {
            let (mut sa, mut sb, mut saa, mut sbb, mut sab) = (0.0, 0.0, 0.0, 0.0, 0.0);
            for y in top..top + 8 {
                let line = y * width + left..y * width + left + 8;
                for (a, b) in a[line.clone()].iter().zip(&b[line]) {
                    let (a, b) = (f64::from(*a), f64::from(*b));
                    (sa, sb, saa, sbb, sab) = (sa + a, sb + b, saa + a * a, sbb + b * b, sab + a * b);
                }
            }
            let (ma, mb) = (sa / 64.0, sb / 64.0);
            let (va, vb, cov) = (saa / 64.0 - ma * ma, sbb / 64.0 - mb * mb, sab / 64.0 - ma * mb);
            sum += (2.0 * ma * mb + c1) * (2.0 * cov + c2) / ((ma * ma + mb * mb + c1) * (va + vb + c2));
            count += 1.0;
        }
    }
    sum / count
}

/// Steps of JPEG for luma, in proportion to what the eye does not see of each frequency (ITU-T T.81, table K.1).
const UNSEEN: [f64; 64] = [
    16.0, 11.0, 10.0, 16.0, 24.0, 40.0, 51.0, 61.0, //
    12.0, 12.0, 14.0, 19.0, 26.0, 58.0, 60.0, 55.0, //
    14.0, 13.0, 16.0, 24.0, 40.0, 57.0, 69.0, 56.0, //
    14.0, 17.0, 22.0, 29.0, 51.0, 87.0, 80.0, 62.0, //
    18.0, 22.0, 37.0, 56.0, 68.0, 109.0, 103.0, 77.0, //
    24.0, 35.0, 55.0, 64.0, 81.0, 104.0, 113.0, 92.0, //
    49.0, 64.0, 78.0, 87.0, 103.0, 121.0, 120.0, 101.0, //
    72.0, 92.0, 95.0, 98.0, 112.0, 100.0, 103.0, 99.0, //
];

/// Signal to noise in dB where each frequency of an error counts as it is seen (Egiazarian and others, "New full-reference
/// quality metrics based on HVS", 2006, without masking); weights have a mean square of 1.
pub fn psnr_hvs(a: &[u16], b: &[u16], width: usize, bits: u8) -> f64 {
    let height = a.len() / width;
    let cosine = |place: usize, frequency: usize| {
        let norm = if frequency == 0 { 0.125f64.sqrt() } else { 0.5 };
        norm * ((2 * place + 1) as f64 * frequency as f64 * std::f64::consts::PI / 16.0).cos()
    };
    let cosines: [[f64; 8]; 8] = std::array::from_fn(|k| std::array::from_fn(|i| cosine(i, k)));
    let mean_square = UNSEEN.iter().map(|unseen| unseen.powi(-2)).sum::<f64>() / 64.0;
    let (mut squares, mut blocks) = (0.0, 0usize);
    for top in (0..=height - 8).step_by(8) {
        for left in (0..=width - 8).step_by(8) {
            let rows: [[f64; 8]; 8] = std::array::from_fn(|y| {
                let at = (top + y) * width + left;
                let off = |x| f64::from(a[at + x]) - f64::from(b[at + x]);
                std::array::from_fn(|u| (0..8).map(|x| cosines[u][x] * off(x)).sum())
            });
            for (index, unseen) in UNSEEN.iter().enumerate() {
                let (v, u) = (index / 8, index % 8);
                let coefficient = (0..8).map(|y| cosines[v][y] * rows[y][u]).sum::<f64>();
                squares += (coefficient / unseen).powi(2);
            }
            blocks += 1;
        }
    }
    let full = f64::from((1u32 << bits) - 1);
    10.0 * (full * full * 64.0 * blocks as f64 * mean_square / squares).log10()
}
