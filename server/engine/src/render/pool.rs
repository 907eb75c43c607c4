//! A fixed number of output buffers, reused from frame to frame.
//!
//! Filling fresh memory costs several times what reusing it does, because the system clears each page first.

use crossbeam_channel::{Receiver, Sender, bounded};

/// Buffers that wait for a frame; taking one blocks until one is free.
pub(super) struct BufferPool {
    free_out: Sender<Vec<u8>>,
    free_in: Receiver<Vec<u8>>,
}

impl BufferPool {
    /// A pool of `buffers` empty buffers, which grow to a frame's size when first used.
    pub(super) fn new(buffers: usize) -> Self {
        let (free_out, free_in) = bounded(buffers);
        for _ in 0..buffers {
            // The channel holds as many as are sent.
            let _never_full = free_out.try_send(Vec::new());
        }
        Self { free_out, free_in }
    }

    /// A free buffer with whatever it held before; waits for one.
    pub(super) fn take(&self) -> Vec<u8> {
        // The pool owns a sender, so the channel is never closed.
        self.free_in.recv().unwrap_or_default()
    }

    /// Gives a buffer back.
    pub(super) fn give(&self, buffer: Vec<u8>) {
        // At most as many come back as were taken, so there is room.
        let _never_full = self.free_out.try_send(buffer);
    }
}
