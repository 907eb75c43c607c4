//! The parameter block: a shader's struct as bytes, in the layout of every 64-bit C++ compiler that we know.
//!
//! Textures come first: 8 bytes of address, then width, height, depth and filter of 4 bytes each. Uniforms follow, words
//! of 4 bytes. Where there is a texture, the block is a multiple of 8 bytes. The text asserts the size.

use super::{Shader, ShaderError};

const TEXTURE_BYTES: usize = 24;
const WORD_BYTES: usize = 4;

impl Shader {
    /// Bytes of the parameter block.
    pub fn block_bytes(&self) -> usize {
        let words: usize = self.uniforms.iter().map(|uniform| uniform.value.words().len()).sum();
        let bytes = self.textures.len() * TEXTURE_BYTES + words * WORD_BYTES;
        bytes.max(WORD_BYTES).next_multiple_of(self.block_alignment())
    }

    /// Alignment of the parameter block in bytes.
    pub fn block_alignment(&self) -> usize {
        if self.textures.is_empty() { WORD_BYTES } else { 2 * WORD_BYTES }
    }

    /// The parameter block, for textures whose texels lie at these addresses (of the device that runs it), each aligned
    /// to 16 bytes.
    ///
    /// # Errors
    /// When there is not one address for each texture.
    pub fn block(&self, addresses: &[u64]) -> Result<Vec<u8>, ShaderError> {
        if addresses.len() != self.textures.len() {
            return Err(ShaderError::Addresses { found: addresses.len(), expected: self.textures.len() });
        }
        let mut bytes = Vec::with_capacity(self.block_bytes());
        for (texture, address) in self.textures.iter().zip(addresses) {
            bytes.extend(address.to_ne_bytes());
            for count in texture.size {
                bytes.extend(count.to_ne_bytes());
            }
            bytes.extend(u32::from(texture.is_linear).to_ne_bytes());
        }
        for uniform in &self.uniforms {
            bytes.extend(uniform.value.words().as_flattened());
        }
        bytes.resize(self.block_bytes(), 0);
        Ok(bytes)
    }
}
