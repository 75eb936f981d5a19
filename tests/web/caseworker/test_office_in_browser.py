"""The office's register, plan and lists in a real browser."""

from pathlib import Path

from tests.web.browser import Town

NARROW = {"viewport": {"width": 320, "height": 700}}
PAGES = ("hosts", "vetting", "hosts/lists", "plan", "programmes", "transfers")


def test_no_page_of_the_register_is_wider_than_a_small_telephone(town: Town) -> None:
    page = town.enters("duty", **NARROW)

    for path in (*PAGES, "programmes/healers-office.1", "programmes/healers-office.1/change"):
        page.goto(f"{town.address}office/{path}")
        assert page.locator("h1").count() == 1, path
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path


def test_a_host_is_found_and_paused_without_script(town: Town) -> None:
    page = town.enters("duty", java_script_enabled=False)
    page.goto(f"{town.address}office/hosts?tonight=yes")
    page.locator("th a").first.click()
    page.get_by_role("link", name="Bring nobody to them for a while").click()
    page.get_by_label("From").fill("1 1 2020")
    page.get_by_label("Until").fill("1 1 2120")
    page.get_by_label("Why").fill("They are on a journey.")
    page.get_by_role("button", name="Pause").click()

    assert page.get_by_text("Paused by the office").is_visible()
    page.get_by_role("button", name="End the pause today").click()
    assert page.get_by_text("Can be offered").is_visible()


def test_a_plan_is_made_and_its_proof_handed_out(town: Town, tmp_path: Path) -> None:
    page = town.enters("duty")
    page.set_default_timeout(120_000)  # the first one on a machine is compiled
    page.goto(f"{town.address}office/plan")
    page.get_by_role("button", name="Make a new plan").click()

    assert page.get_by_text("Nothing was offered to anybody").is_visible()
    with page.expect_download() as download:
        page.get_by_role("link", name="Download the proof").click()
    path = tmp_path / "plan.npz"
    download.value.save_as(path)
    assert path.stat().st_size > 1_000


def test_a_list_is_sent_looked_through_and_entered(town: Town, tmp_path: Path) -> None:
    path = tmp_path / "hosts.csv"
    path.write_text("Ref,Name,Rooms\nb-1,Zora Quill,2\nb-2,Yan Reed,many\n", "utf-8")
    page = town.enters("duty")
    page.goto(f"{town.address}office/hosts/lists")
    page.get_by_label("The list", exact=True).set_input_files(path)
    page.get_by_role("button", name="Send").click()
    page.get_by_text("1 of 2 rows can be entered").wait_for()
    page.get_by_role("button", name="Enter the 1 right row").click()
    assert page.get_by_text("Step 3 of 3").is_visible()
    page.get_by_role("button", name="Throw this list away").click()
    page.goto(f"{town.address}office/hosts?name=zora")

    assert page.get_by_role("link", name="Zora Quill").is_visible()
