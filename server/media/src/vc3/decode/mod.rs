//! The decoder: a frame's bytes in, samples out.

mod lookup;
mod places;
mod row;

use super::blocks::RowLayout;
use super::format::Unit;
use super::header::{self, UnitRows};
use super::picture::DecodedPicture;
use super::{Format, Vc3Error};
use interneg_kernels::Level;
use interneg_kernels::transform::{self, GROUP, Group, Lines};
use lookup::Lookup;
use places::Place;

/// Where in its step a level lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Reading {
    /// In the middle, as the standard of 2008 is told to have it.
    Middle,
    /// Three quarters of the way, as FFmpeg reads it. Files are read so because most programs that read them use FFmpeg.
    #[default]
    ThreeQuarters,
}

/// Decodes frames of one format.
pub struct Decoder {
    format: Format,
    reading: Reading,
    level: Level,
    layout: RowLayout,
    lookup: Lookup,
    /// Of each plane, by scan position.
    places: Box<[[Place; 64]; 3]>,
    groups: Vec<Group>,
    lines: Box<Lines>,
}

impl Decoder {
    /// A decoder for frames like this one, by what its header says.
    ///
    /// # Errors
    /// `Header`, `Unknown` and `Format` for headers that are damaged or of frames that are not read here.
    pub fn new(frame: &[u8]) -> Result<Self, Vc3Error> {
        Self::with_reading(frame, Reading::default())
    }

    /// As [`Self::new`], with levels read otherwise.
    ///
    /// # Errors
    /// As [`Self::new`].
    pub fn with_reading(frame: &[u8], reading: Reading) -> Result<Self, Vc3Error> {
        let format = header::read(frame)?.format;
        let layout = RowLayout::new(&format);
        Ok(Self {
            level: Level::best(),
            groups: vec![[[0.0; GROUP]; 64]; layout.group_count()],
            lines: Box::new([[0; 8 * GROUP]; 8]),
            lookup: Lookup::new(format.profile.tables),
            places: Box::new(places::places(&format)),
            layout,
            format,
            reading,
        })
    }

    /// The format of the frames that it decodes.
    pub fn format(&self) -> &Format {
        &self.format
    }

    /// Decodes a frame.
    ///
    /// # Errors
    /// `Header` for a frame that is damaged or of another format, `Row` for the first damaged macroblock.
    pub fn decode(&mut self, frame: &[u8]) -> Result<DecodedPicture, Vc3Error> {
        let header = header::read(frame)?;
        let told =
            |format: &Format| (format.id(), format.raster(), format.bits(), format.sampling(), format.field_order());
        if told(&header.format) != told(&self.format) {
            let reason = format!("it is of {:?}, frames before it of {:?}", told(&header.format), told(&self.format));
            return Err(Vc3Error::Header { reason });
        }
        let mut planes: [Vec<u16>; 3] = std::array::from_fn(|plane| {
            let (width, height) = self.format.plane_size(plane);
            vec![0; width * height]
        });
        let units = &header.units;
        let mut quantisers =
            Vec::with_capacity(units.iter().map(|unit| unit.rows.len()).sum::<usize>() * self.layout.columns);
        let mut rows_before = 0;
        for UnitRows { unit, rows, end } in units {
            for (row, start) in rows.iter().enumerate() {
                // Rows lie behind one another; where the next one begins before this one, this one ends with the frame or
                // its field.
                let next = rows.get(row + 1).copied().filter(|next| next > start);
                let bytes = &frame[*start..next.unwrap_or(*end)];
                self.read_row(bytes, &mut quantisers).map_err(|(macroblock, reason)| Vc3Error::Row {
                    row: rows_before + row,
                    macroblock,
                    reason,
                })?;
                for (plane, samples) in planes.iter_mut().enumerate() {
                    self.paint(plane, *unit, row, samples);
                }
            }
            rows_before += rows.len();
        }
        Ok(DecodedPicture { planes, quantisers })
    }

    /// Coefficients of a row's blocks; adds the quantisers of its macroblocks to `quantisers`. Of damage, the macroblock and
    /// why.
    fn read_row(&mut self, bytes: &[u8], quantisers: &mut Vec<u16>) -> Result<(), (usize, &'static str)> {
        self.groups.as_flattened_mut().as_flattened_mut().fill(0.0);
        let mut reader = row::RowReader::new(&self.format, &self.lookup, self.reading, bytes);
        for macroblock in 0..self.layout.columns {
            let damaged = |reason| (macroblock, reason);
            let quantiser = reader.head().map_err(damaged)?;
            // It has 11 bits.
            quantisers.push(quantiser as u16);
            for block in self.layout.blocks(macroblock) {
                let group = &mut self.groups[block.group];
                let places = &self.places[block.plane];
                let mut put = |place: &Place, coefficient: i32| {
                    group[usize::from(place.raster)][block.lane] = coefficient as f32 * place.inverse_factor;
                };
                reader.block((block.plane, places), quantiser, &mut put).map_err(damaged)?;
            }
        }
        Ok(())
    }

    /// Samples of a row's blocks of a part of the frame.
    fn paint(&mut self, plane: usize, unit: Unit, row: usize, samples: &mut [u16]) {
        let (width, _) = self.format.plane_size(plane);
        let lines = self.format.unit_lines();
        // A code has at most 12 bits.
        let most = ((1u32 << self.format.bits()) - 1) as u16;
        let across = self.layout.groups_across(plane);
        for (index, group) in self.groups[self.layout.groups_of(plane)].iter().enumerate() {
            transform::samples(self.level, group, 0, most, &mut self.lines);
            let first_line = 16 * row + 8 * (index / across);
            let first_column = 8 * GROUP * (index % across);
            for y in 0..8.min(lines.saturating_sub(first_line)) {
                let line = unit.first_line() + unit.line_step() * (first_line + y);
                let line = &mut samples[line * width..][..width];
                let there = (width - first_column).min(8 * GROUP);
                line[first_column..][..there].copy_from_slice(&self.lines[y][..there]);
            }
        }
    }
}
