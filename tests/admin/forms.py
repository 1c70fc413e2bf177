"""What Django's forms of the desk send: read from the page that somebody has open."""


def of(answer, /, **typed):
    """Return what the page in `answer` sends, with what is `typed` in it (None: not ticked)."""
    context = answer.context
    data = {"owner": context["owner"], "seen": context["seen"]}
    if context["merge"]:
        data["opened"] = context["merge"].opened
        data["conflict"] = [conflict.key for conflict in context["merge"].conflicts]
    data |= values(context["adminform"].form)
    for inline in context["inline_admin_formsets"]:
        data |= values(inline.formset.management_form)
        for form in inline.formset.forms:
            data |= values(form)
    data |= typed
    return {name: value for name, value in data.items() if value is not None}


def opened(browser, address, /, **typed):
    """Open the page at `address`, and return what it sends."""
    return of(browser.get(address), **typed)


def conflicts(answer):
    return {conflict.key: conflict for conflict in answer.context["merge"].conflicts}


def taken(answer):
    return dict(answer.context["merge"].taken)


def values(form):
    found = {}
    for field in form:
        value = field.value()
        shown = field.field.widget.format_value(value)
        if isinstance(shown, list):
            shown = shown[0] if shown else ""
        if field.widget_type == "checkbox":
            shown = "on" if value else None
        found[field.html_name] = "" if shown is None and field.widget_type != "checkbox" else shown
    return found
