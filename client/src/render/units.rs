//! Numbers with units.

/// Bytes in decimal units, as disks and networks are sold: `23.9 GB`.
pub fn bytes(bytes: u64) -> String {
    const UNITS: [&str; 5] = ["kB", "MB", "GB", "TB", "PB"];
    if bytes < 1000 {
        return format!("{bytes} B");
    }
    let mut value = bytes as f64 / 1000.0;
    let mut unit = 0;
    while value >= 999.95 && unit + 1 < UNITS.len() {
        value /= 1000.0;
        unit += 1;
    }
    format!("{value:.1} {}", UNITS[unit])
}

/// Seconds as `0:29`, `12:05` or `3:00:00`.
pub fn seconds(seconds: f64) -> String {
    // Saturates: negative and NaN become 0, absurd ones the largest.
    let whole = seconds.ceil() as u64;
    let (hours, minutes, seconds) = (whole / 3600, whole / 60 % 60, whole % 60);
    if hours > 0 { format!("{hours}:{minutes:02}:{seconds:02}") } else { format!("{minutes}:{seconds:02}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_have_one_decimal() {
        for (value, text) in [
            (0, "0 B"),
            (999, "999 B"),
            (1000, "1.0 kB"),
            (999_949, "999.9 kB"),
            (999_950, "1.0 MB"),
            (49_766_400, "49.8 MB"),
            (23_900_000_000, "23.9 GB"),
            (u64::MAX, "18446.7 PB"),
        ] {
            assert_eq!(bytes(value), text);
        }
    }

    #[test]
    fn seconds_round_up() {
        for (value, text) in
            [(0.0, "0:00"), (0.2, "0:01"), (59.0, "0:59"), (59.1, "1:00"), (725.0, "12:05"), (10800.0, "3:00:00")]
        {
            assert_eq!(seconds(value), text);
        }
        assert_eq!(seconds(f64::NAN), "0:00");
    }
}
