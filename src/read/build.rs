//! The text of a source as it is put together from pieces of a decoded file.
//!
//! Invariant: paragraphs rise, begin with text (or their indent, where the rule is off),
//! end with text, and are parted by a blank line; the text is in NFC; notes stand after
//! all other text.

use std::collections::HashSet;

use super::clean::{Counts, Rule, Rules, unwanted};
use super::hyphen::{self, Hyphen};
use super::{Notes, Options, frame, normal};
use crate::lang::Profile;
use crate::text::{Offsets, Page, Span};

/// How many columns a paragraph has at least that a page end may have broken.
const BROKEN: usize = 50;

/// What a paragraph is: which may be joined to another.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Kind {
    /// Running text, which a page end may break.
    #[default]
    Body,
    /// A heading, an item, a cell, a verse.
    Whole,
}

/// White space that waits for the text after it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
enum Gap {
    #[default]
    None,
    Space,
    Line,
}

/// Text and notes are put together apart.
#[derive(Debug, Default)]
struct Flow {
    text: String,
    paragraphs: Vec<Span>,
    offsets: Offsets,
    pages: Vec<Page>,
    /// Where the open paragraph began.
    start: Option<usize>,
    kind: Kind,
    /// What the last paragraph that was ended was.
    last: Kind,
    /// Whether a page ended since then.
    turned: bool,
    gap: Gap,
}

/// Puts a text together.
#[derive(Debug)]
pub(super) struct Builder<'a> {
    pub(super) profile: &'a Profile,
    off: Rules,
    omit: bool,
    /// From the normalized text of the part to the file.
    file: Offsets,
    /// Where the part begins in the file.
    base: usize,
    body: Flow,
    notes: Flow,
    /// How deep in notes we are.
    depth: usize,
    /// Whether the text ended before the file did.
    closed: bool,
    /// Whether a frame was left out before the text.
    framed: bool,
    /// Words that are written with a hyphen amid a line.
    hyphenated: HashSet<String>,
    counts: Counts,
}

/// A text that is put together.
#[derive(Debug)]
pub(super) struct Built {
    pub(super) text: String,
    pub(super) paragraphs: Vec<Span>,
    pub(super) offsets: Offsets,
    pub(super) notes: usize,
    pub(super) pages: Vec<Page>,
    pub(super) cleaned: Vec<(&'static str, usize)>,
}

impl<'a> Builder<'a> {
    pub(super) fn new(profile: &'a Profile, options: &Options) -> Self {
        Self {
            profile,
            off: if options.raw { Rules::ALL } else { options.off },
            omit: options.notes == Notes::Omit,
            file: Offsets::default(),
            base: 0,
            body: Flow::default(),
            notes: Flow::default(),
            depth: 0,
            closed: false,
            framed: false,
            hyphenated: HashSet::new(),
            counts: Counts::default(),
        }
    }

    /// Goes on to a part of the file that begins at byte `base` of it, normalized by
    /// `map`.
    pub(super) fn part(&mut self, base: usize, map: Offsets) {
        (self.base, self.file) = (base, map);
    }

    /// Learns which words of a text are written with a hyphen.
    pub(super) fn learn_hyphens(&mut self, text: &str) {
        if !self.off.has(Rule::Hyphenation) {
            hyphen::learn(text, &mut self.hyphenated);
        }
    }

    /// Returns whether a rule is on.
    pub(super) fn on(&self, rule: Rule) -> bool {
        !self.off.has(rule)
    }

    /// Returns the rules that are off.
    pub(super) fn rules_off(&self) -> Rules {
        self.off
    }

    /// Notes that a rule acted.
    pub(super) fn count(&mut self, rule: Rule) {
        self.counts.add(rule, 1);
    }

    /// Notes how often rules acted while the text was normalized.
    pub(super) fn count_all(&mut self, counts: &[(Rule, usize)]) {
        counts.iter().for_each(|&(rule, times)| self.counts.add(rule, times));
    }

    fn flow(&mut self) -> &mut Flow {
        if self.depth > 0 { &mut self.notes } else { &mut self.body }
    }

    /// Returns whether what comes now is not wanted.
    fn is_shut(&self) -> bool {
        if self.depth > 0 { self.omit } else { self.closed }
    }

    /// Adds a piece of the open paragraph that stood at byte `at` of the part; white
    /// space does not open one.
    pub(super) fn push(&mut self, piece: &str, at: usize) {
        if let Some(lead) = self.open(piece) {
            self.copy(&piece[lead..], at + lead);
        }
    }

    /// Adds a piece that stands for what begins at byte `at` of the part without being
    /// equal to it, as a character stands for its entity.
    pub(super) fn push_made(&mut self, piece: &str, at: usize) {
        let mut kept = String::new();
        let wanted = |c: &char| match unwanted(*c).filter(|rule| !self.off.has(*rule)) {
            Some(rule) => {
                self.counts.add(rule, 1);
                false
            }
            None => true,
        };
        kept.extend(piece.chars().filter(wanted));
        if let Some(lead) = self.open(&kept) {
            let file = self.base + self.file.to_file(at);
            let flow = self.flow();
            flow.offsets.note(flow.text.len(), file);
            flow.text.push_str(&kept[lead..]);
        }
    }

    /// Puts what begins at byte `at` of the part in place of the last character.
    pub(super) fn replace_last(&mut self, piece: &str, at: usize) {
        if self.tail().is_empty() || self.is_shut() {
            return;
        }
        let flow = self.flow();
        flow.text.pop();
        flow.offsets.truncate(flow.text.len());
        self.push_made(piece, at);
    }

    /// Adds text whose white space means no more than one space, as in HTML.
    pub(super) fn push_flow(&mut self, piece: &str, at: usize) {
        let mut rest = piece;
        while !rest.is_empty() {
            let from = at + (piece.len() - rest.len());
            let inner = rest.trim_start_matches(is_blank);
            if inner.len() < rest.len() {
                let gap = match rest[..rest.len() - inner.len()].contains('\n') {
                    true => Gap::Line,
                    false => Gap::Space,
                };
                let flow = self.flow();
                flow.gap = flow.gap.max(gap);
                rest = inner;
                continue;
            }
            let end = end_of_run(rest);
            self.fill_gap(&rest[..end]);
            self.push(&rest[..end], from);
            rest = &rest[end..];
        }
    }

    /// Adds what an entity stands for to text whose white space means one space.
    pub(super) fn flow_made(&mut self, piece: &str, at: usize) {
        if piece.chars().all(is_blank) {
            let flow = self.flow();
            flow.gap = flow.gap.max(Gap::Space);
        } else {
            self.fill_gap(piece);
            self.push_made(piece, at);
        }
    }

    /// Lets a line end here; what comes next is joined to it as the language joins.
    pub(super) fn line(&mut self) {
        self.flow().gap = Gap::Line;
    }

    fn fill_gap(&mut self, next: &str) {
        match std::mem::take(&mut self.flow().gap) {
            Gap::None => {}
            Gap::Space => self.join(" "),
            Gap::Line => self.join_line(next),
        }
    }

    /// Opens a paragraph for a piece unless one is open; returns how much white space of
    /// the piece to leave out, nothing where it has no text for a new paragraph.
    fn open(&mut self, piece: &str) -> Option<usize> {
        if piece.is_empty() || self.is_shut() {
            return None;
        }
        if self.flow().start.is_some() {
            return Some(0);
        }
        let lead = piece.len() - piece.trim_start().len();
        if lead == piece.len() {
            return None;
        }
        if self.continues(piece.trim_start()) {
            let flow = self.flow();
            let before = flow.paragraphs.pop();
            flow.start = before.map(Span::start);
            flow.text.truncate(before.map_or(0, Span::end));
            flow.offsets.truncate(flow.text.len());
            self.count(Rule::PageBreaks);
            self.join_line(piece.trim_start());
            return Some(lead);
        }
        let indents = self.on(Rule::Indents);
        if indents && piece[..lead].contains('\u{3000}') {
            self.count(Rule::Indents);
        }
        let flow = self.flow();
        if !flow.text.is_empty() {
            flow.text.push_str("\n\n");
        }
        flow.start = Some(flow.text.len());
        Some(if indents { lead } else { 0 })
    }

    /// Returns whether a new paragraph that begins so goes on with the last one, which a
    /// page end broke.
    fn continues(&self, piece: &str) -> bool {
        let flow = &self.body;
        if self.depth > 0 || !self.on(Rule::PageBreaks) {
            return false;
        }
        if flow.kind != Kind::Body || flow.last != Kind::Body {
            return false;
        }
        let Some(before) = flow.paragraphs.last() else { return false };
        let before = &flow.text[before.range()];
        let wide =
            before.chars().rev().take(BROKEN).map(columns).sum::<usize>() >= BROKEN;
        let marks = &self.profile.marks;
        let ended = before.ends_with(|c: char| {
            // What ends in a dash, a quotation mark or `:` may well be whole.
            let quotes = marks.quotes.iter().chain(&marks.brackets).chain(&marks.titles);
            [&marks.full, &marks.ends, &marks.stops].iter().any(|list| list.contains(c))
                || ":：;；…—―*".contains(c)
                || quotes.into_iter().any(|&(_, close)| close == c)
        });
        let first = piece.chars().next().unwrap_or(' ');
        let lower = first.is_lowercase();
        let wordy = first.is_alphabetic();
        let uncased = wordy && !lower && !first.is_uppercase();
        wide && !ended
            && (lower || flow.turned && (uncased || wordy && before.ends_with(',')))
    }

    /// Adds text as it is, outside paragraphs.
    pub(super) fn push_raw(&mut self, piece: &str, at: usize) {
        self.copy(piece, at);
    }

    /// Notes a paragraph of text that was added as it is.
    pub(super) fn mark(&mut self, paragraph: Span) {
        self.body.paragraphs.push(paragraph);
    }

    /// Adds `joint` if the open paragraph has text that it can join to more.
    pub(super) fn join(&mut self, joint: &str) {
        let flow = self.flow();
        if flow.start.is_some() && !flow.text.ends_with(char::is_whitespace) {
            flow.text.push_str(joint);
        }
    }

    /// Joins a line that begins with `next` to the open paragraph: a word parted at its
    /// end is made whole, a script without spaces gains none.
    pub(super) fn join_line(&mut self, next: &str) {
        if self.flow().start.is_none() {
            return;
        }
        let (hyphens, profile) = (self.on(Rule::Hyphenation), self.profile);
        let before = if self.depth > 0 { &self.notes.text } else { &self.body.text };
        let found = match hyphens {
            true => hyphen::judge(before, next, profile, &self.hyphenated),
            false => Hyphen::None,
        };
        match found {
            Hyphen::None => {
                let joint =
                    joint(before.chars().next_back(), next.chars().next(), self.profile);
                self.join(joint);
            }
            Hyphen::Stays => self.count(Rule::Hyphenation),
            Hyphen::Goes => {
                self.count(Rule::Hyphenation);
                let flow = self.flow();
                flow.text.pop();
                flow.offsets.truncate(flow.text.len());
            }
        }
    }

    /// Returns the last character of the open paragraph.
    pub(super) fn last_char(&self) -> Option<char> {
        self.tail().chars().next_back()
    }

    /// Returns the open paragraph as far as it goes.
    pub(super) fn tail(&self) -> &str {
        let flow = if self.depth > 0 { &self.notes } else { &self.body };
        flow.start.map_or("", |start| &flow.text[start..])
    }

    /// Says what the paragraph is that comes next.
    pub(super) fn kind(&mut self, kind: Kind) {
        self.flow().kind = kind;
    }

    /// Ends the open paragraph.
    pub(super) fn end(&mut self) {
        let frames = self.on(Rule::Frames) && self.depth == 0;
        let flow = self.flow();
        flow.gap = Gap::None;
        let Some(start) = flow.start.take() else { return };
        // White space at the end stays in the text, for the map knows of it.
        let end = flow.text.trim_end().len();
        flow.paragraphs.push(Span::new(start, end.max(start)));
        flow.last = std::mem::take(&mut flow.kind);
        flow.turned = false;
        if frames {
            self.frame(start);
        }
    }

    /// Leaves out what an archive of texts put before or after the paragraph that began
    /// at `start`, if that is the line where its frame ends or begins.
    fn frame(&mut self, start: usize) {
        let flow = &mut self.body;
        let cut = match frame::edge(&flow.text[start..]) {
            None => return,
            Some(frame::Edge::Begins) => {
                *flow = Flow::default();
                self.notes = Flow::default();
                (self.closed, self.framed) = (false, true);
                self.counts.add(Rule::Frames, 1);
                return;
            }
            Some(frame::Edge::Ends) => {
                self.closed = true;
                start
            }
            Some(frame::Edge::Source) if flow.paragraphs.len() <= 4 => start,
            Some(frame::Edge::Credit) if self.framed && flow.paragraphs.len() <= 4 => {
                start
            }
            Some(_) => return,
        };
        flow.paragraphs.pop();
        let cut = flow.paragraphs.last().map_or(0, |span| span.end().min(cut));
        flow.text.truncate(cut);
        flow.offsets.truncate(cut);
        flow.last = Kind::Whole;
        self.counts.add(Rule::Frames, 1);
    }

    /// Begins a note: until [`end_note`](Self::end_note) all text is its.
    pub(super) fn begin_note(&mut self) {
        if !self.on(Rule::Footnotes) {
            return;
        }
        if self.depth == 0 {
            self.count(Rule::Footnotes);
            let page = self.body.pages.last().map(|page| page.label.clone());
            let start = self.notes.text.len();
            if let Some(label) = page {
                self.notes.pages.push(Page { start, label });
            }
        }
        self.depth += 1;
        self.end();
        self.kind(Kind::Whole);
    }

    /// Ends the note that was begun last.
    pub(super) fn end_note(&mut self) {
        if self.depth > 0 {
            self.end();
            self.depth -= 1;
        }
    }

    /// Lets a page of that name begin.
    pub(super) fn page(&mut self, label: impl Into<String>) {
        if self.depth > 0 || self.closed {
            return;
        }
        // A space before the page belongs to the one before.
        if self.body.gap == Gap::Space {
            self.body.gap = Gap::None;
            self.join(" ");
        }
        let flow = &mut self.body;
        let start = flow.text.len();
        flow.turned = true;
        if flow.pages.last().is_some_and(|page| page.start == start) {
            flow.pages.pop();
        }
        flow.pages.push(Page { start, label: label.into() });
    }

    /// Says what the page is called with which the text began.
    pub(super) fn first_page(&mut self, label: &str) {
        if self.body.pages.is_empty() {
            self.body.pages.push(Page { start: 0, label: label.to_owned() });
        }
    }

    /// Says that a page may have ended, without a name for the next.
    pub(super) fn turn(&mut self) {
        self.body.turned = true;
    }

    /// Returns the text, its paragraphs and the map to the file.
    pub(super) fn finish(mut self) -> Built {
        while self.depth > 0 {
            self.end_note();
        }
        self.end();
        let Flow { mut text, mut paragraphs, mut offsets, mut pages, .. } = self.body;
        let mut notes = 0;
        if !self.notes.text.is_empty() {
            if !text.is_empty() {
                text.push_str("\n\n");
            }
            notes = text.len();
            offsets.append(notes, &self.notes.offsets);
            text.push_str(&self.notes.text);
            let moved = |span: &Span| Span::new(span.start() + notes, span.end() + notes);
            paragraphs.extend(self.notes.paragraphs.iter().map(moved));
            let moved = |page: Page| Page { start: page.start + notes, ..page };
            pages.extend(self.notes.pages.into_iter().map(moved));
        }
        if !text.is_empty() && !text.ends_with('\n') {
            text.push('\n');
        }
        if self.notes.text.is_empty() {
            notes = text.len();
        }
        let nfc = !self.off.has(Rule::Nfc);
        let cleaned = self.counts.rows();
        let mut built = Built { text, paragraphs, offsets, notes, pages, cleaned };
        if nfc {
            normal::recompose(&mut built);
        }
        if built.paragraphs.is_empty() {
            // What no paragraph holds is no text: nothing is to be made of it.
            built.notes = built.text.len();
        }
        built
    }

    fn copy(&mut self, piece: &str, at: usize) {
        let (base, map) = (self.base, &self.file);
        let flow = if self.depth > 0 { &mut self.notes } else { &mut self.body };
        let text = flow.text.len();
        flow.text.push_str(piece);
        for (from, file) in map.steps(Span::new(at, at + piece.len())) {
            flow.offsets.note(text + from - at, base + file);
        }
        flow.offsets.note(flow.text.len(), base + map.to_file(at + piece.len()));
    }
}

/// White space of markup: no-break and full-width spaces are text.
fn is_blank(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\n' | '\r' | '\u{c}')
}

/// The length of text up to white space that is more than one space.
fn end_of_run(text: &str) -> usize {
    let bytes = text.as_bytes();
    let ends = |&(at, &byte): &(usize, &u8)| match byte {
        b'\t' | b'\n' | b'\r' | 0xc => true,
        b' ' => bytes.get(at + 1).is_none_or(|&next| is_blank(char::from(next))),
        _ => false,
    };
    bytes.iter().enumerate().find(ends).map_or(text.len(), |(at, _)| at)
}

/// Returns what joins two lines of a paragraph: the language's joiner, but a space
/// between two words of a script with spaces, and none between two of one without.
pub(super) fn joint(
    before: Option<char>,
    after: Option<char>,
    profile: &Profile,
) -> &'static str {
    let spaced = |c: Option<char>| c.is_some_and(|c| (c as u32) < 0x2e80);
    let letter = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    match profile.joiner.is_empty() {
        true if spaced(before) && spaced(after) && (letter(before) || letter(after)) => {
            " "
        }
        true => "",
        false => match (before, after) {
            (Some(b), Some(a)) if is_wide(b) && is_wide(a) => "",
            _ => " ",
        },
    }
}

/// Returns whether a character is Han, kana or their punctuation.
pub(super) fn is_wide(c: char) -> bool {
    matches!(c as u32, 0x2e80..=0x9fff | 0xf900..=0xfaff | 0xff00..=0xff60 | 0x20000..=0x3ffff)
}

/// The columns a character takes on a screen.
pub(super) fn columns(c: char) -> usize {
    if is_wide(c) { 2 } else { 1 }
}
