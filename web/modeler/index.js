// Camunda Modeler reads this file: the plugin's name and the script it loads.
module.exports = { name: 'Alur SOP', script: './client.js' };
