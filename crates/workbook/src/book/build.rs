//! Building the book: everything is checked before any of it is shown.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError};

use anyhow::Context;
use mdbook_core::config::Config;
use mdbook_driver::MDBook;

use super::preprocess::Workbook;
use super::problem::{Problem, Problems, Spot};
use super::register::Register;
use super::rendered::{self, Source};
use super::{chapters, logged, output, stale};

/// A book that was built.
#[derive(Debug)]
pub(crate) struct Built {
    /// Where it is.
    pub(crate) out: PathBuf,
    /// How many pages it has.
    pub(crate) pages: usize,
    /// How many claims were decided for it.
    pub(crate) claims: usize,
}

/// Where the book's files are.
#[derive(Clone, Debug)]
pub(crate) struct Locations {
    /// The root of the workspace, from which messages name files.
    pub(crate) root: PathBuf,
    /// Where the built book goes.
    pub(crate) out: PathBuf,
}

impl Locations {
    /// The book of this workspace, built into this folder or the usual one.
    pub(crate) fn new(root: PathBuf, out: Option<PathBuf>) -> Locations {
        let out = out.unwrap_or_else(|| root.join("target/book"));
        Locations { root, out }
    }
}

/// Builds the book into `places.out`, if nothing is wrong with it. If something
/// is, all of it is listed and what was in `places.out` stays.
///
/// # Errors
///
/// If it could not be tried: a file cannot be read or written.
pub(crate) fn build(
    places: &Locations,
    register: &Arc<Register>,
) -> anyhow::Result<Result<Built, Problems>> {
    output::replace(&places.out, |folder| {
        let book = places.root.join("book");
        let mut config = match Config::from_disk(book.join("book.toml")) {
            Ok(config) => config,
            Err(error) => {
                let spot = Spot::file("book/book.toml");
                return Ok(Err([Problem::at(spot, format!("{error:#}"))]
                    .into_iter()
                    .collect()));
            }
        };
        config.build.build_dir = folder.to_owned();
        // A chapter that is missing is told, not made.
        config.build.create_missing = false;
        let src = book.join(&config.book.src);
        let shown = src
            .strip_prefix(&places.root)
            .unwrap_or(&src)
            .display()
            .to_string();

        let mut problems = Problems::default();
        problems.extend(stale::check(&places.root));
        let contents = chapters::read(&src, &shown)?;
        let missing = !contents.problems.is_empty();
        problems.extend(contents.problems);
        let workbook = Workbook::new(Arc::clone(register), &shown);
        let pages = contents.present.len();
        if missing {
            // mdBook would stop at the first one; the others have problems too.
            problems.extend(pages_alone(&workbook, &src, &contents.present)?);
        } else {
            let sources = sources(&src, &shown, &contents.present)?;
            problems.extend(render(book, config, workbook));
            // What was not rendered would be missing on every page that links to it.
            if problems.is_empty() || folder.join("index.html").is_file() {
                problems.extend(rendered::check(folder, &sources)?);
            }
        }
        Ok(if problems.is_empty() {
            Ok(Built {
                out: places.out.clone(),
                pages,
                claims: register.entries().len(),
            })
        } else {
            Err(problems)
        })
    })
}

/// Renders the book, and returns everything that mdBook or our preprocessor
/// finds wrong with it.
fn render(book: PathBuf, config: Config, workbook: Workbook) -> Problems {
    let found = workbook.problems();
    let (result, heard) = logged::listening(|| -> anyhow::Result<()> {
        let mut book = MDBook::load_with_config(book, config)?;
        book.with_preprocessor(workbook);
        book.build()
    });
    let mut problems = found.lock().unwrap_or_else(PoisonError::into_inner).clone();
    problems.extend(heard);
    if let Err(error) = result {
        problems.push(Problem::nowhere(format!(
            "mdbook cannot render the book: {error:#}"
        )));
    }
    problems
}

/// What is wrong with the pages that are there, when some are not.
fn pages_alone(workbook: &Workbook, src: &Path, pages: &[PathBuf]) -> anyhow::Result<Problems> {
    let mut problems = Problems::default();
    let mut cited = Vec::new();
    for page in pages {
        let expanded = workbook.page(src, page, &read(&src.join(page))?);
        problems.extend(expanded.problems);
        cited.extend(expanded.cited);
    }
    problems.extend(workbook.claims(&cited));
    Ok(problems)
}

/// The chapters by the name of the page that each becomes.
///
/// mdBook makes the index of the book from its first chapter too, unless a
/// chapter is the index.
fn sources(src: &Path, shown: &str, pages: &[PathBuf]) -> anyhow::Result<BTreeMap<String, Source>> {
    let mut sources = BTreeMap::new();
    let mut add = |name: &Path, page: &Path| -> anyhow::Result<()> {
        let name = name.to_string_lossy().replace('\\', "/");
        if let Entry::Vacant(entry) = sources.entry(name) {
            let file = format!("{shown}/{}", page.display());
            let text = read(&src.join(page))?;
            entry.insert(Source { file, text });
        }
        Ok(())
    };
    for page in pages {
        match page.file_stem() {
            // mdBook makes the index of a folder from its README.
            Some(stem) if stem.eq_ignore_ascii_case("readme") => {
                add(&page.with_file_name("index.html"), page)?;
            }
            _ => add(&page.with_extension("html"), page)?,
        }
    }
    if let Some(first) = pages.first() {
        add(Path::new("index.html"), first)?;
    }
    Ok(sources)
}

fn read(path: &Path) -> anyhow::Result<String> {
    std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))
}
