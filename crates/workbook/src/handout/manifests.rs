//! The manifests of a hand-out: what is left out is named nowhere.

use std::collections::BTreeSet;
use std::path::Path;

use anyhow::{Context, anyhow};
use toml_edit::{Array, ArrayOfTables, DocumentMut, Item, Table, TableLike, value};

/// The sections of a manifest that name dependencies.
const SECTIONS: [&str; 3] = ["dependencies", "build-dependencies", "dev-dependencies"];

/// A manifest that is being changed.
#[derive(Clone, Debug)]
pub(super) struct Manifest(DocumentMut);

impl Manifest {
    /// Reads a manifest.
    ///
    /// # Errors
    ///
    /// If it cannot be read, or is no TOML: with the line.
    pub(super) fn read(path: &Path) -> anyhow::Result<Manifest> {
        let text = std::fs::read_to_string(path)
            .with_context(|| format!("cannot read {}", path.display()))?;
        let parsed = text.parse();
        parsed
            .map(Manifest)
            .map_err(|error| anyhow!("{}: {error}", path.display()))
    }

    /// The text of the manifest.
    pub(super) fn text(&self) -> String {
        self.0.to_string()
    }

    /// What a crate needs of others, by the names of its dependencies.
    pub(super) fn needs(&self) -> BTreeSet<String> {
        let root = self.0.as_table();
        let targets = root.get("target").and_then(Item::as_table_like);
        let targets = targets.into_iter().flat_map(TableLike::iter);
        let tables = targets.filter_map(|(_, target)| target.as_table_like());
        let all = tables.chain([root as &dyn TableLike]);
        all.flat_map(|table| SECTIONS.map(|section| table.get(section)))
            .flatten()
            .filter_map(Item::as_table_like)
            .flat_map(|section| section.iter().map(|(name, _)| name.to_owned()))
            .collect()
    }

    /// Leaves out our tests and benchmarks, and the dependencies that only they have.
    /// `uses` tells whether what is left names a library.
    pub(super) fn without_our_tests(&mut self, uses: impl Fn(&str) -> bool) {
        for table in ["test", "bench"] {
            self.0.remove(table);
        }
        if let Some(package) = self.0["package"].as_table_mut() {
            // The book shows parts of some tests, so their files may be there.
            package["autotests"] = value(false);
            package["autobenches"] = value(false);
        }
        let Some(dev) = self.0.get_mut("dev-dependencies") else {
            return;
        };
        if let Some(dev) = dev.as_table_like_mut() {
            let names: Vec<String> = dev.iter().map(|(name, _)| name.to_owned()).collect();
            for name in names.iter().filter(|name| !uses(&name.replace('-', "_"))) {
                dev.remove(name);
            }
        }
        if dev.as_table_like().is_some_and(TableLike::is_empty) {
            self.0.remove("dev-dependencies");
        }
    }

    /// Says that the program has no unit tests to run.
    pub(super) fn without_unit_tests(&mut self, name: &str) {
        let mut bin = Table::new();
        bin["name"] = value(name);
        bin["path"] = value("src/main.rs");
        bin["test"] = value(false);
        let mut all = ArrayOfTables::new();
        all.push(bin);
        self.0["bin"] = Item::ArrayOfTables(all);
    }

    /// Makes this manifest of the workspace one without solutions, and with only the
    /// shared dependencies that are needed.
    pub(super) fn without_solutions(&mut self, needed: &BTreeSet<String>) {
        let list = |folders: &[&str]| value(folders.iter().copied().collect::<Array>());
        let workspace = &mut self.0["workspace"];
        workspace["members"] = list(&["crates/*", "exercises/*"]);
        workspace["default-members"] = list(&["crates/*"]);
        if let Some(shared) = workspace["dependencies"].as_table_like_mut() {
            keep(shared, |name| needed.contains(name));
        }
    }

    /// Leaves out the settings of packages that are not locked: Cargo would warn of them.
    ///
    /// # Errors
    ///
    /// If the lock file is none.
    pub(super) fn only_locked(&mut self, lock: &str) -> anyhow::Result<()> {
        let lock: DocumentMut = lock.parse().context("Cargo.lock cannot be read")?;
        let packages = lock.get("package").and_then(Item::as_array_of_tables);
        let names: BTreeSet<&str> = packages
            .into_iter()
            .flatten()
            .filter_map(|package| package.get("name")?.as_str())
            .collect();
        let profiles = self.0.get_mut("profile").and_then(Item::as_table_like_mut);
        for (_, profile) in profiles.into_iter().flat_map(|all| all.iter_mut()) {
            let package = profile
                .as_table_like_mut()
                .and_then(|one| one.get_mut("package"));
            if let Some(package) = package.and_then(Item::as_table_like_mut) {
                keep(package, |name| name == "*" || names.contains(name));
            }
        }
        Ok(())
    }
}

fn keep(table: &mut dyn TableLike, is_kept: impl Fn(&str) -> bool) {
    let names: Vec<String> = table.iter().map(|(name, _)| name.to_owned()).collect();
    for name in names.iter().filter(|name| !is_kept(name)) {
        table.remove(name);
    }
}

/// Whether a text names this library: as a whole word. A comment that does so keeps a
/// dependency that nobody needs, which costs little.
pub(super) fn names(text: &str, library: &str) -> bool {
    text.split(|c: char| !c.is_alphanumeric() && c != '_')
        .any(|word| word == library)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn manifest(text: &str) -> Manifest {
        Manifest(text.parse().unwrap())
    }

    #[test]
    fn our_tests_and_what_only_they_need_are_left_out() {
        let mut one = manifest(
            "[package]\nname = 'a'\n\n# What it needs.\n[dependencies]\nos.workspace = true\n\
             [target.'cfg(unix)'.dependencies]\nnix = '1'\n\
             [dev-dependencies]\nproptest = '1'\nin-sta = '1'\n\
             [[test]]\nname = 't'\n[[bench]]\nname = 'b'\n",
        );
        assert_eq!(
            one.needs().into_iter().collect::<Vec<_>>(),
            ["in-sta", "nix", "os", "proptest"]
        );
        one.without_our_tests(|library| library == "in_sta");
        let text = one.text();
        assert!(text.contains("# What it needs."), "{text}");
        for gone in ["[[test]]", "[[bench]]", "proptest"] {
            assert!(!text.contains(gone), "{text}");
        }
        assert!(
            text.contains("in-sta") && text.contains("autotests = false"),
            "{text}"
        );
        one.without_our_tests(|_| false);
        assert!(!one.text().contains("dev-dependencies"), "{}", one.text());
        one.without_unit_tests("a");
        assert!(
            one.text().contains("[[bin]]\nname = \"a\""),
            "{}",
            one.text()
        );
    }

    #[test]
    fn a_workspace_names_only_what_is_there() {
        let mut one = manifest(
            "[workspace]\nmembers = ['crates/*', 'exercises/*', 'solutions/*']\n\
             default-members = ['crates/*', 'solutions/*']\n\
             [workspace.dependencies]\n# The checkers.\nloom = '1'\nproptest = '1'\n\
             [profile.dev.package.'*']\ndebug = false\n\
             [profile.dev.package]\nloom.opt-level = 3\nproptest.opt-level = 3\n",
        );
        one.without_solutions(&BTreeSet::from(["loom".to_owned()]));
        let lock = "[[package]]\nname = 'loom'\nversion = '1'\n";
        one.only_locked(lock).unwrap();
        let text = one.text();
        assert!(
            !text.contains("solutions") && !text.contains("proptest"),
            "{text}"
        );
        assert!(
            text.contains("loom.opt-level") && text.contains("'*'"),
            "{text}"
        );
        assert!(text.contains("# The checkers."), "{text}");
    }

    #[test]
    fn a_library_is_named_as_a_word() {
        assert!(names("use rand::Rng;", "rand"));
        assert!(!names("use rand_pcg::Pcg; operand", "rand"));
    }
}
