//! Weights of the profiles, in raster order.
//!
//! Encoders agree on weights W that were read from Apple's frames and rise towards high frequencies. Frames say which they
//! have (RDD 36, 5.1), so an encoder may choose. Ours are nearer to 4 everywhere, the weight of a frame that names none:
//! 4 (W/4)^p, rounded, with the power p below. At the same size that brings luma nearer to the picture wherever there is detail or
//! grain; slow slopes, and chroma of some pictures, pay a little (`README.md`). How far it goes is by what a profile is for:
//! Proxy and LT are looked at, and weights that follow the eye count there; 422, HQ and 4444 are worked on, where an error is
//! an error.

/// Luma of 422 Proxy; power 3/4.
pub(super) const PROXY_LUMA: [u8; 64] = [
    4, 6, 7, 9, 10, 10, 11, 32, //
    6, 6, 9, 9, 10, 11, 32, 32, //
    7, 9, 10, 10, 11, 32, 32, 32, //
    9, 9, 10, 10, 32, 32, 32, 32, //
    9, 10, 10, 32, 32, 32, 32, 32, //
    10, 10, 32, 32, 32, 32, 32, 32, //
    10, 32, 32, 32, 32, 32, 32, 32, //
    32, 32, 32, 32, 32, 32, 32, 32, //
];

/// Chroma of 422 Proxy; power 3/4.
pub(super) const PROXY_CHROMA: [u8; 64] = [
    4, 6, 7, 9, 10, 10, 32, 32, //
    6, 6, 9, 9, 10, 32, 32, 32, //
    7, 9, 10, 10, 32, 32, 32, 32, //
    9, 9, 10, 10, 32, 32, 32, 32, //
    9, 10, 10, 32, 32, 32, 32, 32, //
    10, 10, 32, 32, 32, 32, 32, 32, //
    10, 32, 32, 32, 32, 32, 32, 32, //
    32, 32, 32, 32, 32, 32, 32, 32, //
];

/// 422 LT; power 3/4.
pub(super) const LT: [u8; 64] = [
    4, 5, 5, 6, 7, 9, 10, 11, //
    5, 5, 6, 7, 9, 10, 11, 12, //
    5, 6, 7, 9, 10, 11, 11, 12, //
    6, 6, 7, 9, 10, 11, 12, 13, //
    6, 7, 9, 10, 10, 11, 13, 15, //
    7, 9, 10, 10, 11, 13, 15, 18, //
    7, 9, 10, 11, 12, 14, 17, 20, //
    9, 10, 11, 12, 14, 17, 20, 23, //
];

/// Luma of 422; power 1/4.
pub(super) const STANDARD_LUMA: [u8; 64] = [
    4, 4, 4, 4, 4, 5, 5, 5, //
    4, 4, 4, 4, 5, 5, 5, 5, //
    4, 4, 4, 5, 5, 5, 5, 5, //
    4, 4, 4, 5, 5, 5, 5, 5, //
    4, 4, 5, 5, 5, 5, 5, 5, //
    4, 5, 5, 5, 5, 5, 5, 6, //
    4, 5, 5, 5, 5, 5, 5, 6, //
    5, 5, 5, 5, 5, 5, 6, 6, //
];

/// Chroma of 422; power 0.29: a little coarser than luma, which needs the bits to be 1.5 dB above other encoders in noise too.
pub(super) const STANDARD_CHROMA: [u8; 64] = [
    4, 4, 4, 4, 4, 5, 5, 5, //
    4, 4, 4, 4, 5, 5, 5, 5, //
    4, 4, 4, 5, 5, 5, 5, 5, //
    4, 4, 4, 5, 5, 5, 5, 5, //
    4, 4, 5, 5, 5, 5, 5, 6, //
    4, 5, 5, 5, 5, 5, 6, 6, //
    4, 5, 5, 5, 5, 5, 6, 6, //
    5, 5, 5, 5, 5, 6, 6, 6, //
];

/// Luma of 422 HQ and 4444; power 0.
pub(super) const FLAT: [u8; 64] = [4; 64];

/// Chroma of 422 HQ and 4444; power 1/2, for the same reason.
pub(super) const HQ_CHROMA: [u8; 64] = [
    4, 4, 4, 4, 4, 4, 4, 4, //
    4, 4, 4, 4, 4, 4, 4, 4, //
    4, 4, 4, 4, 4, 4, 4, 4, //
    4, 4, 4, 4, 4, 4, 4, 4, //
    4, 4, 4, 4, 4, 4, 4, 4, //
    4, 4, 4, 4, 4, 4, 4, 5, //
    4, 4, 4, 4, 4, 4, 5, 5, //
    4, 4, 4, 4, 4, 5, 5, 5, //
];

/// 4444 XQ: the finest weight everywhere, so that 12 bits come through at every frequency. Other encoders raise the last
/// ones to 3 and 4, which leaves noise of 12 bits below 75 dB at the finest quantiser.
pub(super) const XQ: [u8; 64] = [2; 64];
