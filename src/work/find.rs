//! Which works there are: folders of texts, or files whose names differ by a tag.
//!
//! Invariant: the order depends on names alone, never on the file system's.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use super::Meta;
use crate::error::{Error, ErrorKind, Result};
use crate::lang::{Lang, check_distinct};
use crate::read;

/// Texts that say the same, one in each language.
#[derive(Clone, Debug)]
pub struct Work {
    /// The name: that of its folder, or what its files' names have in common.
    pub name: String,
    /// The texts, in the order of the columns.
    pub columns: Vec<TextFile>,
    /// What is known of it.
    pub meta: Meta,
}

/// A text of a work.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TextFile {
    /// The language it is written in.
    pub lang: Lang,
    /// Where it is.
    pub path: PathBuf,
}

/// The file that says more of a work.
const META: &str = "work.toml";

impl Work {
    /// Checks that there are two columns or more, each of another language.
    ///
    /// # Errors
    /// [`ErrorKind::Argument`] or [`ErrorKind::Language`] if not.
    pub fn check(&self) -> Result<()> {
        if self.columns.len() < 2 {
            let message = match self.columns.first() {
                Some(only) => format!(
                    "one column, `{}` ({}), wanted two or more",
                    only.lang,
                    only.path.display()
                ),
                None => "no column, wanted two or more".to_owned(),
            };
            return Err(Error::new(ErrorKind::Argument, message));
        }
        let langs: Vec<Lang> = self.columns.iter().map(|c| c.lang.clone()).collect();
        check_distinct(&langs)
    }

    /// Leaves only the named columns, in that order.
    ///
    /// # Errors
    /// [`ErrorKind::Unknown`] for one that the work has not.
    pub fn choose(&mut self, langs: &[Lang]) -> Result<()> {
        let known: Vec<&str> = self.columns.iter().map(|c| c.lang.as_str()).collect();
        let chosen = langs.iter().map(|lang| {
            let column = self.columns.iter().find(|column| &column.lang == lang);
            let column =
                column.or_else(|| self.columns.iter().find(|c| c.lang.is_in(lang)));
            column.cloned().ok_or_else(|| {
                Error::unknown("column", lang.as_str(), known.iter().copied())
            })
        });
        self.columns = chosen.collect::<Result<_>>()?;
        Ok(())
    }
}

/// Returns what a file's name says of its language, and the rest of the name: of
/// `contract_en.md` and `contract.en.md` `contract` and `en`, of `001.zh` `001`, of
/// `it.txt` nothing and `it`.
pub fn lang_of_name(path: &Path) -> Option<(String, Lang)> {
    let name = path.file_name()?.to_str()?;
    let known = |tag: &str| Lang::known(tag).ok();
    let stem = match read::by_extension(path) {
        Some(_) => path.file_stem()?.to_str()?,
        None => {
            // An ending that is no format's may be a tag itself.
            let (rest, ending) = name.rsplit_once('.')?;
            if let Some(lang) = known(ending) {
                return Some((rest.to_owned(), lang));
            }
            rest
        }
    };
    if let Some(lang) = known(stem) {
        return Some((String::new(), lang));
    }
    let at = stem.rfind(['.', '_'])?;
    Some((stem[..at].to_owned(), known(&stem[at + 1..])?))
}

/// Returns the works at `path`: the folder's own, or those of the folders and files in it.
///
/// # Errors
/// If it is no folder or cannot be read, or a `work.toml` is malformed. A folder without
/// a work is not an error, and gives none.
pub fn works(path: &Path) -> Result<Vec<Work>> {
    if let Some(work) = work_of_folder(path)? {
        return Ok(vec![work]);
    }
    let mut works = Vec::new();
    let mut flat: BTreeMap<String, Vec<TextFile>> = BTreeMap::new();
    for entry in entries(path)? {
        if entry.is_dir() {
            works.extend(work_of_folder(&entry)?);
        } else if let Some((stem, lang)) = lang_of_name(&entry) {
            flat.entry(stem).or_default().push(TextFile { lang, path: entry });
        }
    }
    for (name, mut columns) in flat {
        columns.sort_by(|a, b| a.lang.cmp(&b.lang));
        // One file with a tag among others is no work; a work's second text may come.
        if columns.len() >= 2 {
            works.push(Work { name, columns, meta: Meta::default() });
        }
    }
    works.sort_by(|a, b| a.name.cmp(&b.name));
    let twice = works.windows(2).find(|pair| pair[0].name == pair[1].name);
    if let Some([work, _]) = twice {
        let message = format!("two works are called `{}`, wanted one", work.name);
        return Err(Error::new(ErrorKind::Argument, message).at(path));
    }
    Ok(works)
}

/// Returns the works of a list: one a line, `tag=path` for each column, separated by
/// tabs; blank lines and lines that begin with `#` are passed over.
///
/// Paths are relative to the current folder, as in arguments.
///
/// # Errors
/// [`ErrorKind::Record`] with the line of a column that is no `tag=path`.
pub fn works_of_list(text: &str, path: &Path) -> Result<Vec<Work>> {
    let mut works: BTreeMap<String, Work> = BTreeMap::new();
    for (index, line) in text.lines().enumerate() {
        if line.trim().is_empty() || line.starts_with('#') {
            continue;
        }
        let placed = |error: Error| error.at(path).on_line(index + 1);
        let column = |field: &str| {
            let (tag, file) = field.split_once('=').ok_or_else(|| {
                let message = format!("`{field}` is no column, wanted `tag=path`");
                Error::new(ErrorKind::Record, message)
            })?;
            Ok(TextFile {
                lang: Lang::known(tag.trim())?,
                path: PathBuf::from(file.trim()),
            })
        };
        let columns: Result<Vec<TextFile>> = line.split('\t').map(column).collect();
        let columns = columns.map_err(placed)?;
        let name = common_name(&columns);
        let work = Work { name: name.clone(), columns, meta: Meta::default() };
        work.check().map_err(placed)?;
        if works.insert(name.clone(), work).is_some() {
            let message = format!("a second work called `{name}`, wanted one");
            return Err(placed(Error::new(ErrorKind::Record, message)));
        }
    }
    Ok(works.into_values().collect())
}

/// Returns a name for a work of these files: what the first is called without its tag,
/// or its folder.
pub fn common_name(columns: &[TextFile]) -> String {
    let Some(first) = columns.first() else { return "work".to_owned() };
    let stem = match lang_of_name(&first.path) {
        Some((stem, _)) => stem,
        None => name_of(first.path.file_stem()),
    };
    if !stem.is_empty() {
        return stem;
    }
    let folder = std::path::absolute(&first.path).unwrap_or_else(|_| first.path.clone());
    let folder = name_of(folder.parent().and_then(Path::file_name));
    if folder.is_empty() { "work".to_owned() } else { folder }
}

fn name_of(name: Option<&std::ffi::OsStr>) -> String {
    name.map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}

/// Returns what is in a folder, sorted, without what is hidden; no folder, nothing.
pub(super) fn entries(folder: &Path) -> Result<Vec<PathBuf>> {
    let read = match fs::read_dir(folder) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            return Ok(Vec::new());
        }
        read => read.map_err(|error| Error::io(&error, folder))?,
    };
    let mut paths = Vec::new();
    for entry in read {
        let path = entry.map_err(|error| Error::io(&error, folder))?.path();
        if !name_of(path.file_name()).starts_with('.') {
            paths.push(path);
        }
    }
    paths.sort();
    Ok(paths)
}

/// Returns the work that a folder is: one that has texts named by nothing but their tag,
/// or a `work.toml`.
fn work_of_folder(folder: &Path) -> Result<Option<Work>> {
    let mut columns = Vec::new();
    for path in entries(folder)?.into_iter().filter(|path| path.is_file()) {
        if let Some((_, lang)) = lang_of_name(&path).filter(|(stem, _)| stem.is_empty()) {
            columns.push(TextFile { lang, path });
        }
    }
    let path = folder.join(META);
    let meta = match fs::read_to_string(&path) {
        Ok(text) => Meta::parse(&text, &path)?,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            if columns.is_empty() {
                return Ok(None);
            }
            Meta::default()
        }
        Err(error) => return Err(Error::io(&error, &path)),
    };
    columns.sort_by(|a, b| a.lang.cmp(&b.lang));
    // `.` and `..` have names too, but not in themselves.
    let absolute = fs::canonicalize(folder).map_err(|error| Error::io(&error, folder))?;
    let name = name_of(absolute.file_name());
    let mut work = Work { name, columns, meta };
    if let Some(langs) = work.meta.columns()? {
        work.choose(&langs).map_err(|error| error.at(&path))?;
    }
    Ok(Some(work))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_files_say_their_language() {
        for (name, wanted) in [
            ("it.txt", Some(("", "it"))),
            ("zh-Hant.md", Some(("", "zh-Hant"))),
            ("001.zh", Some(("001", "zh"))),
            ("001.zh-Hant.md", Some(("001", "zh-Hant"))),
            ("contract_en.txt", Some(("contract", "en"))),
            ("contract.it.docx", Some(("contract", "it"))),
            ("my.long.name.en.txt", Some(("my.long.name", "en"))),
            ("README.md", None),
            ("notes.txt", None),
            ("zh", None),
        ] {
            let found = lang_of_name(Path::new(name));
            let found = found.as_ref().map(|(stem, lang)| (stem.as_str(), lang.as_str()));
            assert_eq!(found, wanted, "{name}");
        }
    }

    #[test]
    fn a_list_names_works_by_their_files() {
        let text = "# corpus\nit=a/one.it.txt\ten=b/one.en.txt\n\nit=two.it\ten=two.en\n";
        let works = works_of_list(text, "list.tsv".as_ref()).unwrap();
        let names: Vec<&str> = works.iter().map(|work| work.name.as_str()).collect();
        assert_eq!(names, ["one", "two"]);
        let error = works_of_list("it=a\ten\n", "list.tsv".as_ref()).unwrap_err();
        assert_eq!(error.to_string(), "list.tsv:1: `en` is no column, wanted `tag=path`");
    }
}
