//! What an archive of texts puts around each of its texts.
//!
//! Source: the header and the end line of Project Gutenberg's files since 1991, and the
//! first line of Wikisource's exports.

/// A paragraph at the edge of a frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Edge {
    /// The text begins after it.
    Begins,
    /// The text ended before it.
    Ends,
    /// It says who made the file, if it stands near the beginning of a framed text.
    Credit,
    /// It says where the file is from, if it stands near the beginning.
    Source,
}

/// Returns which edge a paragraph is, if it is one.
pub(super) fn edge(paragraph: &str) -> Option<Edge> {
    // The lines are ASCII, at the beginning of a paragraph, and mostly all of it.
    let head: String = paragraph.chars().take(400).collect();
    let head = head.trim_start().to_ascii_uppercase();
    let gutenberg = head.contains("GUTENBERG");
    let stars = head.trim_start_matches('*').trim_start();
    let starred = head.starts_with("**");
    if starred && gutenberg && stars.starts_with("START OF TH")
        || head.contains("*END*THE SMALL PRINT")
        || head.contains("*END THE SMALL PRINT")
    {
        return Some(Edge::Begins);
    }
    if starred && gutenberg && stars.starts_with("END OF TH")
        || gutenberg && head.starts_with("END OF THE PROJECT")
        || gutenberg && head.starts_with("END OF PROJECT")
        || head.starts_with("ABOUT THIS DIGITAL EDITION")
    {
        return Some(Edge::Ends);
    }
    if head.starts_with("EXPORTED FROM WIKISOURCE ON ") {
        return Some(Edge::Source);
    }
    let credits = ["PRODUCED BY ", "E-TEXT PREPARED BY "];
    credits.iter().any(|credit| head.starts_with(credit)).then_some(Edge::Credit)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lines_of_gutenberg_and_wikisource_are_edges_and_others_are_none() {
        for (text, wanted) in [
            (
                "*** START OF THE PROJECT GUTENBERG EBOOK A TRAVELLER ***",
                Some(Edge::Begins),
            ),
            ("***START OF THIS PROJECT GUTENBERG EBOOK X***", Some(Edge::Begins)),
            ("*** END OF THIS PROJECT GUTENBERG EBOOK X ***", Some(Edge::Ends)),
            ("End of Project Gutenberg's X, by Y", Some(Edge::Ends)),
            ("Produced by A. Reader", Some(Edge::Credit)),
            ("Exported from Wikisource on June 1, 2023", Some(Edge::Source)),
            ("Project Gutenberg was begun in 1971.", None),
            ("*** START OF CHAPTER TWO ***", None),
        ] {
            assert_eq!(edge(text), wanted, "{text}");
        }
    }
}
