/** React as a module; what it is published as is a script. */
export const { useEffect, useState } = window.React;
