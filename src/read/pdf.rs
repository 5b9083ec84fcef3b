//! PDF: the text layer, in reading order, with paragraphs, headings and notes.
//!
//! The bytes of the file that the text knows are those of the lines found, page after page.
//!
//! Invariant: whatever the file is, it is text or an error: the reader of the format is
//! fenced, and a panic inside it is an error of the file.

use std::cell::Cell;
use std::panic::{self, AssertUnwindSafe};
use std::sync::Once;
use std::thread;

use hayro_interpret::font::GlyphRun;
use hayro_interpret::hayro_cmap::{BfString, WritingMode};
use hayro_interpret::hayro_syntax::{LoadPdfError, Pdf};
use hayro_interpret::kurbo::{Affine, BezPath, Point, Rect};
use hayro_interpret::{
    BlendMode, ClipPath, Context, Device, DrawMode, DrawProps, Image, ImageDrawProps,
    InterpreterCache, InterpreterSettings, SoftMask, TransformExt, interpret_page,
};
use unicode_normalization::UnicodeNormalization;

use super::build::Builder;
use super::clean::Rule;
use super::page::{Glyph, Laid, Page};
use super::{page, text};
use crate::error::{Error, ErrorKind, Result};

/// Room on the stack for objects that nest in each other.
const STACK: usize = 64 << 20;
/// How many characters a page may have: a poster of small print has some ten thousand.
const GLYPHS: usize = 400_000;

/// Takes the paragraphs out of a PDF.
pub(super) fn parse(bytes: &[u8], out: &mut Builder) -> Result<()> {
    let pages = fenced(|| pages(bytes))??;
    let Laid { text, mut lines, raised } = page::lay(&pages, out);
    drop(pages);
    for _ in 0..raised {
        out.count(Rule::FootnoteMarks);
    }
    if text.trim().is_empty() {
        let message = "no text in the PDF, wanted one with a text layer";
        return Err(Error::new(ErrorKind::Text, message)
            .hint("a scan needs a program that recognizes characters first"));
    }
    let normal = super::normal::normalize(&text, 0, out.rules_off());
    // Lines stand where they stood: normalizing moves none, but may shorten one.
    let moved;
    let text = match normal.text.len() == text.len() {
        true => &text,
        false => {
            moved = normal.text.into_owned();
            lines = page::moved(&moved, &lines);
            &moved
        }
    };
    out.part(0, normal.offsets);
    out.count_all(&normal.counts);
    out.learn_hyphens(text);
    text::lay(text, &lines, true, out);
    Ok(())
}

/// Runs what may panic, on a stack of its own.
fn fenced<T: Send>(run: impl FnOnce() -> T + Send) -> Result<T> {
    thread_local! {
        static FENCED: Cell<bool> = const { Cell::new(false) };
    }
    static QUIET: Once = Once::new();
    // What a fenced panic would say is said by the error.
    QUIET.call_once(|| {
        let before = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            if !FENCED.get() {
                before(info);
            }
        }));
    });
    let broken = || {
        let message = "the PDF cannot be read: its objects make no sense";
        Error::new(ErrorKind::Record, message)
    };
    thread::scope(|scope| {
        let run = || {
            FENCED.set(true);
            panic::catch_unwind(AssertUnwindSafe(run))
        };
        let thread = thread::Builder::new().stack_size(STACK).spawn_scoped(scope, run)?;
        match thread.join() {
            Ok(Ok(done)) => Ok(done),
            _ => Err(broken()),
        }
    })
}

/// The glyphs of all pages.
fn pages(bytes: &[u8]) -> Result<Vec<Page>> {
    let pdf = Pdf::new(bytes.to_vec()).map_err(|error| {
        let message = match error {
            LoadPdfError::Decryption(_) => {
                "an encrypted PDF, wanted one without a password"
            }
            _ => "a damaged PDF, wanted a whole one",
        };
        Error::new(ErrorKind::Record, message)
    })?;
    let cache = InterpreterCache::new();
    let mut out = Vec::new();
    for page in pdf.pages().iter() {
        let settings = InterpreterSettings::default();
        let area = Rect::new(0.0, 0.0, 1.0, 1.0);
        let transform = page.initial_transform(false).to_kurbo();
        let mut context = Context::new(transform, area, &cache, pdf.xref(), settings);
        let mut reader = Reader::default();
        interpret_page(page, &mut context, &mut reader);
        out.push(Page::new(reader.glyphs));
    }
    Ok(out)
}

/// Takes down the glyphs of a page.
#[derive(Debug, Default)]
struct Reader {
    glyphs: Vec<Glyph>,
}

impl Device<'_> for Reader {
    fn draw_glyph_run(
        &mut self,
        run: &GlyphRun<'_, '_>,
        props: DrawProps<'_>,
        _: &DrawMode,
    ) {
        let vertical = run.writing_mode() == WritingMode::Vertical;
        for glyph in run.glyphs() {
            if self.glyphs.len() >= GLYPHS {
                return;
            }
            let Some(found) = glyph.as_unicode() else { continue };
            let text = match found {
                BfString::Char(c) => c.to_string(),
                BfString::String(text) => text,
            };
            let width = match &**glyph {
                hayro_interpret::font::Glyph::Outline(glyph) => glyph.advance_width(),
                hayro_interpret::font::Glyph::Type3(glyph) => glyph.advance_width(),
            };
            let place: Affine = props.transform * glyph.transform();
            let at = |x: f64, y: f64| place * Point::new(x, y);
            let (start, up) = (at(0.0, 0.0), at(0.0, 1000.0));
            let end = at(f64::from(width.unwrap_or(500.0)), 0.0);
            let size = (up - start).hypot();
            // What is turned on its side is an ornament, or the legend of a picture.
            let level = (end.y - start.y).abs() <= (end.x - start.x).abs();
            let sane = [start.x, start.y, end.x, size].iter().all(|n| n.abs() < 1e6);
            if size < 0.5 || !level || !sane {
                continue;
            }
            let text = plain(&text);
            self.glyphs.push(match vertical {
                // Columns from right to left are lines from top to bottom.
                true => {
                    Glyph { x: -start.y, end: size - start.y, y: start.x, size, text }
                }
                false => Glyph { x: start.x, end: end.x, y: start.y, size, text },
            });
        }
    }

    fn draw_path(&mut self, _: &BezPath, _: DrawProps<'_>, _: &DrawMode) {}
    fn push_clip_path(&mut self, _: &ClipPath) {}
    fn push_transparency_group(&mut self, _: f32, _: Option<SoftMask<'_>>, _: BlendMode) {
    }
    fn draw_image(&mut self, _: Image<'_, '_>, _: ImageDrawProps<'_>) {}
    fn pop_clip(&mut self) {}
    fn pop_transparency_group(&mut self) {}
}

/// A glyph's text without ligatures and without radicals in place of characters, which
/// fonts name so and texts do not.
fn plain(text: &str) -> String {
    let dressed =
        |c: char| matches!(c, '\u{fb00}'..='\u{fb06}' | '\u{2f00}'..='\u{2fd5}');
    match text.contains(dressed) {
        true => text.nfkc().collect(),
        false => text.to_owned(),
    }
}
