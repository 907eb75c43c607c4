//! Which bits the kernels give.

/// Version of the arithmetic. Raised whenever any archival bit changes, be it the last place of one sample: frames of two
/// versions are never put into one delivery. What our own encoders write counts as well. 1: exponentials in double precision.
/// 2: exponentials in single precision. 3: exponentials and Y'CbCr to R'G'B' by fused multiply-add. 4: weights of ProRes. 5: where
/// the search for a quantiser of VC-3 begins, and colour in headers of ProRes.
pub const ARITHMETIC: u32 = 5;
