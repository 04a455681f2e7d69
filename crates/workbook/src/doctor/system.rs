//! Which system this is, and how programs are installed on it.

use sysinfo::System;

/// A package, by the name that each system has for it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Package {
    pub(super) debian: &'static str,
    pub(super) fedora: &'static str,
    pub(super) arch: &'static str,
    pub(super) suse: &'static str,
    /// The whole command, or what else to do.
    pub(super) macos: &'static str,
    /// The same.
    pub(super) windows: &'static str,
}

/// How to install it on this system.
pub(super) fn install(package: &Package) -> String {
    if cfg!(target_os = "macos") {
        return package.macos.to_owned();
    }
    if cfg!(windows) {
        return package.windows.to_owned();
    }
    let mut kinds = vec![System::distribution_id()];
    kinds.extend(System::distribution_id_like());
    install_on(package, &kinds)
}

/// How to install it on a Linux of this kind, or one that is like these kinds.
fn install_on(package: &Package, kinds: &[String]) -> String {
    for kind in kinds {
        return match kind.as_str() {
            "debian" | "ubuntu" => format!("sudo apt install {}", package.debian),
            "fedora" | "rhel" | "centos" => format!("sudo dnf install {}", package.fedora),
            "arch" => format!("sudo pacman -S {}", package.arch),
            "suse" | "opensuse" => format!("sudo zypper install {}", package.suse),
            _ => continue,
        };
    }
    format!(
        "install `{}` with the package manager of your system (the name may differ)",
        package.debian
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    const GCC: Package = Package {
        debian: "gcc",
        fedora: "gcc-f",
        arch: "gcc-a",
        suse: "gcc-s",
        macos: "xcode",
        windows: "tools",
    };

    #[test]
    fn each_system_has_its_command() {
        let on = |kinds: &[&str]| {
            let kinds: Vec<String> = kinds.iter().map(|kind| (*kind).to_owned()).collect();
            install_on(&GCC, &kinds)
        };
        assert_eq!(on(&["debian"]), "sudo apt install gcc");
        assert_eq!(
            on(&["linuxmint", "ubuntu", "debian"]),
            "sudo apt install gcc"
        );
        assert_eq!(on(&["fedora"]), "sudo dnf install gcc-f");
        assert_eq!(on(&["opensuse-leap", "suse"]), "sudo zypper install gcc-s");
        assert!(on(&["plan9"]).contains("`gcc`"));
    }
}
