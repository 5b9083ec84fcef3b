//! Dates as registries write them: Extended Date/Time Format, ISO 8601-2, level 1.
//!
//! What is read: years, months, days, `X` for digits that are not known, a closing
//! `~`, `?` or `%`, and intervals with an open or unknown end.

/// Returns whether `text` is a date.
pub(super) fn is_date(text: &str) -> bool {
    let text = text.strip_suffix(['~', '?', '%']).unwrap_or(text);
    let text = text.strip_prefix('-').unwrap_or(text);
    let parts: Vec<&str> = text.split('-').collect();
    let numeric = |part: &str, most: u32| {
        part == "XX"
            || part.len() == 2 && part.parse().is_ok_and(|n: u32| (1..=most).contains(&n))
    };
    let year = |part: &str| {
        let digits = part.trim_end_matches('X');
        part.len() == 4 && digits.bytes().all(|b| b.is_ascii_digit())
    };
    match parts[..] {
        [y] => year(y),
        // 21 to 24 are the seasons.
        [y, m] => year(y) && numeric(m, 24),
        [y, m, d] => year(y) && numeric(m, 12) && numeric(d, 31),
        _ => false,
    }
}

/// Returns whether `text` is an interval such as `1932/1945`, `/1945~` or `1945/`.
pub(super) fn is_interval(text: &str) -> bool {
    let end = |side: &str| side.is_empty() || side == ".." || is_date(side);
    text.split_once('/').is_some_and(|(from, to)| end(from) && end(to) && text != "/")
}

/// A day as year, month and day; a year before our era is negative.
pub(super) type Day = (i32, u8, u8);

/// Returns the first day that `date` may mean.
pub(super) fn earliest(date: &str) -> Day {
    bound(date, ['0', '9'], 1)
}

/// Returns the last day that `date` may mean.
pub(super) fn latest(date: &str) -> Day {
    bound(date, ['9', '0'], 99)
}

/// Reads a date, with `digits` for an `X` of our era and before it, and `part` for a month
/// or day that is not known.
fn bound(date: &str, digits: [char; 2], part: u8) -> Day {
    let date = date.trim_end_matches(['~', '?', '%']);
    let (sign, digit, date) = match date.strip_prefix('-') {
        Some(date) => (-1, digits[1], date),
        None => (1, digits[0], date),
    };
    let mut parts = date.split('-');
    let year = parts.next().unwrap_or_default().replace('X', &digit.to_string());
    let mut next = || parts.next().and_then(|text| text.parse().ok()).unwrap_or(part);
    let (month, day) = (next(), next());
    (sign * year.parse::<i32>().unwrap_or_default(), month, day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_of_level_one_are_read() {
        for date in ["1912-04-15", "1932", "1860~", "19XX", "1945-08", "1930?", "-0221"] {
            assert!(is_date(date), "{date}");
        }
        for date in ["", "32", "1912-4-15", "1912-13-01", "15 April 1912", "1932/1945"] {
            assert!(!is_date(date), "{date}");
        }
    }

    #[test]
    fn an_interval_may_be_open() {
        for text in ["1932/1945", "/1945~", "1945~/", "1991/.."] {
            assert!(is_interval(text), "{text}");
        }
        assert!(!is_interval("1945") && !is_interval("/") && !is_interval("a/b"));
    }

    #[test]
    fn what_is_not_known_leaves_room() {
        assert!(earliest("19XX") <= latest("1912"));
        assert!(earliest("1953") <= latest("1953-03-05"));
        assert!(earliest("1954") > latest("1953"));
        assert!(
            earliest("-0221") < latest("-0206") && earliest("-0206") > latest("-0221")
        );
        assert!(
            earliest("-02XX") <= latest("-0299") && earliest("-0001") < latest("0001")
        );
    }
}
