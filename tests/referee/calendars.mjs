// Takes [calendar file] as JSON, gives of each its method and what its events say; times only by the VTIMEZONE in the file. Asks no network.
import ICAL from 'ical.js';
import {readFileSync} from 'node:fs';

function read(text) {
  const calendar = new ICAL.Component(ICAL.parse(text));
  const zones = new Map(calendar.getAllSubcomponents('vtimezone').map(
    one => [one.getFirstPropertyValue('tzid'), new ICAL.Timezone(one)]));
  const instant = (event, name) => {
    const property = event.getFirstProperty(name);
    const time = property.getFirstValue().clone();
    time.zone = zones.get(property.getParameter('tzid'));
    return new Date(time.toUnixTime() * 1000).toISOString();
  };
  const events = calendar.getAllSubcomponents('vevent').map(event => ({
    uid: event.getFirstPropertyValue('uid'),
    sequence: event.getFirstPropertyValue('sequence'),
    status: event.getFirstPropertyValue('status'),
    summary: event.getFirstPropertyValue('summary'),
    starts: instant(event, 'dtstart'),
    ends: instant(event, 'dtend'),
    attendee: event.getFirstPropertyValue('attendee'),
  }));
  return {method: calendar.getFirstPropertyValue('method'), events};
}

process.stdout.write(JSON.stringify(JSON.parse(readFileSync(0, 'utf8')).map(read)));
