#!/usr/bin/env python3
"""Holds the reports of one run against each other: check_reports.py NAME reads NAME.json, .jsonl, .sarif, .xml, .md, .html."""
import html.parser
import json
import sys
import xml.etree.ElementTree


def read(name):
    with open(name, encoding="utf-8") as stream:
        return stream.read()


class Page(html.parser.HTMLParser):
    """Tags balance, and nothing is fetched from anywhere."""

    EMPTY = {"meta", "link", "br", "hr", "img", "input", "col", "wbr"}

    def __init__(self):
        super().__init__()
        self.open, self.tags = [], set()

    def handle_starttag(self, tag, attributes):
        self.tags.add(tag)
        if tag not in self.EMPTY:
            self.open.append(tag)
        for name, value in attributes:
            assert not (name in ("src", "href") and "://" in (value or "")), f"the page fetches {value}"
            assert not name.startswith("on"), f"inline handler {name}"

    def handle_endtag(self, tag):
        assert self.open and self.open.pop() == tag, f"</{tag}> closes another"


def page_holds(text):
    page = Page()
    page.feed(text)
    page.close()
    assert not page.open, f"never closed: {page.open}"
    assert "http-equiv=\"Content-Security-Policy\"" in text
    assert "marquee" not in page.tags, "text of the data became markup"


def main():
    name = sys.argv[1]
    run = json.loads(read(name + ".json"))
    findings = sorted((c["check"], f["record"], f["code"]) for c in run["checks"] for f in c["findings"])
    lines = [json.loads(line) for line in read(name + ".jsonl").split("\n") if line]
    assert sorted((f["check"], f["record"], f["code"]) for f in lines) == findings, "jsonl differs from json"
    sarif = json.loads(read(name + ".sarif"))
    assert sarif["version"] == "2.1.0" and len(sarif["runs"]) == 1
    assert len(sarif["runs"][0]["results"]) == len(findings), "sarif differs from json"
    for result in sarif["runs"][0]["results"]:
        place = result["locations"][0]["physicalLocation"]
        assert place["artifactLocation"]["uri"] and place["region"]["startLine"] > 0
    cases = list(xml.etree.ElementTree.parse(name + ".xml").iter("testcase"))
    assert len(cases) == len(run["checks"]), "junit has a case a check"
    markdown = read(name + ".md")
    assert all(c["check"] in markdown for c in run["checks"] if c["findings_total"]), "md leaves a check out"
    page_holds(read(name + ".html"))
    print(f"{len(findings)} findings in every report")


main()
