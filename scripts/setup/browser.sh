# Chromium, which the browser tests drive. Tests that find none are skipped.

browser_done() { command -v chromium >/dev/null; }

browser_run() { apt_install chromium fonts-noto-core fonts-noto-color-emoji; }
