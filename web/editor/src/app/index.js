// Small enhancements every page loads; each page works without them.
import 'htmx.org';

import './autosave';
import './confirm';
import './gate';
import './live';
import './once';
import './preview';
import './print';
import './theme';
