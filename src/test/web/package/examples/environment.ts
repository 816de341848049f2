export const environment = { realtimeUrl: "https://realtime.test" };
