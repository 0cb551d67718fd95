/** The custody officers of the story, each with a token of their own. */
export const OFFICERS = [
  { name: 'Clara Brandt', token: 'officer-clara', pin: '482915' },
  { name: 'David Engel', token: 'officer-david', pin: '730264' },
  { name: 'Elif Yilmaz', token: 'officer-elif', pin: '915508' },
] as const;

export type StoryOfficer = (typeof OFFICERS)[number];
