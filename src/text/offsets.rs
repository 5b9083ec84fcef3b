//! The map from a cleaned text back to the file as it was decoded.
//!
//! Invariant: the text's column of the map rises, and so does the file's but where notes
//! begin, which were taken from where they stood to the end; within a piece, text and file
//! run in step.

use super::Span;

/// Where each byte of a cleaned text stood in the file as decoded to UTF-8.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Offsets {
    /// Start of each piece in the text and in the file. Between two starts, bytes run in
    /// step as far as both pieces go.
    pieces: Vec<(u32, u32)>,
}

impl Offsets {
    /// Notes that from byte `text` on, the text's bytes are those from byte `file` on.
    ///
    /// Notes are made in order; one that says nothing new takes no room.
    ///
    /// # Panics
    /// If an offset does not fit 32 bits or goes backwards in the text: a bug of the caller.
    pub fn note(&mut self, text: usize, file: usize) {
        let narrow = |n: usize| u32::try_from(n).expect("limited to 32 bits");
        let (text, file) = (narrow(text), narrow(file));
        // Before the first piece, text and file begin together.
        let (last_text, last_file) = self.pieces.last().copied().unwrap_or_default();
        assert!(text >= last_text, "offsets go backwards");
        if file >= last_file && text - last_text == file - last_file {
            return;
        }
        if self.pieces.last().is_some_and(|&(last, _)| last == text) {
            self.pieces.pop();
        }
        self.pieces.push((text, file));
    }

    /// Returns where byte `text` of the text stood in the decoded file.
    pub fn to_file(&self, text: usize) -> usize {
        let piece = self.pieces.partition_point(|&(start, _)| start as usize <= text);
        let (start, file) = match piece {
            0 => (0, 0),
            _ => self.pieces[piece - 1],
        };
        let start_of_piece = file;
        let file = file as usize + (text - start as usize);
        // A piece that was composed or shortened must not run past the next one.
        match self.pieces.get(piece) {
            Some(&(_, next)) if next >= start_of_piece => file.min(next as usize),
            _ => file,
        }
    }

    /// Forgets what was noted of the text from byte `text` on.
    pub fn truncate(&mut self, text: usize) {
        let keep = self.pieces.partition_point(|&(start, _)| start as usize <= text);
        self.pieces.truncate(keep);
    }

    /// Adds the map of a text that is put after the first `text` bytes of this one.
    pub fn append(&mut self, text: usize, other: &Offsets) {
        self.note(text, other.to_file(0));
        for &(start, file) in &other.pieces {
            self.note(text + start as usize, file as usize);
        }
    }

    /// Returns the steps of the map inside `span`: its start and the start of each piece
    /// in it, as byte of the text and byte of the file.
    pub fn steps(&self, span: Span) -> impl Iterator<Item = (usize, usize)> {
        let first = self.pieces.partition_point(|&(at, _)| at as usize <= span.start());
        let pieces = self.pieces[first..].iter();
        let pieces = pieces.map(|&(text, file)| (text as usize, file as usize));
        let start = (span.start(), self.to_file(span.start()));
        [start].into_iter().chain(pieces.take_while(move |&(text, _)| text < span.end()))
    }

    /// Returns where `span` of the text stood in the decoded file.
    pub fn span_to_file(&self, span: Span) -> Span {
        let start = self.to_file(span.start());
        // The end of a span is the end of its last byte, not the start of what follows:
        // what was left out between the two is not part of it.
        let end = match span.is_empty() {
            true => start,
            false => self.to_file(span.end() - 1) + 1,
        };
        Span::new(start, end.max(start))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn left_out_bytes_shift_what_follows() {
        // The file is `ab--cd`, the text `abcd`.
        let mut offsets = Offsets::default();
        offsets.note(0, 0);
        offsets.note(2, 4);
        assert_eq!((0..4).map(|i| offsets.to_file(i)).collect::<Vec<_>>(), [0, 1, 4, 5]);
        assert_eq!(offsets.span_to_file(Span::new(0, 2)), Span::new(0, 2));
        assert_eq!(offsets.span_to_file(Span::new(1, 3)), Span::new(1, 5));
        let steps = |start, end| offsets.steps(Span::new(start, end)).collect::<Vec<_>>();
        assert_eq!(steps(0, 4), [(0, 0), (2, 4)]);
        assert_eq!(steps(1, 2), [(1, 1)]);
        assert_eq!(steps(2, 4), [(2, 4)]);
    }

    #[test]
    fn notes_that_were_taken_to_the_end_know_where_they_stood() {
        // The file is `ab(no)cd`, the text `abcdno`.
        let mut offsets = Offsets::default();
        offsets.note(2, 6);
        let mut note = Offsets::default();
        note.note(0, 3);
        offsets.append(4, &note);
        let places: Vec<_> = (0..6).map(|i| offsets.to_file(i)).collect();
        assert_eq!(places, [0, 1, 6, 7, 3, 4]);
        assert_eq!(offsets.span_to_file(Span::new(4, 6)), Span::new(3, 5));
        offsets.truncate(3);
        assert_eq!(offsets.to_file(4), 8);
    }

    #[test]
    fn steps_that_say_nothing_new_take_no_room() {
        let mut offsets = Offsets::default();
        (0..100).for_each(|i| offsets.note(i, i));
        assert_eq!(offsets, Offsets::default());
    }
}
