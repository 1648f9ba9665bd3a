// A task that is drawn is one that somebody does: a task of no type would be passed by without anybody.

class PeoplesTasks {
  constructor(elementFactory) {
    const create = elementFactory.create.bind(elementFactory);
    elementFactory.create = (kind, attributes) => create(kind,
      asked(attributes) ? { ...attributes, type: 'bpmn:UserTask' } : attributes);
  }
}
PeoplesTasks.$inject = ['elementFactory'];

// Only what is drawn anew: what a file or a change of type brings has its own element already.
function asked(attributes) {
  return attributes?.type === 'bpmn:Task' && !attributes.businessObject && !attributes.isForCompensation;
}

export default { __init__: ['peoplesTasks'], peoplesTasks: ['type', PeoplesTasks] };
