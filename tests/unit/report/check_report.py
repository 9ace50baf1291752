"""check_report.py TEST_REPORT: parses what the writers made with parsers that are not ours: XML, HTML, SARIF, base64
and gzip, and checks what each standard requires."""
import base64
import gzip
import hashlib
import json
import pathlib
import re
import subprocess
import sys
import tempfile
import urllib.parse
import xml.etree.ElementTree
from html.parser import HTMLParser

VOID = {'meta', 'link', 'br', 'hr', 'img', 'input'}


def check_junit(path):
    root = xml.etree.ElementTree.parse(path).getroot()
    assert root.tag == 'testsuites', root.tag
    cases = root.findall('testsuite/testcase')
    for attribute, found in (('tests', len(cases)), ('failures', len(root.findall('.//failure'))),
                             ('errors', len(root.findall('.//error'))), ('skipped', len(root.findall('.//skipped')))):
        assert root.get(attribute) == str(found), (path, attribute, root.get(attribute), found)
    assert all(case.get('name') and case.get('classname') for case in cases)


def check_sarif(path):
    log = json.loads(path.read_text())
    assert log['version'] == '2.1.0' and 'sarif-schema-2.1.0' in log['$schema']
    for run in log['runs']:
        driver = run['tool']['driver']
        rules = [rule['id'] for rule in driver['rules']]
        assert driver['name'] and len(set(rules)) == len(rules)
        for rule in driver['rules']:
            assert rule['shortDescription']['text'] and rule['defaultConfiguration']['level'] in ('error', 'warning', 'note')
        for result in run['results']:
            assert rules[result['ruleIndex']] == result['ruleId'] and result['message']['text']
            assert result['level'] in ('error', 'warning', 'note', 'none')
            assert 0 <= result.get('rank', 0) <= 100
            for location in result['locations']:
                physical = location['physicalLocation']
                uri = physical['artifactLocation']['uri']
                assert urllib.parse.quote(urllib.parse.unquote(uri), safe='/:~') == uri, uri
                assert physical['region']['startLine'] >= 1
        prints = [result['partialFingerprints']['finding/v1'] for result in run['results']]
        assert len(set(prints)) == len(prints)
        for invocation in run['invocations']:
            assert isinstance(invocation['executionSuccessful'], bool)
            for kind in ('toolExecutionNotifications', 'toolConfigurationNotifications'):
                for notification in invocation[kind]:
                    assert notification['message']['text']
                    assert rules[notification['associatedRule']['index']] == notification['associatedRule']['id']


class Page(HTMLParser):
    """Checks that elements nest and close, ids are unique and links lead somewhere."""

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.open, self.ids, self.links, self.elements, self.content = [], set(), set(), 0, {}

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        self.elements += 1
        if 'id' in attributes:
            assert attributes['id'] not in self.ids, 'id twice: ' + attributes['id']
            self.ids.add(attributes['id'])
        if attributes.get('href', '').startswith('#'):
            self.links.add(attributes['href'][1:])
        for name in attributes:
            assert not name.startswith('on') and name != 'style', (tag, name)
        for name in ('href', 'src'):
            assert attributes.get(name, '#').startswith('#'), (tag, attributes)
        if tag == 'meta' and attributes.get('http-equiv') == 'Content-Security-Policy':
            self.policy = attributes['content']
        if tag not in VOID:
            self.open.append(attributes.get('id', tag) if tag == 'script' else tag)

    def handle_endtag(self, tag):
        expected = self.open.pop()
        assert expected == tag or tag == 'script', (expected, tag, self.getpos())

    def handle_data(self, data):
        if self.open and self.open[-1] in ('style', 'script', 'run-json'):
            self.content[self.open[-1]] = self.content.get(self.open[-1], '') + data


def check_page(path):
    page = Page()
    text = path.read_text()
    page.feed(text)
    page.close()
    assert not page.open, page.open
    assert page.links <= page.ids, page.links - page.ids
    assert page.elements < 15000
    for name in ('style', 'script'):
        digest = base64.b64encode(hashlib.sha256(page.content[name].encode()).digest()).decode()
        assert "%s-src 'sha256-%s'" % (name, digest) in page.policy, name
    assert "default-src 'none'" in page.policy and 'unsafe' not in page.policy
    assert not re.search(r'https?://(?!example\.test)', text), 'the page names a host'
    packed = base64.b64decode(page.content['run-json'], validate=True)
    assert packed[4:8] == b'\0\0\0\0', 'gzip holds a time stamp'
    return json.loads(gzip.decompress(packed))


def without_seconds(run):
    for check in run['checks']:
        check.pop('seconds', None)
    return run


def main():
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        subprocess.run([sys.argv[1], '--write', name], check=True)
        for prefix in ('', 'clean_'):
            check_junit(folder / (prefix + 'report.xml'))
            check_sarif(folder / (prefix + 'report.sarif'))
            packed = check_page(folder / (prefix + 'report.html'))
            assert packed == without_seconds(json.loads((folder / (prefix + 'report.json')).read_text()))


main()
