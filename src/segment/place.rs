//! The places where a sentence might end, and the decision at each.
//!
//! Invariant: places rise; `end` follows a mark with all that belongs to it (closing
//! quotation marks, the mark of a footnote), `next` is the first byte of text after it.

use super::marks::{Mark, marks};
use super::quotation;
use super::rules::{Class, Pair, Rules, is_wide};
use super::stop;

/// A place where a sentence might end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// The byte after the last character of what ends here.
    pub end: usize,
    /// The byte where the text goes on.
    pub next: usize,
    /// Whether a sentence ends here.
    pub cut: bool,
    /// Name of the rule that decided.
    pub rule: &'static str,
}

/// The longest pair of marks, in bytes, that keeps a sentence together: a bracket that
/// was closed pages later, or by mistake, must not.
const REACH: usize = 1200;
/// The longest remark in brackets after a full stop that still belongs to the sentence.
const REMARK: usize = 30;

/// The longest run of marks, in bytes, with which a sentence may begin.
const LEAD: usize = 64;

/// A mark where a sentence might end, and what was found around it.
#[derive(Debug)]
pub(super) struct Candidate<'a> {
    pub(super) text: &'a str,
    pub(super) marks: &'a [Mark],
    pub(super) rules: &'a Rules,
    /// Where the sentence began that may end here.
    pub(super) start: usize,
    /// The index of the mark.
    index: usize,
    /// What sort of mark ends it, the strongest of the run.
    pub(super) kind: Class,
    /// The byte after the run of marks, before what closes.
    pub(super) stop: usize,
    /// The index of the last closing mark after it, if nothing but it closes the run.
    pub(super) closed: Option<usize>,
    /// Whether a dash after it closes a turn of a dialogue.
    turned: bool,
    /// The byte after all that belongs to it.
    pub(super) end: usize,
    /// The byte where the text goes on.
    pub(super) next: usize,
    /// The index of the first mark at or after `end`.
    pub(super) after: usize,
}

/// A decision: whether to cut, and the rule's name.
pub(super) type Decision = (bool, &'static str);

/// Returns all places of a paragraph, which begins and ends with text.
pub(super) fn places(text: &str, rules: &Rules) -> Vec<Place> {
    let marks = marks(text, rules);
    let mut out = Vec::new();
    let (mut start, mut index) = (0, 0);
    let mut dialogue = false;
    while index < marks.len() {
        let mark = &marks[index];
        if !mark.is_terminal() {
            if is_turn(text, mark) {
                let before = text[..mark.at].trim_end();
                dialogue = !dialogue || before.is_empty() || before.ends_with(':');
            }
            if let Some(place) = quotation::second(text, &marks, index, rules, start) {
                start = place.next;
                out.push(place);
            }
            index += 1;
            continue;
        }
        let candidate = Candidate::new(text, &marks, rules, start, index, dialogue);
        dialogue &= !candidate.turned;
        index = candidate.after.max(index + 1);
        let (end, next) = (candidate.end, candidate.next);
        if next >= text.len() {
            continue;
        }
        let (cut, rule) = candidate.decide();
        out.push(Place { end, next, cut, rule });
        if cut {
            start = next;
        }
    }
    out
}

impl<'a> Candidate<'a> {
    fn new(
        text: &'a str,
        marks: &'a [Mark],
        rules: &'a Rules,
        start: usize,
        index: usize,
        dialogue: bool,
    ) -> Self {
        let mark = &marks[index];
        let (kind, stop, end) = (mark.class, mark.end(), mark.end());
        let closed = None;
        let (after, next) = (index + 1, end);
        let mut this = Self {
            text,
            marks,
            rules,
            start,
            index,
            kind,
            stop,
            closed,
            turned: false,
            end,
            next,
            after,
        };
        this.absorb();
        if dialogue {
            this.absorb_dash();
        }
        let rest = &text[this.end..];
        this.next = this.end + (rest.len() - rest.trim_start().len());
        this
    }

    /// Takes in the marks that belong to the end of the sentence.
    fn absorb(&mut self) {
        let mut stops = usize::from(self.kind == Class::Stop);
        loop {
            let space = self.space();
            if let Some(mark) = self.marks.get(self.after).filter(|m| m.at == self.end) {
                if self.ellipsis_begins_next(mark) {
                    return;
                }
                if mark.is_terminal() {
                    stops += usize::from(mark.class == Class::Stop);
                    self.kind = stronger(self.kind, mark.class, stops);
                    (self.stop, self.closed) = (mark.end(), None);
                } else if mark.closes().is_some() {
                    self.closed = Some(self.after);
                } else if let Some(close) = self.footnote(mark).or(self.remark(mark)) {
                    self.end = self.marks[close].end();
                    self.after = close + 1;
                    continue;
                } else {
                    return;
                }
                self.end = mark.end();
                self.after += 1;
            } else if let Some(length) = trailing(&self.text[self.end..], self.last()) {
                self.end += length;
                self.after += self.marks[self.after..]
                    .iter()
                    .take_while(|mark| mark.at < self.end)
                    .count();
            } else if let Some(mark) = self
                .marks
                .get(self.after)
                .filter(|m| space > 0 && m.at == self.end + space)
            {
                // `. . .`, and the space before a closing guillemet.
                let dots = mark.class == Class::Stop
                    && (self.kind == Class::Stop || stops > 1)
                    && self.stands_alone(mark);
                if dots {
                    stops += 1;
                    self.kind = Class::Dots;
                    self.stop = mark.end();
                } else if mark.closes().is_some() && self.opened_before(mark) {
                    self.closed = Some(self.after);
                } else if mark.class == Class::Dots && self.stands_alone(mark) {
                    self.closed = None;
                } else {
                    return;
                }
                self.end = mark.end();
                self.after += 1;
            } else {
                return;
            }
        }
    }

    /// Returns whether `mark` is an ellipsis after 。 that begins what follows: 。……又.
    fn ellipsis_begins_next(&self, mark: &Mark) -> bool {
        if mark.class != Class::Dots || !self.text[..self.end].ends_with('。') {
            return false;
        }
        let rest = self.text[mark.at..].trim_start_matches(mark.ch);
        rest.chars().next().is_some_and(|c| self.rules.class(c) == Class::Other)
    }

    /// Takes in the dash that closes what one before it opened: `— Vieni qui! — Andò.`
    fn absorb_dash(&mut self) {
        let at = self.end + self.space();
        let dash = self.marks.get(self.after).filter(|mark| mark.at == at);
        if let Some(dash) = dash.filter(|mark| is_turn(self.text, mark)) {
            self.turned = true;
            self.end = dash.end();
            self.after += 1;
        }
    }

    /// The bytes of the one space after the end, 0 if there is none or more.
    fn space(&self) -> usize {
        let mut rest = self.text[self.end..].chars();
        match (rest.next(), rest.next()) {
            (Some(space), Some(c)) if space.is_whitespace() && !c.is_whitespace() => {
                space.len_utf8()
            }
            _ => 0,
        }
    }

    /// Returns whether an ellipsis after a space is not the beginning of a word: `! … He`.
    fn stands_alone(&self, dots: &Mark) -> bool {
        let after = self.text[dots.end()..].chars().next();
        after.is_none_or(|c| c.is_whitespace() || self.rules.class(c) != Class::Other)
    }

    fn opened_before(&self, close: &Mark) -> bool {
        close.mate.is_some_and(|open| open < self.index)
    }

    /// The closing mark of the footnote mark that `open` begins: `[1]`, `（１）`.
    fn footnote(&self, open: &Mark) -> Option<usize> {
        let close = open.opens().filter(|pair| *pair == Pair::Bracket).and(open.mate)?;
        let inside = &self.text[open.end()..self.marks[close].at];
        let number = inside.trim_start_matches(['注', '註', '*', '†']);
        let digits = number.chars().count() <= 3 && number.chars().all(is_digit);
        (digits && !inside.is_empty()).then_some(close)
    }

    /// The closing mark of a remark of few words after a full stop: `。（笑）`.
    fn remark(&self, open: &Mark) -> Option<usize> {
        let close = open.opens().filter(|pair| *pair == Pair::Bracket).and(open.mate)?;
        let inside = &self.marks[self.after + 1..close];
        let short = self.marks[close].at - open.at <= REMARK;
        let last = self.marks[close].end() >= self.text.len();
        let whole = inside.len() < 64 && !inside.iter().any(Mark::is_terminal);
        let glued = self.kind == Class::Full && self.closed.is_none();
        // 。（一） is the number of the next item.
        let text = &self.text[open.end()..self.marks[close].at];
        let numerals = &self.rules.profile.numerals;
        let number = |c: char| numerals.contains_key(c.encode_utf8(&mut [0; 4]) as &str);
        let counts = text.chars().all(number);
        (glued && whole && !counts && (short || last)).then_some(close)
    }

    fn decide(&self) -> Decision {
        let after = self.marks.get(self.after).filter(|mark| mark.at == self.next);
        if after.is_some_and(|mark| mark.class == Class::Join) {
            return (false, "goes on after a comma");
        }
        if let Some(decision) = self.enclosed() {
            return decision;
        }
        let spaced = self.next > self.end;
        let wide = is_wide(self.first()) || self.last().is_some_and(is_wide);
        if self.kind != Class::Full && !spaced && !wide {
            return (false, "inside a word");
        }
        // Full-width digits and letters are a number or a word of their own: １．２.
        let narrow = |c: char| c.is_alphanumeric() && is_narrow_by_sense(c);
        if self.kind == Class::Stop
            && !spaced
            && narrow(self.first())
            && self.last().is_some_and(narrow)
        {
            return (false, "inside a number");
        }
        let letter = self.first_letter();
        if letter.is_some_and(char::is_lowercase) && self.needs_capital() {
            return (false, "goes on in lower case");
        }
        if self.kind == Class::Stop
            && let Some(decision) = stop::judge(self)
        {
            return decision;
        }
        if let Some(close) = self.closed
            && let Some(pair) = self.marks[close].closes()
        {
            let open = self.marks[close].mate;
            let starts = open.is_none_or(|open| self.starts(open));
            match pair {
                Pair::Quote => return quotation::judge(self, open),
                Pair::Bracket if starts => {}
                _ => return (false, "inside brackets"),
            }
        }
        if self.turned && self.kind != Class::Stop && quotation::reported(self, self.next)
        {
            return (false, "reporting clause");
        }
        match self.kind {
            Class::Dots if quotation::keeps_capital(self) => (false, "pause"),
            Class::Dots if self.rules.pauses => (false, "pause"),
            Class::Dots if self.only_dots() => (false, "ellipsis at the beginning"),
            Class::Dots => (true, "ellipsis"),
            _ if quotation::quoted(self) => (false, "quotation without marks"),
            Class::Full | Class::End => (true, "end mark"),
            _ => (true, "full stop"),
        }
    }

    /// Returns whether nothing begins here in lower case: but for 。 anywhere, and after a
    /// title in 「」 for that as well, in a script with spaces.
    fn needs_capital(&self) -> bool {
        let spaced = !self.rules.profile.joiner.is_empty();
        self.kind != Class::Full || spaced && self.closed.is_some()
    }

    /// The decision where a pair of marks around the place keeps the sentence together.
    fn enclosed(&self) -> Option<Decision> {
        let last = self.closed.unwrap_or(self.index);
        let mut outer = self.marks[last].outer;
        // Four levels say enough; more would make nested brackets cost their square.
        for _ in 0..4 {
            let open = outer?;
            let mark = &self.marks[open];
            let close = &self.marks[mark.mate?];
            outer = mark.outer;
            if close.at - mark.at > REACH || close.at < self.end {
                continue;
            }
            let ended = self.text[..close.at].chars().next_back();
            let ended = ended.map(|c| self.rules.class(c));
            let ended = matches!(
                ended,
                Some(Class::Full | Class::End | Class::Stop | Class::Dots)
            );
            match mark.opens() {
                Some(Pair::Title) => return Some((false, "inside a title")),
                Some(Pair::Bracket) if !(ended && self.starts(open)) => {
                    return Some((false, "inside brackets"));
                }
                Some(Pair::Quote) if quotation::embedded(self, open, close, ended) => {
                    return Some((false, "quotation inside a sentence"));
                }
                _ => {}
            }
        }
        None
    }

    /// Returns whether the sentence begins with the opener, or began inside it.
    pub(super) fn starts(&self, open: usize) -> bool {
        let open = self.marks[open].at;
        let lead = self.text.get(self.start..open);
        // More than a few marks before it are hostile, and would be read at each place.
        if lead.is_some_and(|lead| lead.len() > LEAD) {
            return false;
        }
        lead.is_none_or(|lead| {
            lead.chars().all(|c| c.is_whitespace() || self.is_opening(c))
        })
    }

    fn is_opening(&self, c: char) -> bool {
        matches!(self.rules.class(c), Class::Open(_) | Class::Either(_) | Class::Dash)
    }

    /// Returns whether the text goes on with a dash.
    pub(super) fn before_dash(&self) -> bool {
        self.rules.class(self.first()) == Class::Dash
    }

    /// The first character of the text that goes on.
    pub(super) fn first(&self) -> char {
        self.text[self.next..].chars().next().unwrap_or(' ')
    }

    /// The last character before the run of marks.
    fn last(&self) -> Option<char> {
        self.text[..self.marks[self.index].at].chars().next_back()
    }

    /// The first letter or digit of the text that goes on, past openers and dashes.
    fn first_letter(&self) -> Option<char> {
        let mut rest = self.text[self.next..].chars();
        rest.find(|&c| !c.is_whitespace() && !self.is_opening(c) && c != '\'')
    }

    /// Returns whether the sentence holds nothing but its ellipsis.
    fn only_dots(&self) -> bool {
        let before = &self.text[self.start.min(self.end)..self.end];
        before.len() <= LEAD && !before.chars().any(char::is_alphanumeric)
    }
}

/// Returns whether a mark is a dash that may open or close a turn of a dialogue: with
/// white space after it, unlike that of `1954–56`.
fn is_turn(text: &str, mark: &Mark) -> bool {
    let after = text[mark.end()..].chars().next();
    mark.class == Class::Dash && after.is_none_or(char::is_whitespace)
}

/// The sort of a run of marks, from what it was and the next mark.
fn stronger(kind: Class, mark: Class, stops: usize) -> Class {
    match (kind, mark) {
        (Class::Full, _) | (_, Class::Full) => Class::Full,
        (Class::End, _) | (_, Class::End) => Class::End,
        (Class::Stop, Class::Stop) if stops < 2 => Class::Stop,
        (Class::Dots, _) | (_, Class::Dots) | (Class::Stop, Class::Stop) => Class::Dots,
        _ => kind,
    }
}

/// The length of what belongs to the end of a sentence though it is no mark of the
/// language: `¹`, `①`, `†`, what modifies the mark itself, and the bare digits that a
/// raised number becomes in plain text (`end.12 Then`).
fn trailing(rest: &str, last: Option<char>) -> Option<usize> {
    let c = rest.chars().next()?;
    let modifier = matches!(c, '\u{fe0e}' | '\u{fe0f}' | '\u{200d}' | '\u{20e3}')
        || unicode_normalization::char::canonical_combining_class(c) != 0;
    if modifier || is_note_mark(c) {
        return Some(c.len_utf8());
    }
    let straight = c == '\'' && rest[1..].chars().next().is_none_or(char::is_whitespace);
    if straight {
        return Some(1);
    }
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    let mut after = rest[digits..].chars();
    let alone = after.next().is_none_or(char::is_whitespace)
        && after.next().is_none_or(|c| c.is_uppercase() || !c.is_alphanumeric());
    // `at 8.30 Maria left` is no note.
    let number = last.is_some_and(char::is_numeric);
    ((1..=3).contains(&digits) && !number && alone).then_some(digits)
}

/// Returns whether a letter or digit is Latin, be it of full width.
fn is_narrow_by_sense(c: char) -> bool {
    !is_wide(c) || matches!(c, '０'..='９' | 'Ａ'..='Ｚ' | 'ａ'..='ｚ')
}

fn is_note_mark(c: char) -> bool {
    matches!(c, '¹' | '²' | '³' | '⁰'..='⁹' | '①'..='⑳' | '㉑'..='㉟' | '†' | '‡' | '*')
}

fn is_digit(c: char) -> bool {
    c.is_ascii_digit() || ('０'..='９').contains(&c) || c == '*' || is_note_mark(c)
}
