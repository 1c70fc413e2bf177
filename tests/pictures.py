"""Takes the pictures of docs/reviewing.md: python -m tests.pictures http://127.0.0.1:8000

From the demonstration that `make run` loads; what it writes there stays. Nothing is asked of any
other address.
"""

import shutil
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

IMAGES = Path(__file__).parent.parent / "docs" / "images"
CLAIM = "Canada rules out deep cooperation with China"
TEXTS = (
    "The passage names sensitive areas; of others it says nothing.",
    "The passage names some sensitive areas; of all others it says nothing.",
)
WIDE, NARROW = {"width": 1280, "height": 900}, {"width": 390, "height": 844}


def log_in(browser, address, name, **options):
    page = browser.new_context(base_url=address, **options).new_page()
    page.goto("/admin/")
    page.get_by_label("Username").fill(name)
    page.get_by_label("Password").fill(f"{name}-demo-desk")
    page.get_by_role("button", name="Log in").click()
    return page


def open_claim(page):
    page.goto(f"/admin/claims/review/?q={CLAIM.replace(' ', '+')}")
    page.locator("#result_list .field-claim_text a").first.click()
    page.locator("#checklist").wait_for()


def say(page, text):
    page.get_by_label("Say something to the desk").fill(text)
    page.get_by_role("button", name="Comment", exact=True).click()
    page.locator(".messagelist").get_by_text("Your comment stands below.").wait_for()


def write(page):
    """Take the claim and fill its page, without submitting it."""
    open_claim(page)
    take = page.get_by_role("button", name="Take and start")
    if take.count():
        take.click()
        page.locator(".desk-new-row").first.wait_for()
    page.screenshot(path=IMAGES / "review.png")
    row = page.locator(".desk-new-row").first
    row.get_by_label("Address of the source").fill("https://www.example.org/report?utm_source=mail")
    row.locator(".desk-recognised").get_by_text("example.org").wait_for()
    row.get_by_label("Refutes").check()
    page.locator("#field-evidence").screenshot(path=IMAGES / "review-evidence.png")
    row.get_by_label("Address of the source").fill("")
    for text in TEXTS:
        page.get_by_label("Explanation").fill(text)
        page.get_by_role("button", name="Save", exact=True).click()
        page.locator(".messagelist").get_by_text("Saved.").wait_for()


def around(page):
    """What stands below the verdict: two cards in each picture."""
    for first, last, name in (
        ("#field-contradictions", "#similar", "review-context"),
        ("#comments", "#history", "review-comments"),
    ):
        top, bottom = (page.locator(place).bounding_box() for place in (first, last))
        clip = {
            "x": top["x"] - 8,
            "y": top["y"] - 8,
            "width": top["width"] + 16,
            "height": bottom["y"] + bottom["height"] - top["y"] + 16,
        }
        page.screenshot(path=IMAGES / f"{name}.png", clip=clip, full_page=True)


def main(address):
    with sync_playwright() as playwright:
        path = shutil.which("chromium") or shutil.which("chromium-browser")
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        alice = log_in(browser, address, "alice", viewport=WIDE)
        write(alice)
        say(alice, "@bob, is this about the limits, or about a refusal?")
        bob = log_in(browser, address, "bob", viewport=WIDE)
        bob.screenshot(path=IMAGES / "my-day.png")
        open_claim(bob)
        say(bob, "About the limits: the passage names the areas.")
        open_claim(alice)
        around(alice)
        narrow = log_in(browser, address, "alice", viewport=NARROW, color_scheme="dark")
        open_claim(narrow)
        narrow.screenshot(path=IMAGES / "review-narrow.png")
        browser.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
