//! Slices of ProRes: against every level of the CPU, and how long each step of a frame takes.

use crate::bench::Scale;
use crate::report::{ProresRow, Report};
use interneg_kernels::cuda::{CudaDevice, CudaError, CudaProres, KeptPicture, KernelCache, Lane};
use interneg_kernels::prores::Quantiser;
use interneg_kernels::suite::ProresCase;
use interneg_kernels::{Level, suite};
use std::time::Instant;

/// Lengths, bytes, and the bits that samples use.
pub fn check(device: &CudaDevice, kernels: &KernelCache, report: &mut Report) -> Result<(), CudaError> {
    let mut lane = Lane::new(device)?;
    for case in suite::prores() {
        let found = match case.on_gpu(device, kernels, &mut lane) {
            Ok(found) => Some(found),
            // Slices that are not written as they were counted.
            Err(CudaError::Size { .. }) => None,
            Err(error) => return Err(error),
        };
        let (mut bytes, mut differing) = (0, 0);
        for level in Level::available() {
            let expected = case.on_cpu(level);
            bytes += expected.slices.len();
            let Some(found) = &found else {
                differing += expected.slices.len();
                continue;
            };
            let lengths = [(&found.lengths, &expected.lengths), (&found.some_lengths, &expected.some_lengths)];
            differing += lengths.into_iter().map(|(found, expected)| different(found, expected)).sum::<usize>();
            differing += different(&found.slices, &expected.slices);
            differing += usize::from(found.used != expected.used);
        }
        report.check(&case.name, bytes, differing);
    }
    Ok(())
}

/// Items that differ, or are in one of both alone.
fn different<Item: PartialEq>(found: &[Item], expected: &[Item]) -> usize {
    let differing = found.iter().zip(expected).filter(|(found, expected)| found != expected).count();
    differing + found.len().abs_diff(expected.len())
}

/// Every how many slices one is looked at, and with how many quantisers; and how many all are counted with: what an encoder
/// that keeps to a size does.
const LOOK_EVERY: usize = 11;
const LOOKED_WITH: [usize; 10] = [1, 2, 4, 8, 16, 32, 64, 128, 224, 287];

/// Bytes of a frame for each pixel, about those of 422 HQ and of 4444 XQ at 3840 by 2160.
const BYTES_A_PIXEL: [f64; 2] = [0.4445, 1.0002];

/// Times of the steps, alone and together.
pub fn bench(device: &CudaDevice, kernels: &KernelCache, scale: Scale, report: &mut Report) -> Result<(), CudaError> {
    let (width, height) = scale.size;
    report.prores_head(scale.lanes);
    for ((name, case), share) in suite::prores_frames(width, height).iter().zip(BYTES_A_PIXEL) {
        let prores = case.prores(device, kernels)?;
        let bench = Bench { name, device, case, prores: &prores, scale };
        let limit = ((width * height) as f64 * share) as u64;
        let row = bench.row(limit)?;
        report.prores(&row);
    }
    Ok(())
}

struct Bench<'a> {
    name: &'a str,
    device: &'a CudaDevice,
    case: &'a ProresCase,
    prores: &'a CudaProres,
    scale: Scale,
}

/// The quantiser of a frame, and those that it is counted with.
struct Steps {
    chosen: usize,
    counted: Vec<Quantiser>,
}

impl Bench<'_> {
    fn row(&self, limit: u64) -> Result<ProresRow<'_>, CudaError> {
        let mut lane = Lane::with_timer(self.device)?;
        let picture = self.case.bring(self.device, &mut lane)?;
        let steps = self.steps(&mut lane, &picture, limit)?;
        let frame_bytes = self.frame(&mut lane, &picture, &steps)?.len();
        let transform = self.kernel(&mut lane, |lane| {
            self.prores.begin(lane, &picture)?.lengths(1, &[])?;
            Ok(())
        })?;
        let look = self.kernel(&mut lane, |lane| {
            let mut frame = self.prores.begin(lane, &picture)?;
            frame.lengths(1, &[])?;
            frame.lengths(LOOK_EVERY, &LOOKED_WITH.map(Quantiser::of_step))?;
            Ok(())
        })?;
        let count = self.kernel(&mut lane, |lane| {
            let mut frame = self.prores.begin(lane, &picture)?;
            frame.lengths(1, &[])?;
            frame.lengths(1, &steps.counted)?;
            Ok(())
        })?;
        let write = self.kernel(&mut lane, |lane| self.frame(lane, &picture, &steps).map(|_| ()))?;
        let kept = self.seconds(|| self.frame(&mut lane, &picture, &steps).map(|_| ()))?;
        let brought = self.seconds(|| {
            let picture = self.case.bring(self.device, &mut lane)?;
            self.frame(&mut lane, &picture, &steps).map(|_| ())
        })?;
        let lanes = self.on_all_lanes(&steps)?;
        let registers = self.prores.registers_and_local_bytes()?;
        let kernel_seconds = [transform, look, count, write];
        Ok(ProresRow {
            name: self.name,
            quantisers: steps.counted.len(),
            frame_bytes,
            kernel_seconds,
            kept,
            brought,
            lanes,
            registers,
        })
    }

    /// The finest quantiser that keeps to a size, its neighbours on both sides beside it.
    fn steps(&self, lane: &mut Lane, picture: &KeptPicture, limit: u64) -> Result<Steps, CudaError> {
        const MOST: usize = 32;
        let quantisers: Vec<Quantiser> = (1..=MOST).map(Quantiser::of_step).collect();
        let lengths = self.prores.begin(lane, picture)?.lengths(1, &quantisers)?;
        let total =
            |step: usize| lengths.iter().skip(step - 1).step_by(MOST).map(|bytes| u64::from(*bytes)).sum::<u64>();
        let chosen = (1..MOST).find(|step| total(*step) <= limit).unwrap_or(MOST);
        let counted = (chosen.saturating_sub(1).max(1)..=chosen + 1).map(Quantiser::of_step).collect();
        Ok(Steps { chosen, counted })
    }

    /// All steps of a frame, to bytes of the host's own.
    fn frame(&self, lane: &mut Lane, picture: &KeptPicture, steps: &Steps) -> Result<Vec<u8>, CudaError> {
        let mut frame = self.prores.begin(lane, picture)?;
        frame.lengths(LOOK_EVERY, &LOOKED_WITH.map(Quantiser::of_step))?;
        let lengths = frame.lengths(1, &steps.counted)?;
        let place = steps.counted.iter().position(|quantiser| quantiser.step() == steps.chosen).unwrap_or_default();
        let (tasks, end) = ProresCase::tasks(&lengths, &steps.counted, 0, |_| place);
        Ok(frame.write(&tasks, end)?.to_vec())
    }

    /// Seconds of the last kernels that `work` queues, the middle of all frames.
    fn kernel(&self, lane: &mut Lane, work: impl Fn(&mut Lane) -> Result<(), CudaError>) -> Result<f64, CudaError> {
        let mut seconds = Vec::with_capacity(self.scale.frames);
        for _ in 0..self.scale.frames {
            work(lane)?;
            seconds.extend(lane.kernel_seconds()?);
        }
        seconds.sort_by(f64::total_cmp);
        Ok(seconds.get(seconds.len() / 2).copied().unwrap_or(f64::NAN))
    }

    fn seconds(&self, mut work: impl FnMut() -> Result<(), CudaError>) -> Result<f64, CudaError> {
        let started = Instant::now();
        (0..self.scale.frames).try_for_each(|_| work())?;
        Ok(started.elapsed().as_secs_f64() / self.scale.frames as f64)
    }

    /// Seconds a frame where each lane has a thread and a picture of its own.
    fn on_all_lanes(&self, steps: &Steps) -> Result<f64, CudaError> {
        let count = self.scale.lanes.max(1);
        let mut lanes = Vec::new();
        for _ in 0..count {
            let mut lane = Lane::new(self.device)?;
            let picture = self.case.bring(self.device, &mut lane)?;
            self.frame(&mut lane, &picture, steps)?;
            lanes.push((lane, picture));
        }
        let started = Instant::now();
        let run = |lane: &mut Lane, picture: &KeptPicture| {
            (0..self.scale.frames).try_for_each(|_| self.frame(lane, picture, steps).map(|_| ()))
        };
        let run = &run;
        std::thread::scope(|scope| {
            let threads: Vec<_> =
                lanes.iter_mut().map(|(lane, picture)| scope.spawn(move || run(lane, picture))).collect();
            threads.into_iter().try_for_each(|thread| thread.join().expect("a thread of the bench does not panic"))
        })?;
        Ok(started.elapsed().as_secs_f64() / (count * self.scale.frames) as f64)
    }
}
