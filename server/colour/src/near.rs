//! Names that a misspelt one may have meant.

/// Most names offered.
const OFFERED: usize = 5;

/// The names closest to `wanted`, best first, and none where none is; `names` gives each name with the other spellings it
/// goes by.
pub(crate) fn near<'a>(wanted: &str, names: impl Iterator<Item = (&'a str, &'a [String])>) -> Vec<String> {
    let wanted = letters(wanted);
    let mut ranked: Vec<(usize, &str)> = names
        .map(|(name, others)| {
            let spellings = std::iter::once(name).chain(others.iter().map(String::as_str));
            let of_spelling = |spelling: &str| {
                let spelling = letters(spelling);
                distance(&wanted, &spelling).min(distance_to_part(&wanted, &spelling))
            };
            (spellings.map(of_spelling).min().unwrap_or(usize::MAX), name)
        })
        .collect();
    // Stable, so that equally near names keep the configuration's order.
    ranked.sort_by_key(|(distance, _)| *distance);
    // A short word of which half is other letters is another word.
    let limit = (2 + wanted.len() / 3).min(wanted.len() / 2);
    let is_near = |(distance, _): &(usize, &str)| *distance <= limit;
    ranked.into_iter().take_while(is_near).take(OFFERED).map(|(_, name)| name.to_owned()).collect()
}

/// Letters and digits in lower case: `S-Log3 S-Gamut3.Cine` and `slog3_sgamut3cine` are one word.
fn letters(text: &str) -> Vec<char> {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// Edits that make a part of `name` of `wanted`, and one more for the rest of it: `LogC9` is nearly in `ARRI LogC4`. Parts of
/// three letters are in most names.
fn distance_to_part(wanted: &[char], name: &[char]) -> usize {
    if wanted.len() < 4 || wanted.len() >= name.len() {
        return usize::MAX;
    }
    // As below, but for that it begins and ends anywhere in the name.
    let mut row = vec![0; name.len() + 1];
    for (i, left) in wanted.iter().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, right) in name.iter().enumerate() {
            let replaced = diagonal + usize::from(left != right);
            diagonal = row[j + 1];
            row[j + 1] = replaced.min(row[j] + 1).min(row[j + 1] + 1);
        }
    }
    row.into_iter().min().unwrap_or(0) + 1
}

/// Edits that make `b` of `a`. A word that the other contains costs next to nothing: `LogC4` means `ARRI LogC4`.
fn distance(a: &[char], b: &[char]) -> usize {
    let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    if short.len() >= 3 && long.windows(short.len()).any(|window| window == short) {
        return usize::from(short.len() != long.len());
    }
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, left) in a.iter().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, right) in b.iter().enumerate() {
            let replaced = diagonal + usize::from(left != right);
            diagonal = row[j + 1];
            row[j + 1] = replaced.min(row[j] + 1).min(row[j + 1] + 1);
        }
    }
    row[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn misspelt_names_find_their_likeness() {
        let names = [
            "ACES2065-1",
            "ACEScg",
            "ARRI LogC4",
            "ARRI LogC3 (EI800)",
            "S-Log3 S-Gamut3.Cine",
            "V-Log V-Gamut",
            "Raw",
        ];
        let near = |wanted: &str| near(wanted, names.iter().map(|name| (*name, [].as_slice())));
        assert_eq!(near("LogC4")[0], "ARRI LogC4");
        assert_eq!(near("arri-logc-4")[0], "ARRI LogC4");
        assert_eq!(near("slog3 sgamut3 cine")[0], "S-Log3 S-Gamut3.Cine");
        assert_eq!(near("aces 2065")[0], "ACES2065-1");
        assert_eq!(near("LogC9"), ["ARRI LogC4", "ARRI LogC3 (EI800)"]);
        assert_eq!(near("S-Gamut3 Cinema")[0], "S-Log3 S-Gamut3.Cine");
        assert_eq!(near("ARRI"), ["ARRI LogC4", "ARRI LogC3 (EI800)"]);
        for word in ["zzz", "tea", "", "no"] {
            assert_eq!(near(word), Vec::<String>::new(), "{word}");
        }
    }

    #[test]
    fn distance_counts_edits() {
        let distance = |a: &str, b: &str| distance(&letters(a), &letters(b));
        assert_eq!(distance("kitten", "sitting"), 3);
        assert_eq!(distance("same", "same"), 0);
        assert_eq!(distance("", "abc"), 3);
    }
}
