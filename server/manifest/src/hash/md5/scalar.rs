//! MD5 of one stream, without vector instructions: the reference of the other levels.

use super::steps::md5_steps;

/// Folds whole 64-byte blocks into `state`; bytes past the last whole block are not looked at.
pub(super) fn compress(state: &mut [u32; 4], blocks: &[u8]) {
    for block in blocks.chunks_exact(64) {
        let word = |index: usize| {
            let at = index * 4;
            u32::from_le_bytes([block[at], block[at + 1], block[at + 2], block[at + 3]])
        };
        let [mut a, mut b, mut c, mut d] = *state;
        macro_rules! mix {
            (f, $b:ident, $c:ident, $d:ident) => {
                $d ^ ($b & ($c ^ $d))
            };
            // The halves of G have no bit in common, so that they may be added apart, which shortens the chain through b.
            (g, $b:ident, $c:ident, $d:ident) => {
                ($d & $b).wrapping_add(!$d & $c)
            };
            (h, $b:ident, $c:ident, $d:ident) => {
                $b ^ $c ^ $d
            };
            (i, $b:ident, $c:ident, $d:ident) => {
                $c ^ ($b | !$d)
            };
        }
        macro_rules! step {
            ($round:ident, $a:ident, $b:ident, $c:ident, $d:ident, $word:literal, $shift:literal, $sine:literal) => {
                $a = $a
                    .wrapping_add(word($word))
                    .wrapping_add($sine)
                    .wrapping_add(mix!($round, $b, $c, $d))
                    .rotate_left($shift)
                    .wrapping_add($b)
            };
        }
        md5_steps!(step, a, b, c, d);
        for (sum, part) in state.iter_mut().zip([a, b, c, d]) {
            *sum = sum.wrapping_add(part);
        }
    }
}
