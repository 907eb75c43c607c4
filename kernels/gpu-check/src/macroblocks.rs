//! Macroblocks of a run-level code, as VC-3 has them: against every level of the CPU, and how fast.

use crate::report::Report;
use interneg_kernels::Level;
use interneg_kernels::cuda::{
    CodedPicture, CudaDevice, CudaError, CudaMacroblocks, KeptPicture, KernelCache, Lane, Slot,
};
use interneg_kernels::suite::{self, MacroblockCase};
use std::time::Instant;

/// Bits and errors of blocks and macroblocks, and bytes of rows.
pub fn check(device: &CudaDevice, kernels: &KernelCache, report: &mut Report) -> Result<(), CudaError> {
    let mut lane = Lane::new(device)?;
    for case in suite::macroblocks() {
        let found = case.on_gpu(device, kernels, &mut lane)?;
        let (mut numbers, mut differing) = (0, 0);
        for level in Level::available() {
            let (compared, off) = found.differing(&case.on_cpu(level));
            (numbers, differing) = (numbers + compared, differing + off);
        }
        report.check(&case.name, numbers, differing);
    }
    Ok(())
}

/// The coarsest quantiser of VC-3.
const COARSEST: u16 = 2047;
/// Quantisers that a sample is taken at, as the encoder asks for them.
const SAMPLED: [u16; 8] = [1, 2, 3, 4, 5, 6, 7, 8];
/// About one in so many groups, as of a UHD frame.
const SAMPLE_STEP: usize = 32;

/// Times of a frame's steps in seconds: on the GPU alone, and until the host has the results in its own memory.
#[derive(Default)]
struct Times {
    transform: Vec<(f64, f64)>,
    measure: Vec<(f64, f64)>,
    write: Vec<(f64, f64)>,
}

/// A picture that stays on the GPU, as a colour pass leaves it, through all steps over and over: on one lane, and on
/// several at once. What the host decides in between is not timed.
pub fn table(
    device: &CudaDevice,
    kernels: &KernelCache,
    (size, frames, lanes): ((usize, usize), usize, usize),
    report: &mut Report,
) -> Result<(), CudaError> {
    for (name, case, frame_bytes) in suite::macroblock_frames(size.0, size.1) {
        let encoder = case.encoder(device, kernels)?;
        let mut lanes = (0..lanes.max(1)).map(|_| Lane::with_timer(device)).collect::<Result<Vec<_>, _>>()?;
        let kept = lanes.iter_mut().map(|lane| case.bring(device, lane)).collect::<Result<Vec<_>, _>>()?;
        let finer = finer(&case, &encoder, &mut lanes[0], &kept[0], frame_bytes)?;
        let frame = Frame { case: &case, encoder: &encoder, finer };
        let bytes = frame.run(&mut lanes[0], &kept[0], &mut Times::default(), &mut Vec::new())?;
        let (mut times, mut out) = (Times::default(), Vec::new());
        let started = Instant::now();
        for _ in 0..frames {
            frame.run(&mut lanes[0], &kept[0], &mut times, &mut out)?;
        }
        let one_lane = started.elapsed().as_secs_f64() / frames as f64;
        let started = Instant::now();
        let count = lanes.len();
        std::thread::scope(|scope| {
            let frame = &frame;
            let run = |(lane, kept): (&mut Lane, KeptPicture)| {
                let (mut times, mut out) = (Times::default(), Vec::new());
                (0..frames).try_for_each(|_| frame.run(lane, &kept, &mut times, &mut out).map(|_| ()))
            };
            let threads: Vec<_> = lanes.iter_mut().zip(kept).map(|lane| scope.spawn(move || run(lane))).collect();
            threads.into_iter().try_for_each(|thread| thread.join().expect("a thread of the bench does not panic"))
        })?;
        let all_lanes = started.elapsed().as_secs_f64() / (count * frames) as f64;
        let steps = [("transform and sample", times.transform), ("measure two", times.measure), ("write", times.write)];
        let mut rows: Vec<(String, f64)> = Vec::new();
        for (step, times) in steps {
            let (kernels, whole) = times.into_iter().unzip();
            rows.push((format!("{step}, kernels"), middle(kernels)));
            rows.push((format!("{step}, whole"), middle(whole)));
        }
        rows.push(("frame, 1 lane".to_owned(), one_lane));
        rows.push((format!("frame, {count} lanes"), all_lanes));
        report.times(&format!("{name} {}x{}, {bytes} bytes", size.0, size.1), &rows);
        for (kernel, registers, local_bytes) in encoder.registers_and_local_bytes()? {
            report.kernel(kernel, registers, local_bytes);
        }
    }
    Ok(())
}

/// The finest quantiser at which a frame has no more bytes than it should.
fn finer(
    case: &MacroblockCase,
    encoder: &CudaMacroblocks,
    lane: &mut Lane,
    kept: &KeptPicture,
    frame_bytes: usize,
) -> Result<u16, CudaError> {
    let mut picture = encoder.picture(lane, kept, case.lines())?;
    let (mut too_fine, mut fits) = (0, COARSEST - 1);
    while fits - too_fine > 1 {
        let guess = u16::midpoint(too_fine, fits);
        let measured = picture.measure((guess, Slot::First), None)?;
        let bits: u64 = measured.bits(0).iter().map(|bits| u64::from(*bits)).sum();
        if bits > frame_bytes as u64 * 8 { too_fine = guess } else { fits = guess }
    }
    Ok(fits)
}

/// The steps of a frame.
struct Frame<'a> {
    case: &'a MacroblockCase,
    encoder: &'a CudaMacroblocks,
    finer: u16,
}

impl Frame<'_> {
    /// All steps of a frame; its rows come to `out`. Returns their bytes.
    fn run(
        &self,
        lane: &mut Lane,
        kept: &KeptPicture,
        times: &mut Times,
        out: &mut Vec<u8>,
    ) -> Result<usize, CudaError> {
        let mut picture = self.encoder.picture(lane, kept, self.case.lines())?;
        let started = Instant::now();
        picture.sample(SAMPLE_STEP, &SAMPLED)?;
        times.transform.push(taken(started, &mut picture)?);

        let started = Instant::now();
        let measured = picture.measure((self.finer, Slot::First), Some((self.finer + 1, Slot::Second)))?;
        let bits = [measured.bits(0).to_vec(), measured.bits(1).to_vec()];
        let errors = [measured.errors(0).to_vec(), measured.errors(1).to_vec()];
        times.measure.push(taken(started, &mut picture)?);
        std::hint::black_box(errors);

        let (bytes, orders) = self.case.orders_at([self.finer, self.finer + 1], [&bits[0], &bits[1]]);
        let started = Instant::now();
        out.clear();
        out.extend_from_slice(picture.write(bytes, orders.into_iter())?);
        times.write.push(taken(started, &mut picture)?);
        Ok(bytes)
    }
}

/// Seconds of the kernels and since `started`.
fn taken(started: Instant, picture: &mut CodedPicture<'_>) -> Result<(f64, f64), CudaError> {
    let whole = started.elapsed().as_secs_f64();
    Ok((picture.kernel_seconds()?.unwrap_or(f64::NAN), whole))
}

fn middle(mut seconds: Vec<f64>) -> f64 {
    seconds.sort_by(f64::total_cmp);
    seconds.get(seconds.len() / 2).copied().unwrap_or(f64::NAN)
}
