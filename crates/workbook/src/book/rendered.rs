//! The book as rendered: every link leads somewhere, nothing comes from another
//! host, and nothing was left out on the way.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use anyhow::Context;
use percent_encoding::percent_decode_str;
use scraper::Html;
use url::Url;

use super::markup::{foreign_in_sheet, ids, links, selector, text_outside_code};
use super::problem::{Problem, Spot};

/// Where the rendered files stand, as far as links are concerned.
const HERE: &str = "http://book.invalid/";

/// A chapter, to tell where in the sources a problem comes from.
#[derive(Debug)]
pub(crate) struct Source {
    /// Its file, as messages name it.
    pub(crate) file: String,
    /// Its Markdown as written.
    pub(crate) text: String,
}

/// Everything wrong with the files under `folder`. `sources` are the chapters by
/// the path of the page that each became.
///
/// # Errors
///
/// If a file cannot be read.
pub(crate) fn check(
    folder: &Path,
    sources: &BTreeMap<String, Source>,
) -> anyhow::Result<Vec<Problem>> {
    let mut files = Vec::new();
    list(folder, &mut files)?;
    let mut pages = BTreeMap::new();
    let mut sheets = Vec::new();
    let mut names = BTreeSet::new();
    for path in &files {
        let name = path.strip_prefix(folder).unwrap_or(path);
        let name = name.to_string_lossy().replace('\\', "/");
        match path.extension().and_then(|extension| extension.to_str()) {
            Some("html") => {
                pages.insert(name.clone(), Html::parse_document(&read(path)?));
            }
            Some("css") => sheets.push((name.clone(), read(path)?)),
            _ => {}
        }
        names.insert(name);
    }
    let ids = pages.iter().map(|(name, page)| (name.clone(), ids(page)));
    let book = Book {
        names,
        ids: ids.collect(),
        sources,
    };
    let mut problems = Vec::new();
    for (name, page) in &pages {
        // The print page repeats the chapters; once is enough.
        if name != "print.html" {
            problems.extend(book.page(name, page));
        }
    }
    if let (true, Some(page)) = (problems.is_empty(), pages.get("print.html")) {
        problems.extend(book.page("print.html", page));
    }
    for (name, text) in sheets {
        problems.extend(foreign_in_sheet(&text).map(|what| book.problem(&name, "", &what)));
    }
    Ok(problems)
}

fn read(path: &Path) -> anyhow::Result<String> {
    std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))
}

fn list(folder: &Path, files: &mut Vec<PathBuf>) -> anyhow::Result<()> {
    let cannot = || format!("cannot list {}", folder.display());
    for entry in std::fs::read_dir(folder).with_context(cannot)? {
        let path = entry.with_context(cannot)?.path();
        if path.is_dir() {
            list(&path, files)?;
        } else {
            files.push(path);
        }
    }
    files.sort();
    Ok(())
}

struct Book<'a> {
    names: BTreeSet<String>,
    ids: BTreeMap<String, BTreeSet<String>>,
    sources: &'a BTreeMap<String, Source>,
}

impl Book<'_> {
    /// A problem of a rendered file, traced to the line of its source that has
    /// this text, if one has.
    fn problem(&self, name: &str, text: &str, what: &str) -> Problem {
        let Some(source) = self.sources.get(name) else {
            return Problem::at(Spot::file(name), what);
        };
        let line = source
            .text
            .lines()
            .position(|line| !text.is_empty() && line.contains(text));
        let spot = match line {
            Some(line) => Spot::new(&source.file, line + 1),
            None => Spot::file(&source.file),
        };
        Problem::at(spot, what)
    }

    fn page(&self, name: &str, page: &Html) -> Vec<Problem> {
        let mut problems = Vec::new();
        // The page for what is not found is served anywhere, and says by a
        // <base> where it belongs.
        let base = page.select(&selector("base[href]")).next();
        let base = base
            .and_then(|base| base.value().attr("href"))
            .unwrap_or_default();
        let here = Url::parse(HERE).and_then(|root| {
            let here = if base.is_empty() {
                root.join(name)?
            } else {
                root.join(base)?
            };
            Ok(here)
        });
        let Ok(here) = here else {
            return vec![self.problem(name, base, &format!("`{base}` is no base for links"))];
        };
        for (link, loads) in links(page) {
            if let Some(what) = self.link(name, &here, &link, loads) {
                // A page is written with `.md` and rendered with `.html`.
                let written = link.replace(".html", ".md");
                let (link, what) = (&link, &what);
                let as_written = self.problem(name, &written, what);
                problems.push(match as_written.spot.as_ref().and_then(|spot| spot.line) {
                    Some(_) => as_written,
                    None => self.problem(name, link, what),
                });
            }
        }
        for pre in page.select(&selector("pre")) {
            if pre.text().all(|text| text.trim().is_empty()) {
                problems.push(self.problem(name, "", "a block of code is empty"));
            }
        }
        let escaped = |source: &Source| source.text.contains("\\{{");
        let meant = name == "print.html" || self.sources.get(name).is_some_and(escaped);
        if !meant && text_outside_code(page).contains("{{#") {
            let what = "a directive was left as it is: `{{#`";
            problems.push(self.problem(name, "{{#", what));
        }
        problems
    }

    /// What is wrong with a link, if anything is.
    fn link(&self, name: &str, here: &Url, link: &str, loads: bool) -> Option<String> {
        let Ok(target) = here.join(link) else {
            return Some(format!("`{link}` is no address"));
        };
        if !matches!(target.scheme(), "http" | "https") {
            let harmless = matches!(target.scheme(), "mailto" | "data");
            return (!harmless).then(|| format!("`{link}` leads to no page"));
        }
        if target.host_str() != Some("book.invalid") {
            return loads.then(|| {
                format!("`{link}` is loaded from another host; no request may leave the machine")
            });
        }
        let decode = |text: &str| percent_decode_str(text).decode_utf8_lossy().into_owned();
        let mut path = decode(target.path().trim_start_matches('/'));
        if path.is_empty() || path.ends_with('/') {
            path.push_str("index.html");
        }
        // On the page itself a fragment alone leads to where the reader is.
        if link.starts_with('#') {
            path = name.to_owned();
        }
        if !self.names.contains(&path) {
            return Some(format!("dead link: `{link}` leads to no file of the book"));
        }
        let fragment = decode(target.fragment().unwrap_or_default());
        let known = self.ids.get(&path)?;
        if fragment.is_empty() || fragment == "top" || known.contains(&fragment) {
            return None;
        }
        let near = super::register::did_you_mean(&fragment, known.iter().map(String::as_str));
        Some(format!(
            "dead link: `{link}` leads to a page that has no `#{fragment}`{near}"
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn problems(pages: &[(&str, &str)]) -> Vec<String> {
        let folder = tempfile::tempdir().unwrap();
        let mut sources = BTreeMap::new();
        for (name, body) in pages {
            let path = folder.path().join(name);
            let html = format!("<!doctype html><main>{body}</main>");
            std::fs::write(path, if name.ends_with("html") { &html } else { *body }).unwrap();
            let source = Source {
                file: name.replace(".html", ".md"),
                text: format!("first\n{body}"),
            };
            sources.insert((*name).to_owned(), source);
        }
        let found = check(folder.path(), &sources).unwrap();
        found.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn good_links_are_not_problems() {
        let good = "<p id=x><a href='b.html#y'>b</a> <a href='#x'>x</a> <a href='https://a.example'>a</a>\
                    <a href='mailto:a@b.example'>m</a> <img src='p%20q.png'> <pre><code>{{#claim x}}</code></pre>";
        assert_eq!(
            problems(&[
                ("a.html", good),
                ("b.html", "<p id=y>"),
                ("p q.png", ""),
                ("c.css", "url(x)")
            ]),
            Vec::<String>::new()
        );
    }

    #[test]
    fn bad_ones_are_told_with_their_line() {
        let one = |body: &str| problems(&[("a.html", body), ("b.html", "<p id=why>")]).join("|");
        assert_eq!(
            one("<a href='c.html'>c</a>"),
            "a.md:2: dead link: `c.html` leads to no file of the book"
        );
        assert!(one("<a href='b.html#wh'>b</a>").contains("has no `#wh` (did you mean `why`?)"));
        assert!(one("<img src='no.png'>").starts_with("a.md:2: dead link: `no.png`"));
        for foreign in [
            "<img src='https://a.example/p.png'>",
            "<script src='//a.example/x.js'></script>",
        ] {
            assert!(one(foreign).contains("from another host"), "{foreign}");
        }
        assert!(one("<a href='javascript:x()'>x</a>").contains("leads to no page"));
        assert!(one("<pre><code> </code></pre>").contains("a block of code is empty"));
        assert!(one("<p>{{#claim x</p>").contains("a.md:2: a directive was left"));
        assert!(
            problems(&[("a.css", "@import 'https://a.example/x.css'")])[0].contains("another host")
        );
    }
}
