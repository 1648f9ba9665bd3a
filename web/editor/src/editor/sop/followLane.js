// A task that is moved to another lane goes to that lane's people, when it had the old lane's group alone.

class FollowLane {
  constructor(eventBus, modeling, elementRegistry) {
    eventBus.on('commandStack.lane.updateRefs.postExecuted', ({ context }) => {
      for (const { flowNode, add, remove } of context.updates) {
        const group = flowNode.get('camunda:candidateGroups');
        const before = remove.map((lane) => lane.get('sop:role'));
        const after = add.map((lane) => lane.get('sop:role')).find(Boolean);
        const shape = elementRegistry.get(flowNode.id);
        if (!shape || !group || !after || !before.includes(group)) continue;
        modeling.updateProperties(shape, { 'camunda:candidateGroups': after });
      }
    });
  }
}
FollowLane.$inject = ['eventBus', 'modeling', 'elementRegistry'];

export default { __init__: ['followLane'], followLane: ['type', FollowLane] };
