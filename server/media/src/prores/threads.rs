//! Work on parts of a frame, side by side.

use std::num::NonZeroUsize;
use std::sync::Mutex;

/// Does `work` on every item, on up to `threads` threads with a `scratch` of their own each; results are in the order of
/// the items, whichever thread had them.
pub(super) fn each<Item: Send, Scratch, Out: Send>(
    threads: NonZeroUsize,
    items: Vec<Item>,
    scratch: impl Fn() -> Scratch + Sync,
    work: impl Fn(&mut Scratch, Item) -> Out + Sync,
) -> Vec<Out> {
    let threads = threads.get().min(items.len());
    if threads <= 1 {
        let mut scratch = scratch();
        return items.into_iter().map(|item| work(&mut scratch, item)).collect();
    }
    let count = items.len();
    let queue = Mutex::new(items.into_iter().enumerate());
    let next = || {
        // A thread that panicked held the queue for no longer than it takes to advance.
        let mut queue = queue.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        queue.next()
    };
    let run = || {
        let mut scratch = scratch();
        let mut done = Vec::new();
        while let Some((index, item)) = next() {
            done.push((index, work(&mut scratch, item)));
        }
        done
    };
    let mut out: Vec<Option<Out>> = (0..count).map(|_| None).collect();
    std::thread::scope(|scope| {
        let others: Vec<_> = (1..threads).map(|_| scope.spawn(run)).collect();
        let mut take = |done: Vec<(usize, Out)>| {
            for (index, result) in done {
                out[index] = Some(result);
            }
        };
        take(run());
        for other in others {
            match other.join() {
                Ok(done) => take(done),
                Err(panic) => std::panic::resume_unwind(panic),
            }
        }
    });
    // Every item was taken from the queue once, and its result put in its place.
    out.into_iter().flatten().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_are_in_order_on_any_number_of_threads() {
        for threads in [1, 2, 3, 8] {
            let squares = each(
                NonZeroUsize::new(threads).unwrap(),
                (0..100u64).collect(),
                || 0u64,
                |calls, item| {
                    *calls += 1;
                    item * item
                },
            );
            assert_eq!(squares, (0..100).map(|item| item * item).collect::<Vec<u64>>());
        }
        let none: Vec<u64> = each(NonZeroUsize::MIN, Vec::<u64>::new(), || (), |(), item| item);
        assert!(none.is_empty());
    }
}
