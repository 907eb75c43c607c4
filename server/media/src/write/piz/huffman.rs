//! The Huffman coder of PIZ: canonical codes over 16-bit symbols and one symbol for runs.

/// Symbols, and one more that stands for a run.
const SYMBOLS: usize = (1 << 16) + 1;
/// Longest code that the bit writer takes. Chunks have less than 2^23 samples, which cannot need more (a code of
/// length n needs the n-th Fibonacci number of samples); the format allows 58.
const MOST_BITS: usize = 32;

/// Memory of the coder, kept from chunk to chunk.
pub(super) struct Huffman {
    /// How often each symbol occurs; all zero between calls.
    counts: Vec<u32>,
    /// Code and, in the lowest six bits, its length.
    codes: Vec<u64>,
    /// Count and symbol of each symbol that occurs, the rarest first.
    leaves: Vec<u64>,
    /// Weights of inner nodes in the order of their making, which is by weight.
    weights: Vec<u64>,
    /// Index of the parent of each node, leaves first.
    parents: Vec<u32>,
}

impl Default for Huffman {
    fn default() -> Self {
        Self {
            counts: vec![0; SYMBOLS],
            codes: vec![0; SYMBOLS],
            leaves: Vec::new(),
            weights: Vec::new(),
            parents: Vec::new(),
        }
    }
}

impl Huffman {
    /// Codes `samples`, of which there is at least one, into `out`; `None` where they do not fit.
    pub fn compress(&mut self, samples: &[u16], out: &mut [u8]) -> Option<usize> {
        const HEAD_BYTES: usize = 20;
        for sample in samples {
            self.counts[usize::from(*sample)] += 1;
        }
        let (first, run) = self.make_codes()?;
        let (head, coded) = out.split_at_mut_checked(HEAD_BYTES)?;
        let mut writer = BitWriter::new(coded);
        self.write_lengths(first, run, &mut writer)?;
        let table_bytes = writer.finish()?.div_ceil(8);
        let mut writer = BitWriter::new(&mut coded[table_bytes..]);
        self.write_samples(samples, run, &mut writer)?;
        let bits = writer.finish()?;
        let fields = [first, run, table_bytes, bits, 0].map(|field| (field as u32).to_le_bytes());
        head.copy_from_slice(fields.as_flattened());
        Some(HEAD_BYTES + table_bytes + bits.div_ceil(8))
    }

    /// Turns counts into canonical codes; tells the first symbol that occurs and the one that stands for runs.
    fn make_codes(&mut self) -> Option<(usize, usize)> {
        self.leaves.clear();
        let (mut first, mut last) = (SYMBOLS, 0);
        for (symbol, count) in self.counts.iter_mut().enumerate() {
            self.codes[symbol] = 0;
            if *count != 0 {
                (first, last) = (first.min(symbol), symbol);
                self.leaves.push(u64::from(*count) << 17 | symbol as u64);
                *count = 0;
            }
        }
        let run = last + 1;
        self.leaves.push(1 << 17 | run as u64);
        self.leaves.sort_unstable();
        self.link();
        self.assign_codes()?;
        Some((first, run))
    }

    /// Builds the tree. Leaves come by weight, and so do inner nodes as they are made; the two lightest nodes are
    /// always at the front of the two queues.
    fn link(&mut self) {
        let count = self.leaves.len();
        self.weights.clear();
        self.parents.clear();
        self.parents.resize(2 * count - 1, 0);
        let (mut leaf, mut inner) = (0, 0);
        while self.weights.len() + 1 < count {
            let node = (count + self.weights.len()) as u32;
            let mut weight = 0;
            for _ in 0..2 {
                let by_leaf = self.leaves.get(leaf).map(|key| key >> 17);
                let by_inner = self.weights.get(inner).copied();
                let takes_leaf = by_leaf.is_some_and(|leaf| by_inner.is_none_or(|inner| leaf <= inner));
                if takes_leaf {
                    self.parents[leaf] = node;
                    weight += by_leaf.unwrap_or(0);
                    leaf += 1;
                } else {
                    self.parents[count + inner] = node;
                    weight += by_inner.unwrap_or(0);
                    inner += 1;
                }
            }
            self.weights.push(weight);
        }
    }

    /// Walks from the root down for the lengths, then numbers the codes: among codes of one length by symbol, longer
    /// codes below shorter ones.
    fn assign_codes(&mut self) -> Option<()> {
        let nodes = self.parents.len();
        // The parent's index is above its children's, so a walk from the end meets parents first; depth takes the
        // place of the parent's index.
        self.parents[nodes - 1] = 0;
        for node in (0..nodes - 1).rev() {
            self.parents[node] = self.parents[self.parents[node] as usize] + 1;
        }
        let mut next = [0u64; MOST_BITS + 1];
        for (key, length) in self.leaves.iter().zip(&self.parents) {
            *next.get_mut(*length as usize)? += 1;
            self.codes[(key & 0x1ffff) as usize] = u64::from(*length);
        }
        let mut code = 0;
        for count in next.iter_mut().skip(1).rev() {
            (*count, code) = (code, (code + *count) >> 1);
        }
        for entry in &mut self.codes {
            if *entry != 0 {
                let length = *entry;
                *entry = next[length as usize] << 6 | length;
                next[length as usize] += 1;
            }
        }
        Some(())
    }

    /// Lengths of all codes from `first` to `run`, six bits each; 59 to 62 stand for 2 to 5 zeros, 63 and eight bits
    /// for 6 to 261.
    fn write_lengths(&self, first: usize, run: usize, writer: &mut BitWriter<'_>) -> Option<()> {
        let mut rest = &self.codes[first..=run];
        while let [entry, ..] = rest {
            let zeros = rest.iter().take(261).take_while(|entry| **entry == 0).count();
            match zeros {
                0 => writer.put(entry & 63, 6)?,
                1 => writer.put(0, 6)?,
                2..=5 => writer.put(59 + zeros as u64 - 2, 6)?,
                _ => writer.put(63 << 8 | (zeros as u64 - 6), 14)?,
            }
            rest = &rest[zeros.max(1)..];
        }
        Some(())
    }

    /// Codes of the samples; a value that repeats is followed by the run symbol and a count where that is shorter.
    fn write_samples(&self, samples: &[u16], run: usize, writer: &mut BitWriter<'_>) -> Option<()> {
        let run_code = self.codes[run];
        let mut rest = samples;
        while let [sample, behind @ ..] = rest {
            let entry = self.codes[usize::from(*sample)];
            let (code, bits) = (entry >> 6, entry & 63);
            let repeats = behind.iter().take(255).take_while(|next| *next == sample).count();
            rest = &behind[repeats..];
            writer.put(code, bits)?;
            if bits + (run_code & 63) + 8 < bits * repeats as u64 {
                writer.put(run_code >> 6, run_code & 63)?;
                writer.put(repeats as u64, 8)?;
            } else {
                for _ in 0..repeats {
                    writer.put(code, bits)?;
                }
            }
        }
        Some(())
    }
}

/// Writes bits, the highest first, four bytes at a time.
struct BitWriter<'a> {
    out: &'a mut [u8],
    position: usize,
    held: u64,
    held_bits: u64,
}

impl<'a> BitWriter<'a> {
    fn new(out: &'a mut [u8]) -> Self {
        Self { out, position: 0, held: 0, held_bits: 0 }
    }

    /// Appends the lowest `bits` bits of `value`, at most 32; `None` where there is no room.
    #[inline(always)]
    fn put(&mut self, value: u64, bits: u64) -> Option<()> {
        // Fewer than 32 are held, so that 63 is the most.
        self.held = self.held << bits | value;
        self.held_bits += bits;
        if self.held_bits >= 32 {
            self.held_bits -= 32;
            let word = (self.held >> self.held_bits) as u32;
            *self.out.get_mut(self.position..)?.first_chunk_mut()? = word.to_be_bytes();
            self.position += 4;
        }
        Some(())
    }

    /// Writes what is held, filled up with zeros to a byte; tells the number of bits written.
    fn finish(self) -> Option<usize> {
        let bits = 8 * self.position + self.held_bits as usize;
        let tail = ((self.held << 32 >> self.held_bits) as u32).to_be_bytes();
        let count = self.held_bits.div_ceil(8) as usize;
        self.out.get_mut(self.position..self.position + count)?.copy_from_slice(&tail[..count]);
        Some(bits)
    }
}
