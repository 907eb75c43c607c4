//! The three passes over a frame: look where the quantiser lies, take exact lengths, write.

use super::estimate::{LADDER, steps_near};
use super::lengths::{Lengths, Place, add_lengths};
use super::picture::Planes;
use super::quantisers::{chosen, finest_that_fits};
use super::write::{Components, alpha_codes, slice_header_bytes};
use super::{Picture, RateControl, Settings};
use crate::mux::FieldOrder;
use crate::prores::header::{FRAME_HEAD_BYTES, FrameHeader, PICTURE_HEADER_BYTES, PictureHeader};
use crate::prores::slices::slices_of;
use crate::prores::{EncodeError, target_bytes, threads};
use interneg_kernels::Level;
use interneg_kernels::prores::{Quantiser, Scan, Weights};

/// Every how many slices one is looked at in the first pass; it shares no divisor with the usual numbers of slices in a
/// row, so that all columns have their share. Frames of few slices are looked at whole.
const LOOK_EVERY: usize = 11;
const FEW_SLICES: usize = 20 * LOOK_EVERY;
/// Slices that a thread takes at once.
const TAKEN_AT_ONCE: usize = 16;
/// Steps that are counted in addition where those near the estimate do not do.
const MORE_STEPS: usize = 3;

/// Encodes frames. It holds nothing of them: any frame may follow any other.
#[derive(Debug)]
pub struct Encoder {
    settings: Settings,
    level: Level,
    header: FrameHeader,
    weights: [Weights; 2],
    /// All slices of a frame, picture by picture, and how many each picture has.
    places: Vec<Place>,
    slices: Vec<usize>,
}

/// What became of a frame.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Coded {
    /// Bytes of the frame that count against the limit: all but alpha's.
    pub counted_bytes: u64,
    /// Bytes of alpha.
    pub alpha_bytes: u64,
    /// The coarsest quantisation index of a slice, and the finest.
    pub coarsest_index: u8,
    /// See above.
    pub finest_index: u8,
}

impl Encoder {
    /// # Errors
    /// `Raster` and `Settings` for what ProRes does not have.
    pub fn new(settings: Settings) -> Result<Self, EncodeError> {
        Self::at_level(settings, Level::best())
    }

    /// The same at an instruction-set level of the caller's choice; every level gives the same bytes.
    ///
    /// # Errors
    /// As [`Self::new`].
    pub fn at_level(settings: Settings, level: Level) -> Result<Self, EncodeError> {
        settings.check()?;
        let Settings { profile, raster, field_order, alpha, colour, bits, slice_width, .. } = settings;
        let matrices = profile.matrices();
        let header =
            FrameHeader::new(raster, profile.is_444(), field_order, alpha, colour, matrices.map(|matrix| *matrix));
        let scan = if field_order == FieldOrder::Progressive { Scan::Progressive } else { Scan::Interlaced };
        let unusable = |_| EncodeError::Settings { what: "its weights", reason: "weights are 2 to 63" };
        let [luma, chroma] = matrices;
        let weights =
            [Weights::new(luma, scan, bits).map_err(unusable)?, Weights::new(chroma, scan, bits).map_err(unusable)?];
        let mut places = Vec::new();
        let mut slices = Vec::new();
        for (picture, (columns, rows, _)) in header.pictures().into_iter().enumerate() {
            let of_picture = slices_of(columns, rows, slice_width);
            slices.push(of_picture.len());
            places.extend(of_picture.into_iter().map(|slice| Place { picture, slice }));
        }
        Ok(Self { settings, level, header, weights, places, slices })
    }

    /// What it was made for.
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// Replaces the content of `frame` by the encoded picture.
    ///
    /// # Errors
    /// `Picture`, `Plane` and `Code` for planes that are not what the settings say; `Limit` where the frame cannot be made
    /// as small as was asked for. The content of `frame` is then of no use.
    pub fn encode(&self, picture: &Picture<'_>, frame: &mut Vec<u8>) -> Result<Coded, EncodeError> {
        let pictures = picture.planes(&self.settings)?;
        let (lengths, step, limit) = match self.settings.rate {
            RateControl::Index(index) => {
                // Settings have been checked to have an index that there is.
                let step = usize::from(index);
                (self.count(&pictures, step, 1)?, step, u64::MAX)
            }
            RateControl::Bytes(bytes) => self.fitting(&pictures, bytes)?,
            RateControl::Target => {
                self.fitting(&pictures, target_bytes(self.settings.profile, self.settings.raster))?
            }
        };
        let quantisers = chosen(&lengths, step, limit);
        self.write(&pictures, &lengths, &quantisers, frame)
    }

    /// Lengths that hold the step to take and the next finer one, that step, and what all components may have.
    fn fitting(&self, pictures: &[Planes<'_>], limit_bytes: u64) -> Result<(Lengths, usize, u64), EncodeError> {
        let overhead = self.overhead_bytes();
        let limit = limit_bytes.saturating_sub(overhead);
        let near = steps_near(&self.looked_at(pictures), limit as f64);
        let mut lengths = self.count(pictures, *near.start(), near.end() - near.start() + 1)?;
        loop {
            let counted = lengths.steps();
            let (first, last) = (*counted.start(), *counted.end());
            let more = match finest_that_fits(&lengths, limit) {
                Some(step) if step > first || first == Quantiser::FINEST.step() => return Ok((lengths, step, limit)),
                Some(_) => {
                    let finer = first.saturating_sub(MORE_STEPS).max(Quantiser::FINEST.step());
                    self.count(pictures, finer, first - finer)?
                }
                None if last < Quantiser::COARSEST.step() => {
                    // Farther each time: pictures that the estimate is no good for may need the coarsest of all.
                    let steps = counted.count().max(MORE_STEPS).min(Quantiser::COARSEST.step() - last);
                    self.count(pictures, last + 1, steps)?
                }
                None => {
                    let least_bytes = overhead + lengths.total(last);
                    return Err(EncodeError::Limit { limit_bytes, least_bytes });
                }
            };
            lengths = lengths.joined(more);
        }
    }

    /// Bytes that belong to no component.
    fn overhead_bytes(&self) -> u64 {
        let of_slice = 2 + slice_header_bytes(self.settings.alpha.is_some());
        let bytes = FRAME_HEAD_BYTES + self.slices.len() * PICTURE_HEADER_BYTES + self.places.len() * of_slice;
        bytes as u64
    }

    /// About the lengths of the whole frame with the quantisers of the ladder.
    fn looked_at(&self, pictures: &[Planes<'_>]) -> [f64; LADDER.len()] {
        let every = if self.places.len() < FEW_SLICES { 1 } else { LOOK_EVERY };
        let looked: Vec<Place> = self.places.iter().step_by(every).copied().collect();
        let ladder = LADDER.map(Quantiser::of_step);
        let counted = self.each(&looked, |components, places| {
            let mut bytes = [0; LADDER.len()];
            for place in places {
                add_lengths(components, &pictures[place.picture], place.slice, &ladder, &mut bytes);
            }
            bytes
        });
        let share = self.places.len() as f64 / looked.len() as f64;
        std::array::from_fn(|rung| counted.iter().map(|bytes| u64::from(bytes[rung])).sum::<u64>() as f64 * share)
    }

    /// Exact lengths of all slices with `steps` quantisers from `first_step` on.
    fn count(&self, pictures: &[Planes<'_>], first_step: usize, steps: usize) -> Result<Lengths, EncodeError> {
        let quantisers: Vec<Quantiser> = (first_step..first_step + steps).map(Quantiser::of_step).collect();
        let counted = self.each(&self.places, |components, places| {
            let mut bytes = vec![0; steps * places.len()];
            for (place, bytes) in places.iter().zip(bytes.chunks_mut(steps)) {
                add_lengths(components, &pictures[place.picture], place.slice, &quantisers, bytes);
            }
            (bytes, components.used)
        });
        for (_, used) in &counted {
            self.check_codes(used)?;
        }
        let bytes = counted.into_iter().flat_map(|(bytes, _)| bytes).collect();
        Ok(Lengths::new(first_step, steps, bytes))
    }

    fn check_codes(&self, used: &[u16; 3]) -> Result<(), EncodeError> {
        let bits = self.settings.bits;
        match used.iter().position(|used| u32::from(*used) >> bits != 0) {
            // Eight bits or more: the highest code is a word.
            Some(plane) => Err(EncodeError::Code { plane, bits, most: ((1u32 << bits) - 1) as u16 }),
            None => Ok(()),
        }
    }

    /// `work` on some slices at a time, in their order.
    fn each<Out: Send>(
        &self,
        places: &[Place],
        work: impl Fn(&mut Components<'_>, &[Place]) -> Out + Sync,
    ) -> Vec<Out> {
        let parts: Vec<&[Place]> = places.chunks(TAKEN_AT_ONCE).collect();
        threads::each(self.settings.threads, parts, || self.components(), work)
    }

    fn components(&self) -> Components<'_> {
        Components::new(self.level, &self.weights, self.settings.profile.is_444())
    }

    fn write(
        &self,
        pictures: &[Planes<'_>],
        lengths: &Lengths,
        quantisers: &[Quantiser],
        frame: &mut Vec<u8>,
    ) -> Result<Coded, EncodeError> {
        let alphas = self.alphas(pictures)?;
        let header_bytes = slice_header_bytes(self.settings.alpha.is_some());
        let sizes: Vec<usize> = (0..self.places.len())
            .map(|slice| {
                let alpha = alphas.get(slice).map_or(0, Vec::len);
                header_bytes + lengths.of(slice, quantisers[slice]) as usize + alpha
            })
            .collect();
        let alpha_bytes = alphas.iter().map(Vec::len).sum::<usize>() as u64;
        let frame_bytes =
            self.overhead_bytes() + sizes.iter().sum::<usize>() as u64 - (header_bytes * self.places.len()) as u64;
        // A frame of the largest raster with the finest quantiser of its noise lies above what its size field holds.
        let whole = u32::try_from(frame_bytes)
            .map_err(|_| EncodeError::Limit { limit_bytes: u32::MAX.into(), least_bytes: frame_bytes })?;
        let mut head = [0; FRAME_HEAD_BYTES];
        self.header.write(whole, &mut head);
        frame.clear();
        frame.extend_from_slice(&head);
        frame.resize(whole as usize, 0);
        let mut rest = &mut frame[FRAME_HEAD_BYTES..];
        // Parts of the frame and the slices that they are for, as a thread takes them.
        let mut parts = Vec::new();
        let mut first = 0;
        for slices in &self.slices {
            let of_picture = first..first + slices;
            let table_bytes = 2 * slices;
            let picture_bytes = PICTURE_HEADER_BYTES + table_bytes + sizes[of_picture.clone()].iter().sum::<usize>();
            let (picture, behind) = std::mem::take(&mut rest).split_at_mut(picture_bytes);
            rest = behind;
            let (picture_header, tail) = picture.split_at_mut(PICTURE_HEADER_BYTES);
            let mut head = [0; PICTURE_HEADER_BYTES];
            // A picture is smaller than its frame.
            PictureHeader::write(picture_bytes as u32, *slices, self.settings.slice_width, &mut head);
            picture_header.copy_from_slice(&head);
            let (table, mut data) = tail.split_at_mut(table_bytes);
            for (entry, size) in table.chunks_exact_mut(2).zip(&sizes[of_picture.clone()]) {
                // Three components of at most 16 KiB and alpha of less than 5 fit a word.
                entry.copy_from_slice(&(*size as u16).to_be_bytes());
            }
            for begin in of_picture.clone().step_by(TAKEN_AT_ONCE) {
                let slices = begin..(begin + TAKEN_AT_ONCE).min(of_picture.end);
                let bytes = sizes[slices.clone()].iter().sum();
                let (part, behind) = std::mem::take(&mut data).split_at_mut(bytes);
                data = behind;
                parts.push((slices, part));
            }
            first = of_picture.end;
        }
        threads::each(
            self.settings.threads,
            parts,
            || self.components(),
            |components, (slices, mut part): (std::ops::Range<usize>, &mut [u8])| {
                for slice in slices {
                    let place = self.places[slice];
                    let (out, behind) = std::mem::take(&mut part).split_at_mut(sizes[slice]);
                    part = behind;
                    components.transform(&pictures[place.picture], place.slice);
                    components.write(quantisers[slice], alphas.get(slice).map(Vec::as_slice), out);
                }
            },
        );
        let indices = || quantisers.iter().map(|quantiser| quantiser.index());
        Ok(Coded {
            counted_bytes: frame_bytes - alpha_bytes,
            alpha_bytes,
            coarsest_index: indices().max().unwrap_or_default(),
            finest_index: indices().min().unwrap_or_default(),
        })
    }

    /// The codes of every slice's alpha; none where there is no alpha.
    fn alphas(&self, pictures: &[Planes<'_>]) -> Result<Vec<Vec<u8>>, EncodeError> {
        if self.settings.alpha.is_none() {
            return Ok(Vec::new());
        }
        for plane in pictures.iter().filter_map(|planes| planes.alpha) {
            let used = (0..plane.rows()).flat_map(|row| plane.line(row)).fold(0, |used, sample| used | sample);
            if u32::from(used) >> plane.bits() != 0 {
                let most = ((1u32 << plane.bits()) - 1) as u16;
                return Err(EncodeError::Code { plane: 3, bits: plane.bits(), most });
            }
        }
        let of_places = self.each(&self.places, |_, places| {
            let of_place = |place: &Place| alpha_codes(&pictures[place.picture], place.slice, self.settings.alpha);
            places.iter().map(of_place).collect::<Vec<_>>()
        });
        Ok(of_places.into_iter().flatten().collect())
    }
}
