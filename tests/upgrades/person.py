"""Somebody at the desk without a browser: reads pages and presses the buttons that stand there.

So it works with the pages of any version: what a form carries along is taken from the page.
"""

from urllib.parse import urljoin

import httpx
import lxml.html

from tests.factories import PASSWORD


class Person:
    def __init__(self, address, name):
        self.browser = httpx.Client(base_url=address, follow_redirects=True, timeout=60)
        self.open("/admin/")
        self.press("Log in", username=name, password=PASSWORD)

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self.browser.close()

    def open(self, path):
        self._take(self.browser.get(path))

    def press(self, label, **typed):
        """Send the form in which the button `label` stands, with what is typed into it."""
        buttons = {
            (one.get("value") if one.tag == "input" else one.text_content()).strip(): one
            for one in self.page.xpath("//button[not(@type='button')] | //input[@type='submit']")
        }
        assert label in buttons, (list(buttons), self.told())
        button = buttons[label]
        form = self._form(button)
        data = dict(form.form_values())
        data |= {button.get("name"): button.get("value", "")} if button.get("name") else {}
        action = button.get("formaction") or form.get("action") or ""
        self._take(self.browser.post(urljoin(self.address, action), data=data | typed))

    def told(self):
        """Return what stands in the page, as words in a row: for whoever reads a failed test."""
        (main,) = self.page.xpath("//main | //*[@id='container']")[:1]
        return " ".join(main.text_content().split())

    def _form(self, button):
        named = button.get("form")
        if named:
            return self.page.get_element_by_id(named)
        return next(button.iterancestors("form"))

    def _take(self, answer):
        assert answer.status_code == 200, (answer.status_code, str(answer.url))
        self.address = str(answer.url)
        self.page = lxml.html.fromstring(answer.text)
        for empty in self.page.xpath("//template"):
            empty.drop_tree()
        assert not self.page.find_class("errornote"), self.page.text_content()
