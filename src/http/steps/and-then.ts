/** Works on what was found: at once when it is there, because a promise that need not be costs as much as a step. */
export const andThen = <Found, Made>(
  found: Found | Promise<Found>,
  work: (found: Found) => Made | Promise<Made>,
): Made | Promise<Made> => (found instanceof Promise ? found.then(work) : work(found))
