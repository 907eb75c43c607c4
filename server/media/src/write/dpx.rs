//! DPX frames: big-endian, one RGB element, 10 bits filled method A or 16 bits.

use super::{FrameStamp, RowBlock, WriteSpec};
use crate::dpx::{Element, GENERIC_BYTES, HEADER_BYTES, Header, INDUSTRY_BYTES};
use interneg_kernels::ByteOrder;
use interneg_spec::{DpxBitDepth, Rate};

/// Where the picture begins: a multiple of the block size of every disk, behind 2048 bytes of header and zeros.
const IMAGE_OFFSET_BYTES: u32 = 8192;
/// Lines that `fill` is asked for at once.
const BLOCK_ROWS: usize = 16;

/// Writes the frames of one asset as DPX.
#[derive(Debug)]
pub(super) struct DpxWriter {
    /// All fields that do not change from frame to frame.
    header: Header,
    rate: Rate,
    first_frame_number: u64,
    line_bytes: usize,
    stride_bytes: usize,
    file_bytes: usize,
}

impl DpxWriter {
    /// Checks what is the same in all frames.
    pub fn new(spec: &WriteSpec, depth: DpxBitDepth) -> Result<Self, String> {
        let (width, height) = (spec.raster.width, spec.raster.height);
        let (bits, pixel_bytes) = match depth {
            DpxBitDepth::Ten => (10u8, 4u64),
            DpxBitDepth::Sixteen => (16, 6),
        };
        let line_bytes = pixel_bytes * u64::from(width);
        // Lines begin on 32-bit words (ST 268); only 16 bits at odd widths need help.
        let padding = (line_bytes.next_multiple_of(4) - line_bytes) as u32;
        let stride_bytes = line_bytes + u64::from(padding);
        let file_bytes = u64::from(IMAGE_OFFSET_BYTES) + stride_bytes * u64::from(height);
        let declared = u32::try_from(file_bytes)
            .map_err(|_| format!("raster {} makes {file_bytes} bytes, a DPX holds 4 GiB", spec.raster))?;
        let sequence_length = u32::try_from(spec.asset.sequence_length)
            .map_err(|_| format!("sequence length {} does not fit a DPX", spec.asset.sequence_length))?;
        // Rate of a header float; the exact fraction is in the manifest and in the frame numbers.
        let rate_fps = Some(spec.asset.rate.as_f64() as f32);

        let mut header = Header::undefined(ByteOrder::Big);
        header.image_offset_bytes = Some(IMAGE_OFFSET_BYTES);
        header.version = "V2.0".to_owned();
        header.file_bytes = Some(declared);
        header.ditto_key = Some(1);
        header.generic_bytes = Some(GENERIC_BYTES);
        header.industry_bytes = Some(INDUSTRY_BYTES);
        header.user_bytes = Some(0);
        header.created = dpx_time(&spec.asset.created)?;
        header.creator = spec.asset.creator.clone();
        header.project = spec.asset.title.clone();
        header.orientation = Some(0);
        header.element_count = Some(1);
        header.width = Some(width);
        header.height = Some(height);
        header.elements[0] = Element {
            data_sign: Some(0),
            low_code: Some(0),
            high_code: Some((1 << bits) - 1),
            descriptor: Some(50),
            // Logarithmic, user defined: no code stands for a camera's curve, and 1 (printing density) makes some
            // readers apply a Cineon curve.
            transfer: Some(3),
            colorimetric: Some(0),
            bits: Some(bits),
            packing: Some(if bits == 10 { 1 } else { 0 }),
            encoding: Some(0),
            offset_bytes: Some(IMAGE_OFFSET_BYTES),
            line_padding_bytes: Some(padding),
            image_padding_bytes: Some(0),
            description: spec.asset.colour_space.clone(),
            ..Element::default()
        };
        let source = &mut header.source;
        (source.x_offset, source.y_offset) = (Some(0), Some(0));
        (source.x_centre, source.y_centre) = (Some(width as f32 / 2.0), Some(height as f32 / 2.0));
        (source.original_width, source.original_height) = (Some(width), Some(height));
        source.border = [Some(0); 4];
        source.pixel_aspect = [Some(1); 2];
        header.film.sequence_length = Some(sequence_length);
        header.film.held_count = Some(1);
        header.film.rate_fps = rate_fps;
        let television = &mut header.television;
        television.user_bits = Some(0);
        [television.interlace, television.field, television.signal, television.zero] = [Some(0); 4];
        television.rate_fps = rate_fps;

        Ok(Self {
            header,
            rate: spec.asset.rate,
            first_frame_number: spec.asset.first_frame_number,
            line_bytes: line_bytes as usize,
            stride_bytes: stride_bytes as usize,
            file_bytes: declared as usize,
        })
    }

    /// Lines that `fill` is asked for at once; the last block may have fewer.
    pub fn block_rows(&self) -> usize {
        BLOCK_ROWS
    }

    /// Every frame has this size.
    pub fn file_bytes(&self) -> usize {
        self.file_bytes
    }

    /// Writes one frame into `out`, whose content is replaced.
    pub fn encode(
        &self,
        stamp: &FrameStamp,
        out: &mut Vec<u8>,
        fill: &mut dyn FnMut(RowBlock<'_>),
    ) -> Result<(), String> {
        let header = self.header(stamp)?;
        out.resize(self.file_bytes, 0);
        let (head, image) = out.split_at_mut(IMAGE_OFFSET_BYTES as usize);
        header.write(head);
        head[HEADER_BYTES..].fill(0);
        for (index, block) in image.chunks_mut(BLOCK_ROWS * self.stride_bytes).enumerate() {
            let rows = block.len() / self.stride_bytes;
            fill(RowBlock { first_row: index * BLOCK_ROWS, rows, bytes: &mut *block, stride_bytes: self.stride_bytes });
            if self.stride_bytes > self.line_bytes {
                block.chunks_exact_mut(self.stride_bytes).for_each(|line| line[self.line_bytes..].fill(0));
            }
        }
        Ok(())
    }

    fn header(&self, stamp: &FrameStamp) -> Result<Header, String> {
        stamp.timecode.frame_count(self.rate).map_err(|error| error.to_string())?;
        let position = stamp
            .frame_number
            .checked_sub(self.first_frame_number)
            .and_then(|position| u32::try_from(position).ok())
            .ok_or_else(|| {
                format!("frame number {} lies before the first, {}", stamp.frame_number, self.first_frame_number)
            })?;
        let mut header = self.header.clone();
        header.file_name = stamp.file_name.clone();
        header.source.file_name = stamp.source_file.clone();
        header.source.device = stamp.reel.clone();
        header.film.frame_position = Some(position);
        header.television.timecode = Some(stamp.timecode.packed_bcd(self.rate).0);
        Ok(header)
    }
}

/// `YYYY-MM-DDTHH:MM:SSZ` as a DPX has it, `YYYY:MM:DD:HH:MM:SSZ`.
fn dpx_time(created: &str) -> Result<String, String> {
    const FORM: &str = "0000-00-00T00:00:00Z";
    let fits = created.len() == FORM.len()
        && created.bytes().zip(FORM.bytes()).all(|(found, form)| match form {
            b'0' => found.is_ascii_digit(),
            _ => found == form,
        });
    if !fits {
        return Err(format!("created is {created:?}, expected YYYY-MM-DDTHH:MM:SSZ"));
    }
    Ok(created.replace(['-', 'T'], ":"))
}
