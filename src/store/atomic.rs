//! The one atomic writer: a file is there whole, as it was, or not at all.
//!
//! A hidden file `.name.tmp-…` in the same folder is written, synced and renamed, then
//! the folder is synced. While it is written it is locked: so what a killed run left
//! behind can be told from what another run is writing just now, without a clock.

use std::ffi::OsString;
use std::fs::{self, File, TryLockError};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use tempfile::{Builder, NamedTempFile};

use crate::error::{Error, Result};

const MARK: &str = ".tmp-";
const RANDOM: usize = 6;

/// Writes `bytes` to the file `path`, whole or not at all.
///
/// # Errors
/// If it cannot be written; the file is then as it was, and nothing else is left.
pub fn write_atomic(path: &Path, bytes: &[u8]) -> Result<()> {
    write_atomic_with(path, |out| Ok(out.write_all(bytes)?))
}

/// Writes what `fill` writes to the file `path`, whole or not at all, and returns what
/// `fill` returns.
///
/// A link is followed. What is there already and is no file, such as `/dev/null` or a
/// pipe, is written into: it must not be replaced.
///
/// # Errors
/// If it cannot be written, or `fill` fails; the file is then as it was, and nothing else
/// is left.
pub fn write_atomic_with<T>(
    path: &Path,
    fill: impl FnOnce(&mut dyn Write) -> Result<T>,
) -> Result<T> {
    let failed = |error: io::Error| Error::io(&error, path);
    let old = fs::metadata(path).ok();
    if old.is_some_and(|old| !old.is_file()) {
        let mut out = BufWriter::new(File::create(path).map_err(failed)?);
        let done = fill(&mut out).map_err(|error| error.at(path))?;
        out.flush().map_err(failed)?;
        return Ok(done);
    }
    let mut draft = Draft::create(path)?;
    let done = fill(&mut draft).map_err(|error| error.at(path))?;
    draft.finish()?;
    Ok(done)
}

/// A file that is being written: finished, it takes its place whole; dropped before, it
/// leaves nothing. For who writes several files at a time; else [`write_atomic_with`].
#[derive(Debug)]
pub struct Draft {
    target: PathBuf,
    permissions: Option<fs::Permissions>,
    out: BufWriter<NamedTempFile>,
}

impl Draft {
    /// Begins the file `path`. A link is followed.
    ///
    /// # Errors
    /// If no file can be created beside it.
    pub fn create(path: &Path) -> Result<Self> {
        let permissions = fs::metadata(path).ok().map(|old| old.permissions());
        let target = if path.is_symlink() { fs::canonicalize(path).ok() } else { None };
        let target = target.unwrap_or_else(|| path.to_owned());
        let file = create_beside(&target).map_err(|error| Error::io(&error, path))?;
        Ok(Self { target, permissions, out: BufWriter::with_capacity(1 << 16, file) })
    }

    /// Puts the file in its place.
    ///
    /// # Errors
    /// If it cannot be written; what was there is then as it was.
    pub fn finish(self) -> Result<()> {
        let target = self.target;
        let failed = |error: io::Error| Error::io(&error, &target);
        let file = self.out.into_inner().map_err(|error| failed(error.into_error()))?;
        if let Some(permissions) = self.permissions {
            file.as_file().set_permissions(permissions).map_err(failed)?;
        }
        file.as_file().sync_all().map_err(failed)?;
        file.persist(&target).map_err(|error| failed(error.error))?;
        sync_folder(folder_of(&target)).map_err(failed)
    }
}

impl Write for Draft {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.out.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

/// Removes the hidden files that a killed run left in the folder `dir`; those of a run
/// that still writes stay. Returns how many were removed.
///
/// # Errors
/// If the folder cannot be read, or a leftover not be removed. No folder, no leftovers.
pub fn remove_leftovers(dir: &Path) -> Result<usize> {
    let entries = match fs::read_dir(dir) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(0),
        entries => entries.map_err(|error| Error::io(&error, dir))?,
    };
    let mut removed = 0;
    for entry in entries {
        let entry = entry.map_err(|error| Error::io(&error, dir))?;
        let ours = is_ours(&entry.file_name().to_string_lossy());
        if !ours || !entry.file_type().is_ok_and(|kind| kind.is_file()) {
            continue;
        }
        let path = entry.path();
        // A file that is gone meanwhile was that of a run that just ended.
        let Ok(file) = File::open(&path) else { continue };
        if file.try_lock().is_ok() {
            fs::remove_file(&path).map_err(|error| Error::io(&error, &path))?;
            removed += 1;
        }
    }
    Ok(removed)
}

/// Returns whether a file's name is one that [`create_beside`] makes.
fn is_ours(name: &str) -> bool {
    let Some((stem, random)) = name.rsplit_once(MARK) else { return false };
    stem.len() > 1
        && stem.starts_with('.')
        && random.len() == RANDOM
        && random.bytes().all(|b| b.is_ascii_alphanumeric())
}

fn folder_of(path: &Path) -> &Path {
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    }
}

/// Creates the hidden file beside `path`, and locks it.
fn create_beside(path: &Path) -> io::Result<NamedTempFile> {
    let name = path.file_name().ok_or(io::ErrorKind::IsADirectory)?;
    let mut prefix = OsString::from(".");
    // Names end at 255 bytes; one that is near it is shortened.
    match name.to_str() {
        Some(name) => {
            let end = (0..=name.len().min(200)).rev().find(|i| name.is_char_boundary(*i));
            prefix.push(&name[..end.unwrap_or(0)]);
        }
        None => prefix.push(name),
    }
    prefix.push(MARK);
    let mut builder = Builder::new();
    builder.prefix(&prefix).rand_bytes(RANDOM);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        // As for any new file, the umask takes its share; tempfile's own is 0600.
        builder.permissions(fs::Permissions::from_mode(0o666));
    }
    loop {
        let temporary = builder.tempfile_in(folder_of(path))?;
        // Between its creation and its lock, `remove_leftovers` of another run may take
        // the file for a leftover: then another one is made.
        match temporary.as_file().try_lock() {
            Err(TryLockError::WouldBlock) => continue,
            // A file system without locks: nobody there removes leftovers either.
            Err(TryLockError::Error(_)) => return Ok(temporary),
            Ok(()) if temporary.path().exists() => return Ok(temporary),
            Ok(()) => continue,
        }
    }
}

/// Syncs a folder, so that the renaming itself outlives a loss of power.
#[cfg(unix)]
fn sync_folder(dir: &Path) -> io::Result<()> {
    match File::open(dir)?.sync_all() {
        // Some network file systems cannot sync a folder.
        Err(error) if error.kind() == io::ErrorKind::InvalidInput => Ok(()),
        done => done,
    }
}

#[cfg(not(unix))]
fn sync_folder(_: &Path) -> io::Result<()> {
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::ErrorKind;

    fn names(dir: &Path) -> Vec<String> {
        let entries = fs::read_dir(dir).unwrap();
        let names = entries.map(|e| e.unwrap().file_name().into_string().unwrap());
        let mut names: Vec<String> = names.collect();
        names.sort();
        names
    }

    #[test]
    fn a_failure_leaves_the_old_file_and_nothing_else() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a.jsonl");
        write_atomic(&path, b"old").unwrap();
        let failed = write_atomic_with(&path, |out| {
            out.write_all(b"half")?;
            Err::<(), _>(Error::new(ErrorKind::Text, "found nothing, wanted more"))
        });
        assert_eq!(failed.unwrap_err().path(), Some(path.as_path()));
        assert_eq!(fs::read(&path).unwrap(), b"old");
        assert_eq!(names(dir.path()), ["a.jsonl"]);
    }

    #[test]
    fn folders_and_missing_folders_are_errors_with_their_path() {
        let dir = tempfile::tempdir().unwrap();
        for path in [dir.path().to_owned(), dir.path().join("none/a")] {
            let error = write_atomic(&path, b"x").unwrap_err();
            assert_eq!((error.kind(), error.path()), (ErrorKind::Io, Some(&*path)));
        }
        assert!(names(dir.path()).is_empty());
    }

    #[test]
    fn long_names_can_be_written() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("書".repeat(85));
        write_atomic(&path, b"x").unwrap();
        assert_eq!(fs::read(path).unwrap(), b"x");
    }

    #[cfg(unix)]
    #[test]
    fn modes_and_links_stay_and_devices_are_not_replaced() {
        use std::os::unix::fs::{PermissionsExt, symlink};
        let dir = tempfile::tempdir().unwrap();
        let (path, link) = (dir.path().join("a"), dir.path().join("b"));
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        fs::write(dir.path().join("plain"), "").unwrap();
        write_atomic(&path, b"1").unwrap();
        assert_eq!(mode(&path), mode(&dir.path().join("plain")), "as any new file");
        fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();
        symlink("a", &link).unwrap();
        write_atomic(&link, b"2").unwrap();
        assert!(link.is_symlink());
        assert_eq!((fs::read(&path).unwrap(), mode(&path)), (b"2".to_vec(), 0o640));
        write_atomic(Path::new("/dev/null"), b"3").unwrap();
        assert!(!fs::metadata("/dev/null").unwrap().is_file());
    }

    #[test]
    fn only_our_own_leftovers_are_removed_and_only_unlocked_ones() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a.jsonl");
        for name in [".a.jsonl.tmp-Ab12Cd", ".a.tmp-", ".tmp-Ab12Cd", "a.tmp-Ab12Cd"] {
            fs::write(dir.path().join(name), "").unwrap();
        }
        let removed = write_atomic_with(&path, |_| remove_leftovers(dir.path()));
        assert_eq!(removed.unwrap(), 1);
        assert_eq!(
            names(dir.path()),
            [".a.tmp-", ".tmp-Ab12Cd", "a.jsonl", "a.tmp-Ab12Cd"]
        );
        assert_eq!(remove_leftovers(&dir.path().join("none")).unwrap(), 0);
    }
}
