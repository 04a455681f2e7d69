//! The two packages of an exercise, whose names must fit each other.

use std::path::Path;

use serde::Deserialize;

use super::read;
use crate::exercise::Exercise;

/// A `Cargo.toml`, as far as it matters here.
#[derive(Deserialize)]
struct Manifest {
    package: Package,
    lib: Option<Lib>,
}

#[derive(Deserialize)]
struct Package {
    name: String,
    description: Option<String>,
}

#[derive(Deserialize)]
struct Lib {
    name: Option<String>,
}

/// What is wrong with the manifests.
///
/// # Errors
///
/// If one cannot be read.
pub(super) fn check(root: &Path, exercise: &Exercise) -> anyhow::Result<Vec<String>> {
    let Exercise { name, number, .. } = exercise;
    let mut problems = Vec::new();
    for (folder, package, says) in [
        (
            exercise.path(),
            name.clone(),
            format!("Exercise {number}: "),
        ),
        (
            exercise.solution(),
            format!("{name}-solution"),
            format!("The solution of exercise {number}: "),
        ),
    ] {
        let path = folder.join("Cargo.toml");
        let shown = path.display();
        let manifest: Manifest = match toml::from_str(&read(root, &path)?) {
            Ok(manifest) => manifest,
            Err(error) => {
                problems.push(format!("{shown}: {error}"));
                continue;
            }
        };
        let library = manifest.lib.and_then(|lib| lib.name);
        let wanted = name.replace('-', "_");
        if manifest.package.name != package {
            let is = manifest.package.name;
            problems.push(format!(
                "{shown} names the package `{is}`; it must be `{package}`"
            ));
        }
        if library.as_ref() != Some(&wanted) {
            problems.push(format!(
                "{shown} must name the library: `name = \"{wanted}\"` in [lib]"
            ));
        }
        let description = manifest.package.description.unwrap_or_default();
        if !description.starts_with(&says) {
            problems.push(format!("{shown}: the description must begin with `{says}`"));
        }
    }
    Ok(problems)
}
