"""Somebody at a browser, logged in to the desk."""

from playwright.sync_api import expect

from tests.factories import PASSWORD


class Person:
    """Somebody at a browser of their own."""

    def __init__(self, browser, address, name, **options):
        self.address, self.name = address, name
        wide = {"width": 1280, "height": 900}
        self.page = browser.new_context(viewport=wide, **options).new_page()
        self.complaints = []
        self.page.on("console", lambda message: self.complaints.append(message.text))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.goto(f"{address}/admin/")
        self.log_in()

    def log_in(self, page=None):
        page = page or self.page
        page.get_by_label("Username").fill(self.name)
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Log in", exact=True).click()

    def press(self, name):
        self.page.get_by_role("button", name=name, exact=True).click()

    def open_claim(self, text):
        self.page.get_by_role("link", name=text).first.click()

    def attach(self, title, number):
        """Find a source by its title in the search of the row, and give its stance."""
        self.press("Find a source of the desk by its title")
        row = self.page.locator(".desk-evidence-row").nth(number)
        row.locator(".select2-selection").click()
        self.page.get_by_role("searchbox").last.fill(title)
        self.page.get_by_role("option", name=title).click()
        row.get_by_label("Stance").select_option("Refutes")

    def told(self, words):
        expect(self.page.locator(".messagelist")).to_contain_text(words)
