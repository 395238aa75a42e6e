import { sharedApi } from './session-api';
// One API for all of them: to synthesize and boot it takes longer than most of what is asked of it.
import './uploads';
import './runs';
import './journal';
import './interleavings';
import './watching';

afterAll(async () => (await sharedApi()).close());
