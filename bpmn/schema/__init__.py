"""XML schemas: OMG BPMN 2.0 (formal/2011-01-03, unchanged, from omg.org/spec/BPMN/20100501), and alur.xsd."""
