"""Known vulnerabilities of the installed packages: ``make audit``.

pip-audit calls an environment clean whose packages it could not look up, and so says nothing offline. Here what could
not be looked up counts: exit code 0 all were looked up and none is known, 1 some are known, 3 not all were looked up.
"""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

_OWN = "gmparse"
_SERVICES = ("pypi", "osv")  # the second is asked when the first knows nothing
_PATIENCE = 20  # seconds for an answer
CLEAN, KNOWN, NOT_ASKED = 0, 1, 3


def asked(service: str) -> list[dict[str, Any]]:
    """What a service says of each package; empty when it does not answer."""
    command = [sys.executable, "-m", "pip_audit", "--local", "--skip-editable", "--format", "json"]
    command += ["--progress-spinner", "off", "--timeout", str(_PATIENCE), "--vulnerability-service", service]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    try:
        found: list[dict[str, Any]] = json.loads(done.stdout)["dependencies"]
    except (ValueError, KeyError):
        print(f"{service} does not answer: {(done.stderr.strip().splitlines() or ['nothing is said'])[-1][:200]}")
        return []
    return [one for one in found if one["name"] != _OWN]


def told(packages: list[dict[str, Any]]) -> int:
    """Say what is known of the packages; gives the exit code."""
    known = [(one, vulnerability) for one in packages for vulnerability in one.get("vulns", ())]
    for one, vulnerability in known:
        mended = ", ".join(vulnerability["fix_versions"]) or "no version"
        print(f"{one['name']} {one['version']}: {vulnerability['id']}, mended in {mended}")
    missed = [one["name"] for one in packages if "skip_reason" in one]
    print(f"{len(packages) - len(missed)} packages looked up, {len(known)} vulnerabilities known")
    if missed or not packages:
        print(f"{len(missed)} packages were not looked up, so this says nothing of them: {', '.join(missed[:8])} …")
    return KNOWN if known else NOT_ASKED if missed or not packages else CLEAN


def main() -> int:
    """Ask the services in turn until one knows every package."""
    code = NOT_ASKED
    for service in _SERVICES:
        packages = asked(service)
        if packages:
            print(f"{service}:")
            code = told(packages)
            if code != NOT_ASKED:
                return code
    if code == NOT_ASKED:
        print("The environment was not audited: run make audit where one of the services can be reached.")
    return code


if __name__ == "__main__":
    sys.exit(main())
