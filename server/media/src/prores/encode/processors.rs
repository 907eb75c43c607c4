//! Slices on the processors, some at a time on each thread.

use super::passes::{Coder, Task};
use super::picture::Planes;
use super::plan::{Place, Plan};
use super::write::{Components, alpha_codes};
use crate::prores::{EncodeError, threads};
use interneg_kernels::Level;
use interneg_kernels::prores::Quantiser;
use std::ops::Range;

/// Slices that a thread takes at once.
const TAKEN_AT_ONCE: usize = 16;

/// A picture's slices at an instruction-set level.
#[derive(Debug)]
pub(super) struct Processors<'a> {
    plan: &'a Plan,
    level: Level,
    pictures: &'a [Planes<'a>],
    used: [u16; 3],
    /// The codes of every slice's alpha; none where there is no alpha.
    alphas: Vec<Vec<u8>>,
}

impl<'a> Processors<'a> {
    /// `pictures` are those of the frame, in the order they are coded.
    pub fn new(plan: &'a Plan, level: Level, pictures: &'a [Planes<'a>]) -> Self {
        Self { plan, level, pictures, used: [0; 3], alphas: Vec::new() }
    }

    /// `work` on some slices at a time, in their order.
    fn each<Out: Send>(
        &self,
        places: &[Place],
        work: impl Fn(&mut Components<'_>, &[Place]) -> Out + Sync,
    ) -> Vec<Out> {
        let parts: Vec<&[Place]> = places.chunks(TAKEN_AT_ONCE).collect();
        threads::each(self.plan.settings.threads, parts, || self.components(), work)
    }

    fn components(&self) -> Components<'_> {
        Components::new(self.level, &self.plan.weights, self.plan.settings.profile.is_444())
    }

    /// Refuses codes of alpha above its depth.
    fn check_alpha(&self) -> Result<(), EncodeError> {
        for plane in self.pictures.iter().filter_map(|planes| planes.alpha) {
            let used = (0..plane.rows()).flat_map(|row| plane.line(row)).fold(0, |used, sample| used | sample);
            if u32::from(used) >> plane.bits() != 0 {
                let most = ((1u32 << plane.bits()) - 1) as u16;
                return Err(EncodeError::Code { plane: 3, bits: plane.bits(), most });
            }
        }
        Ok(())
    }
}

impl Coder for Processors<'_> {
    type Error = EncodeError;

    fn lengths(&mut self, every: usize, quantisers: &[Quantiser]) -> Result<Vec<u32>, EncodeError> {
        let places: Vec<Place> = self.plan.places.iter().step_by(every).copied().collect();
        let steps = quantisers.len();
        let counted = self.each(&places, |components, places| {
            let mut bytes = vec![0; steps * places.len()];
            for (place, bytes) in places.iter().zip(bytes.chunks_mut(steps)) {
                components.transform(&self.pictures[place.picture], place.slice);
                for component in &components.all {
                    component.add_lengths(quantisers, bytes);
                }
            }
            (bytes, components.used)
        });
        for (_, of_part) in &counted {
            for (used, of_part) in self.used.iter_mut().zip(of_part) {
                *used |= of_part;
            }
        }
        Ok(counted.into_iter().flat_map(|(bytes, _)| bytes).collect())
    }

    fn used(&self) -> [u16; 3] {
        self.used
    }

    fn alpha_lengths(&mut self) -> Result<Vec<usize>, EncodeError> {
        let coded = self.plan.settings.alpha;
        if coded.is_some() {
            self.check_alpha()?;
            let of_places = self.each(&self.plan.places, |_, places| {
                let of_place = |place: &Place| alpha_codes(&self.pictures[place.picture], place.slice, coded);
                places.iter().map(of_place).collect::<Vec<_>>()
            });
            self.alphas = of_places.into_iter().flatten().collect();
        }
        Ok(self.alphas.iter().map(Vec::len).collect())
    }

    fn write(self, tasks: &[Task], frame_bytes: usize, frame: &mut Vec<u8>) -> Result<(), EncodeError> {
        frame.clear();
        frame.resize(frame_bytes, 0);
        // Parts of the frame and the slices that they are for, as a thread takes them.
        let mut parts = Vec::new();
        let (mut rest, mut at) = (&mut frame[..], 0);
        for of_picture in &self.plan.pictures {
            for begin in of_picture.clone().step_by(TAKEN_AT_ONCE) {
                let slices = begin..(begin + TAKEN_AT_ONCE).min(of_picture.end);
                let first_byte = tasks[begin].first_byte;
                let bytes = tasks[slices.clone()].iter().map(|task| task.bytes).sum();
                let (_, behind) = std::mem::take(&mut rest).split_at_mut(first_byte - at);
                let (part, behind) = behind.split_at_mut(bytes);
                (rest, at) = (behind, first_byte + bytes);
                parts.push((slices, part));
            }
        }
        let write = |components: &mut Components<'_>, (slices, mut part): (Range<usize>, &mut [u8])| {
            for slice in slices {
                let place = self.plan.places[slice];
                let (out, behind) = std::mem::take(&mut part).split_at_mut(tasks[slice].bytes);
                part = behind;
                components.transform(&self.pictures[place.picture], place.slice);
                components.write(tasks[slice].quantiser, self.alphas.get(slice).map(Vec::as_slice), out);
            }
        };
        threads::each(self.plan.settings.threads, parts, || self.components(), write);
        Ok(())
    }
}
