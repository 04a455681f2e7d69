//! The text of a source line, for people who read a witness.

use std::path::{Path, PathBuf};

use crate::step::Place;

/// The text of this line, without the spaces around it.
///
/// The compiler names files from where it was started, which for a package of a
/// workspace is the root of the workspace; a test runs in the folder of its
/// package. So the path is tried from this folder and from every one above.
pub(crate) fn line(place: &Place, from: &Path) -> Option<String> {
    let text = std::fs::read_to_string(find(Path::new(&*place.file), from)?).ok()?;
    let line = text
        .lines()
        .nth(usize::try_from(place.line).ok()?.checked_sub(1)?)?;
    Some(line.trim().to_owned())
}

fn find(file: &Path, from: &Path) -> Option<PathBuf> {
    if file.is_absolute() {
        return file.is_file().then(|| file.to_owned());
    }
    from.ancestors()
        .map(|folder| folder.join(file))
        .find(|path| path.is_file())
}
