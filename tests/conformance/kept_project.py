"""A small project in a folder of its own, for tests of what is said about versions: two versions, a run, derived versions."""
import json
import os
import subprocess
import sys

TURNS = [("Hello?", "Hello."), ("What is 2 + 2?", "4"), ("Say \"hi\".", "hi\n"), ("Müller?", "Ja, \u20ac 5."), ("", "nothing"),
         ("Hello?", "Hello.")]
CALL = {"messages": [
    {"role": "user", "content": "weather in Oslo and Rome"},
    {"role": "assistant", "content": None, "tool_calls": [
        {"id": "a", "type": "function", "function": {"name": "weather", "arguments": "{\"city\":\"Oslo\"}"}},
        {"id": "b", "type": "function", "function": {"name": "weather", "arguments": "{\"city\":\"Rome\"}"}}]},
    {"role": "tool", "tool_call_id": "a", "content": "3"},
    {"role": "tool", "tool_call_id": "b", "content": "19"},
    {"role": "assistant", "content": "3 and 19 degrees."}]}


class Project:
    def __init__(self, folder):
        self.folder = folder
        self.hour = 0
        self.records = [{"messages": [{"role": "user", "content": ask}, {"role": "assistant", "content": say}]}
                        for ask, say in TURNS] + [CALL]
        self.write("first.jsonl", self.records[:3])
        self.write("second.jsonl", self.records)
        self.assay("init")
        self.assay("dataset", "add", "chat", "first.jsonl", "--license", "CC-BY-4.0", "--owner", "data team")
        self.assay("dataset", "add", "chat", "second.jsonl", "-m", "more of it")
        self.assay("check", "chat@v2", "--fail-on", "never")
        self.run = self.assay("runs").split()[0]
        self.write_text("keep.sql", "SELECT * FROM records WHERE len(turns) > 2")
        self.assay("dataset", "derive", "calls", "chat@v2", "--sql", "keep.sql")
        self.assay("dataset", "derive", "clean", "chat@v2", "--drop-findings", self.run)

    def write_text(self, name, text):
        with open(os.path.join(self.folder, name), "w", encoding="utf-8") as stream:
            stream.write(text)

    def write(self, name, records):
        self.write_text(name, "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records))

    def assay(self, *arguments, status=(0,)):
        self.hour += 1
        environment = dict(os.environ, ASSAY_NOW=f"2026-01-31T{self.hour:02d}:00:00.000000Z", HOME=self.folder)
        environment.pop("ASSAY_PROJECT", None)
        done = subprocess.run([os.path.abspath(os.environ["ASSAY"]), *arguments], capture_output=True, check=False, cwd=self.folder,
                              env=environment)
        if done.returncode not in status:
            sys.exit(f"assay {' '.join(arguments)}: exit {done.returncode}\n{done.stderr.decode('utf-8', 'replace')}")
        return done.stdout.decode("utf-8")
