//! Rows shared out to threads.

/// Runs `work` on each of the parts with a scratch of its own: on this thread if there is one part, else on one each.
pub(super) fn each<Part: Send, Scratch: Send, Out: Send>(
    parts: Vec<Part>,
    scratch: &mut [Scratch],
    work: impl Fn(Part, &mut Scratch) -> Out + Sync,
) -> Vec<Out> {
    let work = &work;
    let mut pairs = parts.into_iter().zip(scratch);
    let Some(first) = pairs.next() else { return Vec::new() };
    std::thread::scope(|scope| {
        let others: Vec<_> = pairs.map(|(part, scratch)| scope.spawn(move || work(part, scratch))).collect();
        let first = work(first.0, first.1);
        let others = others.into_iter().map(|thread| match thread.join() {
            Ok(out) => out,
            Err(panic) => std::panic::resume_unwind(panic),
        });
        std::iter::once(first).chain(others).collect()
    })
}

/// First and end of each of `parts` parts of `rows` rows, as even as can be.
pub(super) fn split(rows: usize, parts: usize) -> impl Iterator<Item = std::ops::Range<usize>> {
    (0..parts).map(move |part| part * rows / parts..(part + 1) * rows / parts)
}
