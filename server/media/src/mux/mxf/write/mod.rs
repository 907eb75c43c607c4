//! Writing: what a file holds is planned first, then written from the plan.

mod check;
mod coding;
mod container;
mod descriptor;
mod index;
mod op1a;
mod op_atom;
mod packages;
mod plan;
mod prores;
mod vc3;

pub use op_atom::OpAtomWriter;
pub use op1a::Op1aWriter;
pub use plan::OpAtomTrack;
