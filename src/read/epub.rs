//! EPUB: the chapters in the order of the spine.
//!
//! The bytes of the file that the text knows are those of its chapters in UTF-8, one after
//! another.
//!
//! Source: EPUB 3.3, 4.2.6.3 (container), 5 (package document); EPUB 2 is read alike.

use std::collections::HashMap;

use quick_xml::Reader;
use quick_xml::events::Event;

use super::archive::Archive;
use super::build::Builder;
use super::html;
use crate::error::{Error, ErrorKind, Result};

/// Takes the paragraphs out of a book.
pub(super) fn parse(bytes: &[u8], out: &mut Builder) -> Result<()> {
    let mut archive = Archive::open(bytes)?;
    let wanted =
        |what: &str| Error::new(ErrorKind::Record, format!("no {what} in the EPUB"));
    let container = archive.text("META-INF/container.xml")?;
    let container = container.ok_or_else(|| wanted("`META-INF/container.xml`"))?;
    let roots = tags(&container, "rootfile")?;
    let root = roots.iter().find_map(|tag| tag.get("full-path"));
    let root = root.ok_or_else(|| wanted("package document"))?;
    let package = archive.text(root)?;
    let package = package.ok_or_else(|| wanted(&format!("part `{root}`")))?;
    if archive.has("META-INF/encryption.xml") && archive.has("META-INF/rights.xml") {
        let message = "an encrypted EPUB, wanted one without rights management";
        return Err(Error::new(ErrorKind::Record, message));
    }

    let items = tags(&package, "item")?;
    let items: HashMap<&str, &HashMap<String, String>> =
        items.iter().filter_map(|item| Some((item.get("id")?.as_str(), item))).collect();
    let folder = root.rsplit_once('/').map_or("", |(folder, _)| folder);
    for reference in tags(&package, "itemref")? {
        let item = reference.get("idref").and_then(|id| items.get(id.as_str()));
        let Some(item) = item else { continue };
        let nav =
            item.get("properties").is_some_and(|p| p.split(' ').any(|p| p == "nav"));
        let media = item.get("media-type").map_or("", String::as_str);
        let Some(href) = item.get("href").filter(|_| !nav && media.contains("html"))
        else {
            continue;
        };
        let name = resolve(folder, href);
        let Some(text) = archive.text(&name)? else {
            return Err(wanted(&format!("part `{name}`")));
        };
        let inside = |error: Error| {
            let line = error.line().map(|line| format!(":{line}")).unwrap_or_default();
            let message = format!("part `{name}{line}`: {}", error.message());
            Error::new(error.kind(), message)
        };
        archive.walk(&text, html::chapter, out).map_err(inside)?;
    }
    Ok(())
}

/// The attributes of all elements of that name.
fn tags(text: &str, name: &str) -> Result<Vec<HashMap<String, String>>> {
    let mut reader = Reader::from_str(text);
    reader.config_mut().check_end_names = false;
    let mut out = Vec::new();
    loop {
        match reader.read_event() {
            Ok(Event::Start(tag) | Event::Empty(tag)) => {
                if tag.local_name().as_ref() == name {
                    let mut attributes = tag.attributes();
                    let pairs =
                        attributes.with_checks(false).flatten().map(|attribute| {
                            let key = attribute.key.local_name().into_inner();
                            (key.to_owned(), attribute.value.replace("&amp;", "&"))
                        });
                    out.push(pairs.collect());
                }
            }
            Ok(Event::Eof) => return Ok(out),
            Ok(_) => {}
            Err(error) => {
                let message = format!("no XML in the package of the EPUB: {error}");
                return Err(Error::new(ErrorKind::Record, message));
            }
        }
    }
}

/// The name of the part that a link of the package leads to.
fn resolve(folder: &str, href: &str) -> String {
    let href = href.split('#').next().unwrap_or_default();
    let mut parts: Vec<String> =
        folder.split('/').filter(|part| !part.is_empty()).map(str::to_owned).collect();
    for part in href.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop();
            }
            _ => parts.push(unescaped(part)),
        }
    }
    parts.join("/")
}

/// A part of a link without its `%20`.
fn unescaped(part: &str) -> String {
    let bytes = part.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let hex =
            part.get(at + 1..at + 3).and_then(|hex| u8::from_str_radix(hex, 16).ok());
        match hex.filter(|_| bytes[at] == b'%') {
            Some(byte) => {
                out.push(byte);
                at += 3;
            }
            None => {
                out.push(bytes[at]);
                at += 1;
            }
        }
    }
    String::from_utf8_lossy(&out).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_lead_to_parts() {
        assert_eq!(resolve("OEBPS", "Text/a%20b.xhtml#x"), "OEBPS/Text/a b.xhtml");
        assert_eq!(resolve("a/b", "../c.xhtml"), "a/c.xhtml");
        assert_eq!(resolve("", "%E6%A9%8B.xhtml"), "橋.xhtml");
    }
}
