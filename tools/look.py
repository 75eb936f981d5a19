"""Builds the sheets of the pages: python3 -m tools.look. Needs Node; users never do.

Reads hearth/web/look, writes hearth/web/static/hearth. Its packages are fetched into a folder of
their own that is taken away afterwards.
"""

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOOK, STATIC = ROOT / "hearth/web/look", ROOT / "hearth/web/static/hearth"
PACKAGES = ("govuk-frontend@6.6.0", "sass@1.108.2", "rtlcss@4.3.0", "esbuild@0.25.12")


def build(work: Path) -> None:
    """The sheet, the mirrored sheet, and GOV.UK's script beside ours."""
    (work / "package.json").write_text("{}", "utf-8")
    _run(work, "npm", "install", "--no-package-lock", "--no-audit", "--no-fund", *PACKAGES)
    css = STATIC / "hearth.css"
    _run(
        work,
        "npx",
        "sass",
        "--no-source-map",
        "--style=compressed",
        "--quiet-deps",
        f"--load-path={work / 'node_modules'}",
        f"{LOOK / 'hearth.scss'}",
        f"{css}",
    )
    _run(work, "npx", "rtlcss", "--silent", f"{css}", f"{STATIC / 'hearth-rtl.css'}")
    shutil.copy(LOOK / "govuk.js", work)
    bundle = ("--bundle", "--minify", "--format=esm", "--target=es2017", "--log-level=warning")
    licence = ("--legal-comments=none", "--banner:js=/* govuk-frontend, MIT licence */")
    out = f"--outfile={STATIC / 'govuk.js'}"
    _run(work, "npx", "esbuild", "govuk.js", *bundle, *licence, out)


def _run(where: Path, *words: str) -> None:
    subprocess.run(words, cwd=where, check=True, stdout=subprocess.DEVNULL)


def main() -> int:
    """Build all; 1 where Node is missing."""
    if shutil.which("npm") is None:
        print("the sheets are built with Node; install it, or use those in the repository")
        return 1
    with tempfile.TemporaryDirectory(prefix="hearth-look-") as folder:
        build(Path(folder))
    return 0


if __name__ == "__main__":
    sys.exit(main())
