//! What happens to a pixel between unpacking and packing, for a GPU.

use super::device::CudaDevice;
use super::error::CudaError;
use super::memory::DeviceBuffer;
use super::module::Arguments;
use super::program::uploaded;
use crate::program::Operation;
use crate::shader::Shader;
use std::ops::Range;

/// A part of what happens to a pixel. Parts run one after the other in one kernel; a grade between two shaders is a part
/// of its own, so that another grade is other data and no other kernel.
#[derive(Debug, Clone, Copy)]
pub enum CudaStep<'a> {
    /// Operations, with the bits that a CPU gives.
    Operations(&'a [Operation]),
    /// A transform for displays, within the tolerance that its tests state.
    Shader(&'a Shader),
}

/// Steps with their operations in one list.
#[derive(Debug)]
pub(super) enum Segment<'a> {
    /// These of the list.
    Operations(Range<usize>),
    /// A shader.
    Shader(&'a Shader),
}

/// All operations in one list, and where the steps find theirs.
pub(super) fn segments<'a>(steps: &[CudaStep<'a>]) -> (Vec<Operation>, Vec<Segment<'a>>) {
    let mut operations = Vec::new();
    let segments = steps
        .iter()
        .map(|step| match step {
            CudaStep::Operations(list) => {
                let begin = operations.len();
                operations.extend_from_slice(list);
                Segment::Operations(begin..operations.len())
            }
            CudaStep::Shader(shader) => Segment::Shader(shader),
        })
        .collect();
    (operations, segments)
}

pub(super) fn shaders<'a>(segments: &[Segment<'a>]) -> impl Iterator<Item = &'a Shader> {
    segments.iter().filter_map(|segment| match segment {
        Segment::Operations(_) => None,
        Segment::Shader(shader) => Some(*shader),
    })
}

/// Bytes of a launch's parameters that shaders take.
pub(super) fn shader_bytes(segments: &[Segment<'_>]) -> usize {
    shaders(segments).map(|shader| shader.block_bytes().next_multiple_of(8)).sum()
}

/// Parameter blocks of shaders, and the textures that they name.
#[derive(Debug)]
pub(super) struct ShaderData {
    blocks: Vec<Vec<u8>>,
    /// Keeps what the blocks point to.
    _textures: DeviceBuffer,
}

/// Texels are read four values at a time; the driver's own alignment is as good as any.
const TEXTURE_ALIGNMENT: usize = 256;

impl ShaderData {
    pub(super) fn new(device: &CudaDevice, segments: &[Segment<'_>]) -> Result<Self, CudaError> {
        let mut texels = Vec::new();
        let mut offsets = Vec::new();
        for shader in shaders(segments) {
            let place = |texture: &crate::shader::Texture| {
                texels.resize(texels.len().next_multiple_of(TEXTURE_ALIGNMENT), 0);
                let offset = texels.len() as u64;
                texels.extend_from_slice(bytemuck::cast_slice(&texture.texels));
                offset
            };
            offsets.push(shader.textures().iter().map(place).collect::<Vec<u64>>());
        }
        let textures = uploaded(device, &texels)?;
        let blocks = shaders(segments).zip(offsets).map(|(shader, offsets)| {
            let addresses: Vec<u64> = offsets.into_iter().map(|offset| textures.address() + offset).collect();
            shader.block(&addresses).expect("there is one address for each texture")
        });
        Ok(Self { blocks: blocks.collect(), _textures: textures })
    }

    /// The blocks as arguments, in the order of the shaders.
    pub(super) fn push(&self, arguments: &mut Arguments) {
        self.blocks.iter().for_each(|block| arguments.push_bytes(block));
    }
}
