#!/usr/bin/env python3
"""Chat templates rendered here and by Jinja2 itself, set up as transformers sets it up: the same text, the same marks of
{% generation %}, and an error where there is an error."""
import json
import os
import re
import subprocess
import sys
import tempfile

import test_packages

test_packages.begin()

import jinja2  # noqa: E402
from jinja2 import nodes  # noqa: E402
from jinja2.ext import Extension, loopcontrols  # noqa: E402
from jinja2.sandbox import ImmutableSandboxedEnvironment  # noqa: E402

FOLDER = os.path.join(os.path.dirname(os.path.abspath(__file__)), "chat_templates")
SPECIALS = {"bos_token": "<s>", "eos_token": "</s>"}
TOOLS = [{"type": "function", "function": {"name": "weather", "description": "Wetter für \"Orte\" <b>", "parameters": {
    "type": "object", "properties": {"place": {"type": "string"}, "days": {"type": "integer", "default": 1}}}}}]
CALL = {"id": "c1", "type": "function", "function": {"name": "weather", "arguments": "{\"place\": \"Bonn\"}"}}
OTHER = {"id": "c2", "type": "function", "function": {"name": "weather", "arguments": "{\"place\": \"Köln\", \"days\": 2}"}}

CONVERSATIONS = [
    {"messages": [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Hello."}]},
    {"messages": [{"role": "system", "content": "  Be brief.\n"}, {"role": "user", "content": "Warum? ✓ 漢字"},
                  {"role": "assistant", "content": " Darum.\n"}, {"role": "user", "content": "And?"},
                  {"role": "assistant", "content": "<think>\nhm\n</think>\n\nSo."}]},
    {"messages": [{"role": "user", "content": "a"}, {"role": "user", "content": "b"}, {"role": "assistant", "content": "c"}]},
    {"messages": [{"role": "user", "content": "q1"}, {"role": "assistant", "content": "a1", "reasoning_content": "r1"},
                  {"role": "user", "content": "q2"}, {"role": "assistant", "content": "a2", "reasoning_content": "r2\n"}]},
    {"messages": [{"role": "system", "content": "S"}, {"role": "user", "content": "Weather?"},
                  {"role": "assistant", "content": None, "tool_calls": [CALL]},
                  {"role": "tool", "tool_call_id": "c1", "name": "weather", "content": "rain"},
                  {"role": "assistant", "content": "Rain."}], "tools": TOOLS},
    {"messages": [{"role": "user", "content": "Both?"},
                  {"role": "assistant", "content": "Let me see.", "tool_calls": [CALL, OTHER]},
                  {"role": "tool", "tool_call_id": "c1", "content": "rain"},
                  {"role": "tool", "tool_call_id": "c2", "content": "sun"},
                  {"role": "assistant", "content": "Rain, sun."}], "tools": TOOLS},
    {"messages": [{"role": "user", "name": "Ann", "content": [{"type": "text", "text": " See "},
                                                              {"type": "image_url", "image_url": {"url": "x.png"}}]},
                  {"role": "assistant", "content": "A cat."}]},
    {"messages": [{"role": "assistant", "content": "Me first."}]},
    {"messages": [{"role": "user", "content": ""}, {"role": "assistant", "content": ""}]},
    {"messages": [{"role": "user", "content": "{{ not a tag }} {% nor this %}"}, {"role": "assistant", "content": "\\n '\" </s>"}]},
]

# What the language does, apart from chats; m stands for the list of messages.
SNIPPETS = [
    "{{ 1 + 2 * 3 }} {{ 7 // 2 }} {{ -7 // 2 }} {{ -7 % 3 }} {{ 7 / 2 }} {{ 2 ** 3 }} {{ 1.0 }} {{ 1e20 }} {{ 0.1 + 0.2 }}",
    "{{ 'a' ~ 1 ~ none ~ true ~ 1.5 }}|{{ 'ab' * 2 }}|{{ [1] + [2, 'x'] }}|{{ (1,) }}|{{ {'a': [1, {'b': None}]} }}",
    "{{ 1 < 2 < 3 }} {{ 1 == 1.0 }} {{ 'a' < 'b' }} {{ not 1 == 2 }} {{ 1 in [1] }} {{ 'b' not in 'abc' }} {{ true and 0 or 'x' }}",
    "{{ 'x' if false }}|{{ 'x' if true else 'y' }}|{{ missing }}|{{ missing is defined }}|{{ missing|default('d') }}|{{ ''|d('e', true) }}",
    "{{ 'hello world'.split() }} {{ 'a,b,,c'.split(',') }} {{ 'a,b,c'.rsplit(',', 1) }} {{ ' a  b '.split(' ') }} {{ ' a b c '.split(None, 1) }}",
    "{{ '  x '.strip() }}|{{ 'xxaxx'.strip('x') }}|{{ 'xxa'.lstrip('x') }}|{{ 'abc'.replace('b', 'B') }}|{{ 'aaa'.replace('a', 'b', 2) }}|{{ 'ab'.replace('', '-') }}",
    "{{ 'Hello'[1:3] }} {{ 'Hello'[::-1] }} {{ 'Hello'[-2:] }} {{ 'Hello'[:-1] }} {{ [1,2,3,4][1::2] }} {{ [1,2,3][-1] }} {{ [1,2,3][5:] }} {{ [1,2,3,4][::-2] }} {{ [1,2,3][3:0:-1] }}",
    "{{ 'é漢x'|length }} {{ 'é漢x'[1] }} {{ 'straße'.upper() }} {{ 'hello WORLD'|title }} {{ 'hELLO'|capitalize }} {{ 'a1b'.title() }}",
    "{{ 'abc'.startswith('ab') }} {{ 'abc'.endswith(('x', 'bc')) }} {{ 'abc'.find('c') }} {{ 'abc'.find('z') }} {{ 'banana'.count('an') }} {{ 'banana'.rfind('an') }}",
    "{% for i in range(3) %}{{ loop.index }}{{ loop.index0 }}{{ loop.revindex }}{{ loop.first }}{{ loop.last }}{{ loop.length }};{% endfor %}",
    "{% for a, b in [(1, 2), (3, 4)] %}{{ a }}-{{ b }} {% endfor %}{% for k, v in {'x': 1, 'y': 2}.items() %}{{ k }}={{ v }} {% endfor %}",
    "{% for i in [1, 2, 3] if i != 2 %}{{ i }}:{{ loop.length }} {% else %}none{% endfor %}{% for i in [] %}x{% else %}empty{% endfor %}",
    "{% for i in [1, 2, 3, 4] %}{% if i == 2 %}{% continue %}{% endif %}{% if i == 4 %}{% break %}{% endif %}{{ i }}{% endfor %}",
    "{% for i in [1, 2, 3] %}{{ loop.previtem }}<{{ i }}>{{ loop.nextitem }} {% endfor %}{% for i in [1,2,3] %}{{ loop.cycle('a', 'b') }}{% endfor %}",
    "{% set x = 1 %}{% for i in [1, 2] %}{% set x = x + i %}{{ x }} {% endfor %}{{ x }}",
    "{% set ns = namespace(n=0, s='') %}{% for i in [1, 2, 3] %}{% set ns.n = ns.n + i %}{% endfor %}{{ ns.n }}{{ ns.s }}{{ ns.other is defined }}",
    "{% set a, b = 1, 2 %}{{ a }}{{ b }}{% set t %}in {{ a }} out{% endset %}{{ t|upper }}",
    "{% macro f(a, b='x', c=3) %}({{ a }},{{ b }},{{ c }}){% endmacro %}{{ f(1) }}{{ f(1, 2) }}{{ f(1, c=5) }}{{ f() }}",
    "{% if 1 %}a{% elif 2 %}b{% else %}c{% endif %}{% if 0 %}a{% elif '' %}b{% else %}c{% endif %}",
    "{{ [3, 1, 2]|sort }} {{ [3, 1, 2]|sort(reverse=true) }} {{ ['b', 'A']|sort }} {{ [1, 1, 2]|unique|list }} {{ [1, 2]|reverse|list }} {{ [1, 2, 3]|first }} {{ [1, 2, 3]|last }} {{ 'abc'|reverse }}",
    "{{ {'b': 1, 'a': 2}|dictsort }} {{ {'b': 1}|items|list }} {{ [1, 2]|join('-') }} {{ m|map(attribute='role')|join(',') }} {{ ['a']|map('upper')|list }}",
    "{{ m|selectattr('role', 'equalto', 'user')|list|length }} {{ m|rejectattr('role', 'eq', 'user')|map(attribute='content')|list }} {{ [1, 0, 2]|select|list }} {{ [1, 2, 3]|reject('odd')|list }}",
    "{{ '5'|int + 1 }} {{ 'x'|int }} {{ '2.5'|float }} {{ 3.7|int }} {{ -3|abs }} {{ 2.5|round }} {{ 3.14159|round(2) }} {{ true|int }}",
    "{{ {'a': 1, 'b': [true, none, 1.5, 'é\"<']}|tojson }} {{ {'b': 1, 'a': {}}|tojson(indent=2) }} {{ []|tojson(indent=2) }} {{ [1,[2]]|tojson(indent=2) }}",
    "{{ {'b': 'é', 'a': 1}|tojson(sort_keys=true, ensure_ascii=true, separators=(',', ':')) }}",
    "{{ 1 is number }} {{ 1 is string }} {{ [] is iterable }} {{ {} is mapping }} {{ none is none }} {{ true is true }} {{ 1 is true }} {{ 3 is odd }} {{ 4 is divisibleby 2 }} {{ 1.5 is float }} {{ true is boolean }} {{ 'a' is in ['a'] }} {{ 'x' is not defined }}",
    "{{ true is number }} {{ true is integer }} {{ 'A' is upper }} {{ {} is sequence }} {{ 'a' is sequence }} {{ 1 is sequence }} {{ x is iterable }}",
    "a\n  {% if true %}\n  b\n  {% endif %}\nc\n",
    "a\n  {%- if true -%}\n  b\n  {%- endif +%}\nc {#- x -#} d\n  {# gone #}\ne\n\n",
    "  {%+ if true %}x{% endif %}  {{- 'y' -}}  z\n{{ 'w' }}\nv",
    "{% raw %}{{ x }} {% if %}{% endraw %}!{%- raw -%} a {%- endraw %}",
    "{{ 'it''s' }}{{ \"a\\tb\\n\\\"c\\\"\" }}{{ 'a\\'b' }}{{ '\\u00e9\\x41' }}{{ 'a\\qb' }}",
    "{{ [1, 'a', \"it's\", 'q\"', 'b\\n', true, none, 1.0] }}{{ {1: 'x'}[1] }}{{ {'a': {'b': [10, 20]}}.a.b[1] }}{{ {'a': 1}.get('z', 9) }}{{ {'a': 1}.get('z') }}",
    "{{ {'a': 1, 'b': 2}.keys()|list }}{{ {'a': 1}.values()|list }}{{ 'a' in {'a': 1} }}{{ dict(a=1, b='x') }}{{ {'items': 5}['items'] }}",
    "{{ m[0].content.upper() }}{{ m[0]['content']|trim }}{{ (m|length) - 1 }}{{ m[-1].role }}{{ m[99] is defined }}{{ m[0].nothing is defined }}",
    "{{ missing.x }}", "{{ 1 + 'a' }}", "{{ missing + 1 }}", "{{ nofilter|nope }}", "{% if %}", "{{ 'a' }", "{% for %}{% endfor %}",
    "{% for i in 5 %}{% endfor %}", "{{ 1 / 0 }}", "{{ raise_exception('no') }}", "{% endif %}", "{{ 'abc' }", "{{ none.x }}", "{{ none + 'a' }}",
    "{{ ''.join(['a', 'b']) }}{{ ', '.join(['x']) }}{{ 'a\nb\r\nc'.splitlines() }}{{ 'TestHook'.removeprefix('Test') }}{{ '12'.isdigit() }}{{ 'ab1'.isalpha() }}",
    "{{ 'x\ny\n\nz'|indent }}|{{ 'x\ny'|indent(2, true) }}|{{ 'x\n\ny'|indent(1, blank=true) }}",
    "{%- set ns = namespace(found=false) %}{% for x in m %}{% if x.role == 'user' and not ns.found %}{% set ns.found = true %}{{ loop.index }}{% endif %}{% endfor %}{{ ns.found }}",
    "{{ 10 is divisibleby(5) and 'a' is string }}{{ not missing }}{{ missing or 'z' }}{{ missing == none }}{{ [] == [] }}{{ [1] == (1,) }}{{ 'a' == 1 }}",
    "{{ m|length > 1 and m[0].role == 'user' }}{{ (1, 2)|list }}{{ range(1, 10, 3)|list }}{{ range(3, 0, -1)|list }}{{ 'abc'|list }}{{ {'x': 1}|list }}",
    "{% generation %}a{% endgeneration %}b{% for i in [1, 2] %}{% generation %}{{ i }}{% endgeneration %},{% endfor %}",
    "{% set x = 1 %}{% generation %}{% set x = 2 %}{{ x }}{% endgeneration %}{{ x }}",
    "{{ -1|abs }}{{ 2 ** 3 ** 2 }}{{ 1 - 2 - 3 }}{{ 'a' + 'b' ~ 'c' }}{{ 3 * 'a' }}{{ 5 % 3 * 2 }}{{ 1 if 0 else 2 if 0 else 3 }}",
]


class Generation(Extension):
    """{% generation %}: the text in it is marked. The marks are characters that no conversation here holds."""
    tags = {"generation"}

    def parse(self, parser):
        line = next(parser.stream).lineno
        body = parser.parse_statements(["name:endgeneration"], drop_needle=True)
        return nodes.CallBlock(self.call_method("_mark"), [], [], body).set_lineno(line)

    def _mark(self, caller):
        return "\ue000" + caller() + "\ue001"


def environment():
    made = ImmutableSandboxedEnvironment(trim_blocks=True, lstrip_blocks=True, extensions=[Generation, loopcontrols])

    def tojson(x, ensure_ascii=False, indent=None, separators=None, sort_keys=False):
        return json.dumps(x, ensure_ascii=ensure_ascii, indent=indent, separators=separators, sort_keys=sort_keys)

    def raise_exception(message):
        raise jinja2.exceptions.TemplateError(message)

    made.filters["tojson"] = tojson
    made.globals["raise_exception"] = raise_exception
    return made


def reference(source, record, prompts):
    """(text, spans), or None where Jinja2 fails."""
    try:
        marked = environment().from_string(source).render(
            messages=record["messages"], tools=record.get("tools"), documents=None,
            add_generation_prompt=prompts, **SPECIALS)
    except Exception:  # any failure of the template is one
        return None
    text, spans, starts = [], [], []
    for character in marked:
        if character == "\ue000":
            starts.append(len(text))
        elif character == "\ue001":
            spans.append([starts.pop(), len(text)])
        else:
            text.append(character)
    return "".join(text), spans


def ours(folder, sources, records, prompts):
    """A list per source of a list per record, of the same."""
    data = os.path.join(folder, "records.jsonl")
    with open(data, "w", encoding="utf-8") as stream:
        for record in records:
            stream.write(json.dumps(record, ensure_ascii=False) + "\n")
    answers = []
    for place, source in enumerate(sources):
        config = os.path.join(folder, f"{place}.json")
        with open(config, "w", encoding="utf-8") as stream:
            json.dump({"chat_template": source, **SPECIALS}, stream)
        query = (f"SELECT r.text AS text, r.spans AS spans, r.error AS error FROM (SELECT row, chat_render(records, '{config}', "
                 f"{str(prompts).lower()}) AS r FROM records) ORDER BY row")
        done = subprocess.run([os.environ["ASSAY"], "sql", "--json", "--format", "openai", query, data], capture_output=True,
                              check=False)
        if done.returncode:
            answers.append([None] * len(records))
            continue
        rows = [json.loads(line) for line in done.stdout.decode("utf-8").split("\n") if line]
        answers.append([None if row["error"] is not None else (row["text"], [[s["start"], s["stop"]] for s in row["spans"]])
                        for row in rows])
    return answers


def main():
    wrong = compared = errors = 0
    names = sorted(name for name in os.listdir(FOLDER) if name.endswith(".jinja"))
    sources = []
    for name in names:
        with open(os.path.join(FOLDER, name), encoding="utf-8") as stream:
            sources.append(stream.read())
    with tempfile.TemporaryDirectory() as folder:
        for prompts in (False, True):
            cases = [(name, source, CONVERSATIONS) for name, source in zip(names, sources)]
            if not prompts:
                cases += [(repr(snippet), re.sub(r"\bm\b", "messages", snippet), CONVERSATIONS[:1]) for snippet in SNIPPETS]
            for name, source, records in cases:
                for record, found in zip(records, ours(folder, [source], records, prompts)[0]):
                    expected = reference(source, record, prompts)
                    compared += 1
                    errors += expected is None
                    if found == expected:
                        continue
                    wrong += 1
                    print(f"WRONG {name}, {json.dumps(record)[:160]}, prompt {prompts}\n  Jinja2: {expected}\n  here:   {found}")
    print(f"{compared} renderings compared with Jinja2 {jinja2.__version__}, {errors} of them errors in both: {wrong} differ")
    sys.exit(1 if wrong else 0)


main()
