"""Takes every picture of docs/images anew: python -m tests.pictures http://127.0.0.1:8000

From the fresh demonstration that `make run` loads; what it writes there stays. Nothing is asked of
any other address.
"""

import csv
import io
import shutil
import sys
from pathlib import Path
from urllib.parse import quote_plus

from playwright.sync_api import sync_playwright

IMAGES = Path(__file__).parent.parent / "docs" / "images"
CLAIM = "Canada rules out deep cooperation with China"
TEXTS = (
    "The passage names sensitive areas; of others it says nothing.",
    "The passage names some sensitive areas; of all others it says nothing.",
)
RIVAL = "Canada's prime minister is Justin Trudeau in December 2025."
ONCE_MORE = "The United States is the biggest trading partner of Canada."
CHARLIES = "The United States is Canada's biggest trading partner."
FILE = """external_id,text,topics,priority
upload:1,China set the deposit on Canadian canola at 75.8 percent.,canola tariffs,1
{of_desk},{text},canola tariffs {more},1
"""
TOP = {"x": 0, "y": 0, "width": 1280}
MOST_BYTES = 250_000
LONGEST = 600
"""Seconds that taking all of them may last."""
WIDE, NARROW = {"width": 1280, "height": 900}, {"width": 390, "height": 844}


def log_in(browser, address, name, **options):
    page = browser.new_context(base_url=address, **options).new_page()
    page.goto("/admin/")
    page.get_by_label("Username").fill(name)
    page.get_by_label("Password").fill(f"{name}-demo-desk")
    page.get_by_role("button", name="Log in").click()
    return page


def shoot(page, name, **options):
    page.screenshot(path=IMAGES / f"{name}.png", animations="disabled", **options)


def open_claim(page, text=CLAIM):
    page.goto(f"/admin/claims/review/?q={quote_plus(text)}")
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
    shoot(page, "review")
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
        shoot(page, name, clip=clip, full_page=True)


def second_person(page):
    """What an editor looks at: their day, what waits for approval, and a history with differences."""
    page.goto("/admin/")
    shoot(page, "my-day")
    open_claim(page)
    say(page, "About the limits: the passage names the areas.")
    page.goto(page.url.split("?")[0].replace("/change/", "/history/"))
    shoot(page, "review-history", clip={**TOP, "height": 450})
    open_claim(page, CHARLIES)
    shoot(page, "approve")
    page.get_by_role("button", name="Ask for a second opinion").click()
    page.locator(".messagelist").wait_for()
    page.goto("/admin/reports/")
    shoot(page, "reports")


def second_opinion(page):
    """What somebody sees who is to judge without the verdict."""
    page.goto(f"/admin/claims/review/?q={quote_plus(CHARLIES)}")
    page.locator("#result_list .field-claim_text a").first.click()
    page.get_by_role("heading", name="Your opinion").wait_for()
    shoot(page, "opinion", full_page=True)


def many(page):
    """Rows that are ticked, and a file: what would happen to each, before it does."""
    page.goto("/admin/claims/claim/?q=canola")
    page.locator("#action-toggle").check()
    page.locator("select[name=action]").select_option("bulk_decline")
    page.get_by_role("button", name="Go").click()
    page.get_by_role("button", name="Decline").wait_for()
    shoot(page, "bulk")
    page.goto("/admin/claims/claim/import/")
    file = {"name": "claims.csv", "mimeType": "text/csv", "buffer": _file(page).encode()}
    page.get_by_label("A file").set_input_files(file)
    page.get_by_role("button", name="Show what it does").click()
    page.get_by_role("button", name="Import all of it").wait_for()
    shoot(page, "import", clip={**TOP, "height": 540})


def _file(page):
    """A file with one claim that is new, and one of the desk that it changes."""
    exported = page.request.get("/admin/claims/claim/export/?q=promise+canola").text()
    row = next(csv.DictReader(io.StringIO(exported)))
    return FILE.format(of_desk=row["external_id"], text=row["text"], more="promises")


def contradicting(page):
    """The board, the picture of one subject, and a claim that came back."""
    page.goto("/admin/claims/contradiction/board/")
    page.get_by_text("Decide…").first.click()
    shoot(page, "board")
    page.goto("/admin/claims/contradiction/graph/?subject=Canada&by=point")
    shoot(page, "graph")
    page.goto("/admin/claims/rereview/")
    page.locator("#result_list .field-claim_text a").first.click()
    shoot(page, "rereview")


def proposed(page):
    """What the software finds of two claims that have just come in."""
    for text in (RIVAL, ONCE_MORE):
        page.goto("/admin/claims/claim/add/")
        page.get_by_label("Text").first.fill(text)
        page.get_by_label("Claimant unknown").check()
        page.get_by_role("button", name="Save", exact=True).first.click()
        page.wait_for_url("**/claims/claim/")
    for _ in range(90):
        page.goto("/admin/claims/contradiction/repetitions/")
        if page.get_by_role("button", name="Join").count():
            break
        page.wait_for_timeout(1000)
    shoot(page, "repetition", clip={**TOP, "height": 440})
    page.goto("/admin/claims/contradiction/board/?kind=name&order=surest")
    page.get_by_text(RIVAL).first.wait_for()
    shoot(page, "proposal", clip={**TOP, "height": 660})


def public(browser, address):
    """What readers see."""
    page = browser.new_context(base_url=address, viewport=WIDE).new_page()
    page.goto("/claims/canola-tariff-84/")
    shoot(page, "claim")
    page.goto("/contradictions/?kind=name")
    shoot(page, "contradictions")
    page.goto("/claims/china-took-several-hostage/")
    title = page.get_by_role("heading", name="What was published, and when")
    page.locator("section").filter(has=title).screenshot(path=IMAGES / "history.png")
    phone = browser.new_context(base_url=address, viewport=NARROW).new_page()
    phone.goto("/claims/canola-tariff-84/")
    shoot(phone, "claim-narrow")


def weighed():
    """Name the pictures that are too heavy for a page, or that were not taken this time."""
    began = max(path.stat().st_mtime for path in IMAGES.glob("*.png")) - LONGEST
    for path in sorted(IMAGES.glob("*.png")):
        if path.stat().st_size > MOST_BYTES or path.stat().st_mtime < began:
            raise SystemExit(f"{path.name}: {path.stat().st_size:,} bytes; old, or too heavy.")


def main(address):
    with sync_playwright() as playwright:
        path = shutil.which("chromium") or shutil.which("chromium-browser")
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        alice = log_in(browser, address, "alice", viewport=WIDE)
        write(alice)
        say(alice, "@bob, is this about the limits, or about a refusal?")
        bob = log_in(browser, address, "bob", viewport=WIDE)
        second_person(bob)
        second_opinion(alice)
        many(bob)
        contradicting(bob)
        proposed(bob)
        open_claim(alice)
        around(alice)
        narrow = log_in(browser, address, "alice", viewport=NARROW, color_scheme="dark")
        open_claim(narrow)
        shoot(narrow, "review-narrow")
        public(browser, address)
        browser.close()
    weighed()


if __name__ == "__main__":
    main(*sys.argv[1:])
