import '../../flex-preview/flex-preview.css';
import './phone.css';
import { render } from 'hono/jsx/dom';
import { App } from './app.tsx';

const root = document.getElementById('phone-root');
if (root === null) throw new Error('index.html has no #phone-root');
render(<App />, root);
