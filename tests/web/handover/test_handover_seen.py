"""The device in other hands, in a real browser: Back, typed addresses, other tabs."""

from playwright.sync_api import Page

from tests.web.browser import Town

BACK = 8  # steps, more than there were pages


def takes_somebody_in(town: Town, **how: object) -> Page:
    """A caseworker's browser, up to the moment before the device is handed over."""
    page = town.enters("duty", **how)
    page.get_by_role("button", name="Somebody is here").click()
    page.fill("[name=name]", "Sofia Marlowe")
    page.get_by_role("button", name="Continue").click()
    page.check("[name=tier][value='0']")
    page.get_by_role("button", name="Continue").click()
    page.fill("[name=needs_words]", "A door I can close")
    page.get_by_role("button", name="Continue").click()
    page.fill("[name=fears_words]", "That he comes to Mill Street")
    with page.expect_navigation():
        page.get_by_role("button", name="Continue").click()
    return page


def hands_over(page: Page) -> None:
    page.get_by_role("button", name="hand over the device").click()
    page.wait_for_url("**/me/told")


def forget_refusals(town: Town) -> None:
    """A browser notes each page that is refused to it; here they are refused on purpose."""
    town.errors[:] = [one for one in town.errors if "404" not in one]


def test_back_shows_nothing_of_the_desk_and_ends_at_nothing_of_others(town: Town) -> None:
    page = takes_somebody_in(town)
    hands_over(page)

    for _ in range(BACK):
        page.go_back()
        page.wait_for_load_state()
        shown = page.content()
        assert page.title() in {"My page", ""}
        assert "Somebody is here" not in shown
        assert "Mill Street" not in shown or page.url.endswith("/me/told")
    forget_refusals(town)


def test_typed_addresses_show_nothing_of_the_desk(town: Town) -> None:
    page = takes_somebody_in(town)
    begun = page.url.split("/")[-2]
    hands_over(page)

    for address in (
        "office/",
        "office/find",
        f"office/here/{begun}/who",
        f"office/case/{begun}",
        "desk/",
    ):
        page.goto(f"{town.address}{address}")
        assert page.get_by_role("heading", level=1).inner_text() == "There is nothing here"
    page.goto(town.address)
    assert page.url.endswith("/me/")
    assert page.locator('button[name="as"]').count() == 0
    forget_refusals(town)


def test_another_tab_of_the_desk_goes_away_when_the_device_is_handed_over(town: Town) -> None:
    page = takes_somebody_in(town)
    board = page.context.new_page()
    board.goto(f"{town.address}office/")
    page.bring_to_front()

    hands_over(page)

    board.wait_for_url("**/me/")
    assert "Today" not in board.content()


def test_without_script_it_works_from_the_door_to_taking_the_device_back(town: Town) -> None:
    page = takes_somebody_in(town, java_script_enabled=False)
    hands_over(page)
    page.get_by_role("button", name="This is right").click()
    assert page.url.endswith("/back")
    page.get_by_role("button", name="I lent it, and go on").click()

    assert "/office/case/" in page.url
    assert page.get_by_role("heading", level=1).inner_text() == "Sofia Marlowe"
    assert "Mill Street" not in page.content()


def test_the_whole_way_is_gone_by_keys_alone(town: Town) -> None:
    page = takes_somebody_in(town)
    page.get_by_role("button", name="hand over the device").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/me/told")
    page.get_by_role("button", name="This is right").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/back")
    page.get_by_role("button", name="I lent it, and go on").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/office/case/*")
