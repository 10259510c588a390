"""The generated parts of the pages."""

from benchmarks.label_efficiency.pages import BEGIN, END, put_block


def test_a_new_page_begins_with_its_title(tmp_path):
    page = tmp_path / "docs" / "page.md"
    put_block(page, "what came out\n", "# Title\n")
    assert page.read_text() == f"# Title\n\n{BEGIN}\n\nwhat came out\n\n{END}\n"


def test_the_rest_of_a_page_stays(tmp_path):
    page = tmp_path / "page.md"
    page.write_text("# Mine\n\nbefore\n")
    put_block(page, "old", "# Title\n")
    page.write_text(page.read_text() + "\nafter\n")
    put_block(page, "new", "# Title\n")
    assert page.read_text() == f"# Mine\n\nbefore\n\n{BEGIN}\n\nnew\n\n{END}\n\nafter\n"
