"""What a new decision model begins as: one table that asks one thing, drawn, without a finding."""

from __future__ import annotations

from xml.sax.saxutils import escape

_FILE = """<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" \
xmlns:dmndi="https://www.omg.org/spec/DMN/20191111/DMNDI/" xmlns:dc="http://www.omg.org/spec/DMN/20180521/DC/" \
xmlns:di="http://www.omg.org/spec/DMN/20180521/DI/" id="{key}" name="{name}" namespace="https://alur.id/keputusan/{key}">
  <decision id="keputusan" name="{name}">
    <variable id="var_keputusan" name="keputusan" typeRef="string" />
    <informationRequirement id="perlu_masukan">
      <requiredInput href="#masukan" />
    </informationRequirement>
    <decisionTable id="tabel_keputusan" hitPolicy="FIRST">
      <input id="masukan_1" label="Masukan">
        <inputExpression id="tanya_1" typeRef="string">
          <text>masukan</text>
        </inputExpression>
      </input>
      <output id="hasil_1" label="Hasil" name="hasil" typeRef="string" />
      <rule id="aturan_1">
        <inputEntry id="aturan_1_1">
          <text></text>
        </inputEntry>
        <outputEntry id="aturan_1_2">
          <text>"isi"</text>
        </outputEntry>
      </rule>
    </decisionTable>
  </decision>
  <inputData id="masukan" name="Masukan">
    <variable id="var_masukan" name="masukan" typeRef="string" />
  </inputData>
  <dmndi:DMNDI>
    <dmndi:DMNDiagram id="diagram">
      <dmndi:DMNShape id="bentuk_keputusan" dmnElementRef="keputusan">
        <dc:Bounds height="80" width="180" x="160" y="100" />
      </dmndi:DMNShape>
      <dmndi:DMNShape id="bentuk_masukan" dmnElementRef="masukan">
        <dc:Bounds height="45" width="125" x="187" y="280" />
      </dmndi:DMNShape>
      <dmndi:DMNEdge id="panah_masukan" dmnElementRef="perlu_masukan">
        <di:waypoint x="250" y="280" />
        <di:waypoint x="250" y="180" />
      </dmndi:DMNEdge>
    </dmndi:DMNDiagram>
  </dmndi:DMNDI>
</definitions>
"""


def empty_model(key: str, name: str) -> bytes:
    """The file of a new model; `key` must be one that `engine.decision_models.may_be_key` lets pass."""
    return _FILE.format(key=key, name=escape(name, {'"': "&quot;"})).encode()
